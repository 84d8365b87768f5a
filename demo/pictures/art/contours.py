"""A survey sheet: hills in contour lines and tints, which end in honest white where nobody has been."""

import numpy as np
from PIL import Image, ImageDraw

from art.canvas import (
    COLUMNS,
    HEIGHT,
    ROWS,
    WIDTH,
    Canvas,
    Mask,
    colour,
    drawn,
    finished,
    gradient,
    noise,
    paint,
    smoothstep,
)

TINTS = [
    (0.0, "#a8c6c4"),
    (0.12, "#c9d8c0"),
    (0.28, "#dfe0b8"),
    (0.5, "#e6cf9a"),
    (0.72, "#d3a877"),
    (0.9, "#b98463"),
    (1.0, "#a06a52"),
]
PAPER = "#f3ead6"
INTERVAL = 0.035


def draw(random: np.random.Generator) -> Image.Image:
    """Return the picture."""
    height = noise(random, 520, 5) * 0.17 + 0.48
    height += 0.30 * np.exp(-(np.hypot((COLUMNS - 430) / 330, (ROWS - 330) / 260) ** 2))
    height -= 0.26 * np.exp(-(np.hypot((COLUMNS - 250) / 420, (ROWS - 860) / 190) ** 2))
    known = _known(random)
    canvas = _paper(random)
    tint = gradient(TINTS, np.floor(np.clip(height, 0, 1) / (INTERVAL * 2)) * INTERVAL * 2)
    canvas = paint(canvas, tint * _relief(height)[..., None], known * 0.9)
    canvas = paint(canvas, colour("#7d4a36"), _lines(height, INTERVAL, 0.85) * known * 0.55)
    canvas = paint(canvas, colour("#6a3626"), _lines(height, INTERVAL * 5, 1.5) * known * 0.85)
    canvas = _with_graticule(canvas)
    return finished(_with_route(canvas, height, known), random, grain=0.006, vignette=0.14)


def _paper(random: np.random.Generator) -> Canvas:
    fibres = 0.012 * noise(random, 9, 2, stretch=2.5) + 0.018 * noise(random, 380, 4)
    return colour(PAPER) * (1 + fibres)[..., None]


def _known(random: np.random.Generator) -> Mask:
    """How well each place was surveyed: 1 in the west, 0 beyond a ragged limit in the east."""
    return smoothstep(1, -1, (COLUMNS - 1010 + 120 * noise(random, 420, 5) + 0.35 * (ROWS - 450)) / 130)


def _relief(height: Mask) -> Mask:
    down, right = np.gradient(height)
    return np.asarray(np.clip(1 + 34 * (right + down), 0.72, 1.22))


def _lines(height: Mask, interval: float, width: float) -> Mask:
    slope = np.hypot(*np.gradient(height)) + 1e-5
    off = np.abs(np.mod(height / interval + 0.5, 1) - 0.5) * interval / slope
    return smoothstep(width + 0.6, width - 0.6, off)


def _with_graticule(canvas: Canvas) -> Canvas:
    def draw_lines(pen: ImageDraw.ImageDraw, scale: int) -> None:
        for number in range(-2, 12):
            x = 90 + 180 * number
            pen.line([((x - 40) * scale, 0), ((x + 40) * scale, HEIGHT * scale)], fill=255, width=2)
            y = 80 + 150 * number
            arc = [
                (across * scale, (y + ((across - 800) / 800) ** 2 * 16) * scale) for across in range(0, WIDTH + 1, 40)
            ]
            pen.line(arc, fill=255, width=2)

    return paint(canvas, colour("#3f6b7f"), drawn(draw_lines) * 0.62)


def _with_route(canvas: Canvas, height: Mask, known: Mask) -> Canvas:
    """The traveller's own route: surveyed as far as it goes, then dots, then nothing."""
    x, y = 90.0, 640.0
    points: list[tuple[float, float]] = []
    while x < 1330:
        points.append((x, y))
        slope = height[min(int(y) + 6, HEIGHT - 1), int(x)] - height[max(int(y) - 6, 0), int(x)]
        y = float(np.clip(y - slope * 26 - 0.55, 120, 780))
        x += 4

    def dots(pen: ImageDraw.ImageDraw, scale: int) -> None:
        for number, (left, top) in enumerate(points):
            seen = known[int(top), int(left)]
            every, radius = (2, 2.6) if seen > 0.35 else (6, 2.2)
            if number % every == 0:
                box = [(left - radius) * scale, (top - radius) * scale, (left + radius) * scale, (top + radius) * scale]
                pen.ellipse(box, fill=255)

    canvas = paint(canvas, colour("#b3261e"), drawn(dots))
    last = np.hypot(COLUMNS - points[-1][0], ROWS - points[-1][1])
    canvas = paint(canvas, colour("#b3261e"), smoothstep(13, 12, last) * smoothstep(8, 9, last))
    return paint(canvas, colour("#b3261e"), smoothstep(3.8, 2.8, last))
