"""Pictures and embedded things: where they are, how large they are, what they are called."""

from __future__ import annotations

import re
from collections.abc import Sequence
from urllib.parse import parse_qs, urlsplit

from parley.importers.wordpress.dom import Node
from parley.importers.wordpress.inline import web_url
from parley.importers.wordpress.kinds import Image

LAZY_SOURCES = ("data-src", "data-lazy-src", "data-original", "data-orig-file")
PICTURE_FILE = re.compile(r"\.(?:jpe?g|png|gif|webp|avif|svg|bmp|tiff?)$", re.IGNORECASE)
EMOJI_CLASSES = frozenset({"wp-smiley", "emoji"})
# The services whose bare address on a line of its own WordPress replaces by their player.
PROVIDERS = frozenset(
    {
        "bsky.app",
        "dailymotion.com",
        "facebook.com",
        "flickr.com",
        "instagram.com",
        "mixcloud.com",
        "open.spotify.com",
        "reddit.com",
        "scribd.com",
        "slideshare.net",
        "soundcloud.com",
        "speakerdeck.com",
        "ted.com",
        "tiktok.com",
        "twitter.com",
        "videopress.com",
        "vimeo.com",
        "wordpress.tv",
        "x.com",
        "youtu.be",
        "youtube.com",
    }
)


def is_emoji(node: Node) -> bool:
    """WordPress replaces emoji and smileys by small pictures; their alternative text is the character."""
    return node.tag == "img" and bool(node.classes & EMOJI_CLASSES) and bool(node.attributes.get("alt"))


def image_from(node: Node, base_url: str) -> Image | None:
    """Read an `img`; None when it has no address that can be fetched (an inlined or broken picture)."""
    candidates = [node.attributes.get(name, "") for name in ("src", *LAZY_SOURCES)]
    candidates.append(node.attributes.get("srcset", "").split(",")[0].strip().split(" ")[0])
    src = next((url for candidate in candidates if candidate.strip() and (url := web_url(candidate, base_url))), "")
    if not src:
        return None
    return Image(
        src=src,
        alt=" ".join(node.attributes.get("alt", "").split()),
        width=_pixels(node.attributes.get("width", "")),
        height=_pixels(node.attributes.get("height", "")),
    )


def _pixels(value: str) -> int | None:
    found = re.fullmatch(r"\s*([1-9][0-9]{0,4})(?:px)?\s*", value)
    return int(found[1]) if found else None


def embed_url(node: Node, base_url: str) -> str:
    """The address in an `iframe`, `embed`, `object`, `video` or `audio`, or empty."""
    own = [node.attributes.get(name, "") for name in ("src", "data", *LAZY_SOURCES)]
    inner = [
        child.attributes.get("src", "") or child.attributes.get("value", "")
        for child in node.walk()
        if child.tag in {"source", "embed"} or (child.tag == "param" and child.attributes.get("name") == "movie")
    ]
    for candidate in (*own, *inner):
        if candidate.strip() and (url := web_url(candidate, base_url)):
            return watch_url(url)
    return ""


def watch_url(url: str) -> str:
    """From the address of a player to that of the page that people can open and share."""
    try:
        parts = urlsplit(url)
        host = (parts.hostname or "").removeprefix("www.")
    except ValueError:
        return url
    if host in {"youtube.com", "youtube-nocookie.com"} and (found := re.fullmatch(r"/embed/([\w-]+)", parts.path)):
        if found[1] == "videoseries":
            return f"https://www.youtube.com/playlist?list={parse_qs(parts.query).get('list', [''])[0]}"
        return f"https://www.youtube.com/watch?v={found[1]}"
    if host == "player.vimeo.com" and (found := re.fullmatch(r"/video/(\d+)", parts.path)):
        return f"https://vimeo.com/{found[1]}"
    return url


def is_embeddable(text: str) -> bool:
    """Whether `text` is nothing but an address that WordPress would have replaced by a player."""
    if not re.fullmatch(r"https?://\S{3,2000}", text):
        return False
    try:
        host = urlsplit(text).hostname or ""
    except ValueError:
        return False
    labels = host.split(".")
    return any(".".join(labels[start:]) in PROVIDERS for start in range(len(labels)))


def links_elsewhere(link: Node, image: Image, base_url: str) -> str:
    """Where the link around a picture leads, unless that is only the picture itself, larger."""
    url = web_url(link.attributes.get("href", ""), base_url)
    return "" if not url or url == image.src or PICTURE_FILE.search(url.split("?")[0]) else url


def pictures_below(nodes: Sequence[Node | str]) -> list[Node]:
    return [part for node in nodes if isinstance(node, Node) for part in node.walk() if part.tag == "img"]
