"""How each kind of public file is made. A recipe is given its subject and returns the text and what it depends on."""

from collections.abc import Callable

from parley.materializer.recipes import article, assets, comments_feed, conversation, errors, feeds, figures, lists
from parley.materializer.recipes.made import Made

RECIPES: dict[str, Callable[[str], Made | None]] = {
    "article": article.article_page,
    "changes": article.changes_page,
    "conversation": conversation.conversation_page,
    "newest": conversation.newest_page,
    "pulse": conversation.pulse,
    "best": conversation.best_page,
    "branch": conversation.branch_page,
    "comments_feed": comments_feed.feed_of_comments,
    "list": lists.list_page,
    "feed": feeds.feed,
    "figures": figures.figures,
    "error": errors.error_page,
    "stylesheet": assets.stylesheet,
    "console_style": assets.console_style,
    "icon": assets.icon,
    "script": assets.script,
    "robots": assets.robots,
}
"""Name → recipe. None means: this file should not stand."""

__all__ = ["RECIPES", "Made"]
