"""`parley filter`: measure the filter."""

import click

from parley.config.cli import evaluate


@click.group("filter")
def filter_group() -> None:
    """Measure the filter that judges comments."""


filter_group.add_command(evaluate.evaluate)
