"""`parley filter train`: learn the weights of the filter from labelled comments."""

import logging
from pathlib import Path

import click

from parley.config.cli.start import Refused, json_option, report


@click.command()
@click.argument(
    "data", nargs=-1, required=True, type=click.Path(exists=True, dir_okay=False, path_type=Path), metavar="DATA..."
)
@click.option(
    "--out", required=True, type=click.Path(dir_okay=False, path_type=Path), help="Where to write the weights (.npz)."
)
@click.option("--card", type=click.Path(dir_okay=False, path_type=Path), help="Where to write the model card (.md).")
@click.option(
    "--plot", type=click.Path(dir_okay=False, path_type=Path), help="Draw the calibration into this PNG file."
)
@click.option("--seed", type=int, default=None, help="Another seed for the spinner and the invented fields.")
@json_option
def train(
    data: tuple[Path, ...], out: Path, card: Path | None, plot: Path | None, seed: int | None, as_json: bool
) -> None:
    """Learn weights from DATA and from Parley's own texts.

    DATA are files of labelled comments, one JSON object a line (.jsonl, or packed with xz), and lists of spintax
    templates (.txt). The same data and seed give the same bytes. Takes a few minutes.
    """
    from spamfilter import SpamFilterError  # noqa: PLC0415 - `parley --help` must not wait for NumPy
    from spamfilter.evaluation.plot import draw, require_plots  # noqa: PLC0415
    from spamfilter.train import SEED  # noqa: PLC0415
    from spamfilter.train import train as learn  # noqa: PLC0415
    from spamfilter.training.card import card_lines, summary_lines  # noqa: PLC0415

    logging.basicConfig(level=logging.INFO, format="%(message)s")
    try:
        if plot:
            require_plots()
        training = learn(data, SEED if seed is None else seed)
        training.model.save(out)
        if plot:
            draw(training, plot)
    except (SpamFilterError, OSError) as error:
        raise Refused(str(error)) from error
    if card:
        names = [path.name for path in data]
        card.write_text("\n".join(card_lines(training, names)) + "\n", encoding="utf-8")
    figures = {
        "weights": str(out),
        "version": training.model.version,
        "bytes": out.stat().st_size,
        "roc_auc": training.roc_auc,
        "recall_at_0.1_percent": training.recall_at(0.001),
        "recall_at_1_percent": training.recall_at(0.01),
        "calibration_error": training.calibration_error,
    }
    report(figures, as_json=as_json, lines=[*summary_lines(training), f"Written to {out}."])
