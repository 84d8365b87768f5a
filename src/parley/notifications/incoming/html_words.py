"""The HTML part of a mail becomes Markdown: what is quoted goes by its markup, the rest by `quotes`."""

import re

import lxml.html
from lxml.etree import LxmlError
from markdownify import markdownify

from parley.kit.text import storable

LONGEST = 500_000
"""Characters of HTML that are looked at: a comment has 20,000, the rest of a mail is style."""

_QUOTING = {
    "gmail_quote", "gmail_quote_container", "gmail_signature",
    "gmail_signature_prefix", "gmail_attr", "moz-cite-prefix", "moz-signature",
    "yahoo_quoted", "protonmail_quote", "protonmail_signature_block", "k9mail", "tutanota_quote", "zmail_extra",
    "ms-outlook-mobile-signature", "signature", "outlookmessageheader", "mail-quote-prefix", "freemail_quote",
}  # fmt: skip
"""Classes and ids of what is quoted, and of signatures."""

_ALL_BELOW = {"appendonsend", "divrplyfwdmsg", "mail-editor-reference-message-container", "reply-intro",
              "ms-outlook-mobile-reference-message"}  # fmt: skip
"""Ids below which everything is the old mail."""

_NEVER_SHOWN = ("script", "style", "head", "title", "img", "object", "svg", "math", "video", "audio", "form", "iframe")


def html_to_markdown(page: str) -> str:
    """The visible words as Markdown, without what mail programs mark as quoted. Never raises; "" for nothing."""
    page = storable(page)[:LONGEST]
    if not page.strip():
        return ""
    try:
        # Without an encoding declaration, which lxml refuses in text; comments and instructions go.
        parser = lxml.html.HTMLParser(remove_comments=True, remove_pis=True, no_network=True, huge_tree=True)
        document = lxml.html.document_fromstring(re.sub(r"^\s*<\?xml[^>]*>", "", page), parser=parser)
    except (LxmlError, ValueError, AssertionError):
        return ""
    _drop_quoted(document)
    rest = lxml.html.tostring(document, encoding="unicode")
    try:
        words = markdownify(rest, heading_style="ATX", bullets="-", strip=list(_NEVER_SHOWN), escape_underscores=True)
    except RecursionError:
        words = " ".join(str(text) for text in document.itertext())
    return re.sub(r"\n{3,}", "\n\n", storable(words)).strip()


def _drop_quoted(document: lxml.html.HtmlElement) -> None:
    for element in list(document.iter()):
        if not isinstance(element.tag, str):
            continue
        names = {*(element.get("class") or "").lower().split(), (element.get("id") or "").lower()}
        if names & _ALL_BELOW:
            _drop_all_from(element)
            _drop(element)
            return
        is_cited = element.tag == "blockquote" and (element.get("type") == "cite" or element.get("cite") is not None)
        if element.tag in _NEVER_SHOWN or names & _QUOTING or is_cited:
            _drop(element)


def _drop(element: lxml.html.HtmlElement) -> None:
    """Without the element; the text after it stays."""
    if element.getparent() is not None:
        element.drop_tree()


def _drop_all_from(element: lxml.html.HtmlElement) -> None:
    """Without the element and all that follows it in the document."""
    current = element
    while current is not None:
        parent = current.getparent()
        if parent is None:
            return
        for following in list(current.itersiblings()):
            parent.remove(following)
        current.tail = None
        current = parent
