"""A comment quoted in the reply to it."""

from parley.kit.text import shorten

LONGEST = 1_500
"""Characters of a quotation; whoever wants more of it can copy it."""


def quotation(source: str) -> str:
    """A comment's Markdown as the beginning of a reply: each line after "> ", then a blank line for the answer.

    What it quoted itself is left out: it stands above already.
    """
    lines = [line for line in source.splitlines() if not line.lstrip().startswith(">")]
    own = "\n".join(lines).strip() or source.strip()
    return "".join(f"> {line}".rstrip() + "\n" for line in _cut(own).splitlines()) + "\n"


def _cut(text: str) -> str:
    if len(text) <= LONGEST:
        return text
    whole_lines = text[:LONGEST].rpartition("\n")[0].rstrip()
    return f"{whole_lines}\n…" if len(whole_lines) > LONGEST // 2 else shorten(text, LONGEST)
