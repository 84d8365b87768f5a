"""Figures of merit, from scores (log-odds, higher is more like spam). Pure NumPy.

`spam` and `honest` are the scores of the two kinds, shape (n,), neither empty.
"""

import math

import numpy as np
import numpy.typing as npt

Scores = npt.NDArray[np.float64]


def roc_auc(spam: Scores, honest: Scores) -> float:
    """Return the chance that a spam comment scores above an honest one; ties count half."""
    ordered = np.sort(honest)
    below, up_to = np.searchsorted(ordered, spam, "left"), np.searchsorted(ordered, spam, "right")
    return float((below + up_to).mean() / 2 / len(honest))


def threshold_at(honest: Scores, false_positives: float) -> float:
    """Return the lowest score that at most the share `false_positives` of the honest comments exceeds.

    Strict: among fewer than 1,000 honest comments one in a thousand is none, and the threshold is the highest score.
    """
    allowed = math.floor(false_positives * len(honest) + 1e-9)
    return float(np.partition(honest, len(honest) - 1 - allowed)[len(honest) - 1 - allowed])


def recall_at(spam: Scores, honest: Scores, false_positives: float) -> float:
    """Return the share of spam above `threshold_at(honest, false_positives)`."""
    return float((spam > threshold_at(honest, false_positives)).mean())


def roc_curve(spam: Scores, honest: Scores) -> tuple[Scores, Scores]:
    """Return (false positive rate, recall) for each distinct threshold, from (0, 0) to (1, 1)."""
    thresholds = np.unique(np.concatenate([spam, honest]))[::-1]
    rates = [
        1 - np.searchsorted(np.sort(scores), thresholds, "left").astype(np.float64) / len(scores)
        for scores in (honest, spam)
    ]
    return np.concatenate([[0.0], rates[0]]), np.concatenate([[0.0], rates[1]])


def precision_recall_curve(spam: Scores, honest: Scores) -> tuple[Scores, Scores]:
    """Return (recall, precision) for each distinct threshold, highest first, at the file's own share of spam."""
    false_positives, recall = roc_curve(spam, honest)
    caught, wrong = recall[1:] * len(spam), false_positives[1:] * len(honest)
    return recall[1:], caught / (caught + wrong)


def average_precision(spam: Scores, honest: Scores) -> float:
    """Return the area under the precision/recall curve, as a sum of steps."""
    recall, precision = precision_recall_curve(spam, honest)
    return float(np.diff(recall, prepend=0.0) @ precision)


def matthews_correlation(called: npt.NDArray[np.bool_], spam: npt.NDArray[np.bool_]) -> float:
    """Return Matthews' correlation of what was called spam with what is spam; 0 when either is constant."""
    if called.all() or not called.any() or spam.all() or not spam.any():
        return 0.0
    return float(np.corrcoef(called, spam)[0, 1])
