"""What the filter is shown of a comment, to see what each stage adds."""

from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from evals.filter.sets import without_fields

from spamfilter import CampaignIndex, Filter, History
from spamfilter.evaluation import LabelledComment
from spamfilter.evaluation.figures import Scores


@dataclass(frozen=True, slots=True)
class View:
    """`without` names a stage whose reasons are taken out of the score. `history` tells the filter how often comments
    under the same name were approved and rejected before, as if a moderator had decided each before the next came.
    """

    name: str
    article: bool = True
    fields: bool = True
    campaigns: bool = True
    history: bool = False
    without: str = ""


EVERYTHING = View("everything")
RANKED = (
    EVERYTHING,
    View("text and article", fields=False, campaigns=False),
    View("text alone", article=False, fields=False, campaigns=False),
)
ABLATIONS = (
    EVERYTHING,
    View("without the rules", without="rules"),
    View("without the model", without="model"),
    View("without relevance", article=False),
    View("without campaigns", campaigns=False),
    View("without name and address", fields=False),
    View("with history", history=True),
)


def scores_of(judge: Filter, comments: Sequence[LabelledComment], view: View) -> Scores:
    """Judge comments one after the other; returns their scores."""
    index = CampaignIndex() if view.campaigns else None
    past: defaultdict[str, list[bool]] = defaultdict(list)
    return np.array([_score(judge, comment, view, index, past) for comment in comments])


def _score(
    judge: Filter,
    comment: LabelledComment,
    view: View,
    index: CampaignIndex | None,
    past: defaultdict[str, list[bool]],
) -> float:
    seen = comment if view.fields else without_fields(comment)
    decided = past[comment.submission.author] if view.history and comment.submission.author else []
    verdict = judge.judge(
        seen.submission,
        seen.article if view.article else None,
        History(approved=decided.count(False), rejected=decided.count(True)) if decided else None,
        index,
    )
    decided.append(comment.spam)
    if index is not None:
        index.add(comment.submission.id, comment.submission.text, seen.submission.author)
    return verdict.score - sum(reason.weight for reason in verdict.reasons if reason.stage == view.without)
