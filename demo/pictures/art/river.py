"""A river delta from orbit: channels that divide, the green they feed, and the mud they give to the sea."""

from collections.abc import Iterator

import numpy as np
from PIL import Image, ImageDraw

from art.canvas import COLUMNS, ROWS, Canvas, Mask, blurred, colour, drawn, finished, gradient, noise, paint, smoothstep

APEX = (150.0, 250.0)
REACH = 985.0
Point = tuple[float, float]
Channel = tuple[list[Point], float]


def draw(random: np.random.Generator) -> Image.Image:
    """Return the picture."""
    channels = list(_channels(random, APEX, 0.46, 15.0))
    trunk = _trunk(random)
    land = _land(random)
    water = drawn(lambda pen, scale: _draw_channels(pen, scale, [*channels, trunk]))
    canvas = _ground(random, water)
    canvas = paint(canvas, _sea(random, land, water), 1 - land)
    river = colour("#2c6f78") * (1.05 + 0.05 * noise(random, 90, 3))[..., None]
    canvas = paint(canvas, river, water * land)
    shore = blurred(land, 2.5)
    return finished(paint(canvas, colour("#f0dfb6"), (4 * shore * (1 - shore)) ** 2 * 0.75), random)


def _trunk(random: np.random.Generator) -> Channel:
    points = [
        (float(x), APEX[1] + 46 * np.sin((APEX[0] - x) / 62) * min((APEX[0] - x) / 90, 1) - 0.5 * (APEX[0] - x))
        for x in np.arange(-60, APEX[0] + 1, 3)
    ]
    return points, 17.0


def _channels(random: np.random.Generator, start: Point, heading: float, width: float) -> Iterator[Channel]:
    """Follow one channel until it divides or reaches the sea; then its two branches, each narrower."""
    points, (x, y), phase = [start], start, random.uniform(0, 6)
    length = random.uniform(90, 210) * (0.6 + width / 18)
    turn = heading
    for step in range(int(length / 4)):
        turn += 0.035 * random.standard_normal() + 0.06 * (heading - turn)
        bend = turn + 0.5 * np.sin(step / 6.5 + phase)
        x, y = x + 4 * np.cos(bend), y + 4 * np.sin(bend)
        points.append((x, y))
    yield points, width
    travelled = float(np.hypot(x - APEX[0], y - APEX[1]))
    if travelled > REACH + 160 or width < 1.0:
        return
    share = random.uniform(0.42, 0.62)
    spread = random.uniform(0.26, 0.44)
    # The fan's edges turn back towards its axis, or it would wrap around the coast.
    axis = 0.5
    for part, side in ((share, -1), (1 - share, 1)):
        aim = heading + side * spread * (1.25 - part)
        yield from _channels(random, (x, y), aim + 0.16 * (axis - aim), width * part**0.42)


def _draw_channels(pen: ImageDraw.ImageDraw, scale: int, channels: list[Channel]) -> None:
    for points, width in channels:
        thick = max(int(width * scale), 2)
        pen.line([(x * scale, y * scale) for x, y in points], fill=255, width=thick, joint="curve")
        for x, y in (points[0], points[-1]):
            half = thick / 2
            pen.ellipse([x * scale - half, y * scale - half, x * scale + half, y * scale + half], fill=255)


def _land(random: np.random.Generator) -> Mask:
    """1 on land, 0 at sea: a straight coast, and the fan that the river has built in front of it."""
    right, down = COLUMNS - APEX[0], ROWS - APEX[1]
    distance, angle = np.hypot(right, down), np.arctan2(down, right)
    lobes = 34 * np.sin(angle * 11 + 1) + 24 * np.sin(angle * 23) + 26 * noise(random, 150, 5)
    fan = REACH - 300 * np.abs(angle - 0.42) ** 1.9 + lobes - distance
    coast = 560 - COLUMNS - 0.42 * (ROWS - 450) + 30 * noise(random, 260, 5)
    return smoothstep(-1.5, 1.5, np.maximum(fan, coast))


def _ground(random: np.random.Generator, water: Mask) -> Canvas:
    dry = noise(random, 320, 6) * 0.16 + noise(random, 40, 3) * 0.05 + 0.5
    sand = gradient([(0, "#b98d5e"), (0.45, "#d2ab78"), (0.75, "#e2c596"), (1, "#efdcb4")], dry)
    reach = np.clip(blurred(water, 9) * 1.9 + blurred(water, 40) * 3.4, 0, 1.4)
    green = reach + 0.12 * noise(random, 60, 5)
    fields = gradient([(0, "#8a9a56"), (0.5, "#557a45"), (1, "#234f3a")], np.clip(green, 0, 1))
    fields = fields * (1 + 0.10 * np.sign(noise(random, 26, 2)) * smoothstep(0.3, 0.7, green))[..., None]
    return paint(sand, fields, smoothstep(0.16, 0.6, green))


def _sea(random: np.random.Generator, land: Mask, water: Mask) -> Canvas:
    near = blurred(land, 46) * 1.3 + blurred(land, 150) * 0.8
    swirl = noise(random, 230, 5)
    depth = np.clip(1 - near + 0.07 * swirl, 0, 1)
    sea = gradient([(0, "#8fc3ae"), (0.35, "#4c9ca3"), (0.65, "#1f6a86"), (1, "#0e3a5c")], depth)
    mouths = water * land * blurred(1 - land, 12)
    mud = (blurred(mouths, 16) * 5 + blurred(mouths, 52) * 11) * (0.8 + 0.25 * swirl)
    return paint(sea, colour("#d6c691"), np.clip(mud, 0, 0.72))
