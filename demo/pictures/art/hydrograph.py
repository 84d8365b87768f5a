"""Three gauges on one river: the same flood, seen later and flatter the further down it has come."""

import numpy as np
from PIL import Image

from art.canvas import Canvas, colour, drawn, finished, paint
from art.chart import FAINT, INK, Points, paper, with_dot, with_label, with_line

LEFT, RIGHT, FLOOR, CEILING = 130.0, 1500.0, 760.0, 120.0
DAYS = 12
# (station, ink, day of the crest, height of the crest, days that the crest is wide)
STATIONS = [
    ("Karst Bridge", "#b4472e", 3.0, 0.92, 0.75),
    ("Oltan", "#c9902a", 5.2, 0.70, 1.10),
    ("Sarrin", "#1f6a86", 8.1, 0.52, 1.65),
]


def draw(random: np.random.Generator) -> Image.Image:
    """Return the picture."""
    canvas = _with_axes(paper())
    for station in STATIONS:
        canvas = _with_station(canvas, random, *station)
    return finished(canvas, random, grain=0.0, vignette=0.0)


def _with_axes(canvas: Canvas) -> Canvas:
    for level in (0.25, 0.5, 0.75, 1.0):
        canvas = with_line(canvas, [(LEFT, _y(level)), (RIGHT, _y(level))], FAINT, 1.4)
    canvas = with_line(canvas, [(LEFT, FLOOR), (RIGHT, FLOOR)], INK, 2.4)
    for day in range(0, DAYS + 1, 2):
        canvas = with_label(canvas, (_x(day), FLOOR + 38), str(day), anchor="mm", size=28)
    canvas = with_label(canvas, ((LEFT + RIGHT) / 2, FLOOR + 92), "days after the rain", anchor="mm", size=30)
    return with_label(canvas, (LEFT, CEILING - 52), "height of the water above its usual level", size=30)


def _with_station(
    canvas: Canvas, random: np.random.Generator, name: str, ink: str, crest: float, height: float, width: float
) -> Canvas:
    days = np.linspace(0, DAYS, 500)
    # A flood rises faster than it falls.
    side = np.where(days < crest, width * 0.62, width * 1.5)
    ripple = 0.006 * np.interp(days, np.linspace(0, DAYS, 60), random.standard_normal(60))
    levels = 0.06 + height * np.exp(-(((days - crest) / side) ** 2)) * 0.94 + ripple
    line: Points = [(_x(float(day)), _y(float(level))) for day, level in zip(days, levels, strict=True)]
    area = [*line, (RIGHT, FLOOR), (LEFT, FLOOR)]
    shade = drawn(lambda pen, scale: pen.polygon([(x * scale, y * scale) for x, y in area], fill=255))
    canvas = paint(canvas, colour(ink), shade * 0.16)
    canvas = with_line(canvas, line, ink, 5)
    top = min(line, key=lambda point: point[1])
    canvas = with_dot(canvas, top, ink, 9)
    return with_label(canvas, (top[0] + 24, top[1] - 22), name, ink, size=36)


def _x(day: float) -> float:
    return LEFT + (RIGHT - LEFT) * day / DAYS


def _y(level: float) -> float:
    return FLOOR + (CEILING - FLOOR) * level
