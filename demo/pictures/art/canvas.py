"""What every picture is made with: a canvas in linear light, gradients, noise, masks and grain.

A canvas is a float array of shape (900, 1600, 3) in linear light, 0 to 1. A mask is (900, 1600), 0 to 1.
Colours are mixed in linear light because mixing sRGB numbers makes gradients muddy in the middle.
"""

from collections.abc import Callable, Sequence

import numpy as np
from numpy.typing import NDArray
from PIL import Image, ImageDraw

WIDTH, HEIGHT = 1600, 900
SUPERSAMPLING = 3

Canvas = NDArray[np.float64]
Mask = NDArray[np.float64]
Stops = Sequence[tuple[float, str]]

ROWS, COLUMNS = np.mgrid[0:HEIGHT, 0:WIDTH].astype(np.float64)


def colour(hexadecimal: str) -> Canvas:
    """Return `#rrggbb` as three numbers in linear light."""
    digits = hexadecimal.removeprefix("#")
    srgb = np.array([int(digits[at : at + 2], 16) for at in (0, 2, 4)], dtype=np.float64) / 255
    return np.asarray(srgb**2.2)


def gradient(stops: Stops, where: Mask) -> Canvas:
    """Colour every value of `where` by the stops `(position, colour)`, positions rising."""
    positions = [position for position, _ in stops]
    colours = np.array([colour(text) for _, text in stops])
    return np.stack([np.interp(where, positions, colours[:, band]) for band in range(3)], axis=-1)


def paint(canvas: Canvas, ink: Canvas, mask: Mask) -> Canvas:
    """Lay `ink` (one colour, or a canvas) over the canvas where the mask says so."""
    cover = np.clip(mask, 0, 1)[..., None]
    return canvas * (1 - cover) + ink * cover


def glow(canvas: Canvas, ink: Canvas, mask: Mask) -> Canvas:
    """Add light, without ever exceeding white."""
    return 1 - (1 - canvas) * (1 - np.clip(mask, 0, 1)[..., None] * ink)


def smoothstep(low: float, high: float, values: Mask) -> Mask:
    """Rise softly from 0 at `low` to 1 at `high`."""
    part = np.clip((values - low) / (high - low), 0, 1)
    return part * part * (3 - 2 * part)


def noise(random: np.random.Generator, cell: float, octaves: int = 5, stretch: float = 1.0) -> Mask:
    """Return fractal noise, mean 0 and deviation 1; `cell` is the largest feature in pixels."""
    total = np.zeros((HEIGHT, WIDTH))
    for octave in range(octaves):
        size = cell / 2**octave
        columns, rows = int(WIDTH / (size * stretch)) + 3, int(HEIGHT / size) + 3
        grid = random.standard_normal((rows, columns)).astype(np.float32)
        smooth = Image.fromarray(grid).resize((WIDTH, HEIGHT), Image.Resampling.BICUBIC)
        total += np.asarray(smooth, dtype=np.float64) / 1.9**octave
    return np.asarray((total - total.mean()) / total.std())


def profile(random: np.random.Generator, cell: float, octaves: int = 6, roughness: float = 0.5) -> Mask:
    """Return a noisy line of 1,600 heights, about -1 to 1: a ridge, a shore, the edge of a wave."""
    across = np.arange(WIDTH, dtype=np.float64)
    total = np.zeros(WIDTH)
    for octave in range(octaves):
        size = cell / 2**octave
        knots = random.uniform(-1, 1, int(WIDTH / size) + 4)
        at = across / size
        left = at.astype(int)
        part = (1 - np.cos((at - left) * np.pi)) / 2
        total += roughness**octave * (knots[left] * (1 - part) + knots[left + 1] * part)
    return total


def drawn(draw: Callable[[ImageDraw.ImageDraw, int], None], blur: float = 0) -> Mask:
    """Return what `draw(pen, scale)` draws in white, smoothed; coordinates are multiplied by `scale`."""
    sheet = Image.new("L", (WIDTH * SUPERSAMPLING, HEIGHT * SUPERSAMPLING))
    draw(ImageDraw.Draw(sheet), SUPERSAMPLING)
    small = sheet.resize((WIDTH, HEIGHT), Image.Resampling.BOX)
    return blurred(np.asarray(small, dtype=np.float64) / 255, blur)


def blurred(mask: Mask, radius: float) -> Mask:
    """Blur by about a Gaussian of `radius` pixels: three box averages along each axis.

    Pillow's own blur works in 256 steps, which show as bands once a faint mask is amplified.
    """
    reach = round(radius)
    for axis in (0, 1) * 3 if reach else ():
        mask = _box_average(mask, reach, axis)
    return mask


def _box_average(mask: Mask, reach: int, axis: int) -> Mask:
    padding = [(0, 0), (0, 0)]
    padding[axis] = (reach + 1, reach)
    sums = np.cumsum(np.pad(mask, padding, mode="edge"), axis=axis)
    size, length = 2 * reach + 1, mask.shape[axis]
    ahead = np.take(sums, np.arange(size, size + length), axis=axis)
    return np.asarray((ahead - np.take(sums, np.arange(length), axis=axis)) / size)


def finished(canvas: Canvas, random: np.random.Generator, grain: float = 0.006, vignette: float = 0.18) -> Image.Image:
    """Darken the corners a little, add grain against banding, and turn linear light into an image."""
    distance = np.hypot((COLUMNS / WIDTH - 0.5) * 1.15, ROWS / HEIGHT - 0.5)
    shaded = canvas * (1 - vignette * smoothstep(0.35, 0.8, distance))[..., None]
    srgb = np.clip(shaded, 0, 1) ** (1 / 2.2)
    srgb += grain * random.standard_normal((HEIGHT, WIDTH, 1))
    return Image.fromarray((np.clip(srgb, 0, 1) * 255 + 0.5).astype(np.uint8))
