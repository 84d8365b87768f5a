"""Figures of merit, from scores (log-odds, higher is more like spam)."""

import numpy as np
import numpy.typing as npt

Scores = npt.NDArray[np.float64]


def roc_auc(spam: Scores, honest: Scores) -> float:
    """Return the chance that a spam comment scores above an honest one; ties count half."""
    ordered = np.sort(honest)
    below, up_to = np.searchsorted(ordered, spam, "left"), np.searchsorted(ordered, spam, "right")
    return float((below + up_to).mean() / 2 / len(honest))


def recall_at(spam: Scores, honest: Scores, false_positives: float) -> float:
    """Return the share of spam above the threshold that `false_positives` of the honest comments exceed."""
    return float((spam > np.quantile(honest, 1 - false_positives)).mean())


def calibration_error(probabilities: Scores, labels: Scores, bins: int = 10) -> float:
    """Return the expected calibration error over equal-width bins."""
    places = np.minimum((probabilities * bins).astype(int), bins - 1)
    gaps = [
        abs(probabilities[places == place].mean() - labels[places == place].mean()) * (places == place).mean()
        for place in np.unique(places)
    ]
    return float(sum(gaps))
