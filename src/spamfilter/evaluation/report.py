"""The report: every figure as data. Its field names are the keys of `--json`, and stay."""

from dataclasses import asdict, dataclass, field
from typing import Any

from spamfilter.evaluation.calibration import Bin
from spamfilter.evaluation.intervals import Estimate

FORMAT = 1


@dataclass(frozen=True, slots=True)
class Counts:
    """How many comments were judged. `taught` were decided on first and are not among them; `skipped` were bad rows."""

    judged: int
    spam: int
    ham: int
    taught: int
    skipped: int


@dataclass(frozen=True, slots=True)
class RecallAt:
    """Share of spam above the score that at most `allowed` honest comments (the share `false_positives`) exceed."""

    false_positives: float
    allowed: int
    threshold: float
    recall: Estimate


@dataclass(frozen=True, slots=True)
class Ranking:
    """How well the score tells the two kinds apart, whatever the thresholds."""

    roc_auc: Estimate
    average_precision: Estimate
    recall: tuple[RecallAt, ...]


@dataclass(frozen=True, slots=True)
class Threshold:
    """What a shipped threshold does. Without honest comments, or without spam, what needs them is null.

    `precision`: share of spam among what it stops. `recall`: share of spam it stops. `false_positives`: share of honest
    comments it stops. `accuracy` and `matthews_correlation` count what it stops as called spam.
    """

    name: str
    probability: float
    precision: float | None
    recall: float | None
    false_positives: float | None
    accuracy: float
    matthews_correlation: float | None


@dataclass(frozen=True, slots=True)
class Outcomes:
    """How comments of one label were judged."""

    ham: int
    unsure: int
    spam: int


@dataclass(frozen=True, slots=True)
class Confusion:
    """Outcomes by label."""

    ham: Outcomes
    spam: Outcomes


@dataclass(frozen=True, slots=True)
class Calibration:
    """Expected calibration error at the file's share of spam, and with both labels counting the same."""

    error: float
    error_balanced: float | None
    reliability: tuple[Bin, ...]


@dataclass(frozen=True, slots=True)
class Group:
    """Comments that share a language, a length or a source. Shares are null where there is nothing to share.

    `ham_held` and `spam_held`: not let through (unsure or spam); `ham_called_spam`, `spam_called_spam`: called spam.
    """

    name: str
    ham: int
    ham_held: float | None
    ham_called_spam: float | None
    spam: int
    spam_held: float | None
    spam_called_spam: float | None
    roc_auc: float | None


@dataclass(frozen=True, slots=True)
class Costs:
    """CPU in milliseconds a comment; `memory_megabytes` is what weights, index and learned state hold."""

    cpu_median: float
    cpu_p99: float
    cpu_most: float
    index_median: float | None
    indexed: int
    memory_megabytes: float


@dataclass(frozen=True, slots=True)
class Slow:
    """A comment that took long."""

    id: str
    place: str
    characters: int
    milliseconds: float


@dataclass(frozen=True, slots=True)
class Clue:
    """One reason of a verdict; the weights of a comment's reasons add up to its score."""

    stage: str
    rule: str
    weight: float
    sentence: str


@dataclass(frozen=True, slots=True)
class Mistake:
    """A comment judged wrongly, and why; the text is cut after 300 characters."""

    id: str
    place: str
    label: str
    outcome: str
    probability: float
    score: float
    author: str
    url: str
    text: str
    reasons: tuple[Clue, ...]


@dataclass(frozen=True, slots=True)
class Report:
    """All figures. `missing` says in words what could not be had, and why."""

    engine: str
    campaigns: bool
    comments: Counts
    ranking: Ranking | None
    thresholds: tuple[Threshold, ...]
    confusion: Confusion
    calibration: Calibration
    by_language: tuple[Group, ...]
    by_length: tuple[Group, ...]
    by_source: tuple[Group, ...]
    costs: Costs
    slowest: tuple[Slow, ...]
    ham_condemned: tuple[Mistake, ...]
    spam_missed: tuple[Mistake, ...]
    missing: tuple[str, ...]
    format: int = field(default=FORMAT)

    def as_dict(self) -> dict[str, Any]:
        """Return plain data for JSON."""
        return asdict(self)
