"""The labelled sets in a folder: `NAME.jsonl[.xz]` and, where known, `NAME.articles.jsonl[.xz]`."""

import random
from collections.abc import Sequence
from dataclasses import dataclass, replace
from pathlib import Path

from spamfilter import Submission
from spamfilter.evaluation import LabelledComment, read_articles, read_comments
from spamfilter.evaluation.rows import read_lines

# Honest comments from one newspaper without spam: the opponents of every set's spam.
OPPONENTS = ("c3", "ucc")


@dataclass(frozen=True)
class LabelledSet:
    """One set. `video` names what each comment stands under, `order` its place in time there; both as in the rows."""

    name: str
    comments: list[LabelledComment]
    video: list[str]
    order: list[int]

    def kind(self, *, spam: bool) -> list[LabelledComment]:
        """Return the comments of one label."""
        return [comment for comment in self.comments if comment.spam is spam]


def read_sets(folder: Path, only: Sequence[str] = ()) -> dict[str, LabelledSet]:
    """Return the sets in a folder by name; raises EvaluationError for one that cannot be read."""
    paths = {path.name.split(".")[0]: path for path in sorted(folder.glob("*.jsonl*")) if ".articles." not in path.name}
    return {name: _read_set(name, path) for name, path in paths.items() if not only or name in only}


def sample(comments: Sequence[LabelledComment], most: int, seed: str = "") -> list[LabelledComment]:
    """Return at most `most` comments, drawn with a fixed seed, in their order."""
    if len(comments) <= most:
        return list(comments)
    return [comments[place] for place in sorted(random.Random(f"sample {seed}").sample(range(len(comments)), most))]


def text_alone(comment: LabelledComment) -> LabelledComment:
    """Return the comment as a site would give it that knows neither name nor address nor article."""
    return replace(comment, submission=Submission(comment.submission.text, id=comment.submission.id), article=None)


def has_link(comment: LabelledComment) -> bool:
    """Say whether there is a link in the text."""
    return "http" in comment.submission.text or "<a" in comment.submission.text


def without_fields(comment: LabelledComment) -> LabelledComment:
    """Return the comment with its article but without name, e-mail and address."""
    return replace(comment, submission=Submission(comment.submission.text, id=comment.submission.id))


def _read_set(name: str, path: Path) -> LabelledSet:
    articles = read_articles(path.parent.glob(f"{name}.articles.jsonl*"))
    comments = [
        # Ids stay apart when sets are mixed.
        replace(comment, submission=replace(comment.submission, id=f"{name}-{comment.submission.id}"))
        for comment in read_comments([path], articles)
    ]
    rows = [line.row() for line in read_lines(path)]
    return LabelledSet(
        name, comments, [str(row.get("article", "")) for row in rows], [row.get("order", 0) for row in rows]
    )
