"""`parley import`: bring a publication here from another system."""

from pathlib import Path

import click

from parley.config.cli.progress import Progress
from parley.config.cli.start import Refused, json_option, report, start_django


@click.group("import")
def importer() -> None:
    """Bring articles and comments here from another system."""


@importer.command()
@click.argument("file", type=click.Path(path_type=Path))
@click.option(
    "--uploads",
    type=click.Path(exists=True, file_okay=False, path_type=Path),
    help="The old site's wp-content/uploads folder, for its pictures.",
)
@click.option("--dry-run", is_flag=True, help="Read and judge everything, then change nothing.")
@json_option
def wordpress(file: Path, uploads: Path | None, dry_run: bool, as_json: bool) -> None:
    """Import a WordPress export (Tools → Export → All content).

    Importing the same file again doubles nothing. A file that cannot be read whole changes nothing.
    """
    start_django()
    from parley.importers.wordpress.errors import ExportError  # noqa: PLC0415
    from parley.importers.wordpress.load import load_export  # noqa: PLC0415
    from parley.materializer.actions import materialize_all_dirty  # noqa: PLC0415

    try:
        result = load_export(file, uploads=uploads, dry_run=dry_run, progress=None if as_json else Progress())
    except ExportError as error:
        raise Refused(str(error)) from error
    if not dry_run:
        materialize_all_dirty()
    report(result.as_dict(), as_json=as_json, lines=result.lines())
