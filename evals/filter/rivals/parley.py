"""Parley's own filter, as it ships."""

from collections.abc import Sequence
from pathlib import Path

import numpy as np
from evals.filter.rivals.rival import Rival

from spamfilter import CampaignIndex, Filter
from spamfilter.evaluation import LabelledComment
from spamfilter.evaluation.figures import Scores
from spamfilter.evaluation.site import Site


class Parley(Rival):
    """Never sees the other sites' comments; learns from decisions alone, and indexes what it judged."""

    name = "Parley"
    how = (
        "as shipped, trained on none of these sets but civil; learns from decisions alone; knows articles and campaigns"
    )

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
        """Decisions come before all that is judged."""
        self._decided += comments

    def judge(self, comments: Sequence[LabelledComment]) -> Scores:
        """Return the score of each comment."""
        site = Site(self._judge, CampaignIndex())
        for comment in self._decided:
            site.decide(comment)
        return np.array([self._judge_one(site, comment) for comment in comments])

    def _judge_one(self, site: Site, comment: LabelledComment) -> float:
        score = site.judge(comment).score
        site.index(comment)
        return score
