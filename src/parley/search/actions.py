"""Every change to the index. It repeats what stands elsewhere, and can be made anew from there at any time."""

from collections.abc import Iterable, Sequence
from time import monotonic

from django.conf import settings
from django.db import transaction
from django.utils import timezone

from parley.conversation.models import Comment
from parley.conversation.rates import forget_minutes
from parley.kit import clock
from parley.publication.models import ArticlePage
from parley.publication.queries import body_text, live_articles
from parley.search.index import drop_words, write_words
from parley.search.models import Entry, EntryAuthor, Searches, Walk
from parley.search.queries import articles_at

AT_ONCE = 200
SLICE = 1_000
PATIENCE = 3.0
"""Seconds that one round of the slow walk may take: the worker has other things to do."""


def index_article(article_id: int) -> None:
    """Bring an article's entry up to date; it goes when the article is not public."""
    article = live_articles().filter(pk=article_id).first()
    if article is None:
        forget_article(article_id)
        return
    published_at = article.first_published_at or clock.now()
    with transaction.atomic():
        _forget(Entry.objects.filter(kind=Entry.Kind.ARTICLE, object_id=article.pk))
        entry = Entry.objects.create(
            kind=Entry.Kind.ARTICLE,
            object_id=article.pk,
            article_id=article.pk,
            language=settings.LANGUAGE_CODE,
            section=article.get_parent().slug,
            year=timezone.localtime(published_at).year,
            published_at=published_at,
            place=Entry.place_for(published_at, article.pk),
            text=body_text(article),
            version=version_of(article),
        )
        slugs = sorted({byline.author.slug for byline in article.bylines.all()})
        EntryAuthor.objects.bulk_create(EntryAuthor(entry=entry, slug=slug) for slug in slugs)
        body = entry.text.removeprefix(article.standfirst)
        write_words(entry, {"title": article.title, "standfirst": article.standfirst, "body": body})


def version_of(article: ArticlePage) -> str:
    """Changes whenever the article is published anew."""
    return str(article.last_published_at.isoformat() if article.last_published_at else "")


def forget_article(article_id: int) -> None:
    """Take an article and the comments under it out of the index."""
    _forget(Entry.objects.filter(article_id=article_id))


def index_comments(comment_ids: Sequence[int]) -> None:
    """Bring the entries of comments up to date: those that are public under a public article have one, others none."""
    public = Comment.objects.filter(
        pk__in=comment_ids, status=Comment.Status.APPROVED, thread__site=settings.SITE_HOST
    ).select_related("thread")
    standing = {comment.pk: comment for comment in public}
    articles = articles_at({comment.thread.url for comment in standing.values()})
    shown = {pk: comment for pk, comment in standing.items() if comment.thread.url in articles}
    with transaction.atomic():
        _forget(Entry.objects.filter(kind=Entry.Kind.COMMENT, object_id__in=comment_ids))
        for comment in shown.values():
            article_id, section = articles[comment.thread.url]
            entry = Entry.objects.create(
                kind=Entry.Kind.COMMENT,
                object_id=comment.pk,
                article_id=article_id,
                language=settings.LANGUAGE_CODE,
                section=section,
                year=timezone.localtime(comment.posted_at).year,
                published_at=comment.posted_at,
                place=Entry.place_for(comment.posted_at, comment.pk),
            )
            write_words(entry, {"body": comment.source})


def index_thread(thread_id: int) -> None:
    """Bring the entries of every comment of a thread up to date."""
    ids = list(Comment.objects.filter(thread=thread_id).order_by("pk").values_list("pk", flat=True))
    for at in range(0, len(ids), AT_ONCE):
        index_comments(ids[at : at + AT_ONCE])


def catch_up() -> int:
    """Find what events have missed, as after an upgrade, an import or a restored backup: articles all at once, comments
    some thousands a round, from the first to the last and again. Returns how many entries were made, changed or taken
    away."""
    changed = _catch_up_articles()
    walk, _created = Walk.objects.get_or_create(name="comments")
    until = monotonic() + PATIENCE
    while monotonic() < until:
        above = walk.last_id
        ids = list(Comment.objects.filter(pk__gt=above).order_by("pk").values_list("pk", flat=True)[:SLICE])
        wrong = _wrong_comments(above, ids[-1] if ids else None)
        for at in range(0, len(wrong), AT_ONCE):
            index_comments(wrong[at : at + AT_ONCE])
        changed += len(wrong)
        walk.last_id = ids[-1] if ids else 0
        walk.save()
        if not ids:
            break
    return changed


def forget_searches() -> int:
    """Delete the counts of minutes that are over. Returns how many."""
    return forget_minutes(Searches)


def _catch_up_articles() -> int:
    standing = {
        article.pk: version_of(article) for article in ArticlePage.objects.live().public().only("last_published_at")
    }
    known = dict(Entry.objects.filter(kind=Entry.Kind.ARTICLE).values_list("object_id", "version"))
    gone = known.keys() - standing.keys()
    stale = [article_id for article_id, version in standing.items() if known.get(article_id) != version]
    for article_id in gone:
        forget_article(article_id)
    for article_id in stale:
        index_article(article_id)
    return len(stale) + len(gone)


def _wrong_comments(above: int, last: int | None) -> list[int]:
    """Ids above `above` and up to `last`, or all above: public without an entry, or with an entry and not public."""
    public = Comment.objects.filter(
        pk__gt=above, status=Comment.Status.APPROVED, thread__site=settings.SITE_HOST
    ).values_list("pk", "thread__url")
    entries = Entry.objects.filter(kind=Entry.Kind.COMMENT, object_id__gt=above)
    if last is not None:
        public, entries = public.filter(pk__lte=last), entries.filter(object_id__lte=last)
    rows = list(public)
    shown = articles_at({url for _pk, url in rows})
    return sorted({pk for pk, url in rows if url in shown} ^ set(entries.values_list("object_id", flat=True)))


def _forget(entries: Iterable[Entry]) -> None:
    places: dict[str, list[int]] = {}
    ids = []
    for entry in entries:
        places.setdefault(entry.kind, []).append(entry.place)
        ids.append(entry.pk)
    with transaction.atomic():
        for kind, gone in places.items():
            drop_words(kind, gone)
        for at in range(0, len(ids), AT_ONCE):
            Entry.objects.filter(pk__in=ids[at : at + AT_ONCE]).delete()
