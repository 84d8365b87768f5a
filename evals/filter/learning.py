"""What the filter learns from moderators: `python -m evals.filter.learning --data FOLDER`.

Recall on a site never seen, after so many decisions; the same with some of them wrong; and whether an undo undoes.
"""

import argparse
import random
import sys
import time
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from pathlib import Path

import numpy as np
from evals.filter.recording import Recording, share
from evals.filter.sets import LabelledSet, has_link, read_sets, sample
from evals.filter.splits import DECISIONS

from spamfilter import CampaignIndex, Filter, Outcome, Verdict
from spamfilter.evaluation import LabelledComment
from spamfilter.evaluation.figures import Scores, recall_at
from spamfilter.evaluation.site import Site

WRONG = 0.05
_LINKLESS = "caff, no link"
SITES = {
    "caff without links": (_LINKLESS, "c3", "ucc"),
    "caff among c3": ("caff", "c3"),
    "caff among ucc": ("caff", "ucc"),
    "caff among blogs": ("caff", "cclabs", "spotvuln"),
    "youtube": ("youtube",),
    "idgamble": ("idgamble",),
    "datacamp": ("datacamp",),
}
_MOST_DECIDED = 0.5  # of a site's comments: the rest is judged
_UNDONE = 50
_LOOKED_AT = 300


@dataclass(frozen=True)
class Point:
    """What was reached after some decisions. `held`: share of honest comments held at the shipped threshold."""

    decisions: int
    at_thousandth: float
    at_hundredth: float
    held: float


def judge_coming(site: Site, comments: Sequence[LabelledComment]) -> list[Verdict]:
    """Judge comments none of which is decided; each then joins the index of campaigns."""
    verdicts = []
    for comment in comments:
        verdicts.append(site.judge(comment))
        site.index(comment)
    return verdicts


def scores_of(site: Site, comments: Sequence[LabelledComment]) -> Scores:
    """Return the scores of comments that do not come: nothing changes."""
    return np.array([site.judge(comment).score for comment in comments])


def curve(judge: Filter, comments: Sequence[LabelledComment], seed: int, wrong: float) -> Iterator[Point]:
    """Return recalls on the same comments after 0, 50, 200 … decisions, in an order drawn from the seed."""
    order = random.Random(f"learning {seed}").sample(list(comments), len(comments))
    counts = [count for count in DECISIONS if count <= _MOST_DECIDED * len(order)]
    test = order[counts[-1] :]
    spam = np.array([comment.spam for comment in test])
    decisions = with_mistakes(order[: counts[-1]], seed, wrong)
    for count in counts:
        site = Site(judge, CampaignIndex())
        for comment in decisions[:count]:
            site.decide(comment)
        verdicts = judge_coming(site, test)
        scores = np.array([verdict.score for verdict in verdicts])
        held = np.array([verdict.outcome is not Outcome.HAM for verdict in verdicts])
        low, high = (recall_at(scores[spam], scores[~spam], rate) for rate in (0.001, 0.01))
        yield Point(count, low, high, float(held[~spam].mean()))


def undone(judge: Filter, comments: Sequence[LabelledComment]) -> float:
    """Return how far any score is off after decisions were made and taken back: 0 when undo is exact."""
    order = random.Random("undo").sample(list(comments), len(comments))
    site = Site(judge, CampaignIndex())
    for comment in order[:200]:
        site.decide(comment)
    asked = order[-_LOOKED_AT:]
    before = scores_of(site, asked)
    later = order[200 : 200 + _UNDONE]
    for comment in later:
        site.teach(replace(comment, spam=not comment.spam))
    moved = np.abs(scores_of(site, asked) - before).max()
    if not moved:
        raise RuntimeError("The decisions changed nothing: there is nothing to undo.")
    for comment in later:
        site.memory.unlearn(comment.submission.id)
    return float(np.abs(scores_of(site, asked) - before).max())


def with_mistakes(comments: Sequence[LabelledComment], seed: int, share: float) -> list[LabelledComment]:
    chance = random.Random(f"mistakes {seed}")
    return [replace(comment, spam=not comment.spam) if chance.random() < share else comment for comment in comments]


