"""An article as Markdown: for programs that read, and for whoever republishes it."""

import re
from collections.abc import Iterable

from django.conf import settings
from django.utils.translation import gettext as _
from markdownify import markdownify

from parley.kit.text import single_line
from parley.kit.urls import quoted_path
from parley.publication.documents import ArticleDocument, BlockDocument, PictureDocument, SourceDocument
from parley.publication.licences import picture_may_come_along

_REFERENCE = re.compile(r'<sup><a id="ref-\d+" href="#source-(\d+)"[^>]*>\d+</a></sup>')
_SPECIAL = re.compile(r"([\\`*_\[\]<>#|])")


def article_markdown(article: ArticleDocument, *, to_republish: bool = False) -> str:
    """The whole article: title, standfirst, who and when, body, sources, corrections (CommonMark with footnotes).

    `to_republish`: only with pictures that may be passed on.
    """
    summary = article.summary
    by = ", ".join(one.name for one in summary.bylines)
    facts = [part for part in (by, summary.published_at.date().isoformat(), article.licence.name) if part]
    parts = [f"# {_escaped(summary.title)}", _escaped(summary.standfirst), _escaped(" · ".join(facts))]
    parts += [f"<{_address(summary.path)}>", _escaped(article.disclosure)]
    parts += [_block(block, article, to_republish=to_republish) for block in article.blocks]
    parts.append("\n".join(_source(source) for source in article.sources))
    if article.corrections:
        parts.append(f"## {_('Corrections')}")
        parts += [f"- {one.made_at.date().isoformat()}: {_escaped(one.text)}" for one in article.corrections]
    return "\n\n".join(part for part in parts if part) + "\n"


def _block(block: BlockDocument, article: ArticleDocument, *, to_republish: bool) -> str:
    match block.kind:
        case "heading":
            return f"{'#' * block.level} {_escaped(block.text)}"
        case "pull_quote":
            return "" if block.is_repeated else _quoted(_escaped(block.text), block.attribution)
        case "quote":
            return _quoted(_markdown(block.html), block.attribution)
        case "list":
            marks = (
                [f"{number}." for number in range(1, len(block.items) + 1)]
                if block.is_ordered
                else ["-"] * len(block.items)
            )
            return "\n".join(f"{mark} {_markdown(item)}" for mark, item in zip(marks, block.items, strict=True))
        case "image":
            return _picture(block.picture, article, to_republish=to_republish) if block.picture else ""
        case "code":
            fence = "`" * max(3, 1 + max((len(run) for run in re.findall("`+", block.text)), default=0))
            return f"{fence}{block.language}\n{block.text}\n{fence}"
        case "table":
            return _table(block.rows)
        case "embed":
            return f"[{_escaped(block.link.title)}]({_target(block.link.path)})" if block.link else ""
        case "questions":
            return "\n\n".join(f"**{_escaped(q.question)}**\n\n{_markdown(q.answer)}" for q in block.questions)
        case "facts":
            return f"**{_escaped(block.text)}**\n\n{_markdown(block.html)}"
        case "update_note":
            moment = f"{block.moment.date().isoformat()}: " if block.moment else ""
            return f"*{moment}* {_markdown(block.html)}" if moment else _markdown(block.html)
        case "divider":
            return "---"
        case "related":
            return ""
        case _:
            return _markdown(block.html)


def _quoted(text: str, attribution: str) -> str:
    lines = [*text.splitlines(), *(["", f"— {_escaped(attribution)}"] if attribution else [])]
    return "\n".join(f"> {line}".rstrip() for line in lines)


def _picture(picture: PictureDocument, article: ArticleDocument, *, to_republish: bool) -> str:
    shown = picture.fallback or next(iter(picture.renditions[-1:]), None)
    if shown is None or (to_republish and not picture_may_come_along(picture.licence, article.licence)):
        return ""
    words = " ".join(part for part in (picture.caption, picture.credit, picture.licence) if part)
    return f"![{_escaped(picture.alt)}]({_target(shown.path)})" + (f"\n\n*{_escaped(words)}*" if words else "")


def _table(rows: Iterable[tuple[str, ...]]) -> str:
    lines = [f"| {' | '.join(_markdown(cell).replace('|', chr(92) + '|') for cell in row)} |" for row in rows]
    return "\n".join([*lines[:1], f"|{' --- |' * lines[0].count(' | ')} --- |", *lines[1:]]) if lines else ""


def _source(source: SourceDocument) -> str:
    words = [source.authors, source.title, source.publication, source.date, source.pages]
    said = ". ".join(_escaped(word) for word in words if word)
    return f"[^{source.number}]: {said}" + (f" <{source.address}>" if source.address else "")


def _markdown(html: str) -> str:
    marked = _REFERENCE.sub("\ue000\\1\ue001", html)  # private characters: the converter leaves them alone
    text = markdownify(marked, heading_style="ATX", bullets="-", escape_misc=True).strip()
    text = re.sub("\ue000(\\d+)\ue001", r"[^\1]", text)
    return re.sub(r"\]\((/[^)\s]*)", lambda found: f"]({settings.BASE_URL}{found[1]}", text)


def _target(path: str) -> str:
    return path.replace(" ", "%20").replace(")", "%29") if "://" in path else _address(path).replace(")", "%29")


def _address(path: str) -> str:
    return f"{settings.BASE_URL}{quoted_path(path)}"


def _escaped(text: str) -> str:
    return _SPECIAL.sub(r"\\\1", single_line(text))
