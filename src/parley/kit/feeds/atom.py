"""Atom 1.0 (RFC 4287), with threading (RFC 4685) and pictures (Media RSS)."""

from typing import Any

from lxml import etree

from parley.kit.feeds.documents import Feed, FeedEntry, FeedPerson
from parley.kit.feeds.formats import FORMATS
from parley.kit.feeds.media import append_media
from parley.kit.feeds.xml import ATOM, MEDIA, THREAD, Element, append, rfc3339, written

_FILE = FORMATS[0].file
_NAMES: Any = {None: ATOM, "media": MEDIA, "thr": THREAD}


def atom(feed: Feed) -> str:
    """The feed as Atom."""
    root = etree.Element(_name("feed"), nsmap=_NAMES)
    root.set("{http://www.w3.org/XML/1998/namespace}lang", feed.language)
    append(root, _name("id"), feed.address(_FILE))
    append(root, _name("title"), feed.title)
    if feed.description:
        append(root, _name("subtitle"), feed.description)
    append(root, _name("updated"), rfc3339(feed.updated))
    append(root, _name("link"), rel="self", type="application/atom+xml", href=feed.address(_FILE))
    append(root, _name("link"), rel="alternate", type="text/html", href=feed.url)
    if feed.hub:
        append(root, _name("link"), rel="hub", href=feed.hub)
    _append_person(root, "author", feed.author)
    append(root, _name("generator"), "Parley")
    for entry in feed.entries:
        _append_entry(root, entry)
    return written(root)


def _append_entry(root: Element, entry: FeedEntry) -> None:
    element = append(root, _name("entry"))
    append(element, _name("id"), entry.id)
    append(element, _name("title"), entry.title)
    append(element, _name("link"), rel="alternate", type="text/html", href=entry.url)
    if entry.replies_feed:
        append(element, _name("link"), rel="replies", type="application/atom+xml", href=entry.replies_feed)
    if entry.in_reply_to:
        append(element, f"{{{THREAD}}}in-reply-to", ref=entry.in_reply_to, href=entry.in_reply_to_url, type="text/html")
    append(element, _name("published"), rfc3339(entry.published))
    append(element, _name("updated"), rfc3339(entry.updated))
    for author in entry.authors:
        _append_person(element, "author", author)
    for contributor in entry.contributors:
        _append_person(element, "contributor", contributor)
    for category in entry.categories:
        append(element, _name("category"), term=category)
    if entry.summary:
        append(element, _name("summary"), entry.summary)
    append(element, _name("content"), entry.content_html, type="html")
    if entry.picture is not None:
        if entry.picture.length:
            append(
                element,
                _name("link"),
                rel="enclosure",
                type=entry.picture.content_type,
                length=str(entry.picture.length),
                href=entry.picture.url,
            )
        append_media(element, entry.picture)


def _append_person(parent: Element, role: str, person: FeedPerson) -> None:
    element = append(parent, _name(role))
    append(element, _name("name"), person.name)
    if person.url:
        append(element, _name("uri"), person.url)


def _name(tag: str) -> str:
    return f"{{{ATOM}}}{tag}"
