"""The Milky Way over an island with an observatory; the light of a town stands on the horizon."""

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
    glow,
    gradient,
    noise,
    paint,
    profile,
    smoothstep,
)

SKY = [(0.0, "#050a18"), (0.45, "#0d1c36"), (0.75, "#1d3553"), (1.0, "#3a5068")]
STARS = 2600


def draw(random: np.random.Generator) -> Image.Image:
    """Return the picture."""
    canvas = gradient(SKY, ROWS / HEIGHT)
    canvas = _with_milky_way(canvas, random)
    canvas = _with_stars(canvas, random)
    canvas = _with_town_light(canvas)
    hill = 735 - 60 * profile(random, 700, 7, 0.42) - 70 * np.exp(-(((np.arange(WIDTH) - 460) / 260) ** 2))
    far = 770 - 22 * profile(random, 500, 6, 0.45)
    canvas = paint(canvas, colour("#16263a"), smoothstep(-1, 1, ROWS - far[None, :]))
    canvas = paint(canvas, colour("#04080f"), smoothstep(-0.8, 0.8, ROWS - hill[None, :]))
    return finished(_with_observatory(canvas, float(hill[450])), random, grain=0.005)


def _along_and_across() -> tuple[Mask, Mask]:
    angle = np.deg2rad(-38)
    right, down = COLUMNS - 930, ROWS - 330
    return right * np.cos(angle) + down * np.sin(angle), -right * np.sin(angle) + down * np.cos(angle)


def _with_milky_way(canvas: Canvas, random: np.random.Generator) -> Canvas:
    along, across = _along_and_across()
    clouds, dust = noise(random, 240, 6), noise(random, 180, 6)
    bent = across + 26 * noise(random, 420, 3)
    band = np.exp(-((bent / 150) ** 2)) * (0.75 + 0.25 * np.exp(-((along / 520) ** 2)))
    rift = np.exp(-(((bent + 12) / 48) ** 2)) * smoothstep(-0.7, 1.2, dust)
    light = band * (0.5 + 0.22 * clouds) * (1 - 0.8 * rift)
    canvas = glow(canvas, colour("#8fa6cf"), light * 0.62)
    return glow(canvas, colour("#f0c9a0"), light * np.exp(-((bent / 75) ** 2)) * 0.38)


def _with_stars(canvas: Canvas, random: np.random.Generator) -> Canvas:
    _, across = _along_and_across()
    light = np.zeros((HEIGHT, WIDTH, 3))
    tints = np.array([colour(text) for text in ("#cfe0ff", "#ffffff", "#ffe9cf", "#ffd3a8")])
    placed = 0
    while placed < STARS:
        x, y = random.uniform(6, WIDTH - 6), random.uniform(6, 800)
        if random.random() > 0.4 + 0.6 * np.exp(-((across[int(y), int(x)] / 190) ** 2)):
            continue
        placed += 1
        # Star counts rise about fourfold a magnitude: few bright, many faint.
        brightness = min(0.14 * random.pareto(1.7) + 0.1, 3.0) * (1 - 0.6 * smoothstep(520, 800, np.array(y)))
        _add_star(light, x, y, float(brightness), tints[random.integers(4)])
    return np.asarray(1 - (1 - canvas) * (1 - np.clip(light, 0, 1)))


def _add_star(light: Canvas, x: float, y: float, brightness: float, tint: Canvas) -> None:
    left, top = int(x) - 5, int(y) - 5
    rows, columns = np.mgrid[top : top + 11, left : left + 11]
    distance = (columns - x) ** 2 + (rows - y) ** 2
    width = 0.55 + 0.5 * min(brightness, 2)
    spot = np.exp(-distance / (2 * width**2)) * min(brightness * 1.3, 1.2)
    light[top : top + 11, left : left + 11] += spot[..., None] * tint


def _with_town_light(canvas: Canvas) -> Canvas:
    dome = np.exp(-(np.hypot((COLUMNS - 1260) / 430, (ROWS - 800) / 200) ** 1.25))
    return glow(canvas, colour("#ff9d4d"), dome * 0.85)


def _with_observatory(canvas: Canvas, ground: float) -> Canvas:
    def building(pen: ImageDraw.ImageDraw, scale: int) -> None:
        left, right, wall = 418, 490, ground - 34
        pen.rectangle([left * scale, wall * scale, right * scale, (ground + 40) * scale], fill=255)
        pen.pieslice([left * scale, (wall - 36) * scale, right * scale, (wall + 36) * scale], 180, 360, fill=255)
        pen.rectangle([490 * scale, (ground - 16) * scale, 548 * scale, (ground + 40) * scale], fill=255)

    def slit(pen: ImageDraw.ImageDraw, scale: int) -> None:
        base = ground - 36
        corners = [(456, base), (464, base), (478, base - 26), (470, base - 33)]
        pen.polygon([(x * scale, y * scale) for x, y in corners], fill=255)

    def door(pen: ImageDraw.ImageDraw, scale: int) -> None:
        pen.rectangle([520 * scale, (ground - 10) * scale, 528 * scale, (ground + 6) * scale], fill=255)

    canvas = paint(canvas, colour("#04080f"), drawn(building))
    canvas = glow(canvas, colour("#d0563a"), drawn(slit) * 0.9 + drawn(slit, 9) * 0.7)
    return glow(canvas, colour("#ffca7a"), drawn(door) + drawn(door, 12) * 1.2)
