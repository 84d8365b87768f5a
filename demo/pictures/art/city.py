"""The city of Vessin after sunset, four rows of houses deep, with a tram on the bridge and its light in the river."""

import numpy as np
from PIL import Image, ImageDraw

from art.canvas import (
    COLUMNS,
    HEIGHT,
    ROWS,
    WIDTH,
    Canvas,
    blurred,
    colour,
    drawn,
    finished,
    glow,
    gradient,
    noise,
    paint,
    smoothstep,
)

SKY = [(0.0, "#1f2a52"), (0.25, "#4b4a7d"), (0.45, "#a8637f"), (0.58, "#e98f6c"), (0.68, "#fbc987"), (1.0, "#fbc987")]
ROWS_OF_HOUSES = [("#b0687a", 96, 60), ("#74506f", 130, 90), ("#45395d", 150, 110), ("#201f3b", 120, 100)]
WATERLINE = 668
TRAM_LEFT, TRAM_TOP, CARRIAGE = 905, 612, 62
Box = tuple[float, float, float, float]


def draw(random: np.random.Generator) -> Image.Image:
    """Return the picture."""
    canvas = gradient(SKY, ROWS / HEIGHT)
    clouds = smoothstep(0.1, 1.9, noise(random, 200, 5, stretch=5)) * smoothstep(470, 200, ROWS)
    canvas = glow(canvas, colour("#ffb08a"), clouds * 0.35)
    for number, (ink, height, spread) in enumerate(ROWS_OF_HOUSES):
        canvas = _with_houses(canvas, random, number, ink, height, spread)
    canvas = _with_bridge(canvas)
    return finished(_reflected(canvas, random), random, vignette=0.22)


def _with_houses(
    canvas: Canvas, random: np.random.Generator, number: int, ink: str, height: int, spread: int
) -> Canvas:
    houses = _houses(random, number, height, spread)
    silhouette = drawn(lambda pen, scale: _draw_houses(pen, scale, houses, number))
    haze = smoothstep(WATERLINE - 260, WATERLINE, ROWS)[..., None] * (0.34 - 0.08 * number)
    body = colour(ink) * (1 - haze) + colour("#f2a47c") * haze
    canvas = paint(canvas, body, silhouette)
    windows = [box for house in houses for box in _windows(random, house)] if number >= 1 else []
    lit = drawn(lambda pen, scale: _draw_boxes(pen, scale, windows)) * silhouette
    canvas = glow(canvas, colour("#ffd591"), lit * (0.35 + 0.2 * number))
    return glow(canvas, colour("#ff9f52"), blurred(lit, 7) * 0.5)


def _houses(random: np.random.Generator, number: int, height: int, spread: int) -> list[Box]:
    houses: list[Box] = []
    left = -20.0
    while left < WIDTH:
        width = random.uniform(34, 92) * (0.7 + 0.14 * number)
        # The town is highest left of the middle, where the cathedral hill is.
        hill = 120 * np.exp(-(((left - 520) / 360) ** 2)) * (1 - 0.22 * number)
        tall = height - 26 * number + hill + random.uniform(-0.4, 1.0) * spread * 0.7
        houses.append((left, WATERLINE - tall, left + width, WATERLINE))
        left += width + random.choice([0, 0, 0, 3])
    return houses


def _draw_houses(pen: ImageDraw.ImageDraw, scale: int, houses: list[Box], number: int) -> None:
    _draw_boxes(pen, scale, houses)
    for place, (left, top, right, _) in enumerate(houses):
        middle, wide = (left + right) / 2, right - left
        kind = (place * 7 + number * 3) % 5
        if kind in {0, 3}:
            _draw_polygon(pen, scale, [(left, top), (middle, top - wide * 0.55), (right, top)])
        elif kind == 1:
            _draw_boxes(pen, scale, [(middle - 4, top - 13, middle + 4, top), (right - 9, top - 18, right - 4, top)])
    if number == 1:
        _draw_cathedral(pen, scale)


