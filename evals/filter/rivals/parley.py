"""Parley's own filter, as it ships."""

from collections.abc import Sequence
from pathlib import Path

import numpy as np
from evals.filter.rivals.rival import Rival

from spamfilter import CampaignIndex, Filter
from spamfilter.evaluation import LabelledComment
from spamfilter.evaluation.figures import Scores


class Shipped(Rival):
    """Never sees the other sites' comments; judges one by one, each then joining the index of campaigns."""

    name = "Parley, as shipped"
    how = "trained on none of these sets but civil; given the article where there is one; campaigns among what it saw"

    def __init__(self, weights: Path | None = None) -> None:
        """Take other weights than the shipped ones."""
        self._weights = weights

    def start(self) -> None:
        """Load the weights."""
        self._judge = Filter.load(self._weights)
        self._decided: list[LabelledComment] = []

    def learn(self, comments: Sequence[LabelledComment]) -> None:
        """Nothing: this is the point."""

    def decide(self, comments: Sequence[LabelledComment]) -> None:
        """Decided comments are known to the index of campaigns."""
        self._decided += comments

    def judge(self, comments: Sequence[LabelledComment]) -> Scores:
        """Return the score of each comment."""
        index = CampaignIndex()
        for comment in self._decided:
            self._index(index, comment)
        return np.array([self._judge_one(index, comment) for comment in comments])

    def _judge_one(self, index: CampaignIndex, comment: LabelledComment) -> float:
        verdict = self._judge.judge(comment.submission, comment.article, campaigns=index)
        self._index(index, comment)
        return verdict.score

    def _index(self, index: CampaignIndex, comment: LabelledComment) -> None:
        index.add(comment.submission.id, comment.submission.text, comment.submission.author)
