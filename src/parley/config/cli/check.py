"""`parley check`: is everything as it should be?"""

import sys
from typing import Any

import click

from parley.config.cli.start import json_option, report, start_django

SENT_ELSEWHERE = {f"security.W{number:03}" for number in (2, 4, 6, 8, 21, 22)}
"""Django's own deployment checks do not know that gate and nginx send these headers; see config.headers."""


@click.command()
@click.option("--deploy", is_flag=True, help="Also what a public site needs.")
@json_option
def check(deploy: bool, as_json: bool) -> None:
    """Look at settings, database, pages and mail, and say in words what is wrong. Exit code 1 when something is."""
    start_django()
    findings = [*_system_findings(deploy=deploy), *_database_findings()]
    if not any(f["level"] == "error" and f["message"].startswith("The database is older") for f in findings):
        findings += _count_findings()
    findings += [*_page_findings(), *_mail_findings()]
    wrong = [f for f in findings if f["level"] == "error"]
    lines = [f"{f['level']}: {f['message']}" + (f"\n       {f['hint']}" if f["hint"] else "") for f in findings]
    report({"ok": not wrong, "findings": findings}, as_json=as_json, lines=lines or ["All is well."])
    sys.exit(1 if wrong else 0)


def _finding(level: str, message: str, hint: str = "") -> dict[str, str]:
    return {"level": level, "message": message, "hint": hint}


def _system_findings(*, deploy: bool) -> list[dict[str, str]]:
    from django.core.checks import ERROR, run_checks  # noqa: PLC0415

    found = run_checks(include_deployment_checks=deploy)
    ours = [c for c in found if c.id not in SENT_ELSEWHERE]
    return [_finding("error" if c.level >= ERROR else "warning", c.msg, c.hint or "") for c in ours]


def _database_findings() -> list[dict[str, str]]:
    from django.db import connection  # noqa: PLC0415
    from django.db.migrations.executor import MigrationExecutor  # noqa: PLC0415

    executor = MigrationExecutor(connection)
    if executor.migration_plan(executor.loader.graph.leaf_nodes()):
        return [_finding("error", "The database is older than the program.", "`parley serve` brings it up to date.")]
    if connection.vendor == "sqlite":
        return _sqlite_findings(connection)
    return []


def _sqlite_findings(connection: Any) -> list[dict[str, str]]:
    found = []
    with connection.cursor() as cursor:
        if cursor.execute("PRAGMA synchronous").fetchone()[0] != 2:
            found.append(_finding("error", "SQLite does not write through to the disk (synchronous is not FULL)."))
        answer = cursor.execute("PRAGMA quick_check").fetchone()[0]
        if answer != "ok":
            hint = "Stop Parley, keep a copy of the data folder, restore the newest backup."
            found.append(_finding("error", f"The database file is damaged: {answer}", hint))
    return found


def _count_findings() -> list[dict[str, str]]:
    from parley.conversation.queries.shapes import miscounted_threads  # noqa: PLC0415

    wrong = len(miscounted_threads())
    if not wrong:
        return []
    hint = "`parley materialize --all` counts them anew."
    return [_finding("error", f"{wrong} conversations are not counted rightly.", hint)]


def _page_findings() -> list[dict[str, str]]:
    from django.db.models import F  # noqa: PLC0415

    from parley.materializer.files import stands  # noqa: PLC0415
    from parley.materializer.models import Output  # noqa: PLC0415
    from parley.materializer.queries import outputs_waiting  # noqa: PLC0415

    written = Output.objects.filter(made__gte=F("wanted")).values_list("path", flat=True)
    missing = [path for path in written if not stands(path)]
    waiting = outputs_waiting().count()
    found = []
    if missing:
        hint = "`parley materialize` writes them."
        found.append(_finding("error", f"{len(missing)} pages are missing, such as {missing[0]}", hint))
    if waiting:
        found.append(_finding("warning", f"{waiting} pages wait to be written.", "A running worker writes them."))
    return found


def _mail_findings() -> list[dict[str, str]]:
    from parley.notifications.brake import standing_brakes  # noqa: PLC0415
    from parley.notifications.queries import deliveries_to_look_at  # noqa: PLC0415

    found = [
        _finding(
            "error",
            f"The brake has stopped mails of the kind {each.purpose!r}: too many came back or were called unwanted.",
            f"`parley mail check` says more; `parley mail release {each.purpose}` lets them go on.",
        )
        for each in standing_brakes()
    ]
    count = deliveries_to_look_at().count()
    if count:
        words = f"{count} mails were refused or may have been sent; they are not sent again by themselves."
        found.append(_finding("warning", words, "`parley mail ledger --unclear` lists them."))
    return found