def _draw_cathedral(pen: ImageDraw.ImageDraw, scale: int) -> None:
    for left in (470.0, 560.0):
        _draw_boxes(pen, scale, [(left, 330, left + 44, WATERLINE)])
        _draw_polygon(pen, scale, [(left - 3, 330), (left + 22, 216), (left + 47, 330)])
    _draw_boxes(pen, scale, [(470, 408, 720, WATERLINE)])
    _draw_polygon(pen, scale, [(500, 410), (514, 372), (706, 372), (724, 410)])


def _windows(random: np.random.Generator, house: Box) -> list[Box]:
    left, top, right, bottom = house
    return [
        (x, y, x + 3.4, y + 5.2)
        for y in np.arange(top + 14, bottom - 16, 15)
        for x in np.arange(left + 8, right - 9, 11)
        if random.random() < 0.24
    ]


def _with_bridge(canvas: Canvas) -> Canvas:
    canvas = paint(canvas, colour("#15142b"), drawn(_draw_bridge))
    lefts = [TRAM_LEFT + number * (CARRIAGE + 3) for number in range(3)]
    carriages: list[Box] = [(left, TRAM_TOP, left + CARRIAGE, TRAM_TOP + 24) for left in lefts]
    panes: list[Box] = [
        (left + 5 + at, TRAM_TOP + 4, left + 13 + at, TRAM_TOP + 14) for left in lefts for at in range(0, 55, 11)
    ]
    canvas = paint(canvas, colour("#a83a2e"), drawn(lambda pen, scale: _draw_boxes(pen, scale, carriages)))
    light = drawn(lambda pen, scale: _draw_boxes(pen, scale, panes))
    canvas = paint(canvas, colour("#fff0c4"), light)
    return glow(canvas, colour("#ffc26b"), blurred(light, 12) * 1.3)


def _draw_bridge(pen: ImageDraw.ImageDraw, scale: int) -> None:
    deck, quay = (0, TRAM_TOP + 25, WIDTH, TRAM_TOP + 34), (0, WATERLINE - 8, 640, WATERLINE)
    _draw_boxes(pen, scale, [deck, quay, (1500, WATERLINE - 8, WIDTH, WATERLINE)])
    for left in range(600, WIDTH, 150):
        _draw_boxes(pen, scale, [(left, TRAM_TOP + 30, left + 12, WATERLINE)])
        box = [(left + 12) * scale, (TRAM_TOP + 34) * scale, (left + 150) * scale, (TRAM_TOP + 110) * scale]
        pen.arc(box, 180, 360, fill=255, width=5 * scale)
    for left in range(30, WIDTH, 118):
        _draw_boxes(pen, scale, [(left, TRAM_TOP - 14, left + 2, TRAM_TOP + 28)])
    pen.line([(0, (TRAM_TOP - 12) * scale), (WIDTH * scale, (TRAM_TOP - 12) * scale)], fill=190, width=scale)


def _reflected(canvas: Canvas, random: np.random.Generator) -> Canvas:
    depth = np.maximum(ROWS - WATERLINE, 0)
    ripple = noise(random, 22, 3, stretch=9)
    source_row = WATERLINE - 4 - depth * 1.25 + ripple * (1.5 + depth * 0.055)
    source_column = np.clip(COLUMNS + ripple * (1 + depth * 0.035), 0, WIDTH - 1).astype(int)
    smeared = np.zeros_like(canvas)
    for shift in (-9, -4, 0, 4, 9):
        row = np.clip(source_row + shift * smoothstep(0, 30, depth), 0, WATERLINE - 3).astype(int)
        smeared += canvas[row, source_column] / 5
    water = smeared * 0.62 + colour("#232a52") * 0.16
    return paint(canvas, water, smoothstep(WATERLINE - 0.8, WATERLINE + 0.8, ROWS))


def _draw_boxes(pen: ImageDraw.ImageDraw, scale: int, boxes: list[Box]) -> None:
    for left, top, right, bottom in boxes:
        pen.rectangle([left * scale, top * scale, right * scale - 1, bottom * scale - 1], fill=255)


def _draw_polygon(pen: ImageDraw.ImageDraw, scale: int, corners: list[tuple[float, float]]) -> None:
    pen.polygon([(x * scale, y * scale) for x, y in corners], fill=255)
