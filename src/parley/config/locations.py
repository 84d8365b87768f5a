"""Where an installation lies."""

import os
from pathlib import Path


def data_folder() -> Path:
    """The folder that is the whole installation: PARLEY_DATA, else ./var."""
    return Path(os.environ.get("PARLEY_DATA", "var")).resolve()
