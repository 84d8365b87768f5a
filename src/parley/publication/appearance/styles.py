"""The choices as CSS, after the theme's own style sheet."""

from parley.kit.shipped import shipped
from parley.publication.appearance.models import Appearance
from parley.publication.appearance.palette import Palette, whole_palette
from parley.publication.theme_files import Theme

STACKS = {
    "serif": 'Charter, "Bitstream Charter", "Iowan Old Style", Cambria, Georgia, "Liberation Serif", serif',
    "old-style": '"Iowan Old Style", "Palatino Linotype", Palatino, "URW Palladio L", P052, Georgia, serif',
    "sans": 'system-ui, "Segoe UI", Roboto, "Helvetica Neue", "Liberation Sans", Arial, sans-serif',
    "humanist": 'Seravek, "Gill Sans Nova", Ubuntu, Calibri, "DejaVu Sans", source-sans-pro, sans-serif',
}
"""Fonts that readers have already: none is sent."""

LOGO = ".logo{inline-size:auto;max-block-size:2.5rem}.front-page .logo{max-block-size:7rem;margin-inline:auto}\n"


def chosen_colours(appearance: Appearance, *, dark: bool) -> Palette:
    """Those of paper, ink and accent that are chosen for a scheme."""
    fields = {name: f"dark_{name}" if dark else name for name in ("paper", "ink", "accent")}
    return {name: value for name, field in fields.items() if (value := getattr(appearance, field))}


def palette_of(appearance: Appearance, theme: Theme, *, dark: bool) -> Palette:
    """Every colour of a scheme, as it will be seen."""
    of_theme = theme.palette(dark=dark)
    return of_theme | whole_palette(of_theme, chosen_colours(appearance, dark=dark))


def appearance_style(appearance: Appearance, theme: Theme) -> str:
    """What is chosen, in CSS; "" when everything is left to the theme."""
    light, dark = (
        _declarations(whole_palette(theme.palette(dark=is_dark), chosen_colours(appearance, dark=is_dark)))
        for is_dark in (False, True)
    )
    parts = []
    if appearance.density:
        parts.append(_option(appearance.density))
    if appearance.lists:
        parts.append(_option(appearance.lists))
    if appearance.text_type:
        parts.append(f":root{{--serif:{STACKS[appearance.text_type]}}}\n")
    if appearance.heading_type:
        parts.append(f"h1,h2,h3,h4,.masthead-name{{font-family:{STACKS[appearance.heading_type]}}}\n")
    if light:
        parts.append(f"@media screen{{:root{{{light}}}}}\n")
    if light or dark:  # chosen light colours must not reach the dark scheme, which comes again after them
        shown = dark or _declarations(theme.palette(dark=True))
        parts.append(f"@media screen and (prefers-color-scheme:dark){{:root{{{shown}}}}}\n")
    if appearance.logo_id:
        parts.append(LOGO)
    return "".join(parts)


def _declarations(palette: Palette) -> str:
    return ";".join(f"--{name}:{colour}" for name, colour in palette.items())


def _option(name: str) -> str:
    return (shipped("frontend") / "styles" / "options" / f"{name}.css").read_text(encoding="utf-8")
