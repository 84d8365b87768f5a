"""The theme in use, and what editors chose on top of it.

A theme is a folder: `theme.toml`, `tokens.css`, and templates and styles that replace a room's own piece by piece.
"""

import hashlib
from functools import cache
from pathlib import Path

from django.conf import settings

from parley.publication.appearance.queries import appearance_in_force
from parley.publication.appearance.styles import appearance_style
from parley.publication.theme_files import Theme, read_theme


@cache
def theme() -> Theme:
    """The theme in use: a name below themes/ of the data folder or of the program, or a path."""
    return read_theme(Path(settings.THEME_FOLDER))


@cache
def _theme_style() -> str:
    return theme().stylesheet()


def stylesheet() -> str:
    """The whole style sheet: the theme's, then what editors chose."""
    return _theme_style() + appearance_style(appearance_in_force(), theme())


def stylesheet_path() -> str:
    """Address of the style sheet. It names its content, so it may be kept for ever."""
    return f"/assets/site-{_short_digest(stylesheet())}.css"


@cache
def icon() -> str:
    """The theme's icon: SVG."""
    return theme().file("icon.svg").read_text(encoding="utf-8")


@cache
def icon_path() -> str:
    """Address of the icon; like the style sheet's it names its content."""
    return f"/assets/icon-{_short_digest(icon())}.svg"


def theme_digest() -> str:
    """Changes with every change of style or template: pages made under another digest are made anew."""
    return hashlib.sha256(f"{templates_digest()}\0{stylesheet()}".encode()).hexdigest()


@cache
def templates_digest() -> str:
    """Changes with every change of a template or of the theme: fragments made under another digest are made anew.

    What editors choose is not in it: it changes the style sheet and the shell, never a fragment.
    """
    digest = hashlib.sha256(_theme_style().encode())
    for template in _templates():
        digest.update(template.read_bytes())
    return digest.hexdigest()


def _short_digest(text: str) -> str:
    return hashlib.sha256(text.encode()).hexdigest()[:10]


def _templates() -> list[Path]:
    folders = [Path(folder) for folder in settings.PUBLIC_TEMPLATES]
    return sorted(path for folder in folders if folder.is_dir() for path in folder.rglob("*") if path.is_file())
