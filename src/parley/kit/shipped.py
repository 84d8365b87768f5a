"""Folders that ship with the program but are not Python: themes, demo, deploy.

In a checkout they stand beside `src/`; in an installed wheel they lie inside the package.
"""

from pathlib import Path

_PACKAGE = Path(__file__).resolve().parent.parent


def shipped(folder: str) -> Path:
    """The path of a shipped folder ("themes", "demo", "deploy").

    Raises FileNotFoundError when the installation is incomplete.
    """
    for root in (_PACKAGE / "_shipped", _PACKAGE.parent.parent):
        if (root / folder).is_dir():
            return root / folder
    raise FileNotFoundError(f"the folder {folder!r} is missing from this installation of Parley; install it again")
