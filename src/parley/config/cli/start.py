"""Getting ready: Django set up, the data folder checked, errors in words."""

import json
from collections.abc import Callable, Mapping
from pathlib import Path
from typing import Any, TypeVar

import click

from parley.config.locations import data_folder

Command = TypeVar("Command", bound=Callable[..., Any])


class Refused(click.ClickException):
    """The command was understood and cannot be done; exit code 1."""

    exit_code = 1


def start_django(*, founded: bool = True, finish: bool = True) -> Path:
    """Set Django up for the data folder. With `founded`, refuse a folder that holds no publication yet.

    With `finish`, a restore that was killed when it had been decided is finished first.
    """
    data = data_folder()
    if finish:
        finish_interrupted_restore(data)
    if founded and not (data / "parley.toml").is_file():
        raise Refused(f"{data} holds no publication yet. Make one with `parley init`, or name another with --data.")
    import django  # noqa: PLC0415 - `parley --help` must not wait for Django

    django.setup()
    return data


def finish_interrupted_restore(data: Path) -> None:
    """Before anything else is read: settings and keys may be among what still has to move."""
    from parley.keeping.errors import RestoreRefused  # noqa: PLC0415
    from parley.keeping.restore import finish_restore  # noqa: PLC0415

    try:
        finish_restore(data)
    except RestoreRefused as error:
        raise Refused(str(error)) from error


def report(result: Mapping[str, Any], *, as_json: bool, lines: list[str]) -> None:
    """Print a result for a program (`--json`) or for a person."""
    if as_json:
        click.echo(json.dumps(result, ensure_ascii=False, indent=2, default=str))
    else:
        for line in lines:
            click.echo(line)


def json_option(command: Command) -> Command:
    """The option `--json`, the same for every command."""
    return click.option("--json", "as_json", is_flag=True, help="Print the result as JSON, for programs.")(command)
