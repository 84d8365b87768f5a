"""What is looked at before an article is published. Errors block publishing; warnings are for the editor to judge."""

from collections import Counter
from collections.abc import Callable, Iterator
from typing import Any

from django.conf import settings
from django.utils.translation import gettext as _

from parley.kit.text import shorten
from parley.publication.attributions import unsourced_attributions
from parley.publication.body_text import contains, texts, words_of_block, words_of_blocks
from parley.publication.findings import Finding
from parley.publication.internal_links import dead_links
from parley.publication.references import REFERENCE

MOST = 12
"""Warnings of one kind that are shown; an editor does not read more."""


def findings(article: Any) -> list[Finding]:
    """What is found in an ArticlePage as it stands in memory, errors first. Reads the database, changes nothing."""
    found = [finding for check in CHECKS for finding in check(article)]
    return sorted(found, key=lambda finding: finding.level != "error")


def errors(article: Any) -> list[Finding]:
    """What blocks publishing."""
    return [finding for finding in findings(article) if finding.level == "error"]


def block_with(article: Any, passage: str) -> str:
    """The id of the block in which a passage stands; "" when it stands in none."""
    for stored in article.body.raw_data:
        if contains([words_of_block(stored)], passage):
            return str(stored.get("id") or "")
    return ""


def _standfirst(article: Any) -> Iterator[Finding]:
    if not article.standfirst.strip():
        yield Finding(
            "standfirst_missing",
            "error",
            _("There is no standfirst."),
            _("Write one or two sentences that say what the article says."),
            "standfirst",
        )


def _bylines(article: Any) -> Iterator[Finding]:
    if not article.bylines.all():
        yield Finding("byline_missing", "warning", _("Nobody is named as the writer."), _("Add a byline."), "bylines")


def _lead_picture(article: Any) -> Iterator[Finding]:
    picture = article.hero
    if picture is not None:
        yield from _picture(
            "hero",
            "",
            caption=article.hero_caption or picture.caption,
            credit=article.hero_credit or picture.credit,
            licence=picture.licence,
            alt=picture.description,
            is_decorative=picture.is_decorative,
        )


def _pictures(article: Any) -> Iterator[Finding]:
    for block in article.body:
        if block.block_type != "image":
            continue
        value, picture = block.value, block.value["picture"]
        if picture is None and not value["address"]:
            yield Finding(
                "picture_missing",
                "error",
                _("A picture block has no picture."),
                _("Choose a picture, or delete the block."),
                "body",
                block.id or "",
            )
            continue
        yield from _picture(
            "body",
            block.id or "",
            caption=value["caption"] or (picture.caption if picture else ""),
            credit=value["credit"] or (picture.credit if picture else ""),
            licence=value["licence"] or (picture.licence if picture else ""),
            alt=value["alternative_text"] or (picture.description if picture else ""),
            is_decorative=value["is_decorative"] or bool(picture and picture.is_decorative),
            name=picture.title if picture else value["address"],
        )


def _picture(
    field: str, block_id: str, *, caption: str, credit: str, licence: str, alt: str, is_decorative: bool, name: str = ""
) -> Iterator[Finding]:
    where = _("The lead picture") if field == "hero" else _("The picture “%(name)s”") % {"name": shorten(name, 60)}
    wanted = [
        ("credit", credit, _("Say who made it, in the picture library or here.")),
        ("licence", licence, _("Say under which terms it may be shown: “CC BY 4.0”, “used by permission”.")),
        ("caption", caption, _("Say what it shows and when, in a sentence.")),
    ]
    missing = {
        "credit": _("%(picture)s has no credit."),
        "licence": _("%(picture)s has no licence."),
        "caption": _("%(picture)s has no caption."),
    }
    for what, text, remedy in wanted:
        if not text.strip():
            yield Finding(
                f"picture_{what}_missing", "error", missing[what] % {"picture": where}, remedy, field, block_id
            )
    if not is_decorative and not alt.strip():
        yield Finding(
            "picture_alt_missing",
            "error",
            _("%(picture)s has no alternative text.") % {"picture": where},
            _("Describe what it shows for those who cannot see it, or tick that it is decorative."),
            field,
            block_id,
        )


