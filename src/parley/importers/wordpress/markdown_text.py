"""One paragraph of Markdown in the making: keeps what was markup apart from what only looks like it."""

from __future__ import annotations

import re
from urllib.parse import quote

# Two non-characters, which `clean_text` lets nobody send, hold the place of finished markup while text is escaped.
BEGIN, END = "\ufdd0", "\ufdd1"
HELD = re.compile(f"{BEGIN}([0-9]+){END}")
SPECIAL = re.compile(r"\*+|[\\`_\[\]<&~!]")
ENTITY = re.compile(r"&(?:#[0-9]{1,7}|#[xX][0-9a-fA-F]{1,6}|[A-Za-z][A-Za-z0-9]{1,31});")
# What begins a block of its own at the beginning of a line: headings, quotations, lists, rules, fences, tables.
NUMBERED = re.compile(r"([0-9]{1,9})([.)])(?=\s|$)")
BLOCK_START = re.compile(r"#{1,6}(?=\s|$)|>|[-+*_](?=\s|$)|[-=:|*_][-=:|*_\s]*$")
STARS = re.compile(r"\*+")


class Draft:
    """Collects text and markup, then `markdown()` gives the paragraph."""

    def __init__(self) -> None:
        self._parts: list[str] = []
        self._held: list[str] = []

    def text(self, text: str, *, linked: bool = False) -> None:
        """Add words. Inside a link line ends become spaces, and brackets are always escaped."""
        text = re.sub(r"[ \t\f\v]+", " ", text.replace(BEGIN, "").replace(END, ""))
        if linked:
            for piece in re.split(r"([\[\]])", text.replace("\n", " ")):
                if piece in {"[", "]"}:
                    self.markup(f"\\{piece}")
                else:
                    self._parts.append(piece)
        else:
            self._parts.append(text)

    def markup(self, markup: str) -> None:
        """Add something that is not escaped."""
        self._parts.append(f"{BEGIN}{len(self._held)}{END}")
        self._held.append(markup)

    def can_open(self, mark: str) -> bool:
        """Whether `mark` may follow: two in a row would be read as one longer mark."""
        last = next((part for part in reversed(self._parts) if part), "")
        return not (last.endswith(END) and self._held[-1].endswith(mark))

    def code(self, text: str) -> None:
        fence = "`" * (1 + max((len(run) for run in re.findall("`+", text)), default=0))
        pad = " " if text.startswith("`") or text.endswith("`") else ""
        self.markup(f"{fence}{pad}{text}{pad}{fence}")

    def open_link(self) -> None:
        self.markup("[")

    def close_link(self, url: str) -> None:
        self.markup(f"]({_destination(url)})")

    def address(self, url: str) -> None:
        """Add a link that shows its address. `<…>` would be shorter, but reads like a tag to other programs."""
        self.open_link()
        self.text(url, linked=True)
        self.close_link(url)

    def markdown(self) -> str:
        """Return the paragraph, one line for each line that WordPress showed."""
        raw = re.sub(r" ?\n ?", "\n", "".join(self._parts)).strip(" \n")
        lines = [_escape_start(line) for line in _escape(re.sub(r"\n+", "\n", raw)).split("\n")]
        return HELD.sub(lambda found: self._held[int(found[1])], "\n".join(lines))


def _destination(url: str) -> str:
    """An address in which nothing can end a Markdown link; what is percent-encoded already stays."""
    return quote(url, safe="/:?#@!$&'*+,=%~._-" + "".join(char for char in url if not char.isascii()))


def _escape(text: str) -> str:
    """Escape inside lines, each character by what stands beside it."""
    parts: list[str] = []
    position = 0
    paired = _stars_could_pair(text)
    for found in SPECIAL.finditer(text):
        parts.append(text[position : found.start()])
        before = text[found.start() - 1] if found.start() else " "
        after = text[found.end()] if found.end() < len(text) else " "
        if found[0].startswith("*"):
            means = paired and not (before.isspace() and after.isspace())
        else:
            means = _means_markup(text, found.start(), before, after)
        parts.append("".join(f"\\{char}" for char in found[0]) if means else found[0])
        position = found.end()
    return "".join([*parts, text[position:]])


def _stars_could_pair(text: str) -> bool:
    """Whether some asterisks could open emphasis that later ones close; people also use them for notes and masks.

    Beside markup of our own they could always pair with that.
    """
    opened = False
    for run in STARS.finditer(text):
        before = text[run.start() - 1] if run.start() else " "
        after = text[run.end()] if run.end() < len(text) else " "
        if opened and not before.isspace():
            return True
        opened = opened or not after.isspace()
    return opened and BEGIN in text


def _means_markup(text: str, position: int, before: str, after: str) -> bool:
    match text[position]:
        case "`":
            return True
        case "_":
            return not ((before.isspace() and after.isspace()) or (before.isalnum() and after.isalnum()))
        case "\\":
            return not (after.isalnum() or after == " ")
        case "]":
            return after in "([:"
        case "!":
            return after == BEGIN
        case "<":
            return after.isalpha() or after in "/!?"
        case "&":
            return ENTITY.match(text, position) is not None
        case "~":
            return "~" in {before, after}
        case _:
            return False


def _escape_start(line: str) -> str:
    if found := NUMBERED.match(line):
        return f"{found[1]}\\{line[found.end(1) :]}"
    return f"\\{line}" if BLOCK_START.match(line) else line
