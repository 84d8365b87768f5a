"""A tide coming in over mud flats, as sheets of cut paper with light from above."""

import numpy as np
from PIL import Image

from art.canvas import (
    COLUMNS,
    HEIGHT,
    ROWS,
    WIDTH,
    Mask,
    blurred,
    colour,
    finished,
    glow,
    gradient,
    noise,
    paint,
    profile,
    smoothstep,
)

SKY = [(0.0, "#f4e3c4"), (0.3, "#f3c99b"), (0.45, "#e9a97f")]
SHEETS = [
    "#cfdcd0",
    "#a9cbc4",
    "#7fb3b3",
    "#559a9f",
    "#357f8a",
    "#236775",
    "#184f61",
    "#113b4d",
    "#c9a97c",
    "#8a6a4a",
    "#54432f",
]


def draw(random: np.random.Generator) -> Image.Image:
    """Return the picture."""
    canvas = gradient(SKY, ROWS / HEIGHT)
    sun = np.hypot(COLUMNS - 480, ROWS - 235)
    canvas = glow(canvas, colour("#fff4dc"), smoothstep(93, 90, sun) * 0.9 + np.exp(-((sun / 260) ** 1.3)) * 0.5)
    fibre = noise(random, 26, 3, stretch=3)
    for number, paper in enumerate(SHEETS):
        edge = _edge(random, number)
        below = ROWS - edge[None, :]
        cover = smoothstep(-0.8, 0.8, below)
        # The shadow of a sheet falls upwards on the one behind it.
        shadow = blurred(np.roll(cover, (-5, 6), axis=(0, 1)), 13)
        canvas = canvas * (1 - 0.34 * shadow * (1 - cover))[..., None]
        sheet = colour(paper) * (1.06 - 0.26 * smoothstep(0, 190, below) + 0.014 * fibre)[..., None]
        canvas = paint(canvas, sheet, cover)
        canvas = glow(canvas, colour("#ffffff"), cover * smoothstep(3.2, 0.6, below) * 0.38)
    return finished(canvas, random, grain=0.004, vignette=0.12)


def _edge(random: np.random.Generator, number: int) -> Mask:
    across = np.arange(WIDTH, dtype=np.float64)
    base = 318 + 47 * number + 1.7 * number**1.6
    length, height = 330 + 46 * number, 9 + 3.3 * number
    phase = random.uniform(0, 2 * np.pi)
    swell = np.sin(across / length * 2 * np.pi + phase + 0.7 * profile(random, 700, 2))
    # Crests are sharper than troughs, as in shallow water.
    return np.asarray(base - height * (np.abs(swell + 1) / 2) ** 1.7 * 2 + height * 0.5 * profile(random, 420, 3, 0.4))
