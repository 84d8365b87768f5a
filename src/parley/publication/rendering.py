"""Documents become HTML: articles, lists, feeds."""

from django.conf import settings
from django.template.loader import render_to_string
from markupsafe import Markup

from parley.kit.feeds.content import feed_html
from parley.kit.urls import quoted_path
from parley.publication.cards import Card, draw_card
from parley.publication.citations import citations
from parley.publication.corrections import ChangesDocument
from parley.publication.documents import ArticleDocument, InformationDocument, ListDocument
from parley.publication.feeds import FeedSource
from parley.publication.information import information_paths
from parley.publication.markdown_text import article_markdown
from parley.publication.models import ArticlePage
from parley.publication.queries import article_document, shell_document
from parley.publication.republishing import republishable
from parley.publication.sharing import share_links
from parley.publication.structured_data import article_data, count_data, in_html, list_data


def article_html(article: ArticleDocument) -> str:
    """The article alone, without shell and conversation: the fragment that is kept."""
    return render_to_string("publication/article.html", {"article": article}, using="jinja2")


def article_page(article: ArticleDocument, fragment: str, conversation: str) -> str:
    """The whole page, joined of ready fragments."""
    data = article_data(article, shell_document(), information_paths())
    context = {
        "article": article,
        "data": in_html(data),
        "sharing": share_links(article),
        "article_html": Markup(fragment),  # noqa: S704 - made of escaped templates
        "conversation_html": Markup(conversation),  # noqa: S704
    }
    return render_to_string("publication/article_page.html", context, using="jinja2")


def changes_page(changes: ChangesDocument) -> str:
    """What the corrections of an article changed."""
    return render_to_string("publication/changes_page.html", {"changes": changes}, using="jinja2")


def list_page(page: ListDocument) -> str:
    """Front page, section, topic or author."""
    data = list_data(page, shell_document(), information_paths())
    context = {"page": page, "data": in_html(data) if data else ""}
    return render_to_string("publication/list_page.html", context, using="jinja2")


def count_block(article_url: str, count: int) -> str:
    """How many comments an article has, for programs: stands beside the conversation."""
    return f'<script type="application/ld+json">{in_html(count_data(article_url, count))}</script>\n'


def cite_page(article: ArticleDocument) -> str:
    """How to cite an article."""
    context = {"article": article, "citations": citations(article, shell_document().name)}
    return render_to_string("publication/cite_page.html", context, using="jinja2")


def republish_page(article: ArticleDocument) -> str | None:
    """An article for others to take; None when its licence does not allow it."""
    found = republishable(article)
    if found is None:
        return None
    taken = found.article
    address = f"{settings.BASE_URL}{quoted_path(taken.summary.path)}"
    words = {"article": taken, "content": feed_content(taken), "site": shell_document().name, "address": address}
    html = render_to_string("publication/republish_html.html", words, using="jinja2")
    markdown = article_markdown(taken, to_republish=True)
    context = {"article": taken, "left_out": found.left_out, "html": html, "markdown": markdown}
    return render_to_string("publication/republish_page.html", context, using="jinja2")


def card_picture(article: ArticleDocument) -> bytes:
    """The picture of a shared link: PNG."""
    shell, summary = shell_document(), article.summary
    names = ", ".join(byline.name for byline in summary.bylines)
    return draw_card(Card(summary.title, summary.section.title, shell.name, names, shell.direction == "rtl"))


def information_page(page: InformationDocument) -> str:
    """A page about the publication itself."""
    return render_to_string("publication/information_page.html", {"page": page}, using="jinja2")


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
