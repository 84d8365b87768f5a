"""`parley materialize`: write public files now."""

import click

from parley.config.cli.start import json_option, report, start_django


@click.command()
@click.option(
    "--all",
    "everything",
    is_flag=True,
    help="Make every file anew, not only those that are out of date, and count comments anew where counts are wrong.",
)
@json_option
def materialize(everything: bool, as_json: bool) -> None:
    """Write the public files that are missing or out of date. Files that are right are left alone."""
    start_django()
    from parley.conversation.actions.settling import mend_counts  # noqa: PLC0415
    from parley.materializer.actions import (  # noqa: PLC0415
        materialize_dirty,
        reconcile,
        show_changed_shell,
        want_everything,
    )
    from parley.materializer.queries import outputs_waiting  # noqa: PLC0415

    if everything:
        mend_counts()
    reconcile()
    show_changed_shell()
    if everything:
        want_everything()
    total = outputs_waiting().count()
    if as_json:
        materialize_dirty(limit=total)
    else:
        with click.progressbar(length=total, label="Writing pages") as bar:
            materialize_dirty(limit=total, progress=lambda _path: bar.update(1))
    left = outputs_waiting().count()
    report({"looked_at": total, "left": left}, as_json=as_json, lines=[f"{total - left} pages are up to date."])
    if left:
        raise click.ClickException(f"{left} pages could not be written; the log says why.")
