"""Corrections as readers see them: with the article, and on a page with the difference of the two versions."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime

from parley.publication.differences import BlockDifference, block_differences
from parley.publication.documents import CorrectionDocument
from parley.publication.models import ArticlePage, Correction, PublishedVersion

CHANGES = "changes/"
"""Last segment of the page with the differences, below the article's path."""


@dataclass(frozen=True, slots=True)
class ChangeDocument:
    """One correction with what it changed."""

    correction: CorrectionDocument
    before: datetime | None
    """When the version that it set right was published; None when that was not kept."""
    differences: tuple[BlockDifference, ...]


@dataclass(frozen=True, slots=True)
class ChangesDocument:
    """All corrections of an article, newest first."""

    title: str
    path: str
    article_path: str
    changes: tuple[ChangeDocument, ...]


def correction_documents(
    article: ArticlePage, corrections: Iterable[Correction], anchors: Mapping[str, str]
) -> tuple[CorrectionDocument, ...]:
    """An article's corrections, newest first. `anchors`: id of a block → id of its element."""
    found = sorted(corrections, key=lambda one: (one.made_at, str(one.uid)), reverse=True)
    return tuple(
        CorrectionDocument(
            kind=one.kind,
            text=one.text,
            made_at=one.made_at,
            uid=str(one.uid),
            anchor=anchors.get(one.block_id, "") if one.block_id else "",
            difference=f"{article.public_path}{CHANGES}",
        )
        for one in found
    )


def changes_document(article: ArticlePage, corrections: Iterable[CorrectionDocument]) -> ChangesDocument | None:
    """What each correction changed; None when there is none. A correction belongs to the first version that has it."""
    corrections = list(corrections)
    if not corrections:
        return None
    versions = list(PublishedVersion.objects.filter(article=article).order_by("number"))
    changes = tuple(_change(one, versions) for one in corrections)
    path = f"{article.public_path}{CHANGES}"
    return ChangesDocument(title=article.title, path=path, article_path=article.public_path, changes=changes)


def _change(correction: CorrectionDocument, versions: list[PublishedVersion]) -> ChangeDocument:
    for before, after in zip(versions, versions[1:], strict=False):
        if correction.uid in after.corrections and correction.uid not in before.corrections:
            return ChangeDocument(correction, before.published_at, tuple(block_differences(_all(before), _all(after))))
    return ChangeDocument(correction, None, ())


def _all(version: PublishedVersion) -> list[dict[str, str]]:
    return [
        {"id": "title", "kind": "title", "text": version.title},
        {"id": "standfirst", "kind": "standfirst", "text": version.standfirst},
        *version.blocks,
    ]
