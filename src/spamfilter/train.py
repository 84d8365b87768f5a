"""Train the shipped weights: `parley filter train --out weights.npz DATA...`.

DATA are .jsonl or .jsonl.xz files (fields text, label, and where known author, email and url) and .txt lists
of spintax templates. The same data give the same bytes.
"""

import logging
import math
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import pairwise
from pathlib import Path

import numpy as np
import numpy.typing as npt

from spamfilter.evaluation.calibration import calibration_error
from spamfilter.evaluation.figures import recall_at, roc_auc
from spamfilter.model import MOST_CONDEMNED, MOST_HELD, Model
from spamfilter.normalise import normalise
from spamfilter.rarity import count_frequencies
from spamfilter.regression import Floats, logistic
from spamfilter.training.examples import Example, read_examples
from spamfilter.training.fit import (
    Matrix,
    build_matrix,
    calibrate,
    fit_weights,
    margins_without_family,
    margins_without_source,
    quantise,
    weigh_against_rules,
)

logger = logging.getLogger("spamfilter.train")
SEED = 20190207
# What of all that reaches a public form is taken to be spam, before anything is known of a comment.
SHARE_OF_SPAM = 0.4


@dataclass(frozen=True)
class SourceReport:
    """How one source fared with weights that never saw it: shares at the chosen thresholds. Its `rows` were made of so
    many `templates`.
    """

    source: str
    spam: bool
    rows: int
    templates: int
    held: float
    called_spam: float


@dataclass(frozen=True)
class Training:
    """The model, and what was measured while it was made: each source was judged by weights that never saw it.

    `scores` (log-odds) and `labels` have shape (examples,).
    """

    model: Model
    scores: Floats
    labels: Floats
    sources: tuple[SourceReport, ...]

    @property
    def engine(self) -> str:
        """The weights' version."""
        return self.model.version

    @property
    def spam(self) -> npt.NDArray[np.bool_]:
        """Which examples are spam; shape (examples,)."""
        spam: npt.NDArray[np.bool_] = self.labels == 1
        return spam

    @property
    def probabilities(self) -> Floats:
        """The probabilities of spam; shape (examples,)."""
        return logistic(self.scores)

    @property
    def thresholds(self) -> tuple[float, float]:
        """The probabilities from which a comment is held, and called spam."""
        return self.model.hold_at, self.model.spam_at

    @property
    def roc_auc(self) -> float:
        """The chance that unseen spam scores above an unseen honest comment."""
        return roc_auc(self.scores[self.spam], self.scores[~self.spam])

    def recall_at(self, false_positives: float) -> float:
        """Return the share of unseen spam above the score that so many unseen honest comments exceed."""
        return recall_at(self.scores[self.spam], self.scores[~self.spam], false_positives)

    @property
    def calibration_error(self) -> float:
        """The expected calibration error, both classes weighing the same."""
        return calibration_error(self.probabilities, self.spam, balanced=True)


def train(paths: Sequence[Path], seed: int = SEED) -> Training:
    """Return the model learned from `paths` and from our own texts. Raises TrainingDataError."""
    examples = read_examples(paths, seed)
    logger.info("%d examples, %d of them spam", len(examples), sum(example.spam for example in examples))
    matrix = build_matrix(examples)
    logger.info("%d active features; judging each source by weights that never saw it", len(matrix.rows.columns))
    unseen_source = margins_without_source(matrix)
    scale = weigh_against_rules(matrix, unseen_source)
    logger.info("scale %.3f; judging each template by weights that never saw it", scale)
    sharpness, intercept = calibrate(matrix, scale * margins_without_family(matrix) + matrix.offsets)
    intercept += math.log(SHARE_OF_SPAM / (1 - SHARE_OF_SPAM))
    scores = sharpness * (scale * unseen_source + matrix.offsets) + intercept
    hold_at, spam_at = _thresholds(matrix, scores)
    logger.info(
        "sharpness %.3f, intercept %.3f, hold from %.4f, spam from %.4f", sharpness, intercept, hold_at, spam_at
    )
    table, scales = quantise(matrix, fit_weights(matrix), scale * sharpness)
    frequency = count_frequencies(_tokens(example) for example in examples if not example.spam)
    model = Model(table, scales, frequency, intercept, sharpness, hold_at, spam_at)
    return Training(model, scores, matrix.labels, tuple(_reports(matrix, scores, hold_at, spam_at)))


def _thresholds(matrix: Matrix, scores: Floats) -> tuple[float, float]:
    """Return the probabilities from which so many unseen honest comments are held and called spam."""
    honest = matrix.labels == 0
    order = np.argsort(scores[honest])
    ordered, shares = scores[honest][order], np.cumsum(matrix.weights[honest][order])
    shares /= shares[-1]
    held, condemned = (float(ordered[np.searchsorted(shares, 1 - share)]) for share in (MOST_HELD, MOST_CONDEMNED))
    return float(logistic(np.array(held))), float(logistic(np.array(condemned)))


def _reports(matrix: Matrix, scores: Floats, hold_at: float, spam_at: float) -> Iterator[SourceReport]:
    chances, names, families = logistic(scores), np.array(matrix.sources), np.array(matrix.families)
    for source in sorted(set(matrix.sources)):
        for spam in (False, True):
            chosen = (names == source) & (matrix.labels == spam)
            if chosen.any():
                held, called = float((chances[chosen] >= hold_at).mean()), float((chances[chosen] >= spam_at).mean())
                yield SourceReport(source, spam, int(chosen.sum()), len(set(families[chosen])), held, called)


def _tokens(example: Example) -> set[str]:
    words = normalise(example.submission.text).words
    return {*words, *(f"{left} {right}" for left, right in pairwise(words))}
