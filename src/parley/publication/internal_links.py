"""Links inside an article's text that lead to pages of this site which are not there."""

import re
from html import unescape
from typing import Any
from urllib.parse import urlsplit

from django.conf import settings

from parley.kit.urls import page_path
from parley.publication.body_text import texts

_HREF = re.compile(r'<a\b[^>]*\bhref="([^"]*)"', re.IGNORECASE)
_PAGE = re.compile(r'<a\b(?=[^>]*\blinktype="page")[^>]*\bid="(\d+)"', re.IGNORECASE)


def dead_links(article: Any) -> list[tuple[str, str]]:
    """(id of the block, address) of each link to a page of this site that nobody can read. Links to other sites are not
    followed: no request leaves while an editor writes."""
    links = list(_links(article))
    if not links:
        return []
    from parley.publication.queries import public_paths  # noqa: PLC0415 - it reads the models whose form this serves

    standing = public_paths() | ({article.public_path} if article.pk else set())
    paths = [(block_id, address, _path_here(address)) for block_id, address in links]
    return [(block_id, address) for block_id, address, path in paths if path and path not in standing]


def _links(article: Any) -> list[tuple[str, str]]:
    from parley.publication.queries import paths_of_pages  # noqa: PLC0415 - as above

    found, pages = [], []
    for stored in article.body.raw_data:
        block_id = str(stored.get("id") or "")
        for text in texts(stored):
            found += [(block_id, unescape(address)) for address in _HREF.findall(text)]
            pages += [(block_id, int(pk)) for pk in _PAGE.findall(text)]
        if stored["type"] == "related":
            found.append((block_id, stored["value"].get("address", "")))
    known = paths_of_pages({pk for _block, pk in pages}) if pages else {}
    return [*found, *((block_id, known.get(pk, f"/page-{pk}/")) for block_id, pk in pages)]


def _path_here(address: str) -> str:
    """The path of an article, section or list on this site; "" for what stands elsewhere or is no such page."""
    from parley.publication.addresses import HOUSE  # noqa: PLC0415 - as above

    parts = urlsplit(address)
    if parts.netloc and parts.netloc != settings.SITE_HOST:
        return ""
    if parts.scheme not in {"", "http", "https"} or not parts.path.startswith("/"):
        return ""
    try:
        path = page_path(parts.path)
    except ValueError:
        return parts.path
    first = path.strip("/").partition("/")[0]
    is_list = first in {"authors", "topics"}
    return "" if (first in HOUSE and not is_list) or "." in path.strip("/").rpartition("/")[2] else path