def _headings(article: Any) -> Iterator[Finding]:
    level = 1
    for block in article.body:
        if block.block_type != "heading":
            continue
        here = int(block.value["level"])
        if here > level + 1:
            yield Finding(
                "heading_gap",
                "error",
                _("A heading is more than one step below the one before it."),
                _("Make it a heading one step higher: people who listen go from heading to heading."),
                "body",
                block.id or "",
                block.value["text"],
            )
        level = here


def _pull_quotes(article: Any) -> Iterator[Finding]:
    words = words_of_blocks(article.body.raw_data)
    for block in article.body:
        if block.block_type == "pull_quote" and not contains(words, block.value["text"]):
            yield Finding(
                "pull_quote_not_in_text",
                "error",
                _("A pull quote does not stand in the text."),
                _("Copy the sentence from a paragraph, word for word; what somebody else said is a quote."),
                "body",
                block.id or "",
                shorten(block.value["text"], 160),
            )


def _sources(article: Any) -> Iterator[Finding]:
    keys = Counter(source.value["key"] for source in article.sources)
    for key, count in keys.items():
        if count > 1:
            yield Finding(
                "source_key_twice",
                "error",
                _("Two sources have the key “%(key)s”.") % {"key": key},
                _("Give one of them another key."),
                "sources",
            )
    named = set()
    for stored in article.body.raw_data:
        for key in (found for text in texts(stored) for found in REFERENCE.findall(text)):
            named.add(key)
            if key not in keys:
                yield Finding(
                    "source_unknown",
                    "error",
                    _("The text names a source “%(key)s” that is not in the list.") % {"key": key},
                    _("Add it to the sources, or mend the key in the text."),
                    "body",
                    str(stored.get("id") or ""),
                    f"[^{key}]",
                )
    for key in keys:
        if key not in named:
            yield Finding(
                "source_unused",
                "warning",
                _("The text does not name the source “%(key)s”.") % {"key": key},
                _("Write [^%(key)s] where the text leans on it; else it stands at the end of the list.") % {"key": key},
                "sources",
            )


def _attributions(article: Any) -> Iterator[Finding]:
    count = 0
    for stored in article.body.raw_data:
        if stored["type"] != "paragraph":
            continue
        for sentence in unsourced_attributions(stored["value"], settings.LANGUAGE_CODE):
            count += 1
            if count > MOST:
                return
            yield Finding(
                "attribution_unsourced",
                "warning",
                _("Somebody's word is given without its source."),
                _("Link to it, name it with [^key], or say how you know."),
                "body",
                str(stored.get("id") or ""),
                sentence,
            )


def _links(article: Any) -> Iterator[Finding]:
    for block_id, address in dead_links(article)[:MOST]:
        yield Finding(
            "link_dead",
            "warning",
            _("A link leads to a page of this site that is not there."),
            _("Mend the address, or take the link away."),
            "body",
            block_id,
            address,
        )


def _corrections(article: Any) -> Iterator[Finding]:
    for correction in article.corrections.all():
        if correction.passage and not correction.block_id and not block_with(article, correction.passage):
            yield passage_not_found(correction.passage)


def passage_not_found(passage: str) -> Finding:
    """A correction whose passage is in no block."""
    return Finding(
        "correction_passage_not_found",
        "error",
        _("The passage of a correction does not stand in the text."),
        _("Copy some words of the paragraph as it reads now, or leave the passage empty."),
        "corrections",
        "",
        shorten(passage, 160),
    )


CHECKS: tuple[Callable[[Any], Iterator[Finding]], ...] = (
    _standfirst,
    _bylines,
    _lead_picture,
    _pictures,
    _headings,
    _pull_quotes,
    _sources,
    _corrections,
    _attributions,
    _links,
)
