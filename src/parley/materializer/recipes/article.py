"""An article with the first page of its conversation, and what its corrections changed."""

from django.conf import settings

from parley.conversation.queries.threads import thread_at, thread_document
from parley.materializer.fragments import article_fragment
from parley.materializer.recipes.conversation import conversation_section
from parley.materializer.recipes.made import Made
from parley.publication import rendering
from parley.publication.corrections import changes_document
from parley.publication.queries import article_document, live_articles


def article_page(subject: str) -> Made | None:
    """`subject`: the article's id."""
    article = live_articles().filter(pk=int(subject)).first()
    if article is None:
        return None
    thread = thread_at(site=settings.SITE_HOST, url=article.public_path)
    page = thread_document(thread) if thread is not None else None
    document = article_document(article, comment_count=page.count if page else 0)
    conversation = conversation_section(page) if page else ""
    text = rendering.article_page(document, article_fragment(document), conversation)
    related = {f"article:{summary.id}" for summary in document.related}
    threads = (
        {f"thread:{page.id}:1", f"thread:{page.id}:count", f"thread:{page.id}:heads", f"thread:{page.id}"}
        if page
        else set()
    )
    authors = {f"author:{byline.author_id}" for byline in article.bylines.all()}
    return Made(text, frozenset({"shell", f"article:{article.pk}", *threads, *related, *authors}))


def changes_page(subject: str) -> Made | None:
    """`subject`: the article's id, as in '12:changes'. What its corrections changed; none without a correction."""
    article_id = int(subject.partition(":")[0])
    article = live_articles().filter(pk=article_id).first()
    document = changes_document(article, article_document(article).corrections) if article is not None else None
    if document is None:
        return None
    return Made(rendering.changes_page(document), frozenset({"shell", f"article:{article_id}"}))
