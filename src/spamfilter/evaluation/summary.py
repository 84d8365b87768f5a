"""From judgements to the report."""

from collections.abc import Iterator, Sequence
from functools import partial

import numpy as np

from spamfilter.evaluation.calibration import calibration_error, reliability
from spamfilter.evaluation.figures import average_precision, matthews_correlation, recall_at, roc_auc, threshold_at
from spamfilter.evaluation.groups import by_language, by_length, by_source, share
from spamfilter.evaluation.intervals import estimate
from spamfilter.evaluation.judging import Judgements, Shown
from spamfilter.evaluation.reading import LabelledComment
from spamfilter.evaluation.report import (
    Calibration,
    Clue,
    Confusion,
    Costs,
    Counts,
    Mistake,
    Outcomes,
    Ranking,
    RecallAt,
    Report,
    Slow,
    Threshold,
)

FALSE_POSITIVES = (0.001, 0.01)
_MOST_TEXT = 300


def summarise(
    judged: Judgements, *, campaigns: bool, taught: Sequence[LabelledComment] = (), skipped: int = 0
) -> Report:
    """Return the report on at least one judged comment; `taught` are those decided on before."""
    spam = int(judged.spam.sum())
    return Report(
        engine=judged.engine,
        campaigns=campaigns,
        comments=Counts(len(judged.spam), spam, len(judged.spam) - spam, len(taught), skipped),
        ranking=_ranking(judged),
        thresholds=(_threshold(judged, "held", 0), _threshold(judged, "called spam", 1)),
        confusion=Confusion(_outcomes(judged, spam=False), _outcomes(judged, spam=True)),
        calibration=_calibration(judged),
        by_language=by_language(judged),
        by_length=by_length(judged),
        by_source=by_source(judged),
        costs=_costs(judged),
        slowest=tuple(_slow(shown) for shown in judged.slowest),
        ham_condemned=_mistakes(judged.condemned),
        spam_missed=_mistakes(judged.missed),
        missing=(*_one_sided(taught), *_missing(judged)),
    )


def printable(text: str) -> str:
    """Return a stranger's text without what would act on a terminal: control and direction characters."""
    return " ".join("".join(letter if letter.isprintable() else " " for letter in text).split())


def _ranking(judged: Judgements) -> Ranking | None:
    spam, honest = judged.scores[judged.spam], judged.scores[~judged.spam]
    if not len(spam) or not len(honest):
        return None
    recalls = {str(rate): partial(recall_at, false_positives=rate) for rate in FALSE_POSITIVES}
    found = estimate({"auc": roc_auc, "precision": average_precision, **recalls}, spam, honest)
    return Ranking(
        found["auc"],
        found["precision"],
        tuple(
            RecallAt(rate, int(rate * len(honest) + 1e-9), threshold_at(honest, rate), found[str(rate)])
            for rate in FALSE_POSITIVES
        ),
    )


def _threshold(judged: Judgements, name: str, beyond: int) -> Threshold:
    stopped = judged.outcomes > beyond
    both = judged.spam.any() and not judged.spam.all()
    return Threshold(
        name,
        judged.thresholds[beyond],
        precision=share(judged.spam[stopped]) if both else None,
        recall=share(stopped[judged.spam]),
        false_positives=share(stopped[~judged.spam]),
        accuracy=float((stopped == judged.spam).mean()),
        matthews_correlation=matthews_correlation(stopped, judged.spam) if both else None,
    )


def _outcomes(judged: Judgements, *, spam: bool) -> Outcomes:
    return Outcomes(*np.bincount(judged.outcomes[judged.spam == spam], minlength=3).tolist())


def _calibration(judged: Judgements) -> Calibration:
    both = judged.spam.any() and not judged.spam.all()
    return Calibration(
        calibration_error(judged.probabilities, judged.spam),
        calibration_error(judged.probabilities, judged.spam, balanced=True) if both else None,
        reliability(judged.probabilities, judged.spam),
    )


def _costs(judged: Judgements) -> Costs:
    median, slow, most = np.quantile(judged.milliseconds, (0.5, 0.99, 1.0)).tolist()
    indexing = float(np.median(judged.index_milliseconds)) if judged.indexed else None
    return Costs(median, slow, most, indexing, judged.indexed, judged.megabytes)


def _slow(shown: Shown) -> Slow:
    comment = shown.comment
    return Slow(printable(comment.id), comment.place, len(comment.submission.text), shown.milliseconds)


def _mistakes(shown: Sequence[Shown]) -> tuple[Mistake, ...]:
    return tuple(_mistake(one) for one in shown)


def _mistake(shown: Shown) -> Mistake:
    comment, verdict = shown.comment, shown.verdict
    heaviest = sorted(verdict.reasons, key=lambda reason: -abs(reason.weight))
    return Mistake(
        printable(comment.id),
        comment.place,
        "spam" if comment.spam else "ham",
        verdict.outcome.value,
        verdict.probability,
        verdict.score,
        printable(comment.submission.author),
        printable(comment.submission.url),
        printable(comment.submission.text[:_MOST_TEXT]),
        tuple(Clue(reason.stage, reason.rule, reason.weight, printable(reason.sentence)) for reason in heaviest),
    )


def _one_sided(taught: Sequence[LabelledComment]) -> Iterator[str]:
    kinds = {comment.spam for comment in taught}
    if len(kinds) == 1:
        kind = "spam" if kinds.pop() else "honest"
        yield f"Learning: all {len(taught)} comments taught are {kind}. --shuffle mixes the comments of all files."


def _missing(judged: Judgements) -> Iterator[str]:
    spam, ham = int(judged.spam.sum()), int((~judged.spam).sum())
    if not spam or not ham:
        only, other = ("honest", "spam") if ham else ("spam", "honest")
        yield (
            "ROC-AUC, recall at a rate of false positives, precision and balanced calibration: "
            f"all {spam + ham} comments are {only}. Add a file with {other} comments."
        )
    for rate in FALSE_POSITIVES:
        if spam and 0 < ham < 1 / rate:
            yield (
                f"Recall at {rate:.1%} false positives stands for no false alarm at all: "
                f"{ham} honest comments are fewer than {1 / rate:,.0f}."
            )
    if not any(comment.article for comment in judged.comments):
        yield "Relevance to the article was not judged: no comment has an article. Name them with --articles."
    if not any(comment.language for comment in judged.comments):
        yield "Figures by language: no comment names its language (field “lang”)."
