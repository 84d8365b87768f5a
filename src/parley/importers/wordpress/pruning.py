"""What never becomes content, taken out of the tree before it is read; each kind leaves a note."""

from __future__ import annotations

from collections import Counter

from parley.importers.wordpress.dom import Node
from parley.importers.wordpress.inline import FLOWING
from parley.importers.wordpress.media import is_emoji

# Nothing in these is shown to a reader.
REMOVED = {
    "script": "A script was left out.",
    "style": "A style sheet was left out.",
    "template": "A hidden template was left out.",
    "link": "A style sheet was left out.",
    "meta": "",
    "base": "",
}
DISSOLVED = {
    "form": "A form was left out; its words were kept.",
    "input": "A form was left out; its words were kept.",
    "select": "A form was left out; its words were kept.",
    "textarea": "A form was left out; its words were kept.",
    "svg": "A drawing (svg) was left out; its words were kept.",
    "math": "A formula (math) became plain text.",
    "canvas": "A drawing (canvas) was left out; its words were kept.",
    "details": "A part that could be folded is now always open.",
    "dl": "A list of definitions became paragraphs.",
    "marquee": "Moving text now stands still.",
}
# Elements that only group others.
CONTAINERS = frozenset(
    {"html", "head", "body", "title", "div", "section", "article", "main", "header", "footer", "nav", "center"}
    | {"address", "fieldset", "legend", "hgroup", "form", "details", "dl", "dd", "li", "figcaption", "picture"}
    | {"noscript", "noframes", "map", "tbody", "thead", "tfoot", "tr", "td", "th", "caption", "option", "optgroup"}
    | {"select", "textarea"}
)
KNOWN = FLOWING | CONTAINERS | {"p", "h1", "h2", "h3", "h4", "h5", "h6", "blockquote", "aside", "ul", "ol", "menu"}
KNOWN |= {"dir", "dt", "summary", "pre", "figure", "source", "img", "table", "colgroup", "col", "br", "hr", "iframe"}
KNOWN |= {"embed", "object", "param", "video", "audio", "track", "area"}
STYLE_NOTE = "Colours, sizes and alignment set in the text were left out."


def prune(node: Node, notes: Counter[str]) -> None:
    """Change the tree under `node` in place, and count in `notes` what was done, by sentence."""
    kept: list[Node | str] = []
    for child in node.children:
        if isinstance(child, str):
            kept.append(child)
            continue
        if child.tag in REMOVED:
            if REMOVED[child.tag]:
                notes[REMOVED[child.tag]] += 1
            continue
        if is_emoji(child):
            kept.append(child.attributes["alt"])
            continue
        _note(child, notes)
        prune(child, notes)
        kept.append(child)
    node.children = kept


def _note(node: Node, notes: Counter[str]) -> None:
    if node.tag in DISSOLVED:
        notes[DISSOLVED[node.tag]] += 1
    elif node.tag not in KNOWN and not node.tag.startswith("#"):
        notes[f"The tag <{node.tag[:40]}> was left out; its words were kept."] += 1
    if "style" in node.attributes or "align" in node.attributes:
        notes[STYLE_NOTE] = 1
