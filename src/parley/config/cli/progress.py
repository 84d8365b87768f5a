"""Progress on standard error: what is being done, and how far it is."""

import sys
from typing import Any

import click


class Progress:
    """Called with (what, done, total); draws a bar on a terminal, elsewhere one line for each thing done.

    `label`, `done` and `total` say how far the last thing came.
    """

    def __init__(self) -> None:
        self._bar: Any = None
        self.label = ""
        self.done = self.total = 0

    def __call__(self, label: str, done: int, total: int) -> None:
        if label != self.label:
            self._finish()
            self.label, self.done, self.total = label, 0, total
            self._bar = click.progressbar(length=max(total, 1), label=label, file=sys.stderr)
            self._bar.__enter__()
        self._bar.update(done - self.done)
        self.done = done
        if done >= total:
            self._finish()

    def _finish(self) -> None:
        if self._bar is not None:
            self._bar.__exit__(None, None, None)
            self._bar = None
