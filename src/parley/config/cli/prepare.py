"""Run by `parley serve` before it serves: bring database, static files and pages up to date."""

import logging
import shutil
import sys
from pathlib import Path

import click

from parley import __version__
from parley.config.cli.start import start_django


def prepare() -> int:
    """Returns the exit code."""
    data = start_django()
    from django.core.management import call_command  # noqa: PLC0415
    from django.core.management.base import SystemCheckError  # noqa: PLC0415

    from parley.keeping.erasures import erase_again  # noqa: PLC0415
    from parley.keeping.errors import UpgradeRefused  # noqa: PLC0415
    from parley.materializer.actions import materialize_all_dirty, reconcile  # noqa: PLC0415

    try:
        call_command("check", verbosity=0)
    except SystemCheckError as error:
        click.echo(str(error), err=True)
        return 1
    try:
        migrate_if_needed()
    except UpgradeRefused as error:
        click.echo(f"Error: {error}", err=True)
        return 1
    erase_again(data)
    collect_static(data)
    if reconcile():
        materialize_all_dirty()
    return 0


def migrate_if_needed() -> None:
    """Bring the database up to date, with a backup before; quick when there is nothing to do.

    Raises UpgradeRefused when it is newer than the program.
    """
    from parley.keeping.upgrade import save_and_upgrade  # noqa: PLC0415

    save_and_upgrade(say=click.echo)


def collect_static(data: Path) -> None:
    """Put the static files of the editors' side where the gate and nginx find them, once for each version."""
    stamp = data / "static" / ".version"
    if stamp.is_file() and stamp.read_text(encoding="utf-8") == _static_version():
        return
    from django.core.management import call_command  # noqa: PLC0415

    logging.getLogger("django.contrib.staticfiles").setLevel(logging.ERROR)
    shutil.rmtree(data / "static", ignore_errors=True)
    call_command("collectstatic", verbosity=0, interactive=False)
    stamp.write_text(_static_version(), encoding="utf-8")


def _static_version() -> str:
    from wagtail import __version__ as wagtail_version  # noqa: PLC0415

    return f"{__version__} {wagtail_version}"


if __name__ == "__main__":
    sys.exit(prepare())
