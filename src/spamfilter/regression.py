"""Logistic regression with a prior: the one way in which the filter learns.

The shipped weights and what a site's moderators teach are fitted by the same function. The result
depends on the rows and their order alone, so that learning can be repeated and undone exactly.
"""

from collections.abc import Callable, Sequence
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

Floats = npt.NDArray[np.float64]
Objective = Callable[[Floats], tuple[float, Floats]]

_REMEMBERED = 8  # pairs of steps from which L-BFGS guesses the curvature
_STEEPEST = 30.0


@dataclass(frozen=True)
class SparseRows:
    """Rows of (column, value) pairs, one row after the other.

    `columns`: column numbers, shape (pairs,). `values`: float, shape (pairs,). `owners`: the row of each
    pair, shape (pairs,). `rows`, `width`: how many rows and columns there are.
    """

    columns: npt.NDArray[np.int64]
    values: npt.NDArray[np.float32]
    owners: npt.NDArray[np.int64]
    rows: int
    width: int

    @classmethod
    def stack(cls, rows: Sequence[tuple[npt.NDArray[np.int64], npt.NDArray[np.float32]]], width: int) -> "SparseRows":
        """Put rows, each given as (columns, values), under one another."""
        lengths = [len(columns) for columns, _ in rows]
        columns = np.concatenate([columns for columns, _ in rows] or [np.zeros(0, np.int64)])
        values = np.concatenate([values for _, values in rows] or [np.zeros(0, np.float32)])
        return cls(columns, values, np.repeat(np.arange(len(rows)), lengths), len(rows), width)

    def margins(self, coefficients: Floats) -> Floats:
        """Return the product with a vector of shape (width,): shape (rows,)."""
        products = coefficients[self.columns] * self.values
        return np.bincount(self.owners, products, minlength=self.rows).astype(np.float64, copy=False)

    def gather(self, residuals: Floats) -> Floats:
        """Return the product of the transpose with a vector of shape (rows,): shape (width,)."""
        products = self.values * residuals[self.owners]
        return np.bincount(self.columns, products, minlength=self.width).astype(np.float64, copy=False)


def fit_logistic(
    rows: SparseRows,
    labels: Floats,
    offsets: Floats,
    weights: Floats,
    *,
    precision: float = 1.0,
    steps: int = 60,
    start: Floats | None = None,
) -> Floats:
    """Return the coefficients, shape (width,), that best explain `labels` (0 or 1, shape (rows,)).

    The log-odds of a row are its `offsets` entry plus its product with the coefficients; each row counts as often as
    `weights` says; `precision` is that of a normal prior around 0; `start` is a guess. Raises nothing; stops after
    `steps`.
    """

    def objective(coefficients: Floats) -> tuple[float, Floats]:
        margins = rows.margins(coefficients) + offsets
        loss = dot(weights, np.logaddexp(0, margins) - labels * margins)
        return loss + precision / 2 * dot(coefficients, coefficients), rows.gather(
            weights * (logistic(margins) - labels)
        ) + precision * coefficients

    return minimise(objective, np.zeros(rows.width) if start is None else start, steps)


def logistic(scores: Floats) -> Floats:
    """Return 1 / (1 + exp(-scores))."""
    return 1 / (1 + np.exp(-np.clip(scores, -_STEEPEST, _STEEPEST)))


def dot(left: Floats, right: Floats) -> float:
    """Return the inner product, summed in an order that does not depend on the machine.

    BLAS splits long vectors among threads: the sums then differ in the last digits from run to run, and on a busy
    machine it takes ten times as long (measured: 58 ms a step against 2 ms).
    """
    return float(np.sum(left * right))


def minimise(objective: Objective, start: Floats, steps: int) -> Floats:
    """Return where a convex `objective` (value and gradient) is least, by L-BFGS with a halving line search."""
    place, (value, gradient) = start, objective(start)
    history: list[tuple[Floats, Floats]] = []
    for _ in range(steps):
        direction = _descent(gradient, history)
        slope = dot(gradient, direction)
        length = 1.0
        while True:
            reached = place + length * direction
            reached_value, reached_gradient = objective(reached)
            if reached_value <= value + 1e-4 * length * slope or length < 1e-6:
                break
            length /= 2
        moved, turned = reached - place, reached_gradient - gradient
        settled = abs(value - reached_value) < 1e-6 * max(1.0, abs(reached_value))
        place, value, gradient = reached, reached_value, reached_gradient
        if settled or dot(moved, turned) <= 1e-12:
            break
        history = [*history[1 - _REMEMBERED :], (moved, turned)]
    return place


def _descent(gradient: Floats, history: Sequence[tuple[Floats, Floats]]) -> Floats:
    """Return the L-BFGS direction (Nocedal's two loops)."""
    direction: Floats = -gradient
    if not history:
        direction /= max(1.0, dot(gradient, gradient) ** 0.5)
        return direction
    shares = []
    for moved, turned in reversed(history):
        share = dot(moved, direction) / dot(moved, turned)
        direction = direction - share * turned
        shares.append(share)
    moved, turned = history[-1]
    direction = direction * (dot(moved, turned) / dot(turned, turned))
    for (moved, turned), share in zip(history, reversed(shares), strict=True):
        direction = direction + moved * (share - dot(turned, direction) / dot(moved, turned))
    return direction
