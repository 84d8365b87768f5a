"""`parley upgrade`: the database follows the program."""

import click

from parley.config.cli.start import Refused, json_option, report, start_django


@click.command()
@click.option("--backup/--no-backup", "with_backup", default=True, help="Make a backup before.")
@json_option
def upgrade(with_backup: bool, as_json: bool) -> None:
    """After a new Parley was installed: save the installation, then bring its database up to date.

    Pages are read all the time. When it is interrupted, run it again: it goes on where it was. `parley serve` does the
    same when it starts. The backup goes to backup_folder, else to the folder `backups` in the data folder.
    """
    start_django()
    from parley.keeping.errors import KeepingError  # noqa: PLC0415
    from parley.keeping.upgrade import is_unfinished, save_before_upgrade  # noqa: PLC0415
    from parley.keeping.upgrade import upgrade as upgrade_database  # noqa: PLC0415

    if not is_unfinished():
        report({"migrations": [], "backup": None}, as_json=as_json, lines=["The database is up to date."])
        return
    try:
        saved = save_before_upgrade() if with_backup else None
        if saved is not None and not as_json:
            click.echo(f"Saved before the upgrade: {saved.path}")
        made = upgrade_database(say=lambda line: None if as_json else click.echo(line))
    except KeepingError as error:
        raise Refused(f"{error} (--no-backup goes on without one.)" if with_backup else str(error)) from error
    result = {"migrations": made, "backup": saved.path if saved is not None else None}
    report(result, as_json=as_json, lines=["The database is up to date. Restart server and workers."])
