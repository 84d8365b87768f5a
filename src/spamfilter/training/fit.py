"""Fitting the linear model: logistic regression by AdaGrad over hashed features, in plain NumPy.

Rules are part of the model: their sum is given as an offset, so that the weights learn only what
the rules do not say already. Everything runs in one thread in a fixed order: the same examples
give the same bytes.
"""

import random
from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from spamfilter.features import GROUPS, TABLE_BITS, extract_features
from spamfilter.normalise import normalise
from spamfilter.rules import RULES, apply_rules
from spamfilter.training.examples import Example

# ruff: noqa: S311 - the randomness is for variety and must repeat from a seed

Floats = npt.NDArray[np.float64]

_EPOCHS = 4
_BATCH = 128
_RATE = 0.25
_DECAY = 2e-4
# So many examples are learned without their shape: the words must be able to stand alone.
_SHAPELESS = 0.6
_FEWEST_EXAMPLES = 3  # a table place that fewer examples touch keeps weight 0


@dataclass(frozen=True)
class Matrix:
    """Examples as sparse rows. Row r has places[starts[r]:starts[r + 1]], each with its value.

    `offsets`: what the rules add, shape (rows,). `labels`: 1 for spam, shape (rows,). `families`: names to hold out by.
    """

    places: npt.NDArray[np.int32]
    values: npt.NDArray[np.float32]
    starts: npt.NDArray[np.int64]
    offsets: Floats
    labels: Floats
    families: tuple[str, ...]

    def margins(self, weights: npt.NDArray[np.float32], rows: npt.NDArray[np.int64]) -> Floats:
        """Return the learned part of the score of `rows`, without intercept and rules."""
        return np.array(
            [weights[self._row(row)] @ self.values[self._span(row)] for row in rows.tolist()], dtype=np.float64
        )

    def _span(self, row: int) -> slice:
        return slice(int(self.starts[row]), int(self.starts[row + 1]))

    def _row(self, row: int) -> npt.NDArray[np.int32]:
        return self.places[self._span(row)]

    def batch(
        self, rows: npt.NDArray[np.int64]
    ) -> tuple[npt.NDArray[np.int32], npt.NDArray[np.float32], npt.NDArray[np.int64]]:
        """Return places, values and row lengths of `rows`, one after the other."""
        spans = [self._span(row) for row in rows.tolist()]
        lengths = np.array([span.stop - span.start for span in spans])
        return (
            np.concatenate([self.places[span] for span in spans]),
            np.concatenate([self.values[span] for span in spans]),
            lengths,
        )


def build_matrix(examples: Sequence[Example]) -> Matrix:
    """Extract the features of each example."""
    places, values, lengths, offsets = [], [], [], []
    chance = random.Random("shapeless")
    for example in examples:
        text = normalise(example.submission.text)
        groups = extract_features(text, example.submission)
        if chance.random() < _SHAPELESS:
            groups = [group for group in groups if group.name != "shape"]
        places += [group.positions.astype(np.int32) for group in groups]
        values += [np.full(len(group.positions), group.value, dtype=np.float32) for group in groups]
        lengths.append(sum(len(group.positions) for group in groups))
        offsets.append(sum(reason.weight for reason in apply_rules(RULES, text, example.submission)))
    return Matrix(
        np.concatenate(places),
        np.concatenate(values),
        np.concatenate([[0], np.cumsum(lengths)]),
        np.array(offsets),
        np.array([float(example.spam) for example in examples]),
        tuple(example.family for example in examples),
    )


def fit_weights(matrix: Matrix, rows: npt.NDArray[np.int64], seed: int) -> tuple[npt.NDArray[np.float32], float]:
    """Return (weights of shape (2**TABLE_BITS,), intercept) learned from `rows`."""
    size = 1 << TABLE_BITS
    weights, squares, gradient = np.zeros(size, np.float32), np.full(size, 1e-3, np.float32), np.zeros(size, np.float32)
    intercept, intercept_squares = -1.0, 1e-3
    order = rows.tolist()
    for epoch in range(_EPOCHS):
        random.Random(f"{seed} {epoch}").shuffle(order)
        for start in range(0, len(order), _BATCH):
            batch = np.array(order[start : start + _BATCH])
            places, values, lengths = matrix.batch(batch)
            owners = np.repeat(np.arange(len(batch)), lengths)
            margins = (
                np.bincount(owners, weights[places] * values, minlength=len(batch)) + intercept + matrix.offsets[batch]
            )
            errors = (1 / (1 + np.exp(-np.clip(margins, -30, 30))) - matrix.labels[batch]) / len(batch)
            np.add.at(gradient, places, errors[owners].astype(np.float32) * values)
            step = gradient[places] + np.float32(_DECAY / len(batch)) * weights[places]
            gradient[places] = 0
            squares[places] += step * step
            weights[places] -= np.float32(_RATE) * step / np.sqrt(squares[places])
            slope = float(errors.sum())
            intercept_squares += slope * slope
            intercept -= _RATE * 0.2 * slope / intercept_squares**0.5
    touched = np.bincount(np.concatenate([matrix.places[matrix._span(row)] for row in rows.tolist()]), minlength=size)
    weights[touched < _FEWEST_EXAMPLES] = 0
    return weights, intercept


def held_out_margins(matrix: Matrix, folds: int, seed: int) -> Floats:
    """Return the margin of each row by a model that never saw its family."""
    families = sorted(set(matrix.families))
    random.Random(f"{seed} folds").shuffle(families)
    fold_of = {family: number % folds for number, family in enumerate(families)}
    fold = np.array([fold_of[family] for family in matrix.families])
    margins = np.zeros(len(fold))
    for number in range(folds):
        weights, _ = fit_weights(matrix, np.flatnonzero(fold != number), seed)
        held = np.flatnonzero(fold == number)
        margins[held] = matrix.margins(weights, held)
    return margins


def calibrate(margins: Floats, offsets: Floats, labels: Floats) -> tuple[float, float]:
    """Return (scale, intercept) that make scale * margin + offset + intercept log-odds (Platt scaling, fixed offset).

    Both classes count the same in sum, whatever the share of spam among the examples.
    """
    weight = np.where(labels == 1, 0.5 / labels.mean(), 0.5 / (1 - labels.mean()))
    scale, intercept = 1.0, 0.0
    for _ in range(50):  # Newton's method in two variables
        chance = 1 / (1 + np.exp(-np.clip(scale * margins + offsets + intercept, -30, 30)))
        error, curve = weight * (chance - labels), weight * chance * (1 - chance)
        a, b, c = float(curve @ margins**2), float(curve @ margins), float(curve.sum())
        u, v = float(error @ margins), float(error.sum())
        determinant = a * c - b * b + 1e-9
        scale -= (c * u - b * v) / determinant
        intercept -= (a * v - b * u) / determinant
    return scale, intercept


# What each group is trusted beyond what was learned. The fields of the training examples are invented,
# and the shape of comments differs from site to site: measured on other sites both mislead at full weight.
TRUST = {"words": 1.0, "characters": 1.0, "author": 0.4, "email": 0.4, "url": 0.3, "shape": 0.4}


def quantise(weights: npt.NDArray[np.float32], scale: float) -> tuple[npt.NDArray[np.int8], Floats]:
    """Return the weights as bytes and the log-odds of one step for each feature group."""
    largest = float(np.quantile(np.abs(weights[weights != 0]), 0.9998)) or 1.0
    table = np.clip(np.rint(weights / largest * 127), -127, 127).astype(np.int8)
    return table, np.array([largest / 127 * scale * TRUST[group] for group in GROUPS])
