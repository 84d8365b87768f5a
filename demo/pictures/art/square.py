"""A public square from straight above on a late afternoon: paving, trees, benches, people and their long shadows."""

import numpy as np
from PIL import Image, ImageDraw

from art.canvas import COLUMNS, ROWS, Canvas, Mask, blurred, colour, drawn, finished, noise, paint, smoothstep

FOUNTAIN = (610.0, 470.0)
SHADOW = (0.86, 0.42)
# Middle points in pixels; a bench has its turn in degrees as well.
TREES = [
    (170, 130),
    (330, 96),
    (1010, 150),
    (1180, 120),
    (1345, 170),
    (1475, 320),
    (1440, 610),
    (1290, 760),
    (140, 730),
    (300, 800),
    (1090, 812),
]
BENCHES = [
    (920, 300, -28),
    (985, 470, 0),
    (930, 640, 26),
    (300, 300, 28),
    (240, 470, 0),
    (295, 640, -26),
    (1240, 330, 0),
    (1240, 560, 0),
]
Point = tuple[float, float]


def draw(random: np.random.Generator) -> Image.Image:
    """Return the picture."""
    canvas = _paving(random)
    people = _people(random)
    shadows = _shadows(people)[..., None]
    canvas = canvas * (1 - 0.66 * shadows) + colour("#3c4a6b") * 0.16 * shadows
    canvas = _with_fountain(canvas, random)
    for x, y, turn in BENCHES:
        canvas = _with_bench(canvas, (x, y), turn)
    canvas = _with_people(canvas, people)
    return finished(_with_trees(canvas, random), random, grain=0.005)


def _paving(random: np.random.Generator) -> Canvas:
    right, down = COLUMNS - FOUNTAIN[0], ROWS - FOUNTAIN[1]
    distance, angle = np.hypot(right, down), np.arctan2(down, right)
    ring = np.floor(distance / 34)
    stones = np.maximum(np.floor(ring * 4.6), 8)
    stone = np.floor(angle / (2 * np.pi) * stones + ring * 0.37)
    tone = np.modf(np.abs(np.sin(ring * 12.9898 + stone * 78.233) * 43758.5453))[0]
    warm = colour("#dcc3a0") * (0.86 + 0.16 * tone + 0.03 * noise(random, 300, 4))[..., None]
    band = (np.mod(ring, 6) == 5).astype(np.float64)
    warm = paint(warm, colour("#a98467") * (0.9 + 0.14 * tone)[..., None], band * 0.85)
    along = np.abs(np.mod(angle / (2 * np.pi) * stones + ring * 0.37, 1) - 0.5) * 2
    between = np.maximum(smoothstep(31.6, 33.4, np.mod(distance, 34)), smoothstep(0.955, 0.99, along))
    return warm * (1 - 0.17 * between)[..., None]


def _people(random: np.random.Generator) -> list[Point]:
    places: list[Point] = []
    while len(places) < 34:
        place = (float(random.uniform(60, 1540)), float(random.uniform(60, 850)))
        if np.hypot(place[0] - FOUNTAIN[0], place[1] - FOUNTAIN[1]) > 150:
            places.append(place)
    return places


def _shadows(people: list[Point]) -> Mask:
    def draw_shadows(pen: ImageDraw.ImageDraw, scale: int) -> None:
        for x, y in people:
            _draw_line(pen, scale, (x, y), (x + 46 * SHADOW[0], y + 46 * SHADOW[1]), 6)
        for x, y in TREES:
            for step in range(0, 100, 4):
                _draw_disc(pen, scale, (x + step * SHADOW[0], y + step * SHADOW[1]), 58 - step * 0.06)
        for x, y, turn in BENCHES:
            for step in range(0, 18, 2):
                pen.polygon(_bench_corners((x + step * SHADOW[0], y + step * SHADOW[1]), turn, scale), fill=255)
        for step in range(0, 42, 2):
            _draw_disc(pen, scale, (FOUNTAIN[0] + step * SHADOW[0], FOUNTAIN[1] + step * SHADOW[1]), 106)

    return drawn(draw_shadows, 1.6)


