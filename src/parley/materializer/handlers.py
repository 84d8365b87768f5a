"""What the materializer does with each event."""

from django.conf import settings

from parley.conversation import events as conversation_events
from parley.conversation.models import Comment, Thread
from parley.conversation.queries.threads import page_count, page_of, page_path, pages_at
from parley.materializer.actions import READER, REST, expect, mark_dirty, materialize
from parley.materializer.expected import article_outputs, lists_and_fixed
from parley.materializer.files import only_one_writer, remove_public_file
from parley.materializer.fragments import forget_fragments
from parley.materializer.models import Output
from parley.outbox.consumers import Consumer
from parley.outbox.models import Event
from parley.publication import events as publication_events
from parley.publication.queries import article_paths


def show_comment(event: Event) -> None:
    """A comment appeared or went: write the one page that shows it now, leave the rest to the worker."""
    comment = Comment.objects.select_related("thread", "root").filter(pk=event.payload["comment"]).first()
    if comment is None:
        return
    thread = comment.thread
    page, pages = page_of(comment), page_count(thread)
    article = Output.objects.filter(path=thread.url, recipe="article").first()
    if article is None:
        return
    new = expect(article_outputs(int(article.subject), thread.url, pages))
    gone = Output.objects.filter(path=page_path(thread, pages + 1)).exists()
    subjects = {f"thread:{thread.pk}:{page}"}
    if comment.root is None or not comment.root.is_public:  # a root, or a stub that stands for its replies' sake
        subjects |= {f"thread:{thread.pk}:{number}" for number in range(page, pages + 1)}  # shifts what comes behind it
    mark_dirty(subjects, priority=READER)
    mark_dirty([f"thread:{thread.pk}" if new or gone else f"thread:{thread.pk}:count"], priority=REST)
    materialize(page_path(thread, page))


def show_thread(event: Event) -> None:
    """Many comments changed at once: every page of the thread, the first one now."""
    thread = Thread.objects.filter(pk=event.payload["thread"]).first()
    article = Output.objects.filter(path=thread.url, recipe="article").first() if thread is not None else None
    if thread is None or article is None:
        return
    expect(article_outputs(int(article.subject), thread.url, page_count(thread)))
    subjects = [f"thread:{thread.pk}", f"thread:{thread.pk}:count"]
    mark_dirty(subjects, priority=REST)
    materialize(thread.url)


def forget_comments(event: Event) -> None:
    """Comments lost writer or words: their stored fragments go, and every page of the thread is made anew."""
    forget_fragments(event.payload["comments"])
    if event.payload["shown"]:
        show_thread(event)


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
    expect(article_outputs(article_id, path, pages_at(site=settings.SITE_HOST).get(path, 1)))
    mark_dirty([f"article:{article_id}"], priority=READER)
    materialize(path)
    expect(lists_and_fixed())  # a new section, topic or author gets its pages
    mark_dirty(["articles"])


def withdraw_article(event: Event) -> None:
    """An article is public no longer: its files go at once, then it leaves the lists."""
    _forget_old_addresses(int(event.payload["article"]), "")
    mark_dirty(["articles", event.subject])


def show_publication(event: Event) -> None:
    """Menu, section, author or topic changed."""
    expect(lists_and_fixed())
    mark_dirty([event.subject, "articles", "authors"] if event.subject != "shell" else ["shell"])


def _forget_old_addresses(article_id: int, path: str) -> None:
    own = Output.objects.filter(recipe="article", subject=str(article_id)) | Output.objects.filter(
        recipe="conversation", subject__startswith=f"{article_id}:"
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
        conversation_events.THREAD_CHANGED: show_thread,
        conversation_events.COMMENTS_ERASED: forget_comments,
        conversation_events.POLICY_CHANGED: show_policy,
        publication_events.ARTICLE_PUBLISHED: show_article,
        publication_events.ARTICLE_WITHDRAWN: withdraw_article,
        publication_events.PUBLICATION_CHANGED: show_publication,
    },
)
