"""Documents become HTML: articles, lists, feeds."""

from django.template.loader import render_to_string
from markupsafe import Markup

from parley.kit.feeds.content import feed_html
from parley.publication.corrections import ChangesDocument
from parley.publication.documents import ArticleDocument, ListDocument
from parley.publication.feeds import FeedSource
from parley.publication.models import ArticlePage
from parley.publication.queries import article_document


def article_html(article: ArticleDocument) -> str:
    """The article alone, without shell and conversation: the fragment that is kept."""
    return render_to_string("publication/article.html", {"article": article}, using="jinja2")


def article_page(article: ArticleDocument, fragment: str, conversation: str) -> str:
    """The whole page, joined of ready fragments."""
    context = {
        "article": article,
        "article_html": Markup(fragment),  # noqa: S704 - made of escaped templates
        "conversation_html": Markup(conversation),  # noqa: S704
    }
    return render_to_string("publication/article_page.html", context, using="jinja2")


def changes_page(changes: ChangesDocument) -> str:
    """What the corrections of an article changed."""
    return render_to_string("publication/changes_page.html", {"changes": changes}, using="jinja2")


def list_page(page: ListDocument) -> str:
    """Front page, section, topic or author."""
    return render_to_string("publication/list_page.html", {"page": page}, using="jinja2")


def feed_content(article: ArticleDocument) -> str:
    """An article's text as it stands in feeds: safe HTML with absolute addresses."""
    context = {"article": article}
    return feed_html(render_to_string("publication/feed_content.html", context, using="jinja2"), article.url)


def feeds_page(sources: list[FeedSource]) -> str:
    """All feeds, for people."""
    groups = {kind: [s for s in sources if s.kind == kind] for kind in ("front", "section", "author", "topic")}
    return render_to_string("publication/feeds_page.html", {"groups": groups}, using="jinja2")


def error_page(status: int, heading: str, text: str, words: str = "") -> str:
    """An error in the site's own look; `words` are a reader's, given back to copy."""
    context = {"status": status, "heading": heading, "text": text, "words": words}
    return render_to_string("publication/error.html", context, using="jinja2")


def preview_page(article: ArticlePage) -> str:
    """A draft as it will look, for its editors."""
    document = article_document(article)
    return article_page(document, article_html(document), "")
