"""RSS 2.0 (https://www.rssboard.org/rss-specification) with the modules that readers know: whole texts, several
authors, pictures, the feed's own address."""

from lxml import etree

from parley.kit.feeds.documents import Feed, FeedEntry
from parley.kit.feeds.formats import FORMATS
from parley.kit.feeds.media import append_media
from parley.kit.feeds.xml import ATOM, MEDIA, Element, append, rfc822, rfc3339, written

_FILE = FORMATS[1].file
_CONTENT = "http://purl.org/rss/1.0/modules/content/"
_DC = "http://purl.org/dc/elements/1.1/"
_WFW = "http://wellformedweb.org/CommentAPI/"
_NAMES = {"atom": ATOM, "content": _CONTENT, "dc": _DC, "media": MEDIA, "wfw": _WFW}


def rss(feed: Feed) -> str:
    """The feed as RSS. Authors are `dc:creator`: RSS's own `author` wants an e-mail address, which we do not give."""
    root = etree.Element("rss", version="2.0", nsmap=_NAMES)
    channel = append(root, "channel")
    append(channel, "title", feed.title)
    append(channel, "link", feed.url)
    append(channel, "description", feed.description or feed.title)
    append(channel, "language", feed.language)
    append(channel, "lastBuildDate", rfc822(feed.updated))
    append(channel, "generator", "Parley")
    append(channel, "docs", "https://www.rssboard.org/rss-specification")
    append(channel, f"{{{ATOM}}}link", rel="self", type="application/rss+xml", href=feed.address(_FILE))
    if feed.hub:
        append(channel, f"{{{ATOM}}}link", rel="hub", href=feed.hub)
    for entry in feed.entries:
        _append_item(channel, entry)
    return written(root)


def _append_item(channel: Element, entry: FeedEntry) -> None:
    item = append(channel, "item")
    append(item, "title", entry.title)
    append(item, "link", entry.url)
    append(item, "guid", entry.id, isPermaLink="false")
    append(item, "pubDate", rfc822(entry.published))
    append(item, f"{{{ATOM}}}updated", rfc3339(entry.updated))
    for author in entry.authors:
        append(item, f"{{{_DC}}}creator", author.name)
    for contributor in entry.contributors:
        append(item, f"{{{_DC}}}contributor", contributor.name)
    for category in entry.categories:
        append(item, "category", category)
    if entry.discussion_url:
        append(item, "comments", entry.discussion_url)
    if entry.replies_feed:
        append(item, f"{{{_WFW}}}commentRss", entry.replies_feed.removesuffix(FORMATS[0].file) + _FILE)
    if entry.summary:
        append(item, "description", entry.summary)
    append(item, f"{{{_CONTENT}}}encoded", entry.content_html)
    if entry.picture is not None:
        if entry.picture.length:
            picture = entry.picture
            append(item, "enclosure", url=picture.url, length=str(picture.length), type=picture.content_type)
        append_media(item, entry.picture)
