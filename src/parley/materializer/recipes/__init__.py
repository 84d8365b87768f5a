"""How each kind of public file is made. A recipe is given its subject and returns the text and what it depends on."""

from collections.abc import Callable
from functools import partial

from parley.materializer.recipes import (
    article,
    assets,
    comments_feed,
    conversation,
    errors,
    feeds,
    figures,
    lists,
    machines,
    newsletter,
)
from parley.materializer.recipes.made import Made

RECIPES: dict[str, Callable[[str], Made | None]] = {
    "article": article.article_page,
    "changes": article.changes_page,
    "conversation": conversation.conversation_page,
    "newest": conversation.newest_page,
    "pulse": conversation.pulse,
    "best": conversation.best_page,
    "branch": conversation.branch_page,
    "comments_feed": partial(comments_feed.feed_of_comments, file="feed.xml"),
    "comments_feed_rss": partial(comments_feed.feed_of_comments, file="feed.rss"),
    "comments_feed_json": partial(comments_feed.feed_of_comments, file="feed.json"),
    "list": lists.list_page,
    "feed": partial(feeds.feed, file="feed.xml"),
    "feed_rss": partial(feeds.feed, file="feed.rss"),
    "feed_json": partial(feeds.feed, file="feed.json"),
    "feeds": feeds.list_of_feeds,
    "figures": figures.figures,
    "newsletter": newsletter.archive,
    "issue": newsletter.issue,
    "error": errors.error_page,
    "stylesheet": assets.stylesheet,
    "console_style": assets.console_style,
    "icon": assets.icon,
    "script": assets.script,
    "sitemap": machines.sitemap,
    "llms": machines.llms,
    "markdown": machines.markdown,
    "cite": machines.cite,
    "republish": machines.republish,
    "card": machines.card,
    "information": machines.information,
    "robots": assets.robots,
}
"""Name → recipe. None means: this file should not stand."""

__all__ = ["RECIPES", "Made"]
