"""What the two figures share: paper, thick smooth lines, dots and lettering."""

import numpy as np
from PIL import ImageDraw, ImageFont

from art.canvas import HEIGHT, WIDTH, Canvas, colour, drawn, paint

PAPER, INK, FAINT = "#f6f0e2", "#2b2a33", "#cfc6b3"
Points = list[tuple[float, float]]


def paper() -> Canvas:
    """Return an empty sheet."""
    return np.ones((HEIGHT, WIDTH, 1)) * colour(PAPER)


def with_line(canvas: Canvas, points: Points, ink: str, width: float) -> Canvas:
    """Draw a line through the points, with round ends."""

    def draw_line(pen: ImageDraw.ImageDraw, scale: int) -> None:
        pen.line([(x * scale, y * scale) for x, y in points], fill=255, width=int(width * scale), joint="curve")
        for x, y in (points[0], points[-1]):
            _disc(pen, scale, x, y, width / 2)

    return paint(canvas, colour(ink), drawn(draw_line))


def with_dot(canvas: Canvas, at: tuple[float, float], ink: str, radius: float) -> Canvas:
    """Draw a filled disc."""
    return paint(canvas, colour(ink), drawn(lambda pen, scale: _disc(pen, scale, at[0], at[1], radius)))


def with_label(
    canvas: Canvas, at: tuple[float, float], text: str, ink: str = INK, size: int = 30, anchor: str = "lm"
) -> Canvas:
    """Set a line of text in the font that comes with Pillow."""

    def letter(pen: ImageDraw.ImageDraw, scale: int) -> None:
        font = ImageFont.load_default(size * scale)
        pen.text((at[0] * scale, at[1] * scale), text, fill=255, font=font, anchor=anchor)

    return paint(canvas, colour(ink), drawn(letter))


def _disc(pen: ImageDraw.ImageDraw, scale: int, x: float, y: float, radius: float) -> None:
    pen.ellipse([(x - radius) * scale, (y - radius) * scale, (x + radius) * scale, (y + radius) * scale], fill=255)
