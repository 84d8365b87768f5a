"""Text of a mail in lines of at most 78 columns."""

import unicodedata

COLUMNS = 78


def wrap(text: str, *, whole: str) -> str:
    """`text` with its long lines broken at spaces; what begins with "> " goes on with "> ".

    A word that is longer than a line is broken, too, unless it begins with `whole`: a broken link of ours is none.
    """
    lines = [broken for line in text.split("\n") for broken in _broken(line.rstrip(), whole)]
    return "\n".join(lines)


def quote(text: str) -> str:
    """Every line of `text` marked as somebody else's words, so that none can pass for ours."""
    return "\n".join(f"> {line}" for line in text.split("\n"))


def columns(text: str) -> int:
    """Columns of `text` in a fixed-width font: wide characters take two, combining ones none."""
    return sum(_width(character) for character in text)


def _width(character: str) -> int:
    if unicodedata.combining(character):
        return 0
    return 2 if unicodedata.east_asian_width(character) in "WF" else 1


def _broken(line: str, whole: str) -> list[str]:
    if columns(line) <= COLUMNS:
        return [line]
    mark = "> " if line.startswith("> ") else ""
    lines, current = [], mark
    for word in line.removeprefix(mark).split(" "):
        for piece in _pieces(word, COLUMNS - len(mark), keep=not mark and word.startswith(whole)):
            gap = " " if current != mark else ""
            if current != mark and columns(current) + 1 + columns(piece) > COLUMNS:
                lines.append(current)
                current, gap = mark, ""
            current += gap + piece
    return [*lines, current]


def _pieces(word: str, limit: int, *, keep: bool) -> list[str]:
    if keep or columns(word) <= limit:
        return [word]
    pieces, piece, width = [], "", 0
    for character in word:
        if width + _width(character) > limit:
            pieces.append(piece)
            piece, width = "", 0
        piece += character
        width += _width(character)
    return [*pieces, piece]
