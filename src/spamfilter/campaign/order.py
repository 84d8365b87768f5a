"""What two comments share in the same order."""

import numpy as np
import numpy.typing as npt

Places = npt.NDArray[np.uint8]
Floats = npt.NDArray[np.float32]


def heaviest_in_order(places: Places, weights: Floats) -> Floats:
    """Return for each row the weight of its heaviest subsequence of growing places; shape (n,) for (n, words).

    `places`: where each word of a row stands in another comment, from 1; 0 where it does not. `weights`: 0 there.
    """
    if not len(places):
        return np.zeros(0, dtype=np.float32)
    absent = places == 0
    most = places.shape[1] - int(absent.sum(axis=1).min())
    shared = np.argsort(absent, axis=1, kind="stable")[:, :most]  # to the left, in the order in which they stand
    rows = np.arange(len(places))[:, None]
    columns = places[rows, shared].T.copy()
    best = weights[rows, shared].T.copy()
    for column in range(1, most):
        best[column] += (best[:column] * (columns[:column] < columns[column])).max(axis=0)
    found: Floats = best.max(axis=0, initial=0)
    return found


def follows(places: Places) -> npt.NDArray[np.bool_]:
    """Return which words but the first of a row stand right behind the same word as there; shape (n, words - 1)."""
    found: npt.NDArray[np.bool_] = (places[:, :-1] > 0) & (places[:, 1:] == places[:, :-1] + 1)
    return found
