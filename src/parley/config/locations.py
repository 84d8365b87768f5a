"""Where an installation lies."""

import os
from pathlib import Path

from parley.kit.shipped import shipped


def data_folder() -> Path:
    """The folder that is the whole installation: PARLEY_DATA, else ./var."""
    return Path(os.environ.get("PARLEY_DATA", "var")).resolve()


def theme_folder(name: str) -> Path:
    """The folder of a theme: below `themes/` of the data folder, else of the program; a path stands for itself."""
    own = data_folder() / "themes" / name
    return own if (own / "theme.toml").is_file() else shipped("themes") / name
