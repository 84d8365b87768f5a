"""Making XML of texts that anybody may have typed."""

import re
from datetime import UTC, datetime
from email.utils import format_datetime

from lxml import etree

from parley.kit.text import storable

ATOM = "http://www.w3.org/2005/Atom"
MEDIA = "http://search.yahoo.com/mrss/"
THREAD = "http://purl.org/syndication/thread/1.0"

# Allowed in XML 1.0 and discouraged there: control characters of the second set, but for the line end.
_CONTROLS = re.compile("[\x7f-\x84\x86-\x9f]")

Element = etree._Element


def feed_text(text: str) -> str:
    """`text` without control characters, which no feed may hold or ought to."""
    return _CONTROLS.sub("", storable(text))


def append(parent: Element, tag: str, text: str | None = None, **attributes: str) -> Element:
    """Append an element. `_` in an attribute's name stands for "-"."""
    element = etree.SubElement(parent, tag)
    for name, value in attributes.items():
        element.set(name.replace("_", "-"), feed_text(value))
    if text is not None:
        element.text = feed_text(text)
    return element


def written(root: Element) -> str:
    """The document with its declaration."""
    body = etree.tostring(root, encoding="unicode", pretty_print=True)
    return f'<?xml version="1.0" encoding="utf-8"?>\n{body}'


def rfc3339(moment: datetime) -> str:
    """As Atom and JSON Feed write a date: UTC with Z."""
    return moment.astimezone(UTC).strftime("%Y-%m-%dT%H:%M:%SZ")


def rfc822(moment: datetime) -> str:
    """As RSS writes a date."""
    return format_datetime(moment.astimezone(UTC).replace(microsecond=0), usegmt=True)
