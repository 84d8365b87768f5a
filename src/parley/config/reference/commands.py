"""The page of commands, from click."""

import inspect
from collections.abc import Iterator

import click

from parley.config import cli as commands
from parley.config.cli.main import cli
from parley.config.reference.markdown import table


def commands_page() -> str:
    """Each command with its help, usage and options."""
    _name, _colon, codes = (inspect.getdoc(commands) or "").partition("Exit codes: ")
    opening = f"# Commands\n\nExit codes: {codes}\n\nEvery command has `--help`.\n"
    return "\n".join([opening, *(_command(name, command) for name, command in all_commands())])


def all_commands(command: click.Command = cli, name: str = "parley") -> Iterator[tuple[str, click.Command]]:
    """A command and all below it, each with the words by which it is called."""
    yield name, command
    if isinstance(command, click.Group):
        for below in sorted(command.commands):
            yield from all_commands(command.commands[below], f"{name} {below}")


def documented_options(command: click.Command) -> list[click.Option]:
    """The options that people use."""
    return [option for option in command.params if isinstance(option, click.Option) and not option.hidden]


def _command(name: str, command: click.Command) -> str:
    usage = " ".join([name, *command.collect_usage_pieces(click.Context(command, info_name=name))])
    text = f"## `{name}`\n\n{inspect.cleandoc(command.help or '')}\n\n```\n{usage}\n```\n"
    rows = [(f"`{_written(o)}`", o.help or "", _default(o)) for o in documented_options(command)]
    return f"{text}\n{table(('Option', 'Meaning', 'Default'), rows)}" if rows else text


def _written(option: click.Option) -> str:
    names = " / ".join([*option.opts, *option.secondary_opts])
    return names if option.is_flag else f"{names} {option.make_metavar(click.Context(cli))}"


def _default(option: click.Option) -> str:
    """The default as typed; "" for a flag that is off and an option that has none."""
    if option.is_flag:
        return f"`{option.opts[0]}`" if option.default is True else ""
    has_one = bool(option.show_default) or isinstance(option.default, str | int)
    return f"`{option.default}`" if has_one and option.default != "" else ""
