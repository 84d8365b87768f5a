"""Fitting the shipped weights: one logistic regression over the hashed features of all examples.

Rules are part of the model: their sum is given as an offset, so that the weights learn only what
the rules do not say already. Everything runs in one thread in a fixed order: the same examples
give the same bytes.
"""

import random
from collections.abc import Sequence
from dataclasses import dataclass, replace
from zlib import crc32

import numpy as np
import numpy.typing as npt

from spamfilter.features import GROUPS, TABLE_BITS, FeatureGroup, extract_features, positions
from spamfilter.normalise import normalise
from spamfilter.regression import Floats, SparseRows, dot, fit_logistic, logistic
from spamfilter.rules import RULES, apply_rules
from spamfilter.training.examples import Example

# ruff: noqa: S311 - the randomness is for variety and must repeat from a seed

_PRECISION = 0.6
_STEPS = 40
_FOLDS = 6
# So many examples are learned without their shape: the words must be able to stand alone.
_SHAPELESS = 0.6
_FEWEST_FAMILIES = 2  # a table place that fewer families touch keeps weight 0
# What each group is trusted beyond what was learned. The fields of the training examples are invented,
# and the shape of comments differs from site to site: measured on other sites both mislead at full weight.
TRUST = {"words": 1.0, "characters": 1.0, "links": 0.4, "author": 0.5, "email": 0.4, "url": 0.5, "shape": 0.4}


@dataclass(frozen=True)
class Matrix:
    """Examples as sparse rows; column c of `rows` is place `places[c]` of the table.

    `offsets`: what the rules add. `labels`: 1 for spam. `weights`: how often each row counts. All of shape (rows,).
    `families` and `sources`: names to hold out by. `trust`: how far the group of each pair is trusted, shape (pairs,).
    """

    rows: SparseRows
    places: npt.NDArray[np.int64]
    offsets: Floats
    labels: Floats
    weights: Floats
    families: tuple[str, ...]
    sources: tuple[str, ...]
    trust: npt.NDArray[np.float32]

    def margins(self, weights: Floats) -> Floats:
        """Return the margin of each row as the filter will see it: each group weighed by the trust in it."""
        return replace(self.rows, values=self.rows.values * self.trust).margins(weights)

    def without(self, held: npt.NDArray[np.bool_]) -> "Matrix":
        """Return the same rows, those held out weighing nothing."""
        return replace(self, weights=self.weights * ~held)


def build_matrix(examples: Sequence[Example]) -> Matrix:
    """Extract the features of each example."""
    chance = random.Random("shapeless")
    rows, trust, offsets = [], [], []
    for example in examples:
        text = normalise(example.submission.text)
        groups = extract_features(text, example.submission)
        if chance.random() < _SHAPELESS:
            groups = [group for group in groups if group.name != "shape"]
        rows.append(_row(groups))
        trust += [np.full(len(group.hashes), TRUST[group.name], dtype=np.float32) for group in groups]
        offsets.append(sum(reason.weight for reason in apply_rules(RULES, text, example.submission)))
    stacked = SparseRows.stack(rows, 1 << TABLE_BITS)
    places, columns = np.unique(stacked.columns, return_inverse=True)
    return Matrix(
        replace(stacked, columns=columns, width=len(places)),
        places,
        np.array(offsets),
        np.array([float(example.spam) for example in examples]),
        np.array([example.weight for example in examples]),
        tuple(example.family for example in examples),
        tuple(example.source for example in examples),
        np.concatenate(trust),
    )


def _row(groups: Sequence[FeatureGroup]) -> tuple[npt.NDArray[np.int64], npt.NDArray[np.float32]]:
    columns = [positions(group.hashes) for group in groups]
    values = [np.full(len(group.hashes), group.value, dtype=np.float32) for group in groups]
    return np.concatenate(columns or [np.zeros(0, np.int64)]), np.concatenate(values or [np.zeros(0, np.float32)])


