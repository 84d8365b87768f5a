"""A valley before sunrise: nine ridges, each paler than the one before it, and the mist between them."""

import numpy as np
from PIL import Image

from art.canvas import (
    COLUMNS,
    HEIGHT,
    ROWS,
    Canvas,
    Mask,
    colour,
    finished,
    glow,
    gradient,
    noise,
    paint,
    profile,
    smoothstep,
)

SKY = [(0.0, "#5d7a99"), (0.22, "#93a5b5"), (0.38, "#d9bfae"), (0.5, "#f3cfa6"), (1.0, "#f6dcb8")]
NEAR, FAR = "#10212b", "#b9a9a4"
RIDGES = 9


def draw(random: np.random.Generator) -> Image.Image:
    """Return the picture."""
    canvas = gradient(SKY, ROWS / HEIGHT)
    veil = noise(random, 260, 5, stretch=4)
    canvas = glow(canvas, colour("#ffd9b0"), smoothstep(0.2, 2.2, veil) * smoothstep(420, 120, ROWS) * 0.35)
    sun = np.hypot(COLUMNS - 1090, ROWS - 352)
    canvas = glow(canvas, colour("#ffb978"), np.exp(-((sun / 330) ** 1.2)) * 0.75)
    canvas = glow(canvas, colour("#fff1d6"), smoothstep(47, 44, sun))
    for number in range(RIDGES):
        canvas = _with_ridge(canvas, random, number / (RIDGES - 1), sun)
    return finished(canvas, random)


def _with_ridge(
    canvas: Canvas,
    random: np.random.Generator,
    nearness: float,
    sun: Mask,
) -> Canvas:
    cell = 300 + 330 * nearness
    height = 46 + 66 * nearness
    # The valley opens to the right of the middle, so that the eye is led to the sun.
    flank = ((np.arange(COLUMNS.shape[1]) - 1040) / 1000) ** 2 * (60 + 190 * nearness)
    top = 375 + 470 * nearness**1.25 - flank - height * profile(random, cell, 7, 0.48)
    below = ROWS - top[None, :]
    rock = gradient([(0, FAR), (0.3, "#8d8c96"), (0.6, "#4a5f70"), (1, NEAR)], np.full(ROWS.shape, nearness))
    mist = gradient([(0, "#f4d3b0"), (1, "#8fa3ad")], np.full(ROWS.shape, nearness))
    # Mist keeps a level of its own: were it to follow the ridge, every notch would hang a streak in it.
    level = np.convolve(np.pad(top, 90, mode="edge"), np.hanning(181) / 90, mode="valid")
    depth = smoothstep(0, 150 + 160 * nearness, ROWS - level[None, :]) * (0.92 - 0.6 * nearness)
    shaded = paint(rock, mist, depth)
    shaded = glow(shaded, colour("#ffb06a"), np.exp(-((sun / 420) ** 1.4)) * (1 - nearness) * 0.5)
    return paint(canvas, shaded, smoothstep(-0.8, 0.8, below))
