"""Lines that a mail program broke are put together again: by the rules of format=flowed, or by their look."""

import re

_BROKEN_AT = 68
"""A line is taken for broken by the program when the next word would have made it longer than this. Programs break at
72 to 78; the measure is lower because long words leave shorter lines."""

_SHORTEST_BROKEN = 45
_STARTS_ANEW = re.compile(r"\s|[-*+>#|`~=_]|\d{1,9}[.)]\s|$|https?://")
"""What a new line of its own begins with: a list, a quote, code, nothing, an address."""


def unflow(text: str, *, delete_space: bool) -> str:
    """Text of format=flowed (RFC 3676) with a line for each paragraph. `delete_space`: DelSp=yes."""
    lines: list[str] = []
    open_depth = -1
    for line in text.split("\n"):
        depth = len(line) - len(line.lstrip(">"))
        words = line[depth:].removeprefix(" ")  # space-stuffing
        is_signature = words == "-- "
        if lines and open_depth == depth and not is_signature:
            lines[-1] += words
        else:
            lines.append(f"{'>' * depth} {words}" if depth else words)
        if words.endswith(" ") and not is_signature:
            open_depth = depth
            if delete_space:
                lines[-1] = lines[-1][:-1]
        else:
            open_depth = -1
    return "\n".join(lines)


def unwrap(text: str) -> str:
    """Paragraphs that were broken at a fixed width on one line each; a comment would keep the breaks."""
    lines = text.split("\n")
    joined: list[str] = []
    in_code = False
    for number, line in enumerate(lines):
        if line.startswith(("```", "~~~")):
            in_code = not in_code
        before = lines[number - 1] if number else ""
        if number and not in_code and _was_broken(before, line):
            joined[-1] = f"{joined[-1].rstrip()} {line}"
        else:
            joined.append(line)
    return "\n".join(joined)


def _was_broken(before: str, line: str) -> bool:
    if not line or before.startswith(("    ", "\t", ">", "```", "~~~")) or _STARTS_ANEW.match(line):
        return False
    before = before.rstrip()
    first = line.split(maxsplit=1)[0]
    return len(before) >= _SHORTEST_BROKEN and len(before) + 1 + len(first) > _BROKEN_AT
