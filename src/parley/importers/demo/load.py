"""The demo's files become a publication, through the same actions as everything else."""

import shutil
from collections.abc import Callable
from pathlib import Path
from typing import Any

from django.conf import settings
from django.db import transaction

from parley.accounts.actions import create_staff
from parley.accounts.models import User
from parley.conversation.actions.deciding import decide
from parley.conversation.actions.posting import import_comment
from parley.conversation.actions.threads import announce_thread
from parley.conversation.models import Comment, Thread
from parley.conversation.submissions import NewComment, PastComment
from parley.importers.demo import source
from parley.importers.demo.source import PASSWORD, STAFF, DemoArticle
from parley.publication.actions import (
    NewArticle,
    compose_front,
    correct_article,
    found_publication,
    open_section,
    publish_article,
    record_author,
    relate,
)
from parley.publication.models import ArticlePage, Picture, PictureRendition
from parley.publication.picture_documents import JPEG
from parley.publication.pictures import WIDTHS

Say = Callable[[str], None]

SIZE = (1600, 900)
"""Width and height of every original of the demo."""


@transaction.atomic
def load_demo(say: Say) -> None:
    """Fill an empty installation with the demo publication."""
    plan = source.publication()
    say("People, sections and authors …")
    moderator = [create_staff(username=u, password=PASSWORD, role=r, name=n) for u, r, n in STAFF][1]
    front = found_publication(name=plan["title"], tagline=plan["tagline"], base_url=settings.BASE_URL)
    front.description = plan.get("description", "")
    sections = {s["slug"]: open_section(**s) for s in plan["section"]}
    authors = {a["slug"]: record_author(**a) for a in plan["author"]}
    found = source.articles()
    say("Pictures …")
    pictures = {w["file"]: _picture(w) for article in found for w in source.pictures_in(article)}
    say(f"{len(found)} articles …")
    pages = {a.slug: _publish(a, sections, authors, pictures) for a in found}
    for article in found:
        relate(pages[article.slug], [pages[slug] for slug in article.fields.get("related", [])])
        _correct(article, pages[article.slug])
    compose_front(front, [_front_block(words, pages) for words in plan.get("front", [])])
    say("Conversations, each comment read by the filter …")
    _talk(found, pages, moderator)


def _picture(words: dict[str, str]) -> Picture:
    """A picture and its sizes, copied: drawing them anew would take 2 s each."""
    name = Path(words["file"]).stem
    original = _copy(words["file"], "original_images")
    picture = Picture(
        title=name.replace("-", " ").capitalize(),
        description=words["alt"],
        caption=words["caption"],
        credit=words["credit"],
        licence=words["licence"],
        width=SIZE[0],
        height=SIZE[1],
    )
    picture.file.name = original
    picture.save()
    sizes = [(f"width-{width}|format-webp|webpquality-70", f"{name}-{width}.webp", width) for width in WIDTHS]
    PictureRendition.objects.bulk_create(
        PictureRendition(
            image=picture,
            filter_spec=spec,
            focal_point_key="",
            file=_copy(file, "images"),
            width=width,
            height=width * SIZE[1] // SIZE[0],
        )
        for spec, file, width in [*sizes, (JPEG, f"{name}-800.jpg", 800)]
    )
    return picture


def _copy(name: str, folder: str) -> str:
    target = Path(settings.MEDIA_ROOT) / folder / name
    target.parent.mkdir(parents=True, exist_ok=True)
    shutil.copyfile(source.folder() / "pictures" / name, target)
    return f"{folder}/{name}"


def _publish(
    article: DemoArticle, sections: dict[str, Any], authors: dict[str, Any], pictures: dict[str, Picture]
) -> ArticlePage:
    fields = article.fields
    hero = pictures.get(fields["hero"]["file"]) if "hero" in fields else None
    return publish_article(
        NewArticle(
            title=fields["title"],
            standfirst=fields["standfirst"],
            section=sections[fields["section"]],
            authors=[authors[slug] for slug in fields["authors"]],
            published_at=article.published_at,
            updated_at=fields.get("updated"),
            body=source.earlier_blocks(article, {file: picture.pk for file, picture in pictures.items()}),
            sources=source.sources(article),
            disclosure=fields.get("disclosure", ""),
            slug=article.slug,
            topics=fields.get("topics", []),
            hero=hero,
        )
    )


def _correct(article: DemoArticle, page: ArticlePage) -> None:
    for words in article.fields.get("correction", []):
        correct_article(
            page,
            text=words["text"],
            kind=words["kind"],
            passage=words["passage"],
            made_at=words["made"],
            replace=(words["was"], words["now"]),
        )


def _front_block(words: dict[str, Any], pages: dict[str, ArticlePage]) -> dict[str, Any]:
    """A part of the front page as StreamField stores it; articles are named by their slugs."""
    value = {name: given for name, given in words.items() if name != "kind"}
    if "article" in value:
        value["article"] = pages[value["article"]].pk
    if "articles" in value:
        value["articles"] = [pages[slug].pk for slug in value["articles"]]
    return {"type": words["kind"], "value": value}


def _talk(found: list[DemoArticle], pages: dict[str, ArticlePage], moderator: User) -> None:
    threads = {slug: Thread.objects.get(url=page.public_path) for slug, page in pages.items()}
    held: list[Comment] = []
    for article in found:
        here: dict[str, Comment] = {}
        for words in source.conversation(article.slug):
            here[words["key"]] = _comment(words, article, threads[article.slug], here.get(words.get("parent", "")))
        held += [c for c in here.values() if not c.is_public]
    if held:  # a person looked at these, as a person would
        decide(comments=held, status=Comment.Status.APPROVED, moderator=moderator, reason="read and found honest")
    by_slug = {article.slug: article for article in found}
    for words in source.queue():
        _comment(words, by_slug[words["article"]], threads[words["article"]], None)
    for thread in threads.values():
        announce_thread(thread)


def _comment(words: dict[str, Any], article: DemoArticle, thread: Thread, parent: Comment | None) -> Comment:
    new = NewComment(
        thread=thread,
        text=words["text"].strip(),
        name=words["author"],
        address=words["email"],
        website=words.get("url", ""),
    )
    past = PastComment(
        comment=new,
        posted_at=source.posted_at(article, words["posted"]),
        was_public=True,
        key=f"demo {article.slug} {words['key']}",
    )
    return import_comment(past, parent=parent)
