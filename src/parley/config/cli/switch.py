"""`parley switch`: turn things off and on while Parley runs."""

import click

from parley.config.cli.start import Refused, json_option, report
from parley.config.locations import data_folder
from parley.kit.switches import Switch, is_on, turn

MEANING = {
    Switch.READ_ONLY: "nobody changes anything, no mail leaves",
    Switch.COMMENTS_OFF: "readers cannot write",
    Switch.MAIL_OFF: "mail waits",
}


@click.command()
@click.argument("name", required=False, type=click.Choice([switch.value for switch in Switch]))
@click.argument("state", required=False, type=click.Choice(["on", "off"]))
@json_option
def switch(name: str | None, state: str | None, as_json: bool) -> None:
    """Turn a switch on or off, at once and without a restart; without arguments: say how they stand.

    read-only: nobody changes anything. comments-off: readers cannot write. mail-off: mail waits. Nothing is lost:
    whoever writes meanwhile gets the words back. With several machines, turn it on each.
    """
    data = data_folder()
    if not (data / "parley.toml").is_file():
        raise Refused(f"{data} holds no publication yet. Make one with `parley init`, or name another with --data.")
    if name is not None and state is None:
        raise click.UsageError("Say `on` or `off`.")
    if name is not None:
        try:
            turn(data, Switch(name), on=state == "on")
        except OSError as error:
            raise Refused(f"The switch cannot be turned: {error}") from error
    standing = {each.value: is_on(data, each) for each in Switch}
    lines = [f"{each}: {'ON, ' + MEANING[each] if standing[each] else 'off'}" for each in Switch]
    report(standing, as_json=as_json, lines=lines)
