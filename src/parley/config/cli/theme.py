"""`parley theme`: begin a theme of one's own, and look whether it is sound."""

import re
import shutil
import subprocess
import sys
from pathlib import Path

import click

from parley.config.cli.start import Refused, json_option, report, start_django
from parley.config.locations import data_folder, theme_folder
from parley.kit.shipped import shipped

NAME = re.compile(r"[a-z][a-z0-9-]*")
ABOUT = """name = "{title}"
description = ""
# Further components after the default theme's. A file styles/NAME.css of this folder is used instead of, or beside,
# the program's component NAME; a file below templates/ instead of the program's template of that path.
further_styles = ["own"]
"""
OWN = """/* What this theme does differently. Colours come from tokens.css: var(--accent). */
"""


@click.group()
def theme() -> None:
    """Begin a theme, and look whether it is sound."""


@theme.command()
@click.argument("name")
def new(name: str) -> None:
    """Begin a theme NAME in the data folder: the default theme, with everything that is most often changed at hand."""
    folder = data_folder() / "themes" / name
    if not NAME.fullmatch(name):
        raise Refused("A name has small letters, digits and hyphens, and begins with a letter.")
    if folder.exists():
        raise Refused(f"{folder} exists already.")
    if (shipped("themes") / name).exists():
        raise Refused(f"Parley has a theme {name!r} itself. Choose another name.")
    (folder / "styles").mkdir(parents=True)
    (folder / "templates").mkdir()
    for file in ("tokens.css", "icon.svg"):
        shutil.copyfile(shipped("themes") / "default" / file, folder / file)
    (folder / "theme.toml").write_text(ABOUT.format(title=name.replace("-", " ").title()), encoding="utf-8")
    (folder / "styles" / "own.css").write_text(OWN, encoding="utf-8")
    click.echo(f"A theme stands in {folder}")
    click.echo(f"Look at it:  parley theme check {name}")
    click.echo(f'Use it:      theme = "{name}" in parley.toml, then start again')


@theme.command()
@click.argument("name", required=False)
@click.option(
    "--browsers",
    type=click.Path(file_okay=False, exists=True, path_type=Path),
    help="Also look at every kind of page in three engines (a checkout only); the folder with the engines' drivers.",
)
@json_option
def check(name: str | None, browsers: Path | None, as_json: bool) -> None:
    """Look whether the theme NAME (a name or a folder; else the one in use) is sound: templates, colours, weight,
    requests to others. Exits with 1 when it is not."""
    start_django()
    from django.conf import settings  # noqa: PLC0415

    from parley.publication.theme_checks import faults_of_theme  # noqa: PLC0415
    from parley.publication.theme_files import read_theme  # noqa: PLC0415

    own = Path(name) if name else Path(settings.THEME_FOLDER)
    folder = own if (own / "theme.toml").is_file() else theme_folder(str(name))
    try:
        found = read_theme(folder.resolve())
    except (OSError, ValueError, KeyError) as error:
        raise Refused(f"{folder} is no theme: {error}") from error
    faults = list(faults_of_theme(found))
    lines = [
        *(f"  {fault}" for fault in faults),
        f"{found.name}: {len(faults)} faults" if faults else "No fault found.",
    ]
    report({"theme": found.name, "folder": str(found.folder), "faults": faults}, as_json=as_json, lines=lines)
    if browsers is not None:
        tools = ("--tools", str(browsers.resolve()), "--theme", str(found.folder), "--quick")
        command = [sys.executable, "-m", "evals.theme.gates", *tools]
        seen = subprocess.run(command, check=False)  # noqa: S603 - our own module
        faults += ["browsers"] if seen.returncode else []
    if faults:
        raise SystemExit(1)
