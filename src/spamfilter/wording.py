"""Turning the model's contributions, and their interplay with relevance, into reasons."""

from collections.abc import Iterable, Iterator, Sequence

from spamfilter.history import STAGE as HISTORY
from spamfilter.model import Contribution
from spamfilter.records import Reason
from spamfilter.relevance import STAGE as RELEVANCE
from spamfilter.relevance import Relevance
from spamfilter.rules import RULES
from spamfilter.rules.templates import TEMPLATE_RULES

STAGE = "model"
_FIELDS = {
    "links": "The addresses that the text links to.",
    "author": "The form of the author's name.",
    "email": "The form of the e-mail address.",
    "url": "The form of the author's web address.",
    "shape": "Length, capitals, digits and punctuation.",
}
# Praise and stock sentences count more where the comment shares nothing with its article.
_STOCK_RULES = frozenset(rule.id for rule in TEMPLATE_RULES)
_UNMENTIONED_SHARE = 0.4
_UNMENTIONED_MOST = 1.6
_STOCK_ENOUGH = 1.5
_ROW_OF_STOCK = 3
_SHARED_ENOUGH = 6.0
# An offer on topic: what of relevance's weight is taken back, from how much named evidence on, and by when all of it.
_NAMED_RULES = frozenset(
    rule.id for rule in RULES if rule.group in {"offer", "links", "disguise", "author", "machine"} and rule.score > 0
)
_NAMED_IN_TEXT = _NAMED_RULES - {rule.id for rule in RULES if rule.group == "author"}
_MOST_UNEXCUSED = 0.9
_EXCUSED = 1.5
_FULLY_NAMED = 1.5


def model_reasons(contributions: Iterable[Contribution]) -> Iterator[Reason]:
    """Return reasons that add up exactly to the contributions."""
    other = 0.0
    for contribution in contributions:
        if contribution.group in _FIELDS:
            yield Reason(STAGE, contribution.group, contribution.total, _FIELDS[contribution.group])
            continue
        other += contribution.total
        for sign, rule, opening in (
            (1, "spam_words", "Words often seen in spam"),
            (-1, "honest_words", "Words often seen in honest comments"),
        ):
            named = [(token, weight) for token, weight in contribution.named if weight * sign > 0]
            if named:
                weight = sum(weight for _, weight in named)
                other -= weight
                yield Reason(STAGE, rule, weight, f"{opening}: {', '.join(f'“{token}”' for token, _ in named)}.")
    yield Reason(STAGE, "wording", other, "The rest of the wording.")


def stock_reasons(reasons: Sequence[Reason]) -> Iterator[Reason]:
    """Return the evidence of a comment made of stock sentences: each may be honest, a row of them rarely is."""
    held = sum(reason.rule in _STOCK_RULES for reason in reasons)
    if held >= _ROW_OF_STOCK:
        yield Reason("rules", "row_of_stock", 0.9, "Hardly more than a row of stock sentences.")


def unexcused_reasons(reasons: Sequence[Reason], relevance: Sequence[Reason]) -> Iterator[Reason]:
    """Return the evidence of an offer on topic: whoever sells can name the article's words, too."""
    weight = _taken_back(relevance, reasons, _NAMED_RULES)
    if weight > 0:
        yield Reason(RELEVANCE, "on_topic_offer", weight, "To speak of the article excuses no offer and no disguise.")


def misused_trust_reasons(reasons: Sequence[Reason], history: Sequence[Reason]) -> Iterator[Reason]:
    """Return the evidence of an offer by a trusted author: harmless comments are written to be approved, too.

    Name and address do not count here: moderators saw them when they approved the author.
    """
    trust = [reason for reason in history if reason.weight < 0]
    weight = _taken_back(trust, reasons, _NAMED_IN_TEXT)
    if weight > 0:
        yield Reason(HISTORY, "trust_misused", weight, "Earlier approvals excuse no offer and no disguise.")


def _taken_back(excuses: Sequence[Reason], reasons: Sequence[Reason], rules: frozenset[str]) -> float:
    named = sum(reason.weight for reason in reasons if reason.rule in rules)
    share = _MOST_UNEXCUSED * min(max(named - _EXCUSED, 0.0) / _FULLY_NAMED, 1.0)
    return -share * sum(reason.weight for reason in excuses)


def unmentioned_article_reasons(reasons: Sequence[Reason], relevance: Relevance, has_url: bool) -> Iterator[Reason]:
    """Return the evidence of stock sentences under an article that the comment does not touch."""
    stock = sum(reason.weight for reason in reasons if reason.rule in _STOCK_RULES)
    if stock < _STOCK_ENOUGH or relevance.weight_shared >= _SHARED_ENOUGH:
        return
    weight = min(_UNMENTIONED_SHARE * stock, _UNMENTIONED_MOST)
    yield Reason(RELEVANCE, "stock_and_unrelated", weight, "Stock sentences, and nothing of this article.")
    if has_url:
        yield Reason(
            RELEVANCE,
            "unrelated_with_site",
            0.8,
            "Stock sentences, nothing of this article, and the address of a site.",
        )
