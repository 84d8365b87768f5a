"""Whether a probability of spam means what it says."""

from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from spamfilter.evaluation.figures import Scores

BINS = 10


@dataclass(frozen=True, slots=True)
class Bin:
    """Comments whose probability lies in [low, high): their number, mean probability and share of spam."""

    low: float
    high: float
    comments: int
    probability: float
    spam: float


def reliability(probabilities: Scores, spam: npt.NDArray[np.bool_], bins: int = BINS) -> tuple[Bin, ...]:
    """Return the bins of equal width that hold any comment."""
    places = np.minimum((probabilities * bins).astype(int), bins - 1)
    return tuple(
        Bin(
            place / bins,
            (place + 1) / bins,
            int((places == place).sum()),
            float(probabilities[places == place].mean()),
            float(spam[places == place].mean()),
        )
        for place in np.unique(places).tolist()
    )


def calibration_error(
    probabilities: Scores, spam: npt.NDArray[np.bool_], bins: int = BINS, *, balanced: bool = False
) -> float:
    """Return the expected calibration error over bins of equal width.

    `balanced` lets both labels count the same in sum, whatever the share of spam; it needs both.
    """
    share = spam.mean() if balanced else 0.5
    weights = np.where(spam, 0.5 / share, 0.5 / (1 - share)) / len(spam)
    places = np.minimum((probabilities * bins).astype(int), bins - 1)
    gaps = np.bincount(places, weights * (probabilities - spam), minlength=bins)
    return float(np.abs(gaps).sum())
