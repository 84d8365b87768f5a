"""Published versions: the words of an article at each publishing that changed them."""

from django.db import transaction
from django.utils import timezone

from parley.publication.block_documents import body_documents
from parley.publication.body_text import words_of_block
from parley.publication.models import ArticlePage, PublishedVersion

AT_ONCE = 50
"""Articles without a version that are looked at in one turn."""


def latest_version(article: ArticlePage) -> PublishedVersion | None:
    """The words that stand in public now, or stood last."""
    return PublishedVersion.objects.filter(article=article).order_by("-number").first() if article.pk else None


def kept_anchors(article: ArticlePage) -> dict[str, str]:
    """The anchors that its headings have had, by the id of their block."""
    version = latest_version(article)
    return dict(version.anchors) if version else {}


@transaction.atomic
def record_version(article: ArticlePage) -> PublishedVersion:
    """Keep the words that were just published; a publishing that changed none of them makes no version.

    Anchors of headings that were taken away are kept too: a heading that comes back gets its own again.
    """
    ArticlePage.objects.select_for_update(of=("self",)).filter(
        pk=article.pk
    ).first()  # two publish at once: two numbers
    before = latest_version(article)
    kept = dict(before.anchors) if before else {}
    headings = {block.id for block in article.body if block.block_type == "heading"}
    drawn = body_documents(article.body, kept=kept).anchors
    published_at = article.last_published_at if before else article.first_published_at
    version = PublishedVersion(
        article=article,
        number=before.number + 1 if before else 1,
        published_at=published_at or timezone.now(),
        title=article.title,
        standfirst=article.standfirst,
        blocks=[
            {"id": stored.get("id", ""), "kind": stored["type"], "text": words_of_block(stored)}
            for stored in article.body.raw_data
            if stored["type"] not in {"pull_quote", "divider"}
        ],
        anchors=kept | {key: anchor for key, anchor in drawn.items() if key in headings},
        corrections=[str(correction.uid) for correction in article.corrections.all()],
    )
    if before is not None and _shown(before) == _shown(version):
        return before
    version.save()
    return version


def record_missing_versions() -> int:
    """Keep a first version of live articles that were published before versions were kept. Returns how many."""
    missing = ArticlePage.objects.live().filter(versions=None)[:AT_ONCE]
    return len([record_version(article) for article in missing])


def _shown(version: PublishedVersion) -> tuple[object, ...]:
    return version.title, version.standfirst, version.blocks, version.anchors, sorted(version.corrections)
