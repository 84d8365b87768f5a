"""Reads of the newsletter."""

import re
from datetime import datetime

from django.conf import settings
from django.db.models import QuerySet
from django.utils.text import slugify

from parley.kit.urls import quoted_path
from parley.publication.models import ArticlePage
from parley.publication.newsletters.documents import IssueDocument, IssueEntry
from parley.publication.newsletters.models import NewsletterIssue
from parley.publication.queries import article_summary, know_sections, live_articles

_State = NewsletterIssue.State


def released_issues() -> QuerySet[NewsletterIssue]:
    """What stands in the archive, the newest first: one that was cancelled while it was sent included, since some
    readers have it."""
    return (
        NewsletterIssue.objects.exclude(state=_State.DRAFT)
        .filter(released_at__isnull=False)
        .order_by("-released_at", "-pk")
    )


def issue_document(issue: NewsletterIssue) -> IssueDocument:
    """An issue with those of its articles that everybody may read now."""
    chosen = list(issue.articles.all())
    live = {article.pk: article for article in live_articles().filter(pk__in=[one.article_id for one in chosen])}
    know_sections(list(live.values()))
    entries = tuple(_entry(live[one.article_id], one.note) for one in chosen if one.article_id in live)
    return IssueDocument(
        id=issue.pk or 0,
        subject=issue.subject,
        preheader=issue.preheader or (entries[0].title if entries else ""),
        path=issue.path,
        url=f"{settings.BASE_URL}{quoted_path(issue.path)}",
        intro=_paragraphs(issue.intro),
        entries=entries,
        closing=_paragraphs(issue.closing),
        released_at=issue.released_at,
    )


def articles_since(moment: datetime) -> list[ArticlePage]:
    """Live articles that were first published after a moment, the newest first."""
    return list(live_articles().filter(first_published_at__gt=moment)[:50])


def free_slug(subject: str) -> str:
    """An address in the archive that no other issue has."""
    base = slugify(subject, allow_unicode=True)[:90].strip("-") or "issue"
    taken = set(NewsletterIssue.objects.filter(slug__startswith=base).values_list("slug", flat=True))
    slug, number = base, 2
    while slug in taken:
        slug, number = f"{base}-{number}", number + 1
    return slug


def _entry(article: ArticlePage, note: str) -> IssueEntry:
    summary = article_summary(article)
    return IssueEntry(
        title=summary.title,
        url=f"{settings.BASE_URL}{quoted_path(summary.path)}",
        path=summary.path,
        section=summary.section.title,
        authors=", ".join(byline.name for byline in summary.bylines if not byline.role),
        minutes=summary.reading_minutes,
        words=" ".join((note.strip() or summary.standfirst).split()),
    )


def _paragraphs(text: str) -> tuple[str, ...]:
    return tuple(" ".join(part.split()) for part in re.split(r"\n\s*\n", text.replace("\r\n", "\n")) if part.strip())
