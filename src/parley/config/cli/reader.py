"""`parley reader`: what is kept about a reader, for the administrator who is asked for it."""

from pathlib import Path
from typing import Any

import click

from parley.config.cli.start import Refused, json_option, report, start_django


@click.group()
def reader() -> None:
    """Hand out or erase what is kept about a reader."""


@reader.command()
@click.argument("address")
@click.argument("file", type=click.Path(dir_okay=False, path_type=Path))
@json_option
def export(address: str, file: Path, as_json: bool) -> None:
    """Write all that is kept about the owner of ADDRESS to FILE: a zip with a page for people and JSON for programs."""
    start_django()
    from parley.readers.exporting import export_archive  # noqa: PLC0415

    content = export_archive(_reader(address))
    try:
        file.write_bytes(content)
    except OSError as error:
        raise Refused(f"{file} cannot be written: {error.strerror or error}.") from error
    line = f"{len(content):,} bytes written to {file}."
    report({"file": str(file), "bytes": len(content)}, as_json=as_json, lines=[line])


@reader.command()
@click.argument("address")
@click.option(
    "--words",
    type=click.Choice(["keep", "remove"]),
    required=True,
    help="What becomes of the comments' words: they stay under 'Erased reader', or they go.",
)
@click.option("--yes", is_flag=True, help="Do not ask whether you are sure.")
@json_option
def erase(address: str, words: str, yes: bool, as_json: bool) -> None:
    """Erase the owner of ADDRESS from everything. Cannot be undone. Nothing is ever sent to the address again."""
    start_django()
    from parley.conversation.actions.erasing import Words  # noqa: PLC0415
    from parley.readers.actions import erase as erase_reader  # noqa: PLC0415

    found = _reader(address)
    if not yes:
        click.confirm("This cannot be undone. Erase this reader?", abort=True)
    count = erase_reader(reader=found, words=Words(words), by_administrator=True)
    lines = [f"Erased. Comments concerned: {count}. `parley reader allow` lets mail be sent to the address again."]
    report({"comments": count, "words": words}, as_json=as_json, lines=lines)


@reader.command()
@click.argument("address")
@json_option
def allow(address: str, as_json: bool) -> None:
    """Let an erased ADDRESS be written to, and written with, again, because its owner asks for it.

    A ban that outlived the erasing goes with it.
    """
    start_django()
    from parley.accounts.actions import address_key  # noqa: PLC0415
    from parley.conversation.actions.erasing import lift_suppression  # noqa: PLC0415

    lifted = lift_suppression(address_key=address_key(address))
    line = "Mail may be sent to this address again." if lifted else "Nothing kept mail from this address."
    report({"lifted": lifted}, as_json=as_json, lines=[line])


def _reader(address: str) -> Any:
    from parley.accounts.actions import address_key  # noqa: PLC0415
    from parley.accounts.errors import ReaderUnknown  # noqa: PLC0415
    from parley.accounts.models import Reader  # noqa: PLC0415

    found = Reader.objects.filter(address_key=address_key(address)).first()
    if found is None:
        raise Refused(str(ReaderUnknown()))
    return found
