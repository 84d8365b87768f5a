"""From XML elements to records. Every field that WordPress writes is named here; others are counted, not kept."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable

from parley.importers.wordpress.dates import moment
from parley.importers.wordpress.elements import Element
from parley.importers.wordpress.records import Author, Comment, Post, Term, TermRef

ITEM_FIELDS = frozenset(
    {
        "title",
        "link",
        "pubDate",
        "dc:creator",
        "guid",
        "description",
        "content:encoded",
        "excerpt:encoded",
        "category",
        "wp:post_id",
        "wp:post_date",
        "wp:post_date_gmt",
        "wp:post_modified",
        "wp:post_modified_gmt",
        "wp:comment_status",
        "wp:ping_status",
        "wp:post_name",
        "wp:status",
        "wp:post_parent",
        "wp:menu_order",
        "wp:post_type",
        "wp:post_password",
        "wp:is_sticky",
        "wp:attachment_url",
        "wp:postmeta",
    }
)
COMMENT_FIELDS = frozenset(
    {
        "wp:comment_id",
        "wp:comment_author",
        "wp:comment_author_email",
        "wp:comment_author_url",
        "wp:comment_author_IP",
        "wp:comment_date",
        "wp:comment_date_gmt",
        "wp:comment_content",
        "wp:comment_approved",
        "wp:comment_type",
        "wp:comment_parent",
        "wp:comment_user_id",
        "wp:commentmeta",
    }
)
TERM_ELEMENTS = frozenset({"wp:category", "wp:tag", "wp:term"})
# WXR 1.0 said "tag" where later versions say "post_tag".
TAXONOMIES = {"tag": "post_tag"}


def author_from(element: Element) -> Author:
    text = element.fields()
    return Author(
        id=number(text.get("wp:author_id")),
        login=text.get("wp:author_login", ""),
        email=text.get("wp:author_email", "").strip(),
        display_name=text.get("wp:author_display_name", ""),
        first_name=text.get("wp:author_first_name", ""),
        last_name=text.get("wp:author_last_name", ""),
    )


def term_from(element: Element) -> Term:
    """Read `wp:category`, `wp:tag` or `wp:term`: three spellings of the same thing."""
    text = element.fields()
    number_of_term = number(text.get("wp:term_id"))
    if element.name == "wp:category":
        return Term(
            taxonomy="category",
            slug=text.get("wp:category_nicename", ""),
            name=text.get("wp:cat_name", ""),
            id=number_of_term,
            parent=text.get("wp:category_parent", ""),
            description=text.get("wp:category_description", ""),
        )
    if element.name == "wp:tag":
        return Term(
            taxonomy="post_tag",
            slug=text.get("wp:tag_slug", ""),
            name=text.get("wp:tag_name", ""),
            id=number_of_term,
            description=text.get("wp:tag_description", ""),
        )
    return Term(
        taxonomy=text.get("wp:term_taxonomy", ""),
        slug=text.get("wp:term_slug", ""),
        name=text.get("wp:term_name", ""),
        id=number_of_term,
        parent=text.get("wp:term_parent", ""),
        description=text.get("wp:term_description", ""),
    )


def comment_from(element: Element) -> Comment:
    text = element.fields()
    return Comment(
        id=number(text.get("wp:comment_id")),
        author=text.get("wp:comment_author", ""),
        email=text.get("wp:comment_author_email", "").strip(),
        url=text.get("wp:comment_author_url", "").strip(),
        ip=text.get("wp:comment_author_IP", "").strip(),
        posted=moment(gmt=text.get("wp:comment_date_gmt", ""), local=text.get("wp:comment_date", "")),
        content=text.get("wp:comment_content", ""),
        approved=text.get("wp:comment_approved", "").strip() or "0",
        type=text.get("wp:comment_type", "").strip() or "comment",
        parent=number(text.get("wp:comment_parent")),
        user_id=number(text.get("wp:comment_user_id")),
        meta=meta_from(element, "wp:commentmeta"),
    )


def post_from(element: Element, comments: Iterable[Comment]) -> Post:
    text = element.fields()
    return Post(
        id=number(text.get("wp:post_id")),
        type=text.get("wp:post_type", "").strip() or "post",
        title=text.get("title", ""),
        link=text.get("link", "").strip(),
        guid=text.get("guid", "").strip(),
        slug=text.get("wp:post_name", "").strip(),
        status=text.get("wp:status", "").strip() or "publish",
        author_login=text.get("dc:creator", ""),
        published=moment(
            gmt=text.get("wp:post_date_gmt", ""),
            pub_date=text.get("pubDate", ""),
            local=text.get("wp:post_date", ""),
        ),
        modified=moment(gmt=text.get("wp:post_modified_gmt", ""), local=text.get("wp:post_modified", "")),
        content=text.get("content:encoded", ""),
        excerpt=text.get("excerpt:encoded", ""),
        password=text.get("wp:post_password", ""),
        comment_status=text.get("wp:comment_status", "").strip() or "open",
        parent=number(text.get("wp:post_parent")),
        menu_order=number(text.get("wp:menu_order")),
        sticky=number(text.get("wp:is_sticky")) == 1,
        terms=term_refs_from(element),
        meta=meta_from(element, "wp:postmeta"),
        attachment_url=text.get("wp:attachment_url", "").strip(),
        comments=tuple(comments),
    )


def term_refs_from(element: Element) -> tuple[TermRef, ...]:
    """Read the `category` elements of an item, each term once.

    WXR 1.0 writes each term twice, first as a bare name for feed readers; those are left out when the full one is
    there, and read as categories when it is not.
    """
    found: dict[tuple[str, str], TermRef] = {}
    bare: list[str] = []
    for child in element.children:
        if child.name != "category":
            continue
        domain, slug = child.attributes.get("domain", ""), child.attributes.get("nicename", "")
        if domain and slug:
            taxonomy = TAXONOMIES.get(domain, domain)
            found.setdefault((taxonomy, slug), TermRef(taxonomy, slug, child.text))
        elif child.text.strip():
            bare.append(child.text)
    named = {term.name for term in found.values()}
    for name in bare:
        if name not in named:
            found.setdefault(("category", name), TermRef("category", "", name))
    return tuple(found.values())


def meta_from(element: Element, name: str) -> dict[str, tuple[str, ...]]:
    values: dict[str, list[str]] = {}
    for child in element.children:
        if child.name == name:
            text = child.fields()
            values.setdefault(text.get("wp:meta_key", ""), []).append(text.get("wp:meta_value", ""))
    return {key: tuple(several) for key, several in values.items()}


def count_unknown(element: Element, known: frozenset[str], into: Counter[str]) -> None:
    """Count the children that no record has a place for, so that the report can say what was left behind."""
    into.update(child.name for child in element.children if child.name not in known)


def number(value: str | None) -> int:
    """Read an id or a count; 0 for what is missing or no number. Ids in MySQL have at most 20 digits."""
    text = (value or "").strip()
    return int(text) if text.isascii() and text.isdigit() and len(text) <= 20 else 0
