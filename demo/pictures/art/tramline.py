"""The lines of Vessin: six that run to the middle, and the ring that never goes there."""

import numpy as np
from PIL import Image

from art.canvas import Canvas, finished
from art.chart import INK, PAPER, Points, paper, with_dot, with_label, with_line

CENTRE = (800.0, 440.0)
RADIUS = (470.0, 265.0)
RING_INK, SPOKE_INK, WATER = "#a83a2e", "#8b94a3", "#cfe0e2"
Stop = tuple[str, float, float, float, str]
# (stop where the ring meets a line, degrees clockwise from east, its label's place to the right and below, anchor)
STOPS: list[Stop] = [
    ("Hospital", -8, 26, -36, "lm"),
    ("Glassworks", 47, -46, 66, "rm"),
    ("Lower Docks", 112, 20, 46, "lm"),
    ("Tanners Row", 172, -26, -36, "rm"),
    ("College", 228, 16, -60, "lm"),
    ("Orchard Hill", 295, -14, -46, "rm"),
]


def draw(random: np.random.Generator) -> Image.Image:
    """Return the picture."""
    canvas = with_line(paper(), _river(), WATER, 46)
    for _, degrees, *_ in STOPS:
        canvas = with_line(canvas, [CENTRE, _at(degrees, 1.42)], SPOKE_INK, 7)
    canvas = with_line(canvas, [_at(degrees, 1.0) for degrees in np.linspace(-8, 352, 240)], RING_INK, 13)
    for stop in STOPS:
        canvas = _with_stop(canvas, *stop)
    canvas = _with_dot(canvas, CENTRE, 21)
    canvas = with_label(canvas, (CENTRE[0] - 58, CENTRE[1] + 46), "Market Square", size=32, anchor="rm")
    return finished(canvas, random, grain=0.0, vignette=0.0)


def _with_stop(canvas: Canvas, name: str, degrees: float, right: float, below: float, anchor: str) -> Canvas:
    x, y = _at(degrees, 1.0)
    return with_label(_with_dot(canvas, (x, y), 17), (x + right, y + below), name, size=34, anchor=anchor)


def _with_dot(canvas: Canvas, at: tuple[float, float], radius: float) -> Canvas:
    return with_dot(with_dot(canvas, at, INK, radius), at, PAPER, radius - 5.5)


def _at(degrees: float, part: float) -> tuple[float, float]:
    # Railway diagrams round their corners: a superellipse reads better than an ellipse.
    cosine, sine = np.cos(np.deg2rad(degrees)), np.sin(np.deg2rad(degrees))
    stretch = (abs(cosine) ** 3 + abs(sine) ** 3) ** (-1 / 3) * part
    return float(CENTRE[0] + RADIUS[0] * cosine * stretch), float(CENTRE[1] + RADIUS[1] * sine * stretch)


def _river() -> Points:
    return [(x, 640 + 70 * np.sin(x / 260 + 0.6) - 0.12 * x) for x in np.arange(-40.0, 1660.0, 20.0)]
