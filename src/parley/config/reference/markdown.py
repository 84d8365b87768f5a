"""The few pieces of Markdown that the reference pages are made of."""

import inspect
from collections.abc import Iterable, Sequence


def table(head: Sequence[str], rows: Iterable[Sequence[str]]) -> str:
    """A table; `|` inside a cell is escaped."""
    lines = [head, ["---"] * len(head), *rows]
    return "".join("| " + " | ".join(cell.replace("|", "\\|") for cell in line) + " |\n" for line in lines)


def first_paragraph(documented: object) -> str:
    """The first paragraph of a docstring on one line; "" for None and where nothing is written."""
    if documented is None:
        return ""
    return " ".join((inspect.getdoc(documented) or "").partition("\n\n")[0].split())
