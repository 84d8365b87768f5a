"""A wall of glazed stars and crosses; light from an open door lies across it."""

import numpy as np
from PIL import Image

from art.canvas import COLUMNS, ROWS, Canvas, Mask, blurred, colour, finished, glow, noise, paint, smoothstep

TILE = 150.0
GROUT = 3.2
STAR_GLAZES = ("#1d5f8a", "#174a75", "#2a7f96", "#1f6f86", "#e3b04b", "#1b3f66")
CROSS_GLAZES = ("#efe6d2", "#e7d9bd", "#f3ecdc", "#d9e0d4")


def draw(random: np.random.Generator) -> Image.Image:
    """Return the picture."""
    right, down, column, row = _lattice()
    square = np.maximum(np.abs(right), np.abs(down))
    diamond = (np.abs(right) + np.abs(down)) / np.sqrt(2)
    # A star is a square united with the same square turned by 45 degrees.
    star = np.minimum(square, diamond) - TILE * 0.5 / np.sqrt(2)
    glaze = _glaze(random, column, row, np.abs(star), np.minimum(square, diamond))
    canvas = paint(_crosses(random, column, row, right, down), glaze, smoothstep(0.8, -0.8, star))
    edges = smoothstep(GROUT, GROUT - 1.4, np.abs(star))
    edges = np.maximum(edges, _seams(right, down, star))
    canvas = paint(canvas, colour("#8d7f6c"), edges)
    return finished(_lit(canvas, random), random, grain=0.005, vignette=0.1)


def _lattice() -> tuple[Mask, Mask, Mask, Mask]:
    x, y = COLUMNS + 25.0, ROWS + 0.0
    column, row = np.floor(x / TILE), np.floor(y / TILE)
    return x - (column + 0.5) * TILE, y - (row + 0.5) * TILE, column, row


def _chance(column: Mask, row: Mask, salt: float) -> Mask:
    return np.modf(np.abs(np.sin(column * 127.1 + row * 311.7 + salt) * 43758.5453))[0]


def _glaze(random: np.random.Generator, column: Mask, row: Mask, rim: Mask, inside: Mask) -> Canvas:
    choice = (_chance(column, row, 1.0) * len(STAR_GLAZES)).astype(int)
    body = np.array([colour(text) for text in STAR_GLAZES])[choice]
    flow = 1 + 0.10 * noise(random, 46, 4) + 0.22 * (_chance(column, row, 5.0) - 0.5)
    # Glaze runs thin at the edge of a tile and pools inside it.
    pooled = body * (flow * (1.22 - 0.34 * smoothstep(2, 22, rim)))[..., None]
    centre = smoothstep(20.5, 19, inside)
    ring = centre * smoothstep(15.5, 17, inside)
    return paint(pooled, colour("#f0e4c8"), ring * 0.9)


def _crosses(random: np.random.Generator, column: Mask, row: Mask, right: Mask, down: Mask) -> Canvas:
    near_column, near_row = column + (right > 0), row + (down > 0)
    choice = (_chance(near_column, near_row, 3.0) * len(CROSS_GLAZES)).astype(int)
    body = np.array([colour(text) for text in CROSS_GLAZES])[choice]
    return np.asarray(body * (0.9 + 0.05 * noise(random, 70, 4))[..., None])


def _seams(right: Mask, down: Mask, star: Mask) -> Mask:
    """Where two cross tiles meet between the points of neighbouring stars."""
    edge = TILE / 2
    return np.maximum(
        smoothstep(1.8, 0.8, edge - np.abs(right)), smoothstep(1.8, 0.8, edge - np.abs(down))
    ) * smoothstep(0, 1, star)


def _lit(canvas: Canvas, random: np.random.Generator) -> Canvas:
    slanted = COLUMNS + (ROWS - 450) * 0.42
    opening = smoothstep(700, 712, slanted) * smoothstep(1212, 1188, slanted)
    arch = np.hypot((slanted - 956) / 250, (ROWS - 300) / 235)
    door = opening * np.maximum(smoothstep(1.03, 0.98, arch), smoothstep(296, 304, ROWS))
    door = blurred(door, 3) * (0.92 + 0.05 * noise(random, 500, 3))
    shade = canvas * colour("#a9b4d6") * 0.5
    lit = canvas * colour("#ffe8c4") * 1.12
    canvas = paint(shade, lit, door)
    return glow(canvas, colour("#ffb566"), blurred(door, 60) * 0.10)
