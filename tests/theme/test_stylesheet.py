"""The default theme's style sheet: size, direction, contrast."""

import gzip
import re
import tomllib

import pytest

from parley.conversation.scripts import console_style_text
from parley.kit.shipped import shipped
from parley.publication import themes

LARGEST = 10_000
"""Bytes, compressed; what the best theme that was measured sends."""

PHYSICAL = re.compile(
    r"(?<![-\w])(?:(?:(?:margin|padding|border|scroll-margin)-)?(?:left|right|top|bottom)\s*:"
    r"|(?:(?:min|max)-)?(?:width|height)\s*:|(?:float|clear|text-align)\s*:\s*(?:left|right))"
)


def rules() -> str:
    """The style sheet without comments and without the conditions of its media queries."""
    return re.sub(r"/\*.*?\*/|@media[^{]*", "", themes.theme().stylesheet(), flags=re.S)


def test_it_is_small() -> None:
    assert len(gzip.compress(themes.theme().stylesheet().encode())) <= LARGEST


def test_every_component_is_listed() -> None:
    theme = tomllib.loads((shipped("themes") / "default" / "theme.toml").read_text(encoding="utf-8"))
    files = {path.stem for path in (shipped("frontend") / "styles").glob("*.css")}
    assert set(theme["styles"]) == files - {
        "moderation",
        "error",
    }  # the console and the error pages have those for themselves


def test_the_consoles_own_style_asks_for_nothing_else_and_knows_no_left_and_right() -> None:
    own = re.sub(r"/\*.*?\*/|@media[^{]*", "", console_style_text(), flags=re.S)
    assert not re.search(r"url\(|@import|@font-face", own)
    assert PHYSICAL.findall(own) == []


def test_it_asks_for_nothing_else() -> None:
    assert not re.search(r"url\(|@import|@font-face", rules())


def test_it_knows_no_left_and_right() -> None:
    assert PHYSICAL.findall(rules()) == []


def test_the_rule_about_left_and_right_finds_them() -> None:
    assert all(PHYSICAL.search(line) for line in ("margin-left: 1px;", "float: right;", " max-width: 2px;", "top: 0;"))
    assert not PHYSICAL.search("margin-inline-start: 1px; vertical-align: top; max-inline-size: 4px;")


def tokens(scheme: str) -> dict[str, str]:
    """Name → colour in a scheme; the dark one overrides the light one."""
    text = (shipped("themes") / "default" / "tokens.css").read_text(encoding="utf-8")
    light, _query, dark = text.partition("@media (prefers-color-scheme: dark)")
    assert dark
    found = dict(re.findall(r"--([\w-]+): (#[0-9a-f]{3,6});", light))
    return found | (dict(re.findall(r"--([\w-]+): (#[0-9a-f]{3,6});", dark)) if scheme == "dark" else {})


def luminance(colour: str) -> float:
    """Relative luminance (WCAG 2.2)."""
    digits = colour[1:] if len(colour) == 7 else "".join(2 * digit for digit in colour[1:])
    channels = [int(digits[i : i + 2], 16) / 255 for i in (0, 2, 4)]
    red, green, blue = (c / 12.92 if c <= 0.04045 else ((c + 0.055) / 1.055) ** 2.4 for c in channels)
    return 0.2126 * red + 0.7152 * green + 0.0722 * blue


def contrast(one: str, other: str) -> float:
    lighter, darker = sorted((luminance(one), luminance(other)), reverse=True)
    return (lighter + 0.05) / (darker + 0.05)


@pytest.mark.parametrize("scheme", ["light", "dark"])
@pytest.mark.parametrize(
    ("text", "ground", "least"),
    [
        ("ink", "paper", 7),
        ("ink", "raised", 7),
        ("soft", "paper", 7),
        ("soft", "raised", 7),
        ("accent", "paper", 7),
        ("accent", "raised", 7),
        ("on-accent", "accent", 7),
        ("paper", "good", 7),
        ("edge", "paper", 3),
        ("edge", "raised", 3),
    ],
)
def test_there_is_enough_contrast(scheme: str, text: str, ground: str, least: float) -> None:
    colours = tokens(scheme)
    assert contrast(colours[text], colours[ground]) >= least
