"""Judge a comment: ham, unsure or spam, with reasons in words whose weights add up to the score.

Usable alone: no framework, no database, no network; NumPy is the only dependency.

    from spamfilter import Article, Filter, Submission

    verdict = Filter.load().judge(Submission("Great post!"), Article("Title", "Text of the article"))
    verdict.outcome, verdict.probability, verdict.reasons
"""

from spamfilter.campaign import CampaignIndex, Match
from spamfilter.engine import Filter
from spamfilter.errors import SnapshotError, SpamFilterError, TrainingDataError, WeightsError
from spamfilter.features import words_of
from spamfilter.memory import Lesson, Memory
from spamfilter.records import Article, History, Outcome, Reason, Submission, Verdict

__all__ = [
    "Article",
    "CampaignIndex",
    "Filter",
    "History",
    "Lesson",
    "Match",
    "Memory",
    "Outcome",
    "Reason",
    "SnapshotError",
    "SpamFilterError",
    "Submission",
    "TrainingDataError",
    "Verdict",
    "WeightsError",
    "words_of",
]
