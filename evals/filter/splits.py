"""The splits on which all programs are compared."""

import random
from collections.abc import Iterator, Mapping
from dataclasses import dataclass

from evals.filter.sets import OPPONENTS, LabelledSet, sample

from spamfilter.evaluation import LabelledComment

DECISIONS = (0, 50, 200, 800)
_FEWEST_SPAM = 50
_FIRST_PART = 0.7


@dataclass(frozen=True)
class Split:
    """`training` is from other sites; `decisions` come in order on the site judged; `test` is the rest of it."""

    name: str
    training: list[LabelledComment]
    decisions: list[LabelledComment]
    test: list[LabelledComment]


def leave_one_source_out(sets: Mapping[str, LabelledSet], most: int) -> Iterator[Split]:
    """Return a split for each set with spam: it is left out, and so are the opponents, whose comments it stands among.

    At most `most` comments of a set train, and as many of each of its labels are judged; of each opponent twice as
    many.
    """
    opponents = [
        comment for name in OPPONENTS if name in sets for comment in sample(sets[name].comments, 2 * most, name)
    ]
    for left_out, labelled in sets.items():
        spam = labelled.kind(spam=True)
        if len(spam) < _FEWEST_SPAM:
            continue
        site = [*sample(spam, most, "spam"), *sample(labelled.kind(spam=False), most, "ham"), *opponents]
        random.Random(f"stream {left_out}").shuffle(site)
        training = [
            comment
            for name, other in sets.items()
            if name not in (left_out, *OPPONENTS)
            for comment in sample(other.comments, most, name)
        ]
        yield Split(left_out, training, site[: DECISIONS[-1]], site[DECISIONS[-1] :])


def leave_one_video_out(videos: LabelledSet) -> Iterator[Split]:
    """Return a split for each video; the other videos' comments are decisions."""
    for video in sorted(set(videos.video)):
        inside = [name == video for name in videos.video]
        yield Split(
            video,
            [],
            [comment for comment, here in zip(videos.comments, inside, strict=True) if not here],
            [comment for comment, here in zip(videos.comments, inside, strict=True) if here],
        )


def first_part_first(videos: LabelledSet) -> Split:
    """Return one split in time: the first 70 % of each video are decisions, the rest is judged."""
    decisions: list[LabelledComment] = []
    test: list[LabelledComment] = []
    for video in sorted(set(videos.video)):
        places = [place for place, name in enumerate(videos.video) if name == video]
        places.sort(key=lambda place: videos.order[place])
        border = round(_FIRST_PART * len(places))
        decisions += [videos.comments[place] for place in places[:border]]
        test += [videos.comments[place] for place in places[border:]]
    return Split("first 70 %", [], decisions, test)
