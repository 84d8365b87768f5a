"""HTML as it may stand in a feed: absolute addresses, and nothing that means something on our pages only."""

import html
import re
from urllib.parse import urljoin

# Read as a tag is read: a quoted value may hold an angle bracket. In the text between, quotation marks mean nothing.
_TAG = re.compile(r'<[a-zA-Z][\w-]*(?:[^<>"]|"[^"]*")*+>')
_ATTRIBUTE = re.compile(r'\s([a-z][\w:-]*)(?:="([^"]*)")?')
_ADDRESSES = {"href", "src", "cite"}
_OURS = re.compile(r"^(?:tabindex|role|aria-.*|data-.*|fetchpriority|decoding|sizes|style|on.*)$")


def feed_html(fragment: str, base: str) -> str:
    """`fragment`, safe HTML of our own templates, whose double-quoted addresses are made absolute against `base`.

    What serves a page's keyboard or loading order (`tabindex`, `role`, `fetchpriority`, …) is left out.
    """
    return _TAG.sub(lambda tag: _ATTRIBUTE.sub(lambda found: _attribute(found, base), tag.group()), fragment).strip()


def _attribute(found: re.Match[str], base: str) -> str:
    name, value = found.group(1), found.group(2)
    if _OURS.match(name):
        return ""
    if name not in _ADDRESSES or value is None:
        return found.group()
    try:
        address = urljoin(base, html.unescape(value))
    except ValueError:  # as in "http://[": what is no address stays what it is
        return found.group()
    return f' {name}="{html.escape(address)}"'
