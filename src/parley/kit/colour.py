"""Colours: contrast by WCAG 2.2, and the nearest that can be read, sought in OKLCH, whose lightness is what eyes see.

Conversions after Björn Ottosson, https://bottosson.github.io/posts/oklab/; contrast after
https://www.w3.org/TR/WCAG22/#dfn-contrast-ratio.
"""

import math
import re
from collections.abc import Iterable

Triple = tuple[float, float, float]

HEX = re.compile(r"#(?:[0-9a-f]{3}|[0-9a-f]{6})", re.IGNORECASE)
STEPS = 200
"""Lightnesses that are tried; half a percent is less than an eye tells apart."""


def is_colour(text: str) -> bool:
    """Whether it is written as #rgb or #rrggbb."""
    return HEX.fullmatch(text) is not None


def contrast(one: str, other: str) -> float:
    """1 to 21, of two colours written as #rgb or #rrggbb."""
    lighter, darker = sorted((_luminance(one), _luminance(other)), reverse=True)
    return (lighter + 0.05) / (darker + 0.05)


def nearest_readable(colour: str, grounds: Iterable[str], least: float) -> str | None:
    """The colour of the same hue, nearest in lightness, that has `least`:1 on every ground; None when there is none."""
    grounds = list(grounds)
    lightness, chroma, hue = _oklch(colour)
    candidates = [colour, *(_hex_of(step / STEPS, chroma, hue) for step in range(STEPS + 1)), "#000000", "#ffffff"]
    readable = [one for one in candidates if all(contrast(one, ground) >= least for ground in grounds)]
    return min(readable, key=lambda one: abs(_oklch(one)[0] - lightness), default=None)


def mixed(one: str, other: str, share: float) -> str:
    """`share` (0 to 1) of the other in the one, mixed in OKLab."""
    pairs = zip(_oklab(one), _oklab(other), strict=True)
    lightness, a, b = (first + (second - first) * share for first, second in pairs)
    return _hex_of(lightness, math.hypot(a, b), math.atan2(b, a))


def _channels(colour: str) -> Triple:
    digits = colour[1:] if len(colour) == 7 else "".join(2 * digit for digit in colour[1:])
    red, green, blue = (int(digits[place : place + 2], 16) / 255 for place in (0, 2, 4))
    return red, green, blue


def _linear(colour: str) -> Triple:
    red, green, blue = (c / 12.92 if c <= 0.04045 else ((c + 0.055) / 1.055) ** 2.4 for c in _channels(colour))
    return red, green, blue


def _luminance(colour: str) -> float:
    red, green, blue = _linear(colour)
    return 0.2126 * red + 0.7152 * green + 0.0722 * blue


def _oklab(colour: str) -> Triple:
    red, green, blue = _linear(colour)
    long = math.cbrt(0.4122214708 * red + 0.5363325363 * green + 0.0514459929 * blue)
    medium = math.cbrt(0.2119034982 * red + 0.6806995451 * green + 0.1073969566 * blue)
    short = math.cbrt(0.0883024619 * red + 0.2817188376 * green + 0.6299787005 * blue)
    return (
        0.2104542553 * long + 0.7936177850 * medium - 0.0040720468 * short,
        1.9779984951 * long - 2.4285922050 * medium + 0.4505937099 * short,
        0.0259040371 * long + 0.7827717662 * medium - 0.8086757660 * short,
    )


def _oklch(colour: str) -> Triple:
    lightness, a, b = _oklab(colour)
    return lightness, math.hypot(a, b), math.atan2(b, a)


def _hex_of(lightness: float, chroma: float, hue: float) -> str:
    """The colour as #rrggbb; one that no screen shows loses colourfulness, not lightness."""
    channels = _rgb(lightness, chroma, hue)
    while chroma > 0.001 and not all(-0.0005 <= channel <= 1.0005 for channel in channels):
        chroma *= 0.95
        channels = _rgb(lightness, chroma, hue)
    return "#" + "".join(f"{round(255 * _encoded(min(max(channel, 0), 1))):02x}" for channel in channels)


def _rgb(lightness: float, chroma: float, hue: float) -> Triple:
    a, b = chroma * math.cos(hue), chroma * math.sin(hue)
    long = (lightness + 0.3963377774 * a + 0.2158037573 * b) ** 3
    medium = (lightness - 0.1055613458 * a - 0.0638541728 * b) ** 3
    short = (lightness - 0.0894841775 * a - 1.2914855480 * b) ** 3
    return (
        4.0767416621 * long - 3.3077115913 * medium + 0.2309699292 * short,
        -1.2684380046 * long + 2.6097574011 * medium - 0.3413193965 * short,
        -0.0041960863 * long - 0.7034186147 * medium + 1.7076147010 * short,
    )


def _encoded(channel: float) -> float:
    return 12.92 * channel if channel <= 0.0031308 else float(1.055 * channel ** (1 / 2.4) - 0.055)
