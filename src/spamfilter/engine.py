"""The filter: an ordered list of stages, and the verdict.

normalise → rules → model → relevance → campaign → history → memory → verdict. Each stage reads the text
and what the stages before it found, and adds reasons; the score is the sum of their weights.
"""

import math
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from pathlib import Path

from spamfilter.campaign import CampaignIndex, Match
from spamfilter.campaign.evidence import campaign_reasons
from spamfilter.features import FeatureGroup, extract_features
from spamfilter.history import history_reasons
from spamfilter.memory.learned import NOTHING
from spamfilter.memory.lesson import Lesson, parts_of
from spamfilter.memory.memory import Memory
from spamfilter.memory.reasons import memory_reasons
from spamfilter.memory.threshold import LetThrough, Tail, hold_from
from spamfilter.model import MOST_CONDEMNED, MOST_HELD, Model
from spamfilter.normalise import NormalText, normalise
from spamfilter.policy import Circumstances, Policy, raise_to_floor, rule_on
from spamfilter.rarity import Rarity
from spamfilter.records import Article, History, Outcome, Reason, Submission, Verdict
from spamfilter.relevance import (
    ArticleProfile,
    Relevance,
    measure_relevance,
    profile_article,
    relevance_reasons,
    without_copies,
)
from spamfilter.rules import RULES, apply_rules
from spamfilter.wording import (
    misused_trust_reasons,
    model_reasons,
    stock_reasons,
    unexcused_reasons,
    unmentioned_article_reasons,
)

ENGINE = 3
NOTHING_SEEN = LetThrough()


@dataclass(slots=True)
class Case:
    """One submission on its way through the stages; `reasons` grows.

    `whole` is the text as it was sent, made comparable; `text` is what of it is its author's: all but the copies of
    the article.
    """

    submission: Submission
    whole: NormalText
    text: NormalText
    article: ArticleProfile | None
    history: History | None
    campaigns: CampaignIndex | None
    memory: Memory | None
    model: Model
    rarity: Rarity
    reasons: list[Reason] = field(default_factory=list)
    groups: list[FeatureGroup] = field(default_factory=list)
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
    case.groups = extract_features(case.text, case.submission)
    yield from model_reasons(case.model.contributions(case.groups))


def judge_relevance(case: Case) -> Iterator[Reason]:
    """Whether the comment speaks of the article."""
    if case.article is None:
        return
    case.relevance = measure_relevance(case.whole, case.article, case.rarity)
    found = list(relevance_reasons(case.whole, case.relevance))
    yield from found
    yield from unexcused_reasons(case.reasons, found)
    yield from unmentioned_article_reasons(case.reasons, case.relevance, bool(case.submission.url.strip()))


def judge_campaign(case: Case) -> Iterator[Reason]:
    """Whether the same text goes round."""
    if case.campaigns is None:
        return
    case.match = case.campaigns.find(
        case.submission.text, case.submission.author, exclude=case.submission.id, normal=case.whole
    )
    if case.match:
        yield from campaign_reasons(case.match, len(case.whole.words))


def judge_history(case: Case) -> Iterator[Reason]:
    """What the author did before."""
    if case.history is not None:
        found = list(history_reasons(case.whole, case.history))
        yield from found
        yield from misused_trust_reasons(case.reasons, found)


def judge_memory(case: Case) -> Iterator[Reason]:
    """What this site's moderators taught. Comes last: it learns how far the other reasons hold here."""
    if case.memory is not None and len(case.memory):
        yield from memory_reasons(parts_of(case.groups, case.reasons), case.memory.learned)


STAGES: tuple[Stage, ...] = (judge_prior, judge_rules, judge_model, judge_relevance, judge_campaign, judge_history)
# Weights written by hand are relative; training finds what one of them is worth in log-odds.
_BY_HAND = frozenset({"rules", "relevance", "campaign", "history"})


