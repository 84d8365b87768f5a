"""Judge a comment: ham, unsure or spam, with reasons in words whose weights add up to the score.

Usable alone: no framework, no database, no network; NumPy and, for rules on language, py3langid are all it needs.

    from spamfilter import Article, Filter, Submission

    verdict = Filter.load().judge(Submission("Great post!"), Article("Title", "Text of the article"))
    verdict.outcome, verdict.probability, verdict.reasons
"""

from spamfilter.campaign import SLOT, CampaignIndex, Match, shared_skeleton
from spamfilter.engine import Filter
from spamfilter.errors import SnapshotError, SpamFilterError, TrainingDataError, WeightsError
from spamfilter.features import words_of
from spamfilter.memory import Lesson, LetThrough, Memory
from spamfilter.policy import (
    Change,
    Circumstances,
    Decided,
    DisallowedList,
    PastCase,
    Policy,
    PolicyError,
    Rehearsal,
    read_disallowed_list,
    rehearse,
)
from spamfilter.records import Article, History, Outcome, Reason, Submission, Verdict

__all__ = [
    "SLOT",
    "Article",
    "CampaignIndex",
    "Change",
    "Circumstances",
    "Decided",
    "DisallowedList",
    "Filter",
    "History",
    "Lesson",
    "LetThrough",
    "Match",
    "Memory",
    "Outcome",
    "PastCase",
    "Policy",
    "PolicyError",
    "Reason",
    "Rehearsal",
    "SnapshotError",
    "SpamFilterError",
    "Submission",
    "TrainingDataError",
    "Verdict",
    "WeightsError",
    "read_disallowed_list",
    "rehearse",
    "shared_skeleton",
    "words_of",
]
