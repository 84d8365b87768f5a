"""`parley filter evaluate`: how good the filter is on labelled comments of one's own."""

import random
from collections.abc import Sequence
from pathlib import Path
from typing import Any

import click

from parley.config.cli.progress import Progress
from parley.config.cli.start import Refused, json_option, report

FILE = click.Path(exists=True, dir_okay=False, path_type=Path)
_MOST_FAULTS_SAID = 5
_ORDER = "evaluate"


@click.command()
@click.argument("files", nargs=-1, required=True, type=FILE, metavar="FILE...")
@click.option("--articles", multiple=True, type=FILE, help="File with the articles that the comments stand under.")
@click.option("--plot", type=click.Path(dir_okay=False, path_type=Path), help="Draw the curves into this PNG file.")
@click.option("--no-campaigns", is_flag=True, help="Do not look for near-duplicates among the comments.")
@click.option(
    "--decisions", type=click.IntRange(0), default=0, help="Teach so many comments first, and judge the rest."
)
@click.option("--shuffle", is_flag=True, help="Take the comments in a random order, always the same.")
@click.option("--weights", type=FILE, help="Measure these weights instead of the shipped ones.")
@click.option(
    "--worst",
    type=click.IntRange(0),
    default=10,
    show_default=True,
    help="Mistakes of each kind, and slow comments, to show.",
)
@click.option("--skip-bad-rows", is_flag=True, help="Leave out lines that cannot be used, and say how many.")
@json_option
def evaluate(as_json: bool, **options: Any) -> None:
    """Judge labelled comments and say how well it went.

    FILE holds one JSON object a line (it may be packed with xz), with "text" and "label" (spam or ham), and where
    known id, author, email, url, article, site, source and lang. Comments are judged in the order of the file, as if
    they arrived so.
    """
    from spamfilter import SpamFilterError  # noqa: PLC0415 - `parley --help` must not wait for NumPy

    progress = Progress()
    try:
        result, lines = _evaluate(progress, **options)
    except SpamFilterError as error:
        raise Refused(str(error)) from error
    except KeyboardInterrupt:
        _say_what_was_done(progress)
        raise
    report(result, as_json=as_json, lines=lines)


def _evaluate(
    progress: Progress,
    *,
    files: Sequence[Path],
    articles: Sequence[Path],
    plot: Path | None,
    no_campaigns: bool,
    decisions: int,
    shuffle: bool,
    weights: Path | None,
    worst: int,
    skip_bad_rows: bool,
) -> tuple[dict[str, Any], list[str]]:
    from spamfilter.evaluation import (  # noqa: PLC0415
        BadRow,
        NothingToEvaluate,
        judge_comments,
        read_articles,
        read_comments,
        report_lines,
        summarise,
    )
    from spamfilter.evaluation.plot import draw, require_plots  # noqa: PLC0415

    if plot:
        require_plots()
    faults: list[BadRow] = []
    try:
        comments = read_comments(files, read_articles(articles), faults.append if skip_bad_rows else None)
    except BadRow as fault:
        raise Refused(f"{fault}\nCorrect the line, or leave out such lines with --skip-bad-rows.") from fault
    _say_faults(faults)
    if len(comments) <= decisions:
        raise NothingToEvaluate(_nothing_left(files, len(comments), decisions))
    if shuffle:
        random.Random(_ORDER).shuffle(comments)  # noqa: S311 - the order must repeat
    judged = judge_comments(
        comments,
        weights=weights,
        campaigns=not no_campaigns,
        decisions=decisions,
        shown=worst,
        progress=progress,
    )
    figures = summarise(judged, campaigns=not no_campaigns, taught=comments[:decisions], skipped=len(faults))
    if plot:
        draw(judged, plot)
    drawn = [f"The curves are drawn in {plot}."] if plot else []
    return figures.as_dict(), [*report_lines(figures), *drawn]


def _nothing_left(files: Sequence[Path], count: int, decisions: int) -> str:
    if not count:
        return f"There is no comment to judge in {', '.join(path.name for path in files)}."
    return f"Of {count:,} comments none is left to judge after {decisions:,} decisions. Give fewer --decisions."


def _say_faults(faults: Sequence[Exception]) -> None:
    for fault in faults[:_MOST_FAULTS_SAID]:
        click.echo(f"Skipped: {fault}", err=True)
    more = len(faults) - _MOST_FAULTS_SAID
    if more > 0:
        click.echo(f"Skipped {more} more rows.", err=True)


def _say_what_was_done(progress: Progress) -> None:
    judged = f"{progress.done:,} of {progress.total:,} comments were judged" if progress.total else "nothing was judged"
    click.echo(f"\nStopped: {judged}, and nothing was written.", err=True)
