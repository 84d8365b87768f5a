"""The report for people: plain text, one table after the other."""

from collections.abc import Iterable, Iterator, Sequence

from spamfilter.evaluation.intervals import Estimate
from spamfilter.evaluation.report import Confusion, Costs, Group, Mistake, Outcomes, Ranking, Report, Slow, Threshold

_MOST_REASONS = 6
_NONE = "–"


def report_lines(report: Report) -> list[str]:
    """Return the whole report, line by line."""
    return [
        *_opening(report),
        *_ranking(report.ranking),
        *_thresholds(report.thresholds),
        *_confusion(report.confusion),
        *_calibration(report),
        *_groups("By language", report.by_language),
        *_groups("By length", report.by_length),
        *_groups("By source", report.by_source),
        *_costs(report.costs),
        *_slowest(report.slowest),
        *_mistakes("Honest comments most like spam to the filter", report.ham_condemned),
        *_mistakes("Spam most like honest comments to the filter", report.spam_missed),
        *_missing(report.missing),
    ]


def table(head: Sequence[str], rows: Iterable[Sequence[str]]) -> Iterator[str]:
    """Return lines with aligned columns: the first to the left, the others to the right."""
    rows = [head, *rows]
    widths = [max(len(row[column]) for row in rows) for column in range(len(head))]
    for row in rows:
        cells = [row[0].ljust(widths[0]), *(cell.rjust(width) for cell, width in zip(row[1:], widths[1:], strict=True))]
        yield "  ".join(cells).rstrip()


def percent(share: float | None) -> str:
    """Return a share as per cent, a dash for None."""
    return _NONE if share is None else f"{share:.2%}"


def number(value: float | None) -> str:
    """Return a figure with three places, a dash for None."""
    return _NONE if value is None else f"{value:.3f}"


def _title(text: str) -> Iterator[str]:
    yield from ("", text, "─" * len(text))


def _opening(report: Report) -> Iterator[str]:
    counts = report.comments
    yield f"{counts.judged:,} comments judged: {counts.spam:,} spam, {counts.ham:,} honest. Engine {report.engine}."
    if counts.taught:
        yield f"{counts.taught:,} comments before them were decided on by a moderator, and taught."
    if counts.skipped:
        yield f"{counts.skipped:,} bad rows were skipped."
    if not report.campaigns:
        yield "Without the index of campaigns: near-duplicates were not looked for."


def _ranking(ranking: Ranking | None) -> Iterator[str]:
    if ranking is None:
        return
    yield from _title("Ranking, whatever the thresholds (with 95 % intervals)")
    rows = [("ROC-AUC", ranking.roc_auc), ("average precision", ranking.average_precision)]
    rows += [(f"recall at {at.false_positives:.1%} false positives", at.recall) for at in ranking.recall]
    yield from table(("", "value", "from", "to"), [(name, *_estimate(value)) for name, value in rows])


def _estimate(value: Estimate) -> tuple[str, str, str]:
    return number(value.value), number(value.low), number(value.high)


def _thresholds(thresholds: Iterable[Threshold]) -> Iterator[str]:
    yield from _title("At the shipped thresholds")
    head = ("", "from", "precision", "recall", "honest stopped", "accuracy", "Matthews")
    yield from table(
        head,
        [
            (
                at.name,
                f"{at.probability:.3f}",
                percent(at.precision),
                percent(at.recall),
                percent(at.false_positives),
                percent(at.accuracy),
                number(at.matthews_correlation),
            )
            for at in thresholds
        ],
    )


def _confusion(confusion: Confusion) -> Iterator[str]:
    yield ""
    rows = [_outcomes("honest comments", confusion.ham), _outcomes("spam", confusion.spam)]
    yield from table(("judged", "ham", "unsure", "spam"), rows)


def _outcomes(name: str, outcomes: Outcomes) -> tuple[str, str, str, str]:
    return name, f"{outcomes.ham:,}", f"{outcomes.unsure:,}", f"{outcomes.spam:,}"


def _calibration(report: Report) -> Iterator[str]:
    calibration = report.calibration
    yield from _title("Calibration")
    yield f"expected calibration error: {number(calibration.error)}"
    if calibration.error_balanced is not None:
        yield f"with both labels counting the same: {number(calibration.error_balanced)}"
    rows = [
        (f"{bin.low:.1f} to {bin.high:.1f}", f"{bin.comments:,}", percent(bin.probability), percent(bin.spam))
        for bin in calibration.reliability
    ]
    yield from table(("probability", "comments", "on average", "are spam"), rows)


def _groups(title: str, groups: Sequence[Group]) -> Iterator[str]:
    if not groups:
        return
    yield from _title(title)
    head = ("", "honest", "held", "called spam", "spam", "held", "called spam", "ROC-AUC")
    yield from table(head, [_group(group) for group in groups])


def _group(group: Group) -> tuple[str, ...]:
    return (
        group.name,
        f"{group.ham:,}",
        percent(group.ham_held),
        percent(group.ham_called_spam),
        f"{group.spam:,}",
        percent(group.spam_held),
        percent(group.spam_called_spam),
        number(group.roc_auc),
    )


def _costs(costs: Costs) -> Iterator[str]:
    yield from _title("Costs")
    yield (
        f"CPU for a verdict: {costs.cpu_median:.2f} ms in the median, {costs.cpu_p99:.2f} at p99, "
        f"{costs.cpu_most:.2f} at most"
    )
    if costs.index_median is not None:
        yield f"CPU for indexing it: {costs.index_median:.2f} ms in the median; {costs.indexed:,} are indexed"
    yield f"memory of weights, index and what was learned: {costs.memory_megabytes:.0f} MB"


def _slowest(slowest: Iterable[Slow]) -> Iterator[str]:
    rows = [(slow.place, slow.id, f"{slow.characters:,}", f"{slow.milliseconds:.2f}") for slow in slowest]
    if not rows:
        return
    yield from _title("Slowest comments")
    yield from table(("place", "id", "characters", "ms"), rows)


def _mistakes(title: str, mistakes: Sequence[Mistake]) -> Iterator[str]:
    if not mistakes:
        return
    yield from _title(title)
    for mistake in mistakes:
        yield f"{mistake.place} {mistake.id}: {mistake.outcome}, probability {mistake.probability:.3f}"
        fields = [f"name “{mistake.author}”"] if mistake.author else []
        fields += [f"site {mistake.url}"] if mistake.url else []
        yield f"    “{mistake.text}”" + (f" ({', '.join(fields)})" if fields else "")
        shown = mistake.reasons[:_MOST_REASONS]
        yield from (f"    {reason.weight:+6.2f}  {reason.sentence}" for reason in shown)
        if rest := mistake.reasons[_MOST_REASONS:]:
            yield f"    {sum(reason.weight for reason in rest):+6.2f}  {len(rest)} smaller reasons together."


def _missing(missing: Sequence[str]) -> Iterator[str]:
    if missing:
        yield from _title("What could not be had")
        yield from missing
