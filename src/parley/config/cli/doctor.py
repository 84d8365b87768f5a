"""`parley doctor`: everything that can be wrong, and what to do about it."""

import sys
from collections.abc import Sequence
from typing import Any

import click

from parley.config.cli.start import json_option, report, start_django


@click.command()
@click.option("--only", multiple=True, metavar="NAME", help="Only this examination; may be given again.")
@click.option("--quick", is_flag=True, help="Leave out what takes seconds on a large site.")
@json_option
def doctor(only: tuple[str, ...], quick: bool, as_json: bool) -> None:
    """Examine disk, clock, database, pages, queues, mail, certificate, backups and worker, and say what to do.

    Exit code 0: nothing is wrong, though there may be warnings. 1: something needs somebody now.
    """
    start_django()
    from parley.keeping.doctor import EXAMINATIONS, examine  # noqa: PLC0415
    from parley.keeping.doctor.findings import ERROR  # noqa: PLC0415

    names = [examination.name for examination in EXAMINATIONS]
    if unknown := [name for name in only if name not in names]:
        raise click.UsageError(f"There is no examination {unknown[0]!r}. There are: {', '.join(names)}.")
    found = examine(slow=not quick, only=only)
    is_well = not any(finding.level == ERROR for examined in found for finding in examined.findings)
    result = {
        "ok": is_well,
        "examinations": [{"name": e.name, "title": e.title, "findings": [vars(f) for f in e.findings]} for e in found],
    }
    report(result, as_json=as_json, lines=_lines(found))
    sys.exit(0 if is_well else 1)


def _lines(found: Sequence[Any]) -> list[str]:
    lines = []
    for level in ("error", "warning"):
        for examined in found:
            for finding in examined.findings:
                if finding.level == level:
                    lines.append(f"{level}: {finding.message}")
                    lines += [f"       {finding.remedy}"] if finding.remedy else []
    well = [examined.title for examined in found if not examined.findings]
    return [*lines, f"Well: {'; '.join(well)}."] if well else lines
