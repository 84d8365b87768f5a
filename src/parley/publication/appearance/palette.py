"""A whole palette of three chosen colours, and what is unreadable in it.

Body text needs 7:1, other text 4.5:1, borders of controls 3:1 (WCAG 2.2, 1.4.3, 1.4.6, 1.4.11).
"""

from dataclasses import dataclass

from parley.kit.colour import contrast, mixed, nearest_readable

BODY, TEXT, CONTROL = 7.0, 4.5, 3.0

Palette = dict[str, str]
"""Name of a token → #rrggbb."""


@dataclass(frozen=True, slots=True)
class Unreadable:
    """A colour that cannot be read on its ground."""

    name: str
    """The token: "ink" or "accent"."""
    ratio: float
    least: float
    proposal: str | None
    """The nearest colour that can be read; None when the ground leaves none."""


def whole_palette(theme: Palette, chosen: Palette) -> Palette:
    """The tokens that follow from the chosen colours (paper, ink, accent); empty when none is chosen."""
    if not chosen:
        return {}
    paper, ink, accent = (chosen.get(name) or theme[name] for name in ("paper", "ink", "accent"))
    raised = mixed(paper, ink, 0.04)
    grounds = (paper, raised)
    return {
        "paper": paper,
        "raised": raised,
        "ink": ink,
        "soft": nearest_readable(mixed(ink, paper, 0.25), grounds, BODY) or ink,
        "line": mixed(paper, ink, 0.16),
        "edge": nearest_readable(mixed(paper, ink, 0.5), grounds, CONTROL) or ink,
        "accent": accent,
        "on-accent": max(("#ffffff", "#000000"), key=lambda colour: contrast(colour, accent)),
        "good": nearest_readable(theme["good"], grounds, TEXT) or ink,
        "mark": nearest_readable(theme["mark"], [ink], TEXT) or raised,
    }


def unreadable(palette: Palette) -> list[Unreadable]:
    """What in a palette cannot be read on paper, or on what is raised from it."""
    grounds = [palette["paper"], palette["raised"]]
    found = []
    for name, least in (("ink", BODY), ("accent", TEXT)):
        ratio = min(contrast(palette[name], ground) for ground in grounds)
        if ratio < least:
            found.append(Unreadable(name, ratio, least, nearest_readable(palette[name], grounds, least)))
    return found
