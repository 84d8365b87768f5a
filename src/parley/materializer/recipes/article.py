"""An article with the first page of its conversation; the further pages of a conversation."""

from django.conf import settings

from parley.conversation.documents import ThreadDocument
from parley.conversation.queries.threads import thread_at, thread_document
from parley.conversation.rendering import page_html, section_html
from parley.materializer.fragments import article_fragment, comment_fragments
from parley.materializer.recipes.made import Made
from parley.publication import rendering
from parley.publication.queries import article_document, live_articles


def article_page(subject: str) -> Made | None:
    """`subject`: the article's id."""
    article = live_articles().filter(pk=int(subject)).first()
    if article is None:
        return None
    thread = thread_at(site=settings.SITE_HOST, url=article.public_path)
    page = thread_document(thread) if thread is not None else None
    document = article_document(article, comment_count=page.count if page else 0)
    conversation = _conversation(page) if page else ""
    text = rendering.article_page(document, article_fragment(document), conversation)
    related = {f"article:{summary.id}" for summary in document.related}
    threads = {f"thread:{page.id}:1", f"thread:{page.id}:count", f"thread:{page.id}"} if page else set()
    authors = {f"author:{byline.author_id}" for byline in article.bylines.all()}
    return Made(text, frozenset({"shell", f"article:{article.pk}", *threads, *related, *authors}))


def conversation_page(subject: str) -> Made | None:
    """`subject`: the article's id and the page, as in '12:3'."""
    article_id, _colon, number = subject.partition(":")
    article = live_articles().filter(pk=int(article_id)).first()
    thread = thread_at(site=settings.SITE_HOST, url=article.public_path) if article else None
    if thread is None:
        return None
    page = thread_document(thread, int(number))
    if page.page > page.pages:
        return None
    text = page_html(page, _conversation(page))
    return Made(text, frozenset({"shell", f"thread:{thread.pk}", f"thread:{thread.pk}:{page.page}"}))


def _conversation(page: ThreadDocument) -> str:
    return section_html(page, comment_fragments(page.roots))
