"""Train the shipped weights: `python -m spamfilter.train --out weights.npz DATA...`.

DATA are .jsonl or .jsonl.xz files (fields text, label, and where known author and url) and .txt lists
of spintax templates. The same data give the same bytes.
"""

import argparse
import logging
import math
import time
from collections.abc import Sequence
from itertools import pairwise
from pathlib import Path

import numpy as np

from spamfilter.engine import HOLD_AT
from spamfilter.model import Model
from spamfilter.normalise import normalise
from spamfilter.rarity import count_frequencies
from spamfilter.training.examples import Example, read_examples
from spamfilter.training.fit import Floats, build_matrix, calibrate, fit_weights, held_out_margins, quantise
from spamfilter.wording import tempered

logger = logging.getLogger("spamfilter.train")
SEED = 20190207
FOLDS = 3
# Of honest comments that people wrote (and families of them that the model had not seen) so many may wait.
MOST_HELD = 0.003


def train(paths: Sequence[Path], seed: int = SEED, folds: int = FOLDS) -> Model:
    """Return the model learned from `paths` and from our own templates."""
    examples = read_examples(paths, seed)
    logger.info("%d examples, %d spam", len(examples), sum(example.spam for example in examples))
    matrix = build_matrix(examples)
    logger.info("%d active features", len(matrix.places))
    margins = held_out_margins(matrix, folds, seed)
    scale, intercept = calibrate(margins, matrix.offsets, matrix.labels)
    logger.info("calibrated on unseen families: scale %.3f, intercept %.3f", scale, intercept)
    read = np.array([_is_read(example) for example in examples])
    if read.any():
        intercept = min(intercept, lenient_intercept(scale * margins[read], matrix.offsets[read]))
        logger.info("intercept that holds %.1f %% of honest comments: %.3f", 100 * MOST_HELD, intercept)
    weights, _ = fit_weights(matrix, np.arange(len(examples)), seed)
    table, scales = quantise(weights, scale)
    return Model(
        table, scales, count_frequencies(_tokens(example) for example in examples if _is_read(example)), intercept
    )


def lenient_intercept(margins: Floats, offsets: Floats) -> float:
    """Return the intercept at which at most MOST_HELD of these honest comments would be held."""
    scores = [tempered(margin) + offset for margin, offset in zip(margins.tolist(), offsets.tolist(), strict=True)]
    return math.log(HOLD_AT / (1 - HOLD_AT)) - float(np.quantile(scores, 1 - MOST_HELD))


def _is_read(example: Example) -> bool:
    """Rarity is counted over what people wrote, not over our templates; without such data over all honest ones."""
    return not example.spam and not example.family.startswith("honest ")


def _tokens(example: Example) -> set[str]:
    words = normalise(example.submission.text).words
    return {*words, *(f"{left} {right}" for left, right in pairwise(words))}


def main(arguments: Sequence[str] | None = None) -> int:
    """Run the command line; returns the exit code."""
    parser = argparse.ArgumentParser(prog="python -m spamfilter.train", description=(__doc__ or "").splitlines()[0])
    parser.add_argument(
        "data", nargs="+", type=Path, metavar="DATA", help="labelled .jsonl(.xz) files and .txt template lists"
    )
    parser.add_argument("--out", type=Path, required=True, help="where to write the weights (.npz)")
    parser.add_argument("--seed", type=int, default=SEED, help="seed of the spinner and of the order of examples")
    options = parser.parse_args(arguments)
    logging.basicConfig(level=logging.INFO, format="%(message)s")
    started = time.perf_counter()
    model = train(options.data, options.seed)
    model.save(options.out)
    logger.info(
        "%s: %d bytes, version %s, %.0f s",
        options.out,
        options.out.stat().st_size,
        model.version,
        time.perf_counter() - started,
    )
    return 0


if __name__ == "__main__":
    raise SystemExit(main())
