"""Figures by language, by length and by source."""

from collections.abc import Callable, Iterator

import numpy as np
import numpy.typing as npt

from spamfilter.evaluation.figures import roc_auc
from spamfilter.evaluation.judging import Judgements
from spamfilter.evaluation.reading import LabelledComment
from spamfilter.evaluation.report import Group

_BANDS = ((40, "up to 40 characters"), (160, "41 to 160"), (640, "161 to 640"))
_LONGER = "over 640"
_ENOUGH = 10  # of each label, to speak of a ranking


def by_language(judged: Judgements) -> tuple[Group, ...]:
    """Return a group for each language, largest first."""
    return tuple(_groups(judged, lambda comment: comment.language or "not given"))


def by_source(judged: Judgements) -> tuple[Group, ...]:
    """Return a group for each source, largest first."""
    return tuple(_groups(judged, lambda comment: comment.source))


def by_length(judged: Judgements) -> tuple[Group, ...]:
    """Return a group for each band of length, shortest first."""
    order = [*(name for _, name in _BANDS), _LONGER]
    return tuple(sorted(_groups(judged, _band), key=lambda group: order.index(group.name)))


def _band(comment: LabelledComment) -> str:
    length = len(comment.submission.text.strip())
    return next((name for most, name in _BANDS if length <= most), _LONGER)


def _groups(judged: Judgements, name_of: Callable[[LabelledComment], str]) -> Iterator[Group]:
    names = np.array([name_of(comment) for comment in judged.comments], dtype=object)
    distinct, sizes = np.unique(names, return_counts=True)
    for place in np.lexsort((distinct, -sizes)).tolist():
        yield _group(judged, str(distinct[place]), names == distinct[place])


def _group(judged: Judgements, name: str, members: npt.NDArray[np.bool_]) -> Group:
    ham, spam = members & ~judged.spam, members & judged.spam
    ranked = min(ham.sum(), spam.sum()) >= _ENOUGH
    return Group(
        name,
        int(ham.sum()),
        share(judged.outcomes[ham] > 0),
        share(judged.outcomes[ham] > 1),
        int(spam.sum()),
        share(judged.outcomes[spam] > 0),
        share(judged.outcomes[spam] > 1),
        roc_auc(judged.scores[spam], judged.scores[ham]) if ranked else None,
    )


def share(true: npt.NDArray[np.bool_]) -> float | None:
    """Return the share of what is true; None of nothing."""
    return float(true.mean()) if len(true) else None
