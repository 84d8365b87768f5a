"""What goes into the filter and what comes out of it."""

from dataclasses import dataclass
from enum import StrEnum


class Outcome(StrEnum):
    """What the filter advises: publish, hold for a moderator, or put aside as spam."""

    HAM = "ham"
    UNSURE = "unsure"
    SPAM = "spam"


@dataclass(frozen=True, slots=True)
class Submission:
    """What a reader wrote.

    `text` is the raw source (Markdown, HTML or plain). Fields that a platform does not have
    stay empty: an empty field is never evidence. `id` names the comment in a CampaignIndex,
    so that a comment already indexed is not taken for its own duplicate.
    """

    text: str
    author: str = ""
    email: str = ""
    url: str = ""
    id: str = ""


@dataclass(frozen=True, slots=True)
class Article:
    """The article that the comment stands under, as plain text."""

    title: str = ""
    text: str = ""


@dataclass(frozen=True, slots=True)
class History:
    """What the caller knows of this author's past.

    `approved` and `rejected` count earlier comments by decision; `seconds_to_write` is the time
    between the form's delivery and its return, None when unknown; `known` says that the author
    is signed in or has confirmed an address.
    """

    approved: int = 0
    rejected: int = 0
    seconds_to_write: float | None = None
    known: bool = False


@dataclass(frozen=True, slots=True)
class Reason:
    """One piece of evidence.

    `weight` is in log-odds (natural logarithm): positive speaks for spam. `stage` and `rule` are
    stable names; `sentence` is plain English for a moderator.
    """

    stage: str
    rule: str
    weight: float
    sentence: str


@dataclass(frozen=True, slots=True)
class Verdict:
    """The judgement of one submission.

    `score` is the sum of the weights of `reasons` (one of them is the prior), `probability` its
    logistic. `campaign` is the id of the campaign that the text belongs to, if any. `engine`
    names the code and the weights that judged.
    """

    outcome: Outcome
    probability: float
    score: float
    reasons: tuple[Reason, ...]
    campaign: str | None
    engine: str
