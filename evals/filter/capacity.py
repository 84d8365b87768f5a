"""Memory and CPU with a full index of campaigns."""

import cProfile
import gc
import pstats
import random
import time
from collections import defaultdict
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import pairwise
from pathlib import Path

import numpy as np

from spamfilter import CampaignIndex, Filter
from spamfilter.evaluation import LabelledComment
from spamfilter.evaluation.costs import resident_megabytes

_ASKED = 2_000
_ROUNDS = 4
_PROFILED = 500
_MOST_FUNCTIONS = 12


@dataclass(frozen=True)
class Capacity:
    """Megabytes of weights and index, CPU milliseconds of adding and judging; `profile` lists (function, share)."""

    weights: float
    index: float
    adding: float
    median: float
    p99: float
    profile: list[tuple[str, float]]


def measure_capacity(comments: Sequence[LabelledComment], indexed: int, weights: Path | None) -> Capacity:
    """Index `indexed` distinct comments, then judge real ones."""
    texts, asked = (
        list(_written(comments, indexed)),
        random.Random("asked").sample(comments, min(_ASKED, len(comments))),
    )
    gc.collect()
    before = resident_megabytes()
    judge = Filter.load(weights)
    judge.judge(asked[0].submission, asked[0].article)
    loaded = resident_megabytes()
    index = CampaignIndex(capacity=indexed)
    adding = _add_all(index, texts)
    gc.collect()
    filled = resident_megabytes()
    # The least of several rounds: what else runs on a machine costs CPU here, too, by emptying its caches.
    times = np.min([[_time(judge, comment, index) for comment in asked] for _ in range(_ROUNDS)], axis=0)
    median, slow = np.quantile(times, (0.5, 0.99)).tolist()
    profile = _profile(judge, asked[:_PROFILED], index)
    return Capacity(loaded - before, filled - loaded, adding, median, slow, profile)


def _written(comments: Sequence[LabelledComment], count: int) -> Iterator[tuple[str, str]]:
    """Return the texts and names of real comments, and beyond them of made ones.

    A made one is as long as a real one, and each of its words follows the one before it somewhere in a real one: it is
    as rich in words and pairs, and like no other. (Halves of real comments joined would all be near-duplicates.)
    """
    rng = random.Random("written")
    following: defaultdict[str, list[str]] = defaultdict(list)
    for comment in comments:
        for word, following_word in pairwise(comment.submission.text.split()):
            following[word].append(following_word)
    words = list(following)
    yield from ((comment.submission.text, comment.submission.author) for comment in comments[:count])
    for _ in range(count - len(comments)):
        model = rng.choice(comments).submission
        text = [rng.choice(words)]
        while len(text) < len(model.text.split()):
            text.append(rng.choice(following.get(text[-1]) or words))
        yield " ".join(text), model.author


def _add_all(index: CampaignIndex, texts: Sequence[tuple[str, str]]) -> float:
    started = time.process_time()
    for number, (text, author) in enumerate(texts):
        index.add(f"indexed-{number}", text, author)
    return 1000 * (time.process_time() - started) / len(texts)


def _time(judge: Filter, comment: LabelledComment, index: CampaignIndex) -> float:
    started = time.process_time()
    judge.judge(comment.submission, comment.article, campaigns=index)
    return 1000 * (time.process_time() - started)


def _profile(judge: Filter, comments: Sequence[LabelledComment], index: CampaignIndex) -> list[tuple[str, float]]:
    """Return the filter's own functions that take the most time, each with all that it calls, as a share of it."""
    profile = cProfile.Profile()
    profile.runcall(lambda: [_time(judge, comment, index) for comment in comments])
    stats = pstats.Stats(profile).stats  # type: ignore[attr-defined]
    whole = next(row[3] for (_, _, name), row in stats.items() if name == "judge")
    ours = [
        (f"{Path(file).stem}.{name}", row[3] / whole)
        for (file, _, name), row in stats.items()
        if "spamfilter" in file and not name.startswith("<") and name != "judge"
    ]
    return sorted(ours, key=lambda pair: -pair[1])[:_MOST_FUNCTIONS]
