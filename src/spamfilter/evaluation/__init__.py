"""Measure a filter on labelled comments: ranking, thresholds, calibration, costs, mistakes with their reasons.

from spamfilter.evaluation import judge_comments, read_comments, report_lines, summarise

judged = judge_comments(read_comments([Path("comments.jsonl")]))
print("\\n".join(report_lines(summarise(judged, campaigns=True))))
"""

from spamfilter.evaluation.errors import BadRow, EvaluationError, NothingToEvaluate, PlotsUnavailable, UnreadableFile
from spamfilter.evaluation.judging import Judgements, judge_comments
from spamfilter.evaluation.reading import LabelledComment, read_articles, read_comments
from spamfilter.evaluation.report import Report
from spamfilter.evaluation.summary import summarise
from spamfilter.evaluation.tables import report_lines

__all__ = [
    "BadRow",
    "EvaluationError",
    "Judgements",
    "LabelledComment",
    "NothingToEvaluate",
    "PlotsUnavailable",
    "Report",
    "UnreadableFile",
    "judge_comments",
    "read_articles",
    "read_comments",
    "report_lines",
    "summarise",
]
