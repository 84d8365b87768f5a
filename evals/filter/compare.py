"""Compare the filter with others: `python -m evals.filter.compare --data FOLDER`.

bogofilter, SpamAssassin, rspamd and scikit-learn judge the same comments on the same splits. What is not installed is
left out, and said.
"""

import argparse
import sys
import time
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from pathlib import Path

import numpy as np
from evals.filter.recording import Recording, share
from evals.filter.rivals.bogofilter import Bogofilter
from evals.filter.rivals.parley import Parley
from evals.filter.rivals.rival import Rival
from evals.filter.rivals.rspamd import Rspamd
from evals.filter.rivals.scikit import LogisticRegression, NaiveBayes
from evals.filter.rivals.spamassassin import SpamAssassin
from evals.filter.sets import LabelledSet, read_sets, text_alone
from evals.filter.splits import DECISIONS, Split, first_part_first, leave_one_source_out, leave_one_video_out

from spamfilter import Filter
from spamfilter.evaluation import LabelledComment
from spamfilter.evaluation.figures import Scores, matthews_correlation, recall_at, roc_auc

VIDEOS = "youtube"
_HEAD = ("split", "program", "ROC-AUC", *(f"after {count}" for count in DECISIONS), "text alone", "CPU ms")


@dataclass
class Line:
    """What one program reached on one split: recalls at 0.1 % and 1 % by number of decisions."""

    split: str
    program: str
    auc: float = float("nan")
    recalls: dict[int, Sequence[float]] = field(default_factory=dict)
    alone: Sequence[float] = (float("nan"),) * 3
    milliseconds: float = float("nan")

    def cells(self) -> list[str]:
        """Return the line of the table."""
        return [
            self.split,
            self.program,
            f"{self.auc:.3f}",
            *(_pair(self.recalls[count]) for count in DECISIONS),
            f"{self.alone[0]:.3f}: {_pair(self.alone[1:])}",
            f"{self.milliseconds:.2f}",
        ]


def compare_on_sources(rivals: Sequence[Rival], splits: Iterable[Split]) -> list[Line]:
    """Return a line for each split and program, and at the end the mean of each program."""
    lines = [_compare_one(rival, split) for split in splits for rival in rivals]
    for name in dict.fromkeys(line.program for line in lines):
        lines.append(_mean([line for line in lines if line.program == name]))
    return lines


def compare_on_videos(rivals: Sequence[Rival], videos: LabelledSet) -> list[list[str]]:
    """Return accuracy and Matthews' correlation of each program, one video left out and in time."""
    rows = []
    for rival in rivals:
        found = [_called_right(rival, splits) for splits in (leave_one_video_out(videos), [first_part_first(videos)])]
        rows.append([rival.name, *(f"{figure:.3f}" for pair in found for figure in pair)])
    return rows


def _compare_one(rival: Rival, split: Split) -> Line:
    started = time.monotonic()
    line = Line(split.name, rival.name)
    with rival:
        rival.learn(split.training)
        decided = 0
        for count in DECISIONS:
            if count > decided:
                rival.decide(split.decisions[decided:count])
                decided = count
            scores = rival.timed(split.test)
            auc, *recalls = _figures(scores, split.test)
            line.recalls[count] = recalls
            if not count:
                line.auc, line.milliseconds = auc, rival.milliseconds
    with rival:
        rival.learn([text_alone(comment) for comment in split.training])
        test = [text_alone(comment) for comment in split.test]
        line.alone = _figures(rival.judge(test), test)
    print(f"{split.name}: {rival.name}, {time.monotonic() - started:.0f} s", file=sys.stderr, flush=True)
    return line


def _figures(scores: Scores, comments: Sequence[LabelledComment]) -> tuple[float, float, float]:
    spam = np.array([comment.spam for comment in comments])
    kinds = scores[spam], scores[~spam]
    return roc_auc(*kinds), recall_at(*kinds, 0.001), recall_at(*kinds, 0.01)