def fit_weights(matrix: Matrix) -> Floats:
    """Return the weight of each column, learned from the rows that weigh something."""
    weights = fit_logistic(
        matrix.rows, matrix.labels, matrix.offsets, balanced(matrix), precision=_PRECISION, steps=_STEPS
    )
    weights[_rarely_seen(matrix)] = 0
    return weights


def balanced(matrix: Matrix) -> Floats:
    """Return row weights by which both classes weigh the same: how much spam a site gets is not for the text to say."""
    spam = dot(matrix.weights, matrix.labels)
    honest = matrix.weights.sum() - spam
    half = matrix.weights.sum() / 2
    weights: Floats = matrix.weights * np.where(matrix.labels == 1, half / spam, half / honest)
    return weights


def _rarely_seen(matrix: Matrix) -> npt.NDArray[np.bool_]:
    """Places that only one family touches: its own subject, no manner of spam or of honesty."""
    first = np.full(matrix.rows.width, -1, dtype=np.int64)
    several = np.zeros(matrix.rows.width, dtype=bool)
    numbers = {name: number for number, name in enumerate(dict.fromkeys(matrix.families))}
    families = np.array([numbers[name] for name in matrix.families])[matrix.rows.owners]
    weighing = (matrix.weights > 0)[matrix.rows.owners]
    columns, families = matrix.rows.columns[weighing], families[weighing]
    first[columns] = families
    several[columns[first[columns] != families]] = True
    return ~several


def margins_without_source(matrix: Matrix) -> Floats:
    """Return the margin of each row by weights that never saw its file, nor some others: as on a new kind of site."""
    files = {source: number % _FOLDS for number, source in enumerate(sorted(set(matrix.sources)))}
    return _held_out(matrix, np.array([files[source] for source in matrix.sources]))


def margins_without_family(matrix: Matrix) -> Floats:
    """Return the margin of each row by weights that never saw its template: new texts of known kinds."""
    return _held_out(matrix, np.array([crc32(family.encode()) % _FOLDS for family in matrix.families]))


def _held_out(matrix: Matrix, folds: npt.NDArray[np.int64]) -> Floats:
    margins = np.zeros(matrix.rows.rows)
    for fold in range(_FOLDS):
        held = folds == fold
        margins[held] = matrix.margins(fit_weights(matrix.without(held)))[held]
    return margins


def weigh_against_rules(matrix: Matrix, margins: Floats) -> float:
    """Return how much one unit of margin is worth, where a unit of the rules is worth one."""
    return _platt(matrix, margins, matrix.offsets)[0]


def calibrate(matrix: Matrix, sums: Floats) -> tuple[float, float]:
    """Return (sharpness, intercept) that make sums of margin and rules log-odds, where both classes are as frequent."""
    return _platt(matrix, sums, np.zeros(len(sums)))


def _platt(matrix: Matrix, scores: Floats, fixed: Floats) -> tuple[float, float]:
    """Return (factor, intercept) that make factor * scores + fixed + intercept log-odds.

    Both classes count the same.
    """
    weights, factor, intercept = balanced(matrix), 0.0, 0.0
    for _ in range(50):  # Newton's method in two variables
        chance = logistic(factor * scores + fixed + intercept)
        error, curve = weights * (chance - matrix.labels), weights * chance * (1 - chance)
        a, b, c = dot(curve, scores**2) + 1e-6, dot(curve, scores), float(curve.sum()) + 1e-6
        u, v = dot(error, scores), float(error.sum())
        determinant = a * c - b * b
        factor -= (c * u - b * v) / determinant
        intercept -= (a * v - b * u) / determinant
    return factor, intercept


def quantise(matrix: Matrix, weights: Floats, scale: float) -> tuple[npt.NDArray[np.int8], Floats]:
    """Return the table, one byte a weight, and the log-odds of one step for each feature group."""
    largest = float(np.quantile(np.abs(weights[weights != 0]), 0.9998)) if weights.any() else 1.0
    table = np.zeros(1 << TABLE_BITS, dtype=np.int8)
    table[matrix.places] = np.clip(np.rint(weights / largest * 127), -127, 127)
    return table, np.array([largest / 127 * scale * TRUST[group] for group in GROUPS])
