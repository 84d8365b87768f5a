"""What can go wrong while measuring.

EvaluationError
├── BadRow              a line of a labelled file cannot be used
├── UnreadableFile      a file cannot be read at all
├── NothingToEvaluate   there is no comment left to judge
└── PlotsUnavailable    matplotlib is not installed
"""

from spamfilter.errors import SpamFilterError


class EvaluationError(SpamFilterError):
    """Base of every error of measuring."""

    code = "evaluation"


class BadRow(EvaluationError):
    """A line of a labelled file cannot be used; the message names file, line, fault and remedy."""

    code = "bad_row"


class UnreadableFile(EvaluationError):
    """A file is missing, damaged or cannot be opened."""

    code = "unreadable_file"


class NothingToEvaluate(EvaluationError):
    """There is no comment to judge."""

    code = "nothing_to_evaluate"


class PlotsUnavailable(EvaluationError):
    """The library that draws is not installed."""

    code = "plots_unavailable"
