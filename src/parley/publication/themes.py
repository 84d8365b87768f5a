"""A theme is a folder: `theme.toml`, `tokens.css`, and templates that replace a room's own piece by piece."""

import hashlib
import tomllib
from functools import cache
from pathlib import Path

from django.conf import settings

from parley.kit.shipped import shipped


def theme_folder() -> Path:
    """The folder of the theme in use: a name below themes/, or a path."""
    return shipped("themes") / str(settings.PARLEY.theme)


@cache
def stylesheet() -> str:
    """The theme's whole style sheet: its tokens, then one file a component in the order that it names."""
    folder = theme_folder()
    theme = tomllib.loads((folder / "theme.toml").read_text(encoding="utf-8"))
    components = shipped("frontend") / "styles"
    parts = [folder / "tokens.css", *(components / f"{name}.css" for name in theme["styles"])]
    return "\n".join(part.read_text(encoding="utf-8").strip() for part in parts) + "\n"


@cache
def stylesheet_path() -> str:
    """Address of the style sheet. It names its content, so it may be kept for ever."""
    return f"/assets/site-{theme_digest()[:10]}.css"


def icon() -> str:
    """The theme's icon: SVG."""
    return (theme_folder() / "icon.svg").read_text(encoding="utf-8")


@cache
def icon_path() -> str:
    """Address of the icon; like the style sheet's it names its content."""
    return f"/assets/icon-{hashlib.sha256(icon().encode()).hexdigest()[:10]}.svg"


@cache
def theme_digest() -> str:
    """Changes with every change of style or template: fragments made under another digest are made anew."""
    digest = hashlib.sha256(stylesheet().encode())
    for template in _templates():
        digest.update(template.read_bytes())
    return digest.hexdigest()


def _templates() -> list[Path]:
    folders = [Path(folder) for folder in settings.PUBLIC_TEMPLATES]
    return sorted(path for folder in folders if folder.is_dir() for path in folder.rglob("*") if path.is_file())
