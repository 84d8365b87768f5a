"""Reading labelled comments: one JSON object a line.

Needed: `text` and `label` (spam or ham). Used where they are there: `id`, `author`, `email`, `url`, `article`,
`site`, `source`, `lang`. Everything else is passed over.
"""

from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path

from spamfilter.evaluation.errors import BadRow
from spamfilter.evaluation.rows import Line, read_lines
from spamfilter.records import Article, Submission

LABELS = {"spam": True, "ham": False}
Articles = Mapping[tuple[str, str], Article]
"""Articles by (site, name), and by ("", name) for rows that name no site."""


@dataclass(frozen=True, slots=True)
class LabelledComment:
    """One comment with its article, if known, and the truth about it.

    `submission.id` counts the comments of all files from 1, in the order in which they were read. `id` is the row's
    own, `place` its file and line. `source` falls back to the site, then to the file's name; `language` may be "".
    """

    submission: Submission
    spam: bool
    article: Article | None = None
    id: str = ""
    place: str = ""
    source: str = ""
    language: str = ""


def read_comments(
    paths: Iterable[Path],
    articles: Articles | None = None,
    skip: Callable[[BadRow], None] | None = None,
) -> list[LabelledComment]:
    """Return the comments of all files, in order.

    A bad row is given to `skip` and left out. Raises UnreadableFile, and without `skip` BadRow.
    """
    comments: list[LabelledComment] = []
    for line in _lines(paths):
        try:
            comments.append(_comment(line, articles or {}, number=len(comments) + 1))
        except BadRow as fault:
            if skip is None:
                raise
            skip(fault)
    return comments


def read_articles(paths: Iterable[Path]) -> Articles:
    """Return the articles of files with the fields article, text, and where known site and title.

    Raises BadRow and UnreadableFile.
    """
    articles: dict[tuple[str, str], Article] = {}
    for line in _lines(paths):
        row = line.row()
        name = line.text(row, "article", "id")
        if not name:
            raise line.fault("the field “article” is missing: the name by which comments refer to the article.")
        article = Article(line.text(row, "title"), line.text(row, "text"))
        articles[line.text(row, "site"), name] = articles["", name] = article
    return articles


def _lines(paths: Iterable[Path]) -> Iterator[Line]:
    for path in paths:
        yield from read_lines(path)


def _comment(line: Line, articles: Articles, number: int) -> LabelledComment:
    row = line.row()
    if not isinstance(row.get("text"), str):
        raise line.fault("the field “text” is missing or no text.")
    label = row.get("label")
    if label not in ("spam", "ham"):
        raise line.fault(f"“label” must be “spam” or “ham”, and is {label!r:.40}.")
    site, name = line.text(row, "site"), line.text(row, "article")
    return LabelledComment(
        Submission(
            row["text"], line.text(row, "author"), line.text(row, "email"), line.text(row, "url"), id=str(number)
        ),
        LABELS[label],
        articles.get((site, name)) or articles.get(("", name)),
        id=line.text(row, "id"),
        place=f"{line.path.name}:{line.number}",
        source=line.text(row, "source", "site") or line.path.name.split(".")[0],
        language=line.text(row, "lang", "language"),
    )
