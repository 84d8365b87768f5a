"""`parley materialize`: write public files now."""

from dataclasses import asdict

import click

from parley.config.cli.start import json_option, report, start_django


@click.command()
@click.option(
    "--all",
    "everything",
    is_flag=True,
    help="Make every file anew, not only those that are out of date, and count comments anew where counts are wrong. "
    "If it is broken off, `parley materialize` goes on where it stopped.",
)
@click.option("--why", metavar="PATH", help="Say what the file of an address depends on, and when it was last written.")
@json_option
def materialize(everything: bool, why: str | None, as_json: bool) -> None:
    """Write the public files that are missing or out of date. Files that are right are left alone."""
    start_django()
    if why is not None:
        _explain(why, as_json=as_json)
        return
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


def _explain(path: str, *, as_json: bool) -> None:
    from parley.materializer.queries import explanation_of  # noqa: PLC0415

    found = explanation_of(path)
    if found is None:
        raise click.ClickException(f"No file stands or should stand at {path}. `parley check` finds what is missing.")
    written = found.written_at.isoformat(timespec="seconds") if found.written_at else "never"
    state = "is up to date" if not found.behind else f"does not show {found.behind} changes yet"
    lines = [
        f"{found.path} {state}; {'the file stands' if found.stands else 'THE FILE IS MISSING'}.",
        f"Last written: {written}. Made by the recipe '{found.recipe}' of '{found.subject}'.",
        "It is made anew when one of these changes:",
        *(f"  {subject}" for subject in found.depends_on),
    ]
    if found.failures:
        lines.append(f"The last {found.failures} attempts failed; the next one comes at {found.retry_at}.")
    kept = asdict(found) | {"written_at": written, "retry_at": str(found.retry_at or "")}
    report(kept, as_json=as_json, lines=lines)
