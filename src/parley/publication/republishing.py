"""What others may take: an article's text under its licence, with the pictures whose licence allows it."""

from dataclasses import dataclass, replace

from parley.publication.documents import ArticleDocument, BlockDocument, PictureDocument
from parley.publication.licences import picture_may_come_along


@dataclass(frozen=True, slots=True)
class Republishable:
    """An article as it may be taken."""

    article: ArticleDocument
    """Without what may not come along."""
    left_out: int
    """Pictures that stay here."""


def republishable(article: ArticleDocument) -> Republishable | None:
    """None when the article's licence does not allow it."""
    if not article.licence.may_be_republished:
        return None

    def may_come(picture: PictureDocument | None) -> bool:
        return picture is None or picture_may_come_along(picture.licence, article.licence)

    hero = article.summary.picture
    kept = tuple(
        _without_preview(block) for block in article.blocks if block.kind != "image" or may_come(block.picture)
    )
    left_out = len(article.blocks) - len(kept) + (not may_come(hero))
    summary = article.summary if may_come(hero) else replace(article.summary, picture=None)
    return Republishable(replace(article, summary=summary, blocks=kept, related=()), left_out)


def _without_preview(block: BlockDocument) -> BlockDocument:
    return replace(block, picture=None) if block.kind == "embed" else block