class Filter:
    """Judges submissions. Holds no state but the weights: one instance serves every thread and every site."""

    def __init__(self, model: Model) -> None:
        self._model = model
        self._rarity = Rarity(model.frequency)
        self.engine = f"parley-{ENGINE}.{model.version}"

    @property
    def thresholds(self) -> tuple[float, float]:
        """The probabilities from which a comment is held, and called spam."""
        return self._model.hold_at, self._model.spam_at

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
        memory: Memory | None = None,
        policy: Policy | None = None,
        circumstances: Circumstances | None = None,
        hold_at: float | None = None,
    ) -> Verdict:
        """Return the verdict on one submission. `campaigns` and `memory` are asked, not changed.

        `hold_at` is the probability from which it is held, the shipped one by default; `hold_at_rate` finds another.
        The publisher's `policy` adds reasons of weight 0 and sets a floor under the outcome; it leaves the score alone.
        Never raises on any text.
        """
        case = self._heard(submission, article, history, campaigns, memory)
        score = _sum(case.reasons)
        probability = logistic(score)
        campaign = case.match.campaign if case.match and case.match.spam is not False else None
        rulings = tuple(rule_on(policy, case.whole, submission, circumstances or Circumstances())) if policy else ()
        outcome = raise_to_floor(self.decide(probability, hold_at), rulings)
        reasons = (*case.reasons, *(ruling.reason for ruling in rulings))
        return Verdict(outcome, probability, score, reasons, campaign, self.engine)

    def decide(self, probability: float, hold_at: float | None = None) -> Outcome:
        """Return the outcome for a probability of spam.

        The thresholds come with the weights and are set by cost: holding an honest comment costs a moderator a moment
        and a reader a wait; calling an honest reader a spammer costs most.
        """
        if probability >= self._model.spam_at:
            return Outcome.SPAM
        return Outcome.UNSURE if probability >= (self._model.hold_at if hold_at is None else hold_at) else Outcome.HAM

    def hold_at_rate(self, rate: float, memory: Memory | None = None, let_through: LetThrough = NOTHING_SEEN) -> float:
        """Return the probability from which about the share `rate` of a site's honest comments is held.

        It is learned from what its moderators approved and from what the filter let through: give `let_through` where
        moderators see only what was held, since nobody can tell a share from the held alone. From where a comment is
        called spam does not depend on it.
        """
        tail = Tail(log_odds(self._model.hold_at), MOST_HELD, log_odds(self._model.spam_at), MOST_CONDEMNED)
        learned = memory.learned if memory is not None else NOTHING
        return logistic(hold_from(rate, tail, learned, let_through))

    def lesson(
        self,
        submission: Submission,
        article: Article | None = None,
        history: History | None = None,
        campaigns: CampaignIndex | None = None,
    ) -> Lesson:
        """Return what can be learned from a submission, for `Memory.learn`. It holds no text."""
        case = self._heard(submission, article, history, campaigns, None)
        return Lesson.of(_sum(case.reasons), parts_of(case.groups, case.reasons))

    def teach(
        self,
        memory: Memory,
        id: str,
        submission: Submission,
        *,
        spam: bool,
        group: str = "",
        article: Article | None = None,
        history: History | None = None,
        campaigns: CampaignIndex | None = None,
    ) -> None:
        """Let `memory` learn a moderator's decision about a submission; `Memory.unlearn(id)` takes it back."""
        memory.learn(id, self.lesson(submission, article, history, campaigns), spam=spam, group=group)

    def _heard(
        self,
        submission: Submission,
        article: Article | None,
        history: History | None,
        campaigns: CampaignIndex | None,
        memory: Memory | None,
    ) -> Case:
        whole = normalise(submission.text)
        profile = profile_article(article, self._rarity) if article and (article.text or article.title) else None
        text = without_copies(whole, profile) if profile else whole
        case = Case(submission, whole, text, profile, history, campaigns, memory, self._model, self._rarity)
        for stage in STAGES:
            case.reasons.extend(stage(case))
        case.reasons = [self._calibrated(reason) for reason in case.reasons]
        case.reasons.extend(judge_memory(case))
        return case

    def _calibrated(self, reason: Reason) -> Reason:
        if reason.stage not in _BY_HAND:
            return reason
        return Reason(reason.stage, reason.rule, reason.weight * self._model.sharpness, reason.sentence)


def _sum(reasons: list[Reason]) -> float:
    return math.fsum(reason.weight for reason in reasons)


def logistic(score: float) -> float:
    """Return 1 / (1 + exp(-score)) without overflow."""
    return 1 / (1 + math.exp(-score)) if score >= 0 else math.exp(score) / (1 + math.exp(score))


def log_odds(probability: float) -> float:
    """Return the log-odds of a probability between 0 and 1, both left out."""
    return math.log(probability / (1 - probability))
