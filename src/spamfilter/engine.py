"""The filter: an ordered list of stages, and the verdict.

normalise → rules → model → relevance → campaign → history → verdict. Each stage reads the text
and what the stages before it found, and adds reasons; the score is the sum of their weights.
"""

import math
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from pathlib import Path

from spamfilter.campaign import CampaignIndex, Match
from spamfilter.campaign.evidence import campaign_reasons
from spamfilter.features import extract_features
from spamfilter.history import history_reasons
from spamfilter.model import Model
from spamfilter.normalise import NormalText, normalise
from spamfilter.rarity import Rarity
from spamfilter.records import Article, History, Outcome, Reason, Submission, Verdict
from spamfilter.relevance import Relevance, measure_relevance, profile_article, relevance_reasons
from spamfilter.rules import RULES, apply_rules
from spamfilter.wording import model_reasons, stock_reasons, unmentioned_article_reasons

ENGINE = 1

# Thresholds by cost. Holding an honest comment costs a moderator a moment and a reader a wait;
# publishing spam costs every reader; calling an honest reader a spammer costs most.
HOLD_AT = 0.50
SPAM_AT = 0.97


@dataclass(slots=True)
class Case:
    """One submission on its way through the stages; `reasons` grows."""

    submission: Submission
    text: NormalText
    article: Article | None
    history: History | None
    campaigns: CampaignIndex | None
    model: Model
    rarity: Rarity
    reasons: list[Reason] = field(default_factory=list)
    relevance: Relevance | None = None
    match: Match | None = None

    def weight_of(self, *rules: str) -> float:
        """Return the summed weight of the named rules among the reasons so far."""
        return sum(reason.weight for reason in self.reasons if reason.rule in rules)


Stage = Callable[[Case], Iterator[Reason]]


def judge_prior(case: Case) -> Iterator[Reason]:
    """Where every comment starts."""
    yield Reason("prior", "prior", case.model.intercept, "Most comments are honest.")


def judge_rules(case: Case) -> Iterator[Reason]:
    """Evidence that can be named in advance."""
    reasons = tuple(apply_rules(RULES, case.text, case.submission))
    yield from reasons
    yield from stock_reasons(reasons)


def judge_model(case: Case) -> Iterator[Reason]:
    """Evidence learned from labelled comments."""
    yield from model_reasons(case.model.contributions(extract_features(case.text, case.submission)))


def judge_relevance(case: Case) -> Iterator[Reason]:
    """Whether the comment speaks of the article."""
    if case.article is None or not (case.article.text or case.article.title):
        return
    case.relevance = measure_relevance(case.text, profile_article(case.article, case.rarity), case.rarity)
    yield from relevance_reasons(case.text, case.relevance)
    yield from unmentioned_article_reasons(case.reasons, case.relevance, bool(case.submission.url.strip()))


def judge_campaign(case: Case) -> Iterator[Reason]:
    """Whether the same text goes round."""
    if case.campaigns is None:
        return
    case.match = case.campaigns.find_normal(case.text, case.submission.author, exclude=case.submission.id)
    if case.match:
        yield from campaign_reasons(case.match)


def judge_history(case: Case) -> Iterator[Reason]:
    """What the author did before."""
    if case.history is not None:
        yield from history_reasons(case.text, case.history)


STAGES: tuple[Stage, ...] = (judge_prior, judge_rules, judge_model, judge_relevance, judge_campaign, judge_history)


class Filter:
    """Judges submissions. Holds no state but the weights: one instance serves every thread."""

    def __init__(self, model: Model) -> None:
        self._model = model
        self._rarity = Rarity(model.frequency)
        self.engine = f"parley-{ENGINE}.{model.version}"

    @classmethod
    def load(cls, path: Path | None = None) -> "Filter":
        """Return a filter with the weights at `path`, the shipped ones by default. Raises WeightsError."""
        return cls(Model.load(path))

    def judge(
        self,
        submission: Submission,
        article: Article | None = None,
        history: History | None = None,
        campaigns: CampaignIndex | None = None,
    ) -> Verdict:
        """Return the verdict on one submission. Pure: `campaigns` is asked, not changed. Never raises on any text."""
        case = Case(submission, normalise(submission.text), article, history, campaigns, self._model, self._rarity)
        for stage in STAGES:
            case.reasons.extend(stage(case))
        score = math.fsum(reason.weight for reason in case.reasons)
        probability = logistic(score)
        campaign = case.match.campaign if case.match else None
        return Verdict(decide(probability), probability, score, tuple(case.reasons), campaign, self.engine)


def decide(probability: float) -> Outcome:
    """Return the outcome for a probability of spam."""
    if probability >= SPAM_AT:
        return Outcome.SPAM
    return Outcome.UNSURE if probability >= HOLD_AT else Outcome.HAM


def logistic(score: float) -> float:
    """Return 1 / (1 + exp(-score)) without overflow."""
    return 1 / (1 + math.exp(-score)) if score >= 0 else math.exp(score) / (1 + math.exp(score))
