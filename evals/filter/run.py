"""Measure the shipped filter: `python -m evals.filter.run --data FOLDER`.

Prints, for each labelled set in FOLDER, how much of its honest and its spam comments would be held or
called spam at the shipped thresholds, then ROC figures for spam against honest comments of other sites.
"""

import argparse
import random
import sys
import time
from collections.abc import Sequence
from pathlib import Path

import numpy as np
from evals.filter.figures import Scores, calibration_error, recall_at, roc_auc
from evals.filter.reading import Labelled, read_set, sets_in

from spamfilter import CampaignIndex, Filter, Outcome, Submission, Verdict

# Honest comments from a site without spam, against which other sites' spam is ranked.
OPPONENTS = ("c3", "ucc")
ABLATIONS = ("everything", "text and article", "text alone")


def judged(judge: Filter, rows: Sequence[Labelled], ablation: str) -> list[Verdict]:
    """Judge `rows` with what the ablation leaves of them."""
    if ablation == "everything":
        return [judge.judge(row.submission, row.article) for row in rows]
    articles = [row.article if "article" in ablation else None for row in rows]
    return [judge.judge(Submission(row.submission.text), article) for row, article in zip(rows, articles, strict=True)]


def print_outcomes(judge: Filter, sets: dict[str, list[Labelled]]) -> None:
    """Print one line for each set and label: held, called spam, milliseconds."""
    print(f"{'set':12}{'label':6}{'rows':>7}{'not public':>12}{'spam':>9}{'median ms':>11}{'p99 ms':>8}")
    for name, rows in sets.items():
        for spam in (False, True):
            chosen = [row for row in rows if row.spam is spam]
            if not chosen:
                continue
            outcomes, times = [], []
            for row in chosen:
                started = time.process_time()
                outcomes.append(judge.judge(row.submission, row.article).outcome)
                times.append(1000 * (time.process_time() - started))
            kept = 1 - outcomes.count(Outcome.HAM) / len(chosen)
            condemned = outcomes.count(Outcome.SPAM) / len(chosen)
            median, slow = np.quantile(times, (0.5, 0.99))
            label = "spam" if spam else "ham"
            print(f"{name:12}{label:6}{len(chosen):7}{kept:12.2%}{condemned:9.2%}{median:11.2f}{slow:8.2f}")


def print_ranking(judge: Filter, sets: dict[str, list[Labelled]]) -> None:
    """Print ROC figures of each set's spam, all and without links, against the opponents' honest comments."""
    honest_rows = [row for name in OPPONENTS for row in sets.get(name, []) if not row.spam]
    if not honest_rows:
        print(f"\nNo ranking: it needs one of the sets {', '.join(OPPONENTS)}.")
        return
    print(f"\n{'spam of':22}{'seen by the filter':20}{'rows':>6}{'ROC-AUC':>9}{'at 0.1 %':>10}{'at 1 %':>8}")
    for ablation in ABLATIONS:
        honest = scores(judged(judge, honest_rows, ablation))
        for name, rows in sets.items():
            spam = [row for row in rows if row.spam]
            for title, chosen in ((name, spam), (f"{name}, no link", [row for row in spam if not row.has_link])):
                if len(chosen) >= 50:
                    found = scores(judged(judge, chosen, ablation))
                    print(
                        f"{title:22}{ablation:20}{len(chosen):6}{roc_auc(found, honest):9.3f}"
                        f"{recall_at(found, honest, 0.001):10.2f}{recall_at(found, honest, 0.01):8.2f}"
                    )


def print_campaigns(sets: dict[str, list[Labelled]]) -> None:
    """Print how many comments of each set stand in a campaign of three or more by two or more names."""
    print(f"\n{'set':12}{'label':6}{'rows':>7}{'in campaigns':>14}")
    for name, rows in sets.items():
        index = CampaignIndex()
        for number, row in enumerate(rows):
            index.add(str(number), row.submission.text, row.submission.author)
        for spam in (False, True):
            numbers = [number for number, row in enumerate(rows) if row.spam is spam]
            grouped = sum(_in_campaign(index, str(number), rows) for number in numbers)
            if numbers:
                print(f"{name:12}{'spam' if spam else 'ham':6}{len(numbers):7}{grouped / len(numbers):14.2%}")


def print_calibration(judge: Filter, sets: dict[str, list[Labelled]]) -> None:
    """Print the expected calibration error over all sets, both labels weighted the same."""
    rows = [row for rows in sets.values() for row in rows]
    spam, honest = ([row for row in rows if row.spam is label] for label in (True, False))
    count = min(len(spam), len(honest), 3_000)
    rng = random.Random(1)
    chosen = rng.sample(spam, count) + rng.sample(honest, count)
    probabilities = np.array([verdict.probability for verdict in judged(judge, chosen, "everything")])
    labels = np.array([float(row.spam) for row in chosen])
    error = calibration_error(probabilities, labels)
    print(f"\nexpected calibration error over {2 * count} comments, half of them spam: {error:.3f}")


def scores(verdicts: Sequence[Verdict]) -> Scores:
    """Return the scores of verdicts."""
    return np.array([verdict.score for verdict in verdicts])


def _in_campaign(index: CampaignIndex, id: str, rows: Sequence[Labelled]) -> bool:
    campaign = index.campaign_of(id)
    members = index.members(campaign) if campaign else ()
    return len(members) >= 3 and len({rows[int(member)].submission.author for member in members}) >= 2


def main() -> int:
    """Run the command line; returns the exit code."""
    parser = argparse.ArgumentParser(prog="python -m evals.filter.run", description=(__doc__ or "").splitlines()[0])
    parser.add_argument("--data", type=Path, required=True, help="folder with labelled .jsonl(.xz) sets")
    parser.add_argument("--weights", type=Path, help="weights to measure; the shipped ones by default")
    parser.add_argument("--sets", nargs="*", help="only these sets")
    parser.add_argument(
        "--most", type=int, default=3_000, help="measure at most so many rows of a set, drawn with a fixed seed"
    )
    parser.add_argument("--campaigns", action="store_true", help="also group each set into campaigns (slow)")
    options = parser.parse_args()
    names = options.sets or sets_in(options.data)
    sets = {name: _sample(read_set(options.data, name), options.most) for name in names}
    if not any(sets.values()):
        print(f"There are no labelled sets in {options.data}.", file=sys.stderr)
        return 2
    judge = Filter.load(options.weights)
    print(f"engine {judge.engine}\n")
    print_outcomes(judge, sets)
    print_ranking(judge, sets)
    print_calibration(judge, sets)
    if options.campaigns:
        print_campaigns(sets)
    return 0


def _sample(rows: list[Labelled], most: int) -> list[Labelled]:
    return rows if len(rows) <= most else random.Random(1).sample(rows, most)


if __name__ == "__main__":
    raise SystemExit(main())
