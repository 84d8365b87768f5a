"""An article with the first page of its conversation, and what its corrections changed."""

from django.conf import settings

from parley.conversation.queries.threads import thread_at, thread_document
from parley.materializer.fragments import article_fragment
from parley.materializer.frames import Frame, frame_stamp, keep_frame, stored_frame
from parley.materializer.recipes.conversation import conversation_section
from parley.materializer.recipes.made import Made
from parley.publication import rendering
from parley.publication.corrections import changes_document
from parley.publication.queries import article_document, is_public_article, live_articles

_PLACE = "\0conversation\0"
"""Stands for the conversation while the page around it is drawn. No text of anybody's can hold a NUL."""


def article_page(subject: str) -> Made | None:
    """`subject`: the article's id."""
    article_id = int(subject)
    stamp = frame_stamp(article_id)
    if not is_public_article(article_id):
        return None
    frame = stored_frame(article_id, stamp)
    thread = thread_at(site=settings.SITE_HOST, url=frame.path) if frame is not None else None
    if frame is None or frame.has_conversation != (thread is not None):
        frame = _frame(article_id)
        if frame is None:
            return None
        keep_frame(article_id, stamp, frame)
        thread = thread_at(site=settings.SITE_HOST, url=frame.path)
    if thread is None or not frame.has_conversation:
        return Made(frame.around(""), frame.depends_on)
    page = thread_document(thread)
    threads = {f"thread:{page.id}:1", f"thread:{page.id}:count", f"thread:{page.id}:heads", f"thread:{page.id}"}
    counted = rendering.count_block(f"{settings.BASE_URL}{frame.path}", page.count)
    return Made(frame.around(conversation_section(page) + counted), frame.depends_on | threads)


def _frame(article_id: int) -> Frame | None:
    article = live_articles().filter(pk=article_id).first()
    if article is None:
        return None
    has_conversation = thread_at(site=settings.SITE_HOST, url=article.public_path) is not None
    document = article_document(article)
    text = rendering.article_page(document, article_fragment(document), _PLACE if has_conversation else "")
    before, _place, after = text.partition(_PLACE)
    related = {f"article:{summary.id}" for summary in document.related}
    authors = {f"author:{byline.author_id}" for byline in article.bylines.all()}
    depends_on = frozenset({"shell", f"article:{article_id}", *related, *authors})
    return Frame(article.public_path, before, after, depends_on, has_conversation)


def changes_page(subject: str) -> Made | None:
    """`subject`: the article's id, as in '12:changes'. What its corrections changed; none without a correction."""
    article_id = int(subject.partition(":")[0])
    article = live_articles().filter(pk=article_id).first()
    document = changes_document(article, article_document(article).corrections) if article is not None else None
    if document is None:
        return None
    return Made(rendering.changes_page(document), frozenset({"shell", f"article:{article_id}"}))
