"""`parley backup` and `parley restore`."""

import os
import subprocess
import sys
from pathlib import Path

import click

from parley.config.cli.progress import Progress
from parley.config.cli.start import Refused, json_option, report, start_django
from parley.config.configuration import read_configuration
from parley.config.connections import database_settings
from parley.config.locations import data_folder


@click.command()
@click.argument("folder", required=False, type=click.Path(file_okay=False, path_type=Path))
@click.option("--encrypt-to", default="", help="Public key of age (age1…), or a file of them; overrides the setting.")
@click.option("--make-key", type=click.Path(dir_okay=False, path_type=Path), help="Only make a pair of keys: FILE.")
@json_option
def backup(folder: Path | None, encrypt_to: str, make_key: Path | None, as_json: bool) -> None:
    """Save the installation in one file in FOLDER (default: the setting backup_folder), also while Parley runs.

    In it: the database, uploaded files, settings, keys. Not in it: what can be made anew. By itself the worker does
    this as the settings backup_folder, backup_every and backup_keep say. Keep the file as safe as secret.key, or
    encrypt it.
    """
    if make_key is not None:
        _make_key(make_key)
        return
    start_django()
    from parley.keeping.errors import BackupFailed  # noqa: PLC0415
    from parley.keeping.schedule import back_up_now, backup_folder  # noqa: PLC0415

    target = folder or backup_folder()
    if target is None:
        raise Refused("Name a folder, or set backup_folder in parley.toml.")
    try:
        made = back_up_now(target.resolve(), encrypt_to=encrypt_to, progress=None if as_json else Progress())
    except BackupFailed as error:
        raise Refused(str(error)) from error
    lines = [f"{made.path}: {made.size / 1e6:.1f} MB in {made.seconds:.1f} s."]
    if made.path.suffix != ".age":
        lines.append("It holds secret.key and is not encrypted; only its owner can read it. --encrypt-to encrypts.")
    result = {"path": made.path, "bytes": made.size, "seconds": made.seconds, "counts": made.counts}
    report(result, as_json=as_json, lines=lines)


@click.command()
@click.argument("file", type=click.Path(dir_okay=False, path_type=Path))
@click.option("--into", type=click.Path(file_okay=False, path_type=Path), help="Another data folder than --data.")
@click.option("--identity", type=click.Path(dir_okay=False, path_type=Path), help="File with the secret key of age.")
@click.option("--database-url", default="", help="PostgreSQL database into which a backup of PostgreSQL goes.")
@click.option("--replace-database", is_flag=True, help="Also when that database holds a publication.")
@click.option("--yes", is_flag=True, help="Do not ask before an installation is replaced.")
@json_option
def restore(
    file: Path,
    into: Path | None,
    identity: Path | None,
    database_url: str,
    replace_database: bool,
    yes: bool,
    as_json: bool,
) -> None:
    """Bring back the installation that is saved in FILE. Parley must be stopped.

    The file is unpacked and examined first: every checksum, the whole database, its age. Only then is anything
    replaced, and what was replaced stays beside it in a folder `replaced-…`. Who was erased since the backup is erased
    again.
    """
    data = (into or data_folder()).resolve()
    if (data / "parley.toml").is_file() and not yes:
        click.confirm(f"{data} holds an installation. Replace it?", abort=True)
    os.environ["PARLEY_DATA"] = str(data)
    if database_url:
        os.environ["DATABASE_URL"] = database_url
    start_django(founded=False, finish=False)
    from parley.keeping.errors import KeepingError  # noqa: PLC0415
    from parley.keeping.restoring import restore_installation  # noqa: PLC0415

    try:
        done = restore_installation(
            file.resolve(),
            data,
            identity=identity,
            settings_of=lambda folder: database_settings(read_configuration(folder), folder),
            replace_database=replace_database,
        )
    except KeepingError as error:
        raise Refused(str(error)) from error
    _make_ready()
    lines = [f"The installation of {done.manifest.made_at} stands in {data}."]
    if done.aside is not None:
        lines.append(f"What it replaced lies in {done.aside}. Delete it when all is well.")
    report({"made_at": done.manifest.made_at, "counts": done.manifest.counts, "replaced": done.aside},
           as_json=as_json, lines=[*lines, "Start it with `parley serve`."])  # fmt: skip


def _make_ready() -> None:
    """Migrations, erasures, pages: in a process that knows the restored settings."""
    done = subprocess.run([sys.executable, "-m", "parley.config.cli.prepare"], env=os.environ, check=False)
    if done.returncode:
        raise Refused("The backup was brought back, but could not be made ready; the lines above say why.")


def _make_key(path: Path) -> None:
    from parley.keeping.archive import make_key  # noqa: PLC0415

    try:
        public = make_key(path)
    except OSError as error:
        raise Refused(f"{path} cannot be made: {error.strerror}") from error
    click.echo(f"The secret key is in {path}. Keep it away from this machine: without it no backup can be read.")
    click.echo(f'In parley.toml: backup_encrypt_to = "{public}"')
