"""How to cite an article: three styles for people, two formats for programs that keep references.

APA 7 (10.1), MLA 9 and Chicago 17 (14.205) for articles on the web. The styles are English, whatever the site's
language.
"""

from dataclasses import dataclass
from datetime import datetime

from django.conf import settings
from django.utils import timezone
from django.utils.text import slugify

from parley.kit.text import single_line
from parley.kit.urls import quoted_path
from parley.publication.documents import ArticleDocument

_MONTHS = (
    *("January", "February", "March", "April", "May", "June", "July"),
    *("August", "September", "October", "November", "December"),
)
_SHORT = ("Jan.", "Feb.", "Mar.", "Apr.", "May", "June", "July", "Aug.", "Sept.", "Oct.", "Nov.", "Dec.")
_TEX = {"\\": r"\textbackslash{}", "~": r"\textasciitilde{}", "^": r"\textasciicircum{}"} | {
    character: f"\\{character}" for character in "&%$#_{}"
}
_TEX_TABLE = str.maketrans(_TEX)


@dataclass(frozen=True, slots=True)
class Citation:
    """One form of citing."""

    style: str
    text: str
    is_for_programs: bool = False
    """Several lines that are copied as they are."""


@dataclass(frozen=True, slots=True)
class _Facts:
    title: str
    site: str
    address: str
    date: datetime
    people: tuple[tuple[str, str], ...]
    """(family name, given names); the second is "" for a name of one word."""


def citations(article: ArticleDocument, site: str) -> tuple[Citation, ...]:
    """All forms. `site`: the publication's name."""
    summary = article.summary
    writers = [one.name for one in summary.bylines if not one.role] or [one.name for one in summary.bylines]
    facts = _Facts(
        title=single_line(summary.title),
        site=single_line(site),
        address=f"{settings.BASE_URL}{quoted_path(summary.path)}",
        date=timezone.localtime(summary.published_at),
        people=tuple(_person(single_line(name)) for name in writers),
    )
    return (
        Citation("APA", _apa(facts)),
        Citation("MLA", _mla(facts)),
        Citation("Chicago", _chicago(facts)),
        Citation("BibTeX", _bibtex(facts), is_for_programs=True),
        Citation("RIS", _ris(facts), is_for_programs=True),
    )


def _person(name: str) -> tuple[str, str]:
    given, _space, family = name.rpartition(" ")
    return (family, given)


def _apa(facts: _Facts) -> str:
    people = [
        f"{family}, {' '.join(f'{word[0]}.' for word in given.split())}" if given else family
        for family, given in facts.people
    ]
    date = f"({facts.date.year}, {_MONTHS[facts.date.month - 1]} {facts.date.day})"
    title = _ended(facts.title)
    head = f"{_listed(people, ', & ')} {date}. {title}" if people else f"{title} {date}."
    return f"{head} {_ended(facts.site)} {facts.address}"


def _mla(facts: _Facts) -> str:
    date = f"{facts.date.day} {_SHORT[facts.date.month - 1]} {facts.date.year}"
    people = _inverted(facts)
    if len(facts.people) > 2:
        people = f"{_inverted_name(facts.people[0])}, et al"
    head = f"{_ended(people)} " if people else ""
    return f"{head}“{_ended(facts.title)}” {facts.site}, {date}, {facts.address.partition('://')[2]}."


def _chicago(facts: _Facts) -> str:
    date = f"{_MONTHS[facts.date.month - 1]} {facts.date.day}, {facts.date.year}"
    people = _inverted(facts)
    head = f"{_ended(people)} " if people else ""
    return f"{head}“{_ended(facts.title)}” {facts.site}, {date}. {facts.address}."


def _bibtex(facts: _Facts) -> str:
    family = slugify(facts.people[0][0] if facts.people else facts.site).replace("-", "") or "article"
    word = next((word for word in slugify(facts.title).split("-") if len(word) > 3), "")
    people = " and ".join(f"{_tex(f)}, {_tex(g)}" if g else f"{{{_tex(f)}}}" for f, g in facts.people)
    fields = {
        "author": people or f"{{{_tex(facts.site)}}}",
        "title": f"{{{_tex(facts.title)}}}",
        "journal": _tex(facts.site),
        "year": str(facts.date.year),
        "month": str(facts.date.month),
        "day": str(facts.date.day),
        "url": facts.address,
    }
    lines = "".join(f"  {name} = {{{value}}},\n" for name, value in fields.items())
    return f"@article{{{family}{facts.date.year}{word},\n{lines}}}\n"


def _ris(facts: _Facts) -> str:
    people = [f"{family}, {given}" if given else family for family, given in facts.people]
    lines = [
        ("TY", "MGZN"),
        *(("AU", name) for name in people),
        ("TI", facts.title),
        ("T2", facts.site),
        ("PY", str(facts.date.year)),
        ("DA", f"{facts.date:%Y/%m/%d}"),
        ("UR", facts.address),
        ("ER", ""),
    ]
    return "".join(f"{tag}  - {value}\n" for tag, value in lines)


def _inverted(facts: _Facts) -> str:
    """The first name family first, as lists of sources are sorted."""
    if not facts.people:
        return ""
    others = [f"{given} {family}".strip() for family, given in facts.people[1:]]
    return _listed([_inverted_name(facts.people[0]), *others], ", and ")


def _inverted_name(person: tuple[str, str]) -> str:
    family, given = person
    return f"{family}, {given}" if given else family


def _listed(names: list[str], last: str) -> str:
    return names[0] if len(names) == 1 else f"{', '.join(names[:-1])}{last}{names[-1]}"


def _ended(text: str) -> str:
    return text if text.endswith((".", "?", "!", "…")) else f"{text}."


def _tex(text: str) -> str:
    return text.translate(_TEX_TABLE)
