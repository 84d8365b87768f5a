"""`parley filter`: the filter that judges comments."""

import click

from parley.config.cli import evaluate, explain, filter_keys, memory, rehearse, train


@click.group("filter")
def filter_group() -> None:
    """Train, measure and look into the filter that judges comments."""


filter_group.add_command(evaluate.evaluate)
filter_group.add_command(explain.explain)
filter_group.add_command(filter_keys.keys)
filter_group.add_command(memory.top)
filter_group.add_command(memory.export_memory)
filter_group.add_command(memory.import_memory)
filter_group.add_command(rehearse.rehearse)
filter_group.add_command(train.train)
