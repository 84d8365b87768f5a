"""The files of one theme, read without the program's settings, so that a theme can be looked at before it is used."""

import re
import tomllib
from dataclasses import dataclass, field
from pathlib import Path

from parley.kit.shipped import shipped

DARK = "@media (prefers-color-scheme: dark)"
COLOUR = re.compile(r"--([\w-]+):\s*(#[0-9a-f]{3}(?:[0-9a-f]{3})?)\s*;", re.IGNORECASE)


@dataclass(frozen=True, slots=True)
class Theme:
    """`theme.toml` says its name, what it is for, and which components make its style sheet, in which order.

    `styles/NAME.css` of the folder stands in for the component NAME; `templates/` for the program's own templates.
    """

    folder: Path
    name: str
    description: str
    styles: tuple[str, ...] = field(repr=False)

    @property
    def tokens(self) -> str:
        return self.file("tokens.css").read_text(encoding="utf-8")

    @property
    def templates(self) -> Path:
        return self.folder / "templates"

    def file(self, name: str) -> Path:
        """A file of the theme, else the default theme's."""
        own = self.folder / name
        return own if own.is_file() else shipped("themes") / "default" / name

    def component(self, name: str) -> Path:
        """The file of a component: the theme's own, else the program's."""
        own = self.folder / "styles" / f"{name}.css"
        return own if own.is_file() else shipped("frontend") / "styles" / f"{name}.css"

    def stylesheet(self) -> str:
        """Tokens, then the components in their order."""
        files = [self.file("tokens.css"), *map(self.component, self.styles)]
        return "\n".join(file.read_text(encoding="utf-8").strip() for file in files) + "\n"

    def palette(self, *, dark: bool) -> dict[str, str]:
        """Token → colour in a scheme; the dark one replaces what it names of the light one."""
        light, _query, night = self.tokens.partition(DARK)
        found = dict(COLOUR.findall(light))
        return found | (dict(COLOUR.findall(night)) if dark else {})


def read_theme(folder: Path) -> Theme:
    """Raises OSError, tomllib.TOMLDecodeError, KeyError when it is no theme."""
    about = tomllib.loads((folder / "theme.toml").read_text(encoding="utf-8"))
    styles = tuple(about["styles"]) if "styles" in about else default_styles()
    return Theme(folder, about["name"], about.get("description", ""), styles + tuple(about.get("further_styles", ())))


def default_styles() -> tuple[str, ...]:
    """The components of the default theme. A theme that names none has these, also those of later releases."""
    about = tomllib.loads((shipped("themes") / "default" / "theme.toml").read_text(encoding="utf-8"))
    return tuple(about["styles"])
