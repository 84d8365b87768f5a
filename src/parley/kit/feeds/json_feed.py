"""JSON Feed 1.1 (https://www.jsonfeed.org/version/1.1/)."""

import json
from typing import Any

from parley.kit.feeds.documents import Feed, FeedEntry, FeedPerson, FeedPicture
from parley.kit.feeds.formats import FORMATS
from parley.kit.feeds.xml import feed_text, rfc3339

_FILE = FORMATS[2].file


def json_feed(feed: Feed) -> str:
    """The feed as JSON."""
    document = {
        "version": "https://jsonfeed.org/version/1.1",
        "title": feed.title,
        "home_page_url": feed.url,
        "feed_url": feed.address(_FILE),
        "description": feed.description,
        "language": feed.language,
        "authors": [_person(feed.author)],
        "hubs": [{"type": "WebSub", "url": feed.hub}] if feed.hub else [],
        "items": [_item(entry, feed.language) for entry in feed.entries],
    }
    return json.dumps(_filled(document, keep={"items"}), ensure_ascii=False, indent=1) + "\n"


def _item(entry: FeedEntry, language: str) -> dict[str, Any]:
    picture = entry.picture
    item = {
        "id": entry.id,
        "url": entry.url,
        "title": entry.title,
        "summary": entry.summary,
        "content_html": entry.content_html,
        "image": picture.url if picture else "",
        "date_published": rfc3339(entry.published),
        "date_modified": rfc3339(entry.updated),
        "authors": [_person(author) for author in entry.authors],
        "tags": list(entry.categories),
        "language": language,
        "attachments": [_attachment(picture)] if picture else [],
    }
    return _filled(item, keep={"content_html"})


def _person(person: FeedPerson) -> dict[str, Any]:
    return _filled({"name": person.name, "url": person.url})


def _attachment(picture: FeedPicture) -> dict[str, Any]:
    """JSON Feed has no field for credits: the title, for humans, says all that is to be said with the picture."""
    said = ". ".join(part for part in (picture.alt, picture.caption, picture.credit, picture.licence) if part)
    attachment = {
        "url": picture.url,
        "mime_type": picture.content_type,
        "title": said,
        "size_in_bytes": picture.length,
    }
    return _filled(attachment)


def _filled(fields: dict[str, Any], keep: set[str] | None = None) -> dict[str, Any]:
    """Without the fields that say nothing, and without control characters."""
    clean = {name: feed_text(value) if isinstance(value, str) else value for name, value in fields.items()}
    return {name: value for name, value in clean.items() if value or name in (keep or ())}
