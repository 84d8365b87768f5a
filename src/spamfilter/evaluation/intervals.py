"""Intervals by the bootstrap: how far a figure moves when other comments of the same kind had been drawn."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass

import numpy as np

from spamfilter.evaluation.figures import Scores

ROUNDS = 200
_COVERED = 0.95

Measure = Callable[[Scores, Scores], float]


@dataclass(frozen=True, slots=True)
class Estimate:
    """A figure with its 95 % interval."""

    value: float
    low: float
    high: float


def estimate(
    measures: Mapping[str, Measure], spam: Scores, honest: Scores, rounds: int = ROUNDS, seed: int = 1
) -> dict[str, Estimate]:
    """Return each measure with its interval; both kinds are drawn anew, and the same draws serve every measure."""
    rng = np.random.default_rng(seed)
    found: dict[str, list[float]] = {name: [] for name in measures}
    for _ in range(rounds):
        drawn = rng.choice(spam, len(spam)), rng.choice(honest, len(honest))
        for name, measure in measures.items():
            found[name].append(measure(*drawn))
    ends = (1 - _COVERED) / 2, (1 + _COVERED) / 2
    return {
        name: Estimate(measure(spam, honest), *map(float, np.quantile(found[name], ends)))
        for name, measure in measures.items()
    }
