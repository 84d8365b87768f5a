"""Rendered pieces, kept. A page of 100 comments is then joined in 0.3 ms instead of rendered in 20."""

import hashlib
from collections.abc import Callable, Iterable

from django.conf import settings

from parley.conversation.documents import CommentDocument
from parley.conversation.rendering import comment_html
from parley.materializer.models import Fragment
from parley.publication.documents import ArticleDocument
from parley.publication.rendering import article_html, feed_content
from parley.publication.themes import templates_digest

_AROUND = {"replies", "more_replies", "more_path"}


def comment_fragments(roots: Iterable[CommentDocument]) -> Callable[[CommentDocument], str]:
    """A function that gives the fragment of any comment of these trees: one query, rendering only what is new."""
    comments = list(_walk(roots))
    stored = _stored([f"comment:{comment.id}" for comment in comments])
    made: list[Fragment] = []
    html: dict[int, str] = {}
    for comment in comments:
        recipe = _recipe(_own_words(comment))
        standing = stored.get(f"comment:{comment.id}")
        if standing is None or standing[0] != recipe:
            text = comment_html(comment)
            made.append(Fragment(key=f"comment:{comment.id}", recipe=recipe, html=text))
            html[comment.id] = text
        else:
            html[comment.id] = standing[1]
    _keep(made)
    return lambda comment: html[comment.id]


def forget_fragments(comment_ids: Iterable[int]) -> None:
    """Delete what is stored of these comments, also where no page shows them now."""
    Fragment.objects.filter(key__in=[f"comment:{pk}" for pk in comment_ids]).delete()


def article_fragment(article: ArticleDocument) -> str:
    """The fragment of an article, stored or made."""
    return _fragment(f"article:{article.summary.id}", article, article_html)


def feed_fragment(article: ArticleDocument) -> str:
    """The content of an article in feeds, stored or made: it stands in those of its section, authors and topics."""
    return _fragment(f"feed:{article.summary.id}", article, feed_content)


def _fragment(key: str, article: ArticleDocument, draw: Callable[[ArticleDocument], str]) -> str:
    recipe = _recipe(f"{settings.BASE_URL}\0{article!r}")
    standing = _stored([key]).get(key)
    if standing is not None and standing[0] == recipe:
        return standing[1]
    html = draw(article)
    _keep([Fragment(key=key, recipe=recipe, html=html)])
    return html


def _walk(comments: Iterable[CommentDocument]) -> Iterable[CommentDocument]:
    for comment in comments:
        yield comment
        yield from _walk(comment.replies)


def _own_words(comment: CommentDocument) -> str:
    """All that its fragment shows; its replies are fragments of their own, and the page draws the way to more."""
    shown = (getattr(comment, name) for name in CommentDocument.__slots__ if name not in _AROUND)
    return "\0".join(map(str, shown))


def _recipe(shown: str) -> str:
    return hashlib.sha256(f"{templates_digest()}\0{shown}".encode()).hexdigest()


def _stored(keys: list[str]) -> dict[str, tuple[str, str]]:
    rows = Fragment.objects.filter(key__in=keys).values_list("key", "recipe", "html")
    return {key: (recipe, html) for key, recipe, html in rows}


def _keep(fragments: list[Fragment]) -> None:
    if fragments:
        Fragment.objects.bulk_create(
            fragments, update_conflicts=True, unique_fields=["key"], update_fields=["recipe", "html"], batch_size=200
        )
