"""The part of a text that answers best, with the sought words marked."""

from collections.abc import Collection
from dataclasses import dataclass

from parley.kit.text import single_line
from parley.search.words import places_of

LENGTH = 240
"""Characters of an excerpt, about."""

LOOKED_AT = 30_000
"""Characters of a text in which the best place is sought."""


@dataclass(frozen=True, slots=True)
class Piece:
    """Some words of an excerpt. `is_found`: they are what was sought."""

    text: str
    is_found: bool = False


def excerpt(text: str, sought: Collection[str], language: str) -> tuple[Piece, ...]:
    """The stretch of a text with the most different sought stems, the first of equals; its beginning where none is."""
    text = single_line(text[:LOOKED_AT])
    places = places_of(text, sought, language)
    begin = _best_begin(places)
    begin, end = _at_words(text, begin, begin + LENGTH)
    pieces, at = [Piece("… " if begin else "")], begin
    for start, stop, _stem in places:
        if start < at or stop > end:
            continue
        pieces += [Piece(text[at:start]), Piece(text[start:stop], is_found=True)]
        at = stop
    pieces += [Piece(text[at:end]), Piece(" …" if end < len(text) else "")]
    return tuple(piece for piece in pieces if piece.text)


def _best_begin(places: list[tuple[int, int, str]]) -> int:
    best, most = 0, 0
    first = 0
    for last, (_start, end, _stem) in enumerate(places):
        while end - places[first][0] > LENGTH - 60:
            first += 1
        different = len({stem for _s, _e, stem in places[first : last + 1]})
        if different > most:
            most, best = different, places[first][0]
    return max(0, best - 40)


def _at_words(text: str, begin: int, end: int) -> tuple[int, int]:
    """Cut at spaces, where there are any near."""
    if begin > 0:
        space = text.find(" ", begin, begin + 30)
        begin = space + 1 if space >= 0 else begin
    if end < len(text):
        space = text.rfind(" ", end - 30, end)
        end = space if space > begin else end
    return begin, min(end, len(text))
