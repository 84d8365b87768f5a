"""What search engines and other programs are told: JSON-LD in the words of https://schema.org.

A block of `application/ld+json` is data, not script: a content security policy without 'unsafe-inline' lets it stand
(HTML, "prepare the script element", steps 13 and 19).
"""

import json
import re
from typing import Any

from django.conf import settings
from django.utils.translation import gettext as _

from parley.kit.urls import quoted_path
from parley.publication.documents import (
    ArticleDocument,
    AuthorDocument,
    CorrectionDocument,
    ListDocument,
    PictureDocument,
    ShellDocument,
    SourceDocument,
)

_CONTEXT = "https://schema.org"
_IN_HTML = {ord("<"): "\\u003c", ord(">"): "\\u003e", ord("&"): "\\u0026", 0x2028: "\\u2028", 0x2029: "\\u2029"}
_TYPES = {
    "book": "Book",
    "article": "Article",
    "document": "DigitalDocument",
    "interview": "CreativeWork",
    "data": "Dataset",
}
_POLICIES = {
    "masthead": "masthead",
    "ethics": "ethicsPolicy",
    "corrections": "correctionsPolicy",
}
_DATE = re.compile(r"\d{4}(?:-\d{2}(?:-\d{2})?)?")
HEADLINE = 110
"""Characters of a headline that Google reads."""


def in_html(data: dict[str, Any]) -> str:
    """Data as JSON that may stand inside a <script> element, whatever its texts hold."""
    return json.dumps(data, ensure_ascii=False, separators=(",", ":")).translate(_IN_HTML)


def article_data(article: ArticleDocument, shell: ShellDocument, policies: dict[str, str]) -> dict[str, Any]:
    """An article. How many comments it has is told by `count_data`, which changes more often.

    `policies`: purpose → path of the pages about the publication.
    """
    summary = article.summary
    changed = [summary.updated_at, *(correction.made_at for correction in article.corrections)]
    modified = max((moment for moment in changed if moment), default=summary.published_at)
    about = [topic.title for topic in article.topics]
    return _filled(
        {
            "@context": _CONTEXT,
            "@type": article.kind,
            "@id": _article_id(article.url),
            "url": _address(summary.path),
            "mainEntityOfPage": _address(summary.path),
            "headline": summary.title,
            "description": summary.standfirst,
            "articleSection": summary.section.title,
            "keywords": about,
            "inLanguage": shell.language,
            "datePublished": summary.published_at.isoformat(),
            "dateModified": modified.isoformat(),
            "author": [
                _filled({"@type": "Person", "name": one.name, "url": _address(one.path), "jobTitle": one.role})
                for one in summary.bylines
            ]
            or {"@id": f"{settings.BASE_URL}/#publisher"},
            "publisher": publisher_data(shell, policies),
            "isAccessibleForFree": True,
            "image": [_address(f"{summary.path}card.png"), *_pictures(summary.picture)],
            "license": article.licence.address,
            "timeRequired": f"PT{summary.reading_minutes}M",
            "citation": [_citation(source) for source in article.sources],
            "correction": [_correction(one, article.url) for one in article.corrections],
            "encoding": {
                "@type": "MediaObject",
                "encodingFormat": "text/markdown",
                "contentUrl": _address(f"{summary.path}index.html.md"),
            },
        }
    )


def count_data(url: str, count: int) -> dict[str, Any]:
    """How many comments an article has. The same @id: it is said of the article that stands in the page's head."""
    return {
        "@context": _CONTEXT,
        "@type": "NewsArticle",
        "@id": _article_id(url),
        "commentCount": count,
        "discussionUrl": f"{_quoted(url)}#conversation",
    }


def list_data(page: ListDocument, shell: ShellDocument, policies: dict[str, str]) -> dict[str, Any] | None:
    """The front page says what the site is, an author's page who the author is; other lists say nothing."""
    if page.kind == "front":
        site = {
            "@type": "WebSite",
            "@id": f"{settings.BASE_URL}/#site",
            "url": f"{settings.BASE_URL}/",
            "name": shell.name,
            "description": shell.tagline,
            "inLanguage": shell.language,
            "publisher": publisher_data(shell, policies),
            "potentialAction": {
                "@type": "SearchAction",
                "target": f"{settings.BASE_URL}/search/?q={{search_term_string}}",
                "query-input": "required name=search_term_string",
            },
        }
        return _filled({"@context": _CONTEXT, **site})
    if page.author is not None and not page.newer:
        return {"@context": _CONTEXT, "@type": "ProfilePage", "mainEntity": _person(page.author)}
    return None


def publisher_data(shell: ShellDocument, policies: dict[str, str]) -> dict[str, Any]:
    """The publication itself."""
    rules = {name: _address(policies[purpose]) for purpose, name in _POLICIES.items() if purpose in policies}
    return {
        "@type": "NewsMediaOrganization",
        "@id": f"{settings.BASE_URL}/#publisher",
        "name": shell.name,
        "url": f"{settings.BASE_URL}/",
        "logo": {"@type": "ImageObject", "url": f"{settings.BASE_URL}{shell.icon}"},
        **rules,
    }


def _person(author: AuthorDocument) -> dict[str, Any]:
    return _filled(
        {
            "@type": "Person",
            "name": author.name,
            "url": _address(author.path),
            "jobTitle": author.role,
            "description": author.biography,
        }
    )


def _citation(source: SourceDocument) -> dict[str, Any]:
    is_interview = source.kind == "interview"
    publication = {"@type": "Periodical" if source.kind == "article" else "Organization", "name": source.publication}
    return _filled(
        {
            "@type": _TYPES.get(source.kind, "CreativeWork"),
            "name": source.title,
            "author": {"@type": "Person", "name": source.authors} if source.authors else None,
            ("isPartOf" if source.kind == "article" else "publisher"): publication if source.publication else None,
            "datePublished": source.date if _DATE.fullmatch(source.date) else "",
            "pagination": source.pages if source.kind == "article" else "",
            "genre": _("Interview") if is_interview else "",
            "url": source.address,
        }
    )


def _correction(correction: CorrectionDocument, url: str) -> dict[str, Any]:
    return {
        "@type": "CorrectionComment",
        "text": correction.text,
        "datePublished": correction.made_at.isoformat(),
        "url": f"{settings.BASE_URL}{quoted_path(correction.difference)}" if correction.difference else _quoted(url),
    }


def _pictures(picture: PictureDocument | None) -> list[dict[str, Any]]:
    shown = (picture.fallback or next(iter(picture.renditions[-1:]), None)) if picture else None
    if picture is None or shown is None:
        return []
    facts = {
        "@type": "ImageObject",
        "url": _address(shown.path),
        "width": shown.width,
        "height": shown.height,
        "caption": picture.caption,
        "creditText": picture.credit,
    }
    return [_filled(facts)]


def _filled(facts: dict[str, Any]) -> dict[str, Any]:
    return {name: value for name, value in facts.items() if value not in ("", None, [], ())}


def _article_id(url: str) -> str:
    return f"{_quoted(url)}#article"


def _quoted(url: str) -> str:
    return f"{settings.BASE_URL}{quoted_path(url.removeprefix(settings.BASE_URL))}"


def _address(path: str) -> str:
    return path if "://" in path else f"{settings.BASE_URL}{quoted_path(path)}"