def sites_of(
    sets: Mapping[str, LabelledSet], most: int, sites: Mapping[str, Sequence[str]] = SITES
) -> dict[str, list[LabelledComment]]:
    """Return the comments of each site: the first set's spam and the honest comments of all its sets."""
    found = {}
    for name, members in sites.items():
        if all(member in sets for member in members):
            spam = sample(sets[members[0]].kind(spam=True), most, name)
            honest = [comment for member in dict.fromkeys(members) for comment in sets[member].kind(spam=False)]
            found[name] = spam + sample(honest, 2 * most, name)
    return found


def _without_links(sets: Mapping[str, LabelledSet]) -> dict[str, LabelledSet]:
    """Return caff's spam without a link, under no article: those that it stands among have none."""
    if "caff" not in sets:
        return {}
    spam = [replace(comment, article=None) for comment in sets["caff"].kind(spam=True) if not has_link(comment)]
    return {_LINKLESS: LabelledSet(_LINKLESS, spam, [""] * len(spam), [0] * len(spam))}


def _record_curves(recording: Recording, judge: Filter, sites: Mapping[str, list[LabelledComment]], seeds: int) -> None:
    head = ("site", "spam", "honest", *(f"after {count}" for count in DECISIONS))
    for wrong in (0.0, WRONG):
        rows = []
        for name, comments in sites.items():
            started = time.monotonic()
            points = [list(curve(judge, comments, seed, wrong)) for seed in range(seeds)]
            spam = sum(comment.spam for comment in comments)
            rows.append([name, str(spam), str(len(comments) - spam), *_cells(points)])
            print(f"{name}, {wrong:.0%} wrong: {time.monotonic() - started:.0f} s", file=sys.stderr, flush=True)
        title = f"Recall after decisions, {wrong:.0%} of them wrong" if wrong else "Recall after decisions"
        note = f"At 0.1 % / at 1 % false positives: mean of {seeds} orders, ± standard deviation at 1 %. "
        note += "Then the share of honest comments held at the shipped threshold."
        recording.add(title, head, rows, note)


def _cells(points: Sequence[Sequence[Point]]) -> Iterator[str]:
    for place in range(len(DECISIONS)):
        if place >= len(points[0]):
            yield "–"
            continue
        low = [run[place].at_thousandth for run in points]
        high = [run[place].at_hundredth for run in points]
        held = np.mean([run[place].held for run in points])
        yield f"{share(float(np.mean(low)))} / {share(float(np.mean(high)))} ± {share(float(np.std(high)))}, {held:.1%}"


def main() -> int:
    """Run the command line; returns the exit code."""
    parser = argparse.ArgumentParser(
        prog="python -m evals.filter.learning", description=(__doc__ or "").splitlines()[0]
    )
    parser.add_argument("--data", type=Path, required=True, help="folder with labelled .jsonl(.xz) sets")
    parser.add_argument("--weights", type=Path, help="weights to measure; the shipped ones by default")
    parser.add_argument(
        "--most", type=int, default=1_000, help="at most so many spam comments of a site, twice as many honest"
    )
    parser.add_argument("--seeds", type=int, default=5, help="orders in which the comments come")
    parser.add_argument("--name", default="learning", help="name of the files in evals/filter/results")
    options = parser.parse_args()
    sets = read_sets(options.data)
    sites = sites_of({**sets, **_without_links(sets)}, options.most)
    if not sites:
        print(f"None of the sites {', '.join(SITES)} can be made of {options.data}.", file=sys.stderr)
        return 2
    judge = Filter.load(options.weights)
    recording = Recording(options.name, "What the filter learns from decisions", judge.engine)
    _record_curves(recording, judge, sites, options.seeds)
    rows = [[name, f"{undone(judge, comments):.1e}"] for name, comments in sites.items()]
    note = f"The farthest that any of {_LOOKED_AT} scores is off after {_UNDONE} wrong decisions and their undo."
    recording.add("Undo", ("site", "log-odds"), rows, note)
    print(*recording.keep(), sep="\n", file=sys.stderr)
    return 0


if __name__ == "__main__":
    raise SystemExit(main())
