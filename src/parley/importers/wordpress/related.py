"""Recognises links to further reading that editors put between paragraphs."""

from __future__ import annotations

import re
from collections.abc import Sequence

from parley.importers.wordpress.dom import Node
from parley.importers.wordpress.inline import plain_text, safe_url
from parley.importers.wordpress.kinds import Related

LABELS = (
    r"you (?:might|may|could|will) (?:also )?(?:like|enjoy|be interested in)(?: to read)?(?: this)?|"
    r"(?:read|see|watch|listen) (?:also|next|too)|also (?:read|see)|see|"
    r"read(?: more)?(?: (?:here|about (?:this|it)))?|"
    r"related(?: (?:articles?|stor(?:y|ies)|posts?|reading|links?|content|coverage|news))?|"
    r"recommended(?: (?:articles?|stor(?:y|ies)|posts?|reading|for you))?|further reading|"
    r"more (?:on|about|from) (?:this|the) (?:topic|subject|story|author|series|section)|more on this|"
    r"(?:don['’]t|do not) miss|in case you missed it|what to read next|keep reading|editors?['’]? picks?|"
    r"lesen sie (?:auch|mehr|dazu)|lies auch|mehr zum thema|siehe auch|auch interessant|"
    r"das könnte (?:sie|dich)(?: auch)? interessieren|"
    r"(?:à )?lire (?:aussi|également)|voir aussi|à lire(?: aussi)?|sur le même sujet|"
    r"le[ae] también|lee también|te puede interesar|ver también|artículos relacionados|leggi anche|vedi anche|"
    r"leia (?:também|mais)|veja também|czytaj (?:też|także|więcej)|zobacz (?:też|także)|przeczytaj (?:też|także)|"
    r"lees (?:ook|verder)|läs (?:också|även|mer)|les også|læs også|lue myös|přečtěte si(?: také)?|olvassa el|"
    r"читайте? (?:также|ещё|еще)|по теме|смотрите также|читайте також|bunlar da ilginizi çekebilir|"
    r"ilginizi çekebilir|ayrıca okuyun|اقرأ أيض[اًا]+|مواضيع ذات صلة|مقالات ذات صلة|相关阅读|延伸阅读|関連記事"
)
PUNCTUATION = r"[\s\u00a0:：;.,…|/·•*\-–—>»›→▶►\[\]()\"“”'‘’]*"
LABEL = re.compile(rf"{PUNCTUATION}(?:{LABELS}){PUNCTUATION}", re.IGNORECASE)
# Inside the link itself a colon or an arrow must say where the label ends: "Read the law" is a title.
LABEL_IN_LINK = re.compile(rf"\s*(?:{LABELS})\s*[:：|–—>»›→]\s*(?=\S)", re.IGNORECASE)
ONLY_PUNCTUATION = re.compile(PUNCTUATION)
CLASSES = re.compile(
    r"(?:^|[-_])(?:related|see-?also|read-?also|read-?more|further-?reading|recommended|yarpp|jp-relatedposts)(?:$|[-_])"
)
MAX_LABEL = 80


def has_related_class(node: Node) -> bool:
    return any(CLASSES.search(name) for name in node.classes)


def is_label(text: str) -> bool:
    """Whether `text` says "read also" in one of the languages known, and nothing else."""
    return len(text) <= MAX_LABEL and bool(LABEL.fullmatch(text))


def related_links(nodes: Sequence[Node | str], base_url: str, *, marked: bool = False) -> tuple[Related, ...]:
    """Return the links of a paragraph that is nothing but a label and links; empty for any other paragraph.

    `marked` says that a class already told what it is: then any short label will do.
    """
    links = _links(nodes)
    rest = plain_text(_without_links(nodes))
    if not links or len(rest) > MAX_LABEL:
        return ()
    found = [
        Related(title=title, url=url)
        for link in links
        if (title := plain_text(link.children)) and (url := safe_url(link.attributes.get("href", ""), base_url))
    ]
    if len(found) < len(links) or any(related.url.startswith(("#", "mailto:")) for related in found):
        return ()
    if marked or is_label(rest):
        return tuple(Related(LABEL_IN_LINK.sub("", related.title, count=1), related.url) for related in found)
    if len(found) == 1 and ONLY_PUNCTUATION.fullmatch(rest) and (label := LABEL_IN_LINK.match(found[0].title)):
        return (Related(found[0].title[label.end() :], found[0].url),)
    return ()


def _links(nodes: Sequence[Node | str]) -> list[Node]:
    return [part for node in nodes if isinstance(node, Node) for part in node.walk() if part.tag == "a"]


def _without_links(nodes: Sequence[Node | str]) -> list[Node | str]:
    return [
        node if isinstance(node, str) else Node(node.tag, node.attributes, _without_links(node.children))
        for node in nodes
        if isinstance(node, str) or node.tag != "a"
    ]
