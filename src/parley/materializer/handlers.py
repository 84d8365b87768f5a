"""What the materializer does with each event."""

from collections.abc import Iterable
from time import monotonic

from django.conf import settings
from django.db import transaction

from parley.conversation import events as conversation_events
from parley.conversation.models import Comment, Thread
from parley.conversation.places import path_of
from parley.conversation.queries.shapes import ThreadShape, shape_of, shapes_at
from parley.database.prepared import Prepared
from parley.materializer.actions import MODERATOR, READER, REST, expect, mark_dirty, materialize
from parley.materializer.conversation_files import outputs_showing, subjects_around, subjects_of
from parley.materializer.expected import (
    BESIDE,
    article_outputs,
    lists_and_fixed,
    newsletter_outputs,
    outputs_of_some,
)
from parley.materializer.files import only_one_writer, remove_public_file
from parley.materializer.fragments import forget_fragments
from parley.materializer.models import Output
from parley.materializer.recipes.comments_feed import COMMENTS
from parley.materializer.recipes.feeds import feed_subject
from parley.materializer.recipes.machines import sitemap_subject
from parley.materializer.recipes.newsletter import ARCHIVE
from parley.outbox.consumers import Consumer
from parley.outbox.models import Event
from parley.publication import events as publication_events
from parley.publication.feeds import subjects_of_feeds_with
from parley.publication.queries import article_paths, corrected_articles, republishable_articles
from parley.publication.sitemaps import CHUNK

_comment = Prepared(
    lambda pk: (
        Comment.objects.filter(pk=pk)
        .select_related("thread", "root")
        .defer("thread__text", "source", "html", "root__source", "root__html")
    )
)
_article_at = Prepared(lambda path: Output.objects.filter(path=path, recipe="article"))

FEW = 4
"""Comments of one decision whose pages are all written while the moderator waits."""

COMMENTS_FEEDS = ("comments_feed", "comments_feed_rss", "comments_feed_json")

PATIENCE = 0.5
"""Seconds in which pages are written after a decision about many; the worker writes the others next."""


def show_comment(event: Event) -> None:
    """A comment appeared or went: write the one page that shows it now, leave the rest to the worker.

    The work is bounded by the page: nothing here looks at the whole thread.
    """
    comment = _comment.first(event.payload["comment"])
    article = _article_of(comment.thread) if comment is not None else None
    if comment is None or article is None or (comment.page is None and comment.branch_page is None):
        return
    with transaction.atomic():
        new = expect(outputs_showing(comment, int(article.subject))) if comment.is_public else []
        mark_dirty(subjects_of(comment), priority=READER)
        mark_dirty(subjects_around(comment, is_new_page=bool(new)) | {COMMENTS}, priority=REST)
        if comment.staff_id or comment.picked_at:
            mark_dirty([f"thread:{comment.thread_id}:heads"], priority=REST)
    materialize(path_of(comment.thread, comment))


def show_rated_comment(event: Event) -> None:
    """Votes, reports or picks: nothing that a reader waits for, so the worker shows it when there is time."""
    comment = Comment.objects.select_related("thread", "root").filter(pk=event.payload["comment"]).first()
    if comment is None or not comment.is_public:
        return
    thread = f"thread:{comment.thread_id}"
    mark_dirty({*subjects_of(comment), f"{thread}:best", f"{thread}:heads"}, priority=REST)


def show_changed_comment(event: Event) -> None:
    """A comment looks different, and stands where it stood."""
    comment = Comment.objects.select_related("thread", "root").filter(pk=event.payload["comment"]).first()
    if comment is not None and _article_of(comment.thread) is not None:
        mark_dirty(subjects_of(comment), priority=READER)
        mark_dirty([f"thread:{comment.thread_id}:feed", COMMENTS], priority=REST)
        materialize(path_of(comment.thread, comment))


def show_thread(event: Event) -> None:
    """Many comments changed at once: every page of the thread, the first one now."""
    thread = Thread.objects.filter(pk=event.payload["thread"]).first()
    article = _article_of(thread) if thread is not None else None
    if thread is None or article is None:
        return
    expect(article_outputs(int(article.subject), thread.url, shape_of(thread)))
    subjects = [f"thread:{thread.pk}", f"thread:{thread.pk}:count", COMMENTS]
    mark_dirty(subjects, priority=REST)
    materialize(thread.url)


def forget_comments(event: Event) -> None:
    """Comments lost writer or words: their stored fragments go, and every page of the thread is made anew."""
    forget_fragments(event.payload["comments"])
    if event.payload["shown"]:
        show_thread(event)


def show_comments(events: list[Event]) -> None:
    """One decision about many comments: each thread is looked at once, whatever number of its comments changed."""
    if len(events) <= FEW:
        for event in events:
            show_comment(event)
        return
    ids = [event.payload["comment"] for event in events]
    _show_whole_threads(Thread.objects.filter(comments__in=ids).distinct())