def _with_fountain(canvas: Canvas, random: np.random.Generator) -> Canvas:
    distance = np.hypot(COLUMNS - FOUNTAIN[0], ROWS - FOUNTAIN[1])
    canvas = paint(canvas, colour("#efe3cf"), smoothstep(107, 105.5, distance))
    canvas = canvas * (1 - 0.5 * smoothstep(96, 88, distance) * smoothstep(60, 92, distance))[..., None]
    rings = 0.5 + 0.5 * np.sin(distance / 4.2 + 0.5 * noise(random, 60, 3))
    water = colour("#2f7f8c") * (0.8 + 0.4 * rings * np.exp(-distance / 60))[..., None]
    canvas = paint(canvas, water, smoothstep(92, 90.5, distance))
    canvas = paint(canvas, colour("#f3ead8"), smoothstep(17, 15.5, distance))
    return paint(canvas, colour("#9fd3d2"), smoothstep(10, 8.5, distance))


def _with_bench(canvas: Canvas, place: Point, turn: float) -> Canvas:
    def draw_frame(pen: ImageDraw.ImageDraw, scale: int) -> None:
        pen.polygon(_bench_corners(place, turn, scale), fill=255)

    def draw_slats(pen: ImageDraw.ImageDraw, scale: int) -> None:
        for offset in (-5.5, 0.0, 5.5):
            pen.polygon(_bench_corners(place, turn, scale, half=(2.0, 41.0), offset=offset), fill=255)

    canvas = paint(canvas, colour("#7a3f2a"), drawn(draw_frame))
    return paint(canvas, colour("#c77a4b"), drawn(draw_slats))


def _bench_corners(
    place: Point, turn: float, scale: int, half: Point = (10.0, 44.0), offset: float = 0.0
) -> list[Point]:
    cosine, sine = np.cos(np.deg2rad(turn)), np.sin(np.deg2rad(turn))
    corners = [(-half[0], -half[1]), (half[0], -half[1]), (half[0], half[1]), (-half[0], half[1])]
    return [
        ((place[0] + (x + offset) * cosine - y * sine) * scale, (place[1] + (x + offset) * sine + y * cosine) * scale)
        for x, y in corners
    ]


def _with_people(canvas: Canvas, people: list[Point]) -> Canvas:
    coats = [colour(text) for text in ("#c8452f", "#f2efe6", "#27456b", "#d9a13b", "#3a3a3f", "#5d7d5a")]
    for number, place in enumerate(people):
        body = np.hypot((COLUMNS - place[0]) / 1.25, ROWS - place[1])
        canvas = paint(canvas, coats[number % len(coats)], smoothstep(6.4, 5.2, body))
        canvas = paint(canvas, colour("#3b2a20"), smoothstep(3.2, 2.2, np.hypot(COLUMNS - place[0], ROWS - place[1])))
    return canvas


def _with_trees(canvas: Canvas, random: np.random.Generator) -> Canvas:
    leaves, clumps = noise(random, 16, 3), noise(random, 60, 2)
    for number, (x, y) in enumerate(TREES):
        distance = np.hypot(COLUMNS - x, ROWS - y) + 3.6 * leaves + 3 * clumps
        light = -((COLUMNS - x) * SHADOW[0] + (ROWS - y) * SHADOW[1]) / 60
        green = colour(("#6f8f4e", "#86a05a", "#5c8452")[number % 3])
        crown = green * np.clip(0.78 + 0.42 * light + 0.11 * leaves, 0.12, 2)[..., None]
        canvas = paint(canvas, crown, blurred(smoothstep(60, 56, distance), 0.7))
    return canvas


def _draw_disc(pen: ImageDraw.ImageDraw, scale: int, centre: Point, radius: float) -> None:
    x, y = centre
    pen.ellipse([(x - radius) * scale, (y - radius) * scale, (x + radius) * scale, (y + radius) * scale], fill=255)


def _draw_line(pen: ImageDraw.ImageDraw, scale: int, start: Point, end: Point, width: float) -> None:
    ends = [(x * scale, y * scale) for x, y in (start, end)]
    pen.line(ends, fill=255, width=int(width * scale))
