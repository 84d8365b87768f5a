"""Measure the campaign index: `python -m evals.filter.campaigns [--data FOLDER]`.

Prints what an index of 100,000 comments costs in memory (resident, beside the filter's own), in CPU for each comment
and as a snapshot; how many spins of the templates in templates.txt (14 of our own, over 10**13 variants each, hardly a
word that is not in a slot) meet in one campaign among as many other comments; and of the labelled sets in FOLDER, how
many comments stand in campaigns, each set indexed as one site. The 100,000 comments are made up of runs of three words
of honest ones written for training; every fifth is a spin.
"""

import argparse
import gc
import random
import sys
import time
from collections import Counter
from collections.abc import Callable, Iterator, Sequence
from io import BytesIO
from pathlib import Path

from evals.filter.sets import has_link, read_sets, sample

from spamfilter import CampaignIndex, Filter, Submission
from spamfilter.evaluation import LabelledComment
from spamfilter.evaluation.costs import resident_megabytes
from spamfilter.training.spintax import spin

TEMPLATES = Path(__file__).with_name("templates.txt")
HONEST = Path(sys.modules["spamfilter"].__file__ or "").parent / "training" / "texts" / "honest"
INDEXED = 100_000
ASKED = 3_000


def main() -> int:
    """Run the command line; returns the exit code."""
    parser = argparse.ArgumentParser(prog="python -m evals.filter.campaigns")
    parser.add_argument("--data", type=Path, help="folder with labelled .jsonl(.xz) sets")
    parser.add_argument("--templates", type=Path, default=TEMPLATES, help="templates with an empty line between them")
    parser.add_argument("--most", type=int, default=20_000, help="index at most so many comments of a set")
    options = parser.parse_args()
    templates = options.templates.read_text().strip().split("\n\n")
    print_costs(templates)  # first, while the process is small
    print_spins(templates)
    if options.data:
        print_sets(options.data, options.most)
    return 0


def print_costs(templates: Sequence[str]) -> None:
    """Print memory, CPU and snapshot of a full index."""
    rng = random.Random("costs")
    honest = made_up_comments(rng)

    def comment(number: int) -> str:
        return spin(rng.choice(templates), rng) if number % 5 == 0 else next(honest)

    comment(0), comment(1)
    bare = resident_megabytes()
    judge = Filter.load()
    judge.judge(Submission("A first comment, so that everything is loaded."))
    loaded = resident_megabytes()
    index = CampaignIndex(INDEXED)
    for number in range(INDEXED - ASKED):
        index.add(f"comment-{number}", comment(number), f"name {number % 7_000}")
    times = {"add": [timed(index.add, str(number), comment(number), "Sam") for number in range(ASKED)]}
    gc.collect()
    print(f"memory: weights {loaded - bare:.1f} MB, index of {len(index):,} {resident_megabytes() - loaded:.1f} MB")
    times["find"] = [timed(index.find, comment(number), "Sam") for number in range(ASKED)]
    times["judge"] = [timed(judge.judge, Submission(comment(n)), None, None, index) for n in range(ASKED)]
    times["add when full"] = [timed(index.add, f"late-{number}", comment(number), "Sam") for number in range(ASKED)]
    for name, found in times.items():
        found.sort()
        print(f"{name:14}{found[ASKED // 2]:6.2f} ms in the median{found[ASKED * 99 // 100]:7.2f} ms at p99")
    file = BytesIO()
    writing = timed(index.save, file)
    size = file.tell() / 1e6
    file.seek(0)
    print(f"snapshot of {size:.1f} MB: written in {writing:.0f} ms, read in {timed(CampaignIndex.load, file):.0f} ms")


def print_spins(templates: Sequence[str]) -> None:
    """Print how many spins of each template stand in its largest campaign, among as many other comments."""
    print(f"\n{'spins of each':>14}{'met, mean':>11}{'at least 95 %':>15}{'others in campaigns':>21}")
    for count in (3, 5, 10, 20, 40, 100, 300):
        rng = random.Random(count)
        honest = made_up_comments(rng)
        rows = [(number, spin(template, rng)) for number, template in enumerate(templates) for _ in range(count)]
        rows += [(-1, next(honest)) for _ in rows]
        rng.shuffle(rows)
        index = CampaignIndex(len(rows))
        for id, (_, text) in enumerate(rows):
            index.add(str(id), text, f"name {id}")
        met: dict[int, Counter[str]] = {number: Counter() for number in range(-1, len(templates))}
        for id, (number, _) in enumerate(rows):
            met[number].update([campaign] if (campaign := index.campaign_of(str(id))) else [])
        shares = [max(met[number].values(), default=0) / count for number in range(len(templates))]
        good = f"{sum(share >= 0.95 for share in shares)} of {len(shares)}"
        others = met[-1].total() / count / len(templates)
        print(f"{count:14}{sum(shares) / len(shares):11.3f}{good:>15}{others:21.3%}")


def print_sets(folder: Path, most: int) -> None:
    """Print the share of each set's comments that stand in campaigns of two and three by two names or more."""
    print(f"\n{'set':14}{'label':16}{'rows':>7}{'two or more':>13}{'three or more':>15}")
    for name, found in read_sets(folder).items():
        print_set(name, _once(sample(found.comments, most)))


def print_set(name: str, comments: Sequence[LabelledComment]) -> None:
    """Print one set. Comments without a name count as written by different people, which is the worst case."""
    authors = {c.submission.id: c.submission.author or f"unnamed {c.submission.id}" for c in comments}
    index = CampaignIndex(len(comments))
    for comment in comments:
        index.add(comment.submission.id, comment.submission.text, authors[comment.submission.id])
    sizes = {id: _size(index, id, authors) for id in authors}
    for label, chosen in (
        ("ham", [c for c in comments if not c.spam]),
        ("spam", [c for c in comments if c.spam]),
        ("spam, no link", [c for c in comments if c.spam and not has_link(c)]),
    ):
        if chosen:
            grouped = [sizes[comment.submission.id] for comment in chosen]
            two, three = (sum(size >= least for size in grouped) / len(grouped) for least in (2, 3))
            print(f"{name:14}{label:16}{len(chosen):7}{two:13.3%}{three:15.3%}")


def made_up_comments(rng: random.Random) -> Iterator[str]:
    """Yield comments as long as real ones, made of runs of three words of honest ones, without end."""
    words = [word for path in sorted(HONEST.glob("*.txt")) for word in path.read_text().split()]
    while True:
        starts = (rng.randrange(len(words) - 3) for _ in range(1 + int(rng.lognormvariate(2.3, 0.8))))
        yield " ".join(word for start in starts for word in words[start : start + 3])


def timed(work: Callable[..., object], *arguments: object) -> float:
    """Return the milliseconds of CPU that `work` takes."""
    started = time.process_time()
    work(*arguments)
    return 1000 * (time.process_time() - started)


def _once(comments: Sequence[LabelledComment]) -> list[LabelledComment]:
    """Leave out honest comments whose words stood there before: the sets hold the same comment under several ids."""
    seen: set[str] = set()
    kept = []
    for comment in comments:
        words = " ".join(comment.submission.text.casefold().split())
        if comment.spam or words not in seen:
            kept.append(comment)
        seen.add(words)
    return kept


def _size(index: CampaignIndex, id: str, authors: dict[str, str]) -> int:
    members = index.members(index.campaign_of(id) or "")
    return len(members) if len({authors[member].casefold() for member in members}) > 1 else 1


if __name__ == "__main__":
    raise SystemExit(main())
