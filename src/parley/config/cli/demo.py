"""`parley demo`: a publication to try things out on."""

import shutil
import time
from pathlib import Path

import click

from parley.config.cli.init import make_folder
from parley.config.locations import data_folder


@click.command()
@click.option("--listen", default="127.0.0.1:8000", show_default=True, help="Where it will be served.")
def demo(listen: str) -> None:
    """Make the demo publication in an empty data folder; where it stands already, say how to use it."""
    started = time.monotonic()
    data = data_folder()
    if not (data / "parley.toml").exists():
        host, _colon, port = listen.rpartition(":")
        shown = "localhost" if host in {"127.0.0.1", "[::1]"} else host
        click.echo(f"Making the demo publication in {data}")
        make_folder({"base_url": f"http://{shown}:{port}", "listen": listen, "demo": True})
        try:
            _fill()
        except BaseException:  # Ctrl-C too: the next start begins anew instead of finding half a demo
            _forget(data)
            raise
        click.echo(f"  done in {time.monotonic() - started:.1f} s")
    _say_what_to_try()


def _fill() -> None:
    from parley.importers.demo.load import load_demo  # noqa: PLC0415
    from parley.materializer.actions import materialize_all_dirty, reconcile, show_changed_shell  # noqa: PLC0415
    from parley.outbox.actions import deal_with_waiting_events  # noqa: PLC0415

    load_demo(lambda text: click.echo(f"  {text}"))
    deal_with_waiting_events(limit=1000)
    reconcile()
    show_changed_shell()
    click.echo("  Public pages …")
    materialize_all_dirty()


def _forget(data: Path) -> None:
    for name in ("parley.toml", "parley.sqlite3", "parley.sqlite3-wal", "parley.sqlite3-shm"):
        (data / name).unlink(missing_ok=True)
    for folder in ("public", "media"):
        shutil.rmtree(data / folder, ignore_errors=True)


def _say_what_to_try() -> None:
    from parley.config.configuration import read_configuration  # noqa: PLC0415
    from parley.importers.demo.source import PASSWORD, STAFF  # noqa: PLC0415

    address = read_configuration(data_folder()).base_url
    users = ", ".join(username for username, _role, _name in STAFF)
    click.echo(
        f"""
  {address}/             the magazine: read an article, write a comment
  {address}/moderation/  what waits for a moderator, with reasons; approve, spam, undo
  {address}/editors/     the desk: write and publish
  {address}/mailbox/     the mails that would have been sent

  Users: {users}; password of both: {PASSWORD}
"""
    )
