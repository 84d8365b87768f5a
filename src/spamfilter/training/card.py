"""The model card: what the weights were made of, and how they fared on what they had not seen."""

from collections.abc import Iterator, Sequence

from spamfilter.evaluation.calibration import reliability
from spamfilter.model import MOST_CONDEMNED, MOST_HELD
from spamfilter.train import SHARE_OF_SPAM, SourceReport, Training

_CARD = """\
# Model card: the comment filter's shipped weights

<!-- Made by `parley filter train --card`. Do not edit. -->

| | |
|---|---|
| File | `spamfilter/weights.npz`, version {version} |
| Kind | one linear model over 2¹⁹ hashed features, one byte a weight; a table of word rarity, 2¹⁸ places |
| Made by | `parley filter train --out weights.npz {data}`; the same data give the same bytes |
| Version | part of every verdict: `parley-3.<digest of the weights>` |
| Use | judging comments under articles, with the filter's rules, relevance, campaigns, history and a site's memory |
| Not for | judging people, opinions or manners: rudeness is not spam |

## Training data

{data_list}

Besides: {own} comments and templates of our own, in 26 languages, about four in ten of them spam. No text of others is
shipped: the file holds weights. Names, addresses and sites around the examples are invented, and often missing, so that
the filter does not lean on what a platform may not have.

## Calibration

How much a unit of what was learned is worth against a unit of the rules is found on whole sources that the fit had not
seen; how sharp the sum is, on templates that the fit had not seen. A probability assumes that {share:.0%} of what
reaches a form is spam. The thresholds are the probabilities above which {held:.1%} of unseen honest comments are held
and {condemned:.3%} called spam: {hold_at:.3f} and {spam_at:.4f}.

## Figures on unseen sources

Each source below was judged by weights that never saw it, by its text and fields alone: no article, no campaign, no
history. Over all: ROC-AUC {auc:.3f}, recall {low:.2f} at 0.1 % false positives and {high:.2f} at 1 %, expected
calibration error {error:.3f} with both classes weighing the same.
"""

_AFTER = """\

Whole kinds of spam are left out here (all praise, all offers), which is harder than what a new site meets. Figures on
other people's sites: [How the filter decides](../explanation/how-the-filter-decides.md).

## Reliability

{reliability}

## Limits

English is what it knows best; spam in fifteen other languages was written for it, and honest comments in twenty-five.
Features never seen weigh nothing, so honest comments in unknown languages are published or held, not condemned: tests
look at Polish, German, French, Russian, Arabic and Chinese. The fields of the training examples are invented; rules do
most of the judging of fields."""


def summary_lines(training: Training) -> Iterator[str]:
    """Say in a few lines how the training went."""
    yield f"weights {training.model.version}: on sources that the weights never saw"
    yield f"  ROC-AUC {training.roc_auc:.3f}, calibration error {training.calibration_error:.3f}"
    for rate in (0.001, 0.01):
        yield f"  recall {training.recall_at(rate):.3f} at {rate:.1%} false positives"


def card_lines(training: Training, data: Sequence[str]) -> Iterator[str]:
    """Return the card as Markdown."""
    model = training.model
    yield _CARD.format(
        version=model.version,
        data=" ".join(data),
        data_list="\n".join(f"- `{name}`" for name in data),
        own=f"{sum(report.templates for report in training.sources if report.source not in data):,}",
        share=SHARE_OF_SPAM,
        held=MOST_HELD,
        condemned=MOST_CONDEMNED,
        hold_at=model.hold_at,
        spam_at=model.spam_at,
        auc=training.roc_auc,
        low=training.recall_at(0.001),
        high=training.recall_at(0.01),
        error=training.calibration_error,
    )
    yield "| source | label | examples | held or spam | called spam |"
    yield "|---|---|---|---|---|"
    yield from map(_row, training.sources)
    bins = [
        f"| {found.low:.1f} to {found.high:.1f} | {found.comments:,} | {found.probability:.2f} | {found.spam:.2f} |"
        for found in reliability(training.probabilities, training.spam)
    ]
    table = "\n".join(["| probability | examples | mean | share of spam |", "|---|---|---|---|", *bins])
    yield _AFTER.format(reliability=table)


def _row(report: SourceReport) -> str:
    label = "spam" if report.spam else "honest"
    return f"| {report.source} | {label} | {report.rows:,} | {report.held:.1%} | {report.called_spam:.2%} |"