def _called_right(rival: Rival, splits: Iterable[Split]) -> tuple[float, float]:
    called, spam = [], []
    for split in splits:
        with rival:
            rival.decide(split.decisions)
            called.append(rival.judge(split.test) > 0)
            spam.append(np.array([comment.spam for comment in split.test]))
    print(f"{VIDEOS}: {rival.name}", file=sys.stderr, flush=True)
    right, labels = np.concatenate(called), np.concatenate(spam)
    return float((right == labels).mean()), matthews_correlation(right, labels)


def _mean(lines: Sequence[Line]) -> Line:
    return Line(
        "mean",
        lines[0].program,
        float(np.mean([line.auc for line in lines])),
        {count: np.mean([line.recalls[count] for line in lines], axis=0).tolist() for count in DECISIONS},
        np.mean([line.alone for line in lines], axis=0).tolist(),
        float(np.mean([line.milliseconds for line in lines])),
    )


def _pair(recalls: Sequence[float]) -> str:
    return f"{share(recalls[0])} / {share(recalls[1])}"


def main() -> int:
    """Run the command line; returns the exit code."""
    parser = argparse.ArgumentParser(prog="python -m evals.filter.compare", description=(__doc__ or "").splitlines()[0])
    parser.add_argument("--data", type=Path, required=True, help="folder with labelled .jsonl(.xz) sets")
    parser.add_argument("--weights", type=Path, help="Parley's weights; the shipped ones by default")
    parser.add_argument("--most", type=int, default=500, help="train and judge at most so many comments of a set")
    parser.add_argument(
        "--programs", nargs="*", default=[], help="only programs whose name contains one of these words"
    )
    parser.add_argument("--sets", nargs="*", default=[], help="only these sets")
    parser.add_argument("--name", default="comparison", help="name of the files in evals/filter/results")
    options = parser.parse_args()
    sets = read_sets(options.data, options.sets)
    rivals = _chosen(options.programs, options.weights)
    there = [rival for rival in rivals if not rival.missing()]
    recording = Recording(
        options.name,
        "The filter and others on the same comments",
        Filter.load(options.weights).engine,
        [*_explanation(there, options.most), *_left_out(rivals)],
    )
    print("\n".join(recording.remarks), flush=True)
    lines = compare_on_sources(there, leave_one_source_out(sets, options.most))
    note = "After N decisions on the site: recall at 0.1 % / at 1 % false positives. Text alone: ROC-AUC: recalls."
    recording.add("Other people's sites", _HEAD, [line.cells() for line in lines], note)
    if VIDEOS in sets:
        _record_videos(recording, there, sets[VIDEOS])
    print(*recording.keep(), sep="\n", file=sys.stderr)
    return 0


def _record_videos(recording: Recording, rivals: Sequence[Rival], videos: LabelledSet) -> None:
    head = ("program", "video left out: accuracy", "Matthews", "first 70 % first: accuracy", "Matthews")
    note = "Called spam from a probability of one half. The other videos, or the earlier comments, are decisions."
    recording.add("YouTube Spam Collection", head, compare_on_videos(rivals, videos), note)


def _chosen(words: Sequence[str], weights: Path | None) -> list[Rival]:
    rivals = [Parley(weights), LogisticRegression(), NaiveBayes(), Bogofilter(), SpamAssassin(), Rspamd()]
    return [rival for rival in rivals if not words or any(word.lower() in rival.name.lower() for word in words)]


def _explanation(rivals: Iterable[Rival], most: int) -> list[str]:
    return [
        "Each set with spam is left out in turn and judged by what learned from the others. Its spam stands among its "
        "own honest comments and those of the opponents (c3, ucc), which train nobody. "
        f"At most {most:,} comments of a set train, {most:,} of each label are judged, {2 * most:,} of each opponent. "
        "All are given name, e-mail and address.",
        "",
        *(f"- {rival.name}: {rival.how}." for rival in rivals),
    ]


def _left_out(rivals: Iterable[Rival]) -> list[str]:
    return [f"- Left out, not installed: {rival.missing()}." for rival in rivals if rival.missing()]


if __name__ == "__main__":
    raise SystemExit(main())
