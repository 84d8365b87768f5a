"""Share cards: the picture that stands beside a shared link. Title, the site's name and the section's colour.

1200 × 630 pixels, what Open Graph's readers ask for. Drawn by the worker; a palette keeps the file far below 100 kB.
"""

import hashlib
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cache
from io import BytesIO

from PIL import Image, ImageDraw, ImageFont

from parley.kit.text import single_line

WIDTH, HEIGHT = 1200, 630
_MARGIN = 84
_FONTS = (
    *("DejaVuSerif-Bold.ttf", "LiberationSerif-Bold.ttf", "NotoSerif-Bold.ttf"),
    *("DejaVuSans-Bold.ttf", "LiberationSans-Bold.ttf", "NotoSans-Bold.ttf"),
)
"""Free fonts, looked for among the system's; without any, Pillow's own, which has Latin letters only."""
_COLOURS = ("#7a1f2b", "#1f3a5f", "#205443", "#5b3a73", "#7a4a12", "#22505c", "#6b2d5c", "#3d4a1f")
"""Each has a contrast of at least 7:1 with white."""
_PAPER, _INK, _QUIET = "#fbfaf7", "#16181d", "#4a4f59"
_SIZES = (76, 68, 60, 52, 46, 40)
_ROOM = 340
"""Pixels of height for the title."""

Font = ImageFont.FreeTypeFont | ImageFont.ImageFont


@dataclass(frozen=True, slots=True)
class Card:
    """What a card says."""

    title: str
    section: str
    site: str
    byline: str
    is_right_to_left: bool = False


def draw_card(card: Card) -> bytes:
    """The card as PNG."""
    picture = Image.new("RGB", (WIDTH, HEIGHT), _PAPER)
    pen = ImageDraw.Draw(picture)
    colour = _COLOURS[hashlib.sha256(card.section.encode()).digest()[0] % len(_COLOURS)]
    pen.rectangle((0, 0, WIDTH, 18), fill=colour)

    def write(text: str, top: float, size: int, fill: str) -> None:
        left = WIDTH - _MARGIN - pen.textlength(text, font=_font(size)) if card.is_right_to_left else _MARGIN
        pen.text((left, top), text, font=_font(size), fill=fill)

    write(_fitting(pen, single_line(card.section), 30), 74, 30, colour)
    size, lines = _title_lines(pen, single_line(card.title))
    for number, line in enumerate(lines):
        write(line, 136 + number * size * 1.22, size, _INK)
    write(_fitting(pen, single_line(card.byline), 28), HEIGHT - 142, 28, _QUIET)
    write(_fitting(pen, single_line(card.site), 34), HEIGHT - 96, 34, colour)
    stored = BytesIO()
    picture.quantize(64).save(stored, "PNG", optimize=True)
    return stored.getvalue()


def _title_lines(pen: ImageDraw.ImageDraw, title: str) -> tuple[int, list[str]]:
    """The largest size in which the whole title fits; in the smallest it is cut."""
    for size in _SIZES:
        lines = list(_wrapped(pen, title, size))
        if len(lines) * size * 1.22 <= _ROOM:
            return size, lines
    most = int(_ROOM / (size * 1.22))
    return size, [*lines[: most - 1], _fitting(pen, f"{lines[most - 1]} …", size)]


def _wrapped(pen: ImageDraw.ImageDraw, title: str, size: int) -> Iterator[str]:
    line = ""
    for word in title.split():
        longer = f"{line} {word}".strip()
        if pen.textlength(longer, font=_font(size)) <= WIDTH - 2 * _MARGIN:
            line = longer
            continue
        if line:
            yield line
        line = _fitting(pen, word, size)
    yield line


def _fitting(pen: ImageDraw.ImageDraw, text: str, size: int) -> str:
    if pen.textlength(text, font=_font(size)) <= WIDTH - 2 * _MARGIN:
        return text
    while text and pen.textlength(f"{text}…", font=_font(size)) > WIDTH - 2 * _MARGIN:
        text = text[:-1]
    return f"{text.rstrip()}…"


@cache
def _font(size: int) -> Font:
    for name in _FONTS:
        try:
            return ImageFont.truetype(name, size)
        except OSError:
            continue
    return ImageFont.load_default(size)