def show_threads(events: list[Event]) -> None:
    """Many threads changed at once."""
    _show_whole_threads(Thread.objects.filter(pk__in=[event.payload["thread"] for event in events]))


def _show_whole_threads(threads: Iterable[Thread]) -> None:
    """Every page of these threads, before all else that waits; first pages now, as far as patience goes."""
    threads = list(threads)
    articles = Output.objects.filter(path__in=[thread.url for thread in threads], recipe="article")
    subjects = dict(articles.values_list("path", "subject"))
    shown = [thread for thread in threads if thread.url in subjects]
    for thread in shown:
        expect(article_outputs(int(subjects[thread.url]), thread.url, shape_of(thread)))
    mark_dirty([COMMENTS, *(f"thread:{thread.pk}:count" for thread in shown)], priority=REST)
    mark_dirty([f"thread:{thread.pk}" for thread in shown], priority=MODERATOR)
    until = monotonic() + PATIENCE
    for thread in shown:
        if monotonic() > until:
            break
        materialize(thread.url)


def _article_of(thread: Thread) -> Output | None:
    return _article_at.first(thread.url)


def show_policy(event: Event) -> None:
    """How conversations are run changed for the whole site: every page of every conversation."""
    del event
    threads = Thread.objects.filter(site=settings.SITE_HOST).values_list("pk", flat=True)
    mark_dirty([f"thread:{pk}" for pk in threads])


def show_article(event: Event) -> None:
    """An article was published: its own page at once, then whatever lists it."""
    article_id = int(event.payload["article"])
    path = dict(article_paths()).get(article_id)
    if path is None:
        return
    _forget_old_addresses(article_id, path)
    expect(article_outputs(article_id, path, shapes_at(site=settings.SITE_HOST).get(path, ThreadShape())))
    expect(outputs_of_some(article_id, path, corrected=corrected_articles(), republished=republishable_articles()))
    mark_dirty([f"article:{article_id}"], priority=READER)
    materialize(path)
    expect(lists_and_fixed())  # a new section, topic or author gets its pages
    mark_dirty(["articles", COMMENTS, _sitemap_of(article_id), *map(feed_subject, subjects_of_feeds_with(article_id))])


def withdraw_article(event: Event) -> None:
    """An article is public no longer: its files go at once, then it leaves the lists."""
    _forget_old_addresses(int(event.payload["article"]), "")
    mark_dirty(["articles", COMMENTS, _sitemap_of(int(event.payload["article"])), event.subject])


def show_publication(event: Event) -> None:
    """Menu, section, author or topic changed."""
    expect(lists_and_fixed())
    mark_dirty([event.subject, "articles", "authors"] if event.subject != "shell" else ["shell"])


def show_issue(event: Event) -> None:
    """An issue of the newsletter was released: it stands in the archive before the first mail leaves."""
    del event
    expect(newsletter_outputs())
    mark_dirty([ARCHIVE], priority=READER)


def _sitemap_of(article_id: int) -> str:
    return sitemap_subject(article_id // CHUNK)


def _forget_old_addresses(article_id: int, path: str) -> None:
    own = Output.objects.filter(recipe="article", subject=str(article_id)) | Output.objects.filter(
        recipe__in=(
            "conversation",
            "newest",
            "best",
            "branch",
            "changes",
            "republish",
            *BESIDE.values(),
            *COMMENTS_FEEDS,
        ),
        subject__startswith=f"{article_id}:",
    )
    for output in own:
        if not path or not output.path.startswith(path):
            with only_one_writer(output.path):
                remove_public_file(output.path)
                output.delete()


consumer = Consumer(
    name="materializer",
    prompt=True,
    handlers={
        conversation_events.COMMENT_PUBLISHED: show_comment,
        conversation_events.COMMENT_WITHDRAWN: show_comment,
        conversation_events.COMMENT_RATED: show_rated_comment,
        conversation_events.COMMENT_CHANGED: show_changed_comment,
        conversation_events.THREAD_CHANGED: show_thread,
        conversation_events.COMMENTS_ERASED: forget_comments,
        conversation_events.POLICY_CHANGED: show_policy,
        publication_events.ARTICLE_PUBLISHED: show_article,
        publication_events.ARTICLE_WITHDRAWN: withdraw_article,
        publication_events.PUBLICATION_CHANGED: show_publication,
        publication_events.ISSUE_RELEASED: show_issue,
    },
    handlers_of_many={
        conversation_events.COMMENT_PUBLISHED: show_comments,
        conversation_events.COMMENT_WITHDRAWN: show_comments,
        conversation_events.THREAD_CHANGED: show_threads,
    },
)
