"""Feeds of articles, in three formats each, and the page that lists them for people."""

from parley.kit.feeds import write_feed
from parley.materializer.fragments import feed_fragment
from parley.materializer.recipes.made import Made
from parley.publication.feeds import feed_articles, feed_of, feed_source, feed_sources
from parley.publication.rendering import feeds_page


def feed(subject: str, file: str) -> Made | None:
    """`subject`: kind and id, as in 'section:3' or 'front:0'; `file`: the name of the format's file."""
    source = feed_source(subject)
    if source is None:
        return None
    articles = feed_articles(source)
    text = write_feed(feed_of(source, ((article, feed_fragment(article)) for article in articles)), file)
    shown = {f"article:{article.summary.id}" for article in articles}
    return Made(text, frozenset({"shell", "authors", feed_subject(subject), *shown}))


def feed_subject(subject: str) -> str:
    """What a feed depends on: an article came, or may have come, to stand in it."""
    return f"feed:{subject}"


def list_of_feeds(_subject: str) -> Made | None:
    """The page that says what can be followed."""
    return Made(feeds_page(feed_sources()), frozenset({"shell", "articles", "authors"}))
