"""Claims that are laid at somebody's door without saying where it can be read: "critics believe", "sources allege"."""

import re
from collections.abc import Iterator
from functools import cache

from parley.kit.text import plain_text, shorten
from parley.publication.references import REFERENCE

_PHRASES = {
    "en": r"(?<!\bI )(?<!\bwe )(?:believes?|believed)|alleges?|alleged|allegedly|claims? that|"
    r"claimed that|reportedly|according to|(?:is|are) said to|it is understood|"
    r"(?:sources|critics|observers|experts|analysts) (?:say|said|warn|argue)",
    "de": r"glaubt|glauben|behauptet|behaupten|angeblich|laut|zufolge|soll angeblich|"
    r"(?:Kritiker|Beobachter|Experten|Kreise) (?:sagen|meinen|warnen)",
    "fr": r"croit|croient|prétend|prétendent|affirme|affirment|selon|d['’]après|aurait|auraient|"
    r"(?:critiques|observateurs|experts) (?:disent|estiment)",
    "es": r"cree que|creen que|alega|alegan|afirma|afirman|supuestamente|presuntamente|según|"
    r"(?:críticos|observadores|expertos) (?:dicen|advierten)",
    "ru": r"считает|считают|утверждает|утверждают|якобы|по словам|согласно|по данным|"
    r"(?:критики|эксперты|наблюдатели) (?:говорят|полагают)",
    "ar": r"يعتقد|يزعم|يُزعم|وفقا ل|وفقًا ل|بحسب|يقول (?:خبراء|مراقبون|منتقدون)",
}
_SENTENCE_END = re.compile(r"(?<=[.!?…؟])[\"”’»]*\s+")
_LINK = re.compile(r"<a\b[^>]*href", re.IGNORECASE)
_MARK = "\N{WHITE SQUARE}"
"""Stands for a link while sentences are cut."""


def unsourced_attributions(html: str, language: str) -> Iterator[str]:
    """The sentences of a paragraph that attribute something, while neither they nor the next one names a source or
    links to one. `language` as in "en" or "de-at"; one that is not known has no such sentences."""
    pattern = _pattern(language.partition("-")[0])
    if pattern is None:
        return
    marked = _LINK.sub(lambda found: f"{_MARK}{found[0]}", html)
    sentences = [part for part in _SENTENCE_END.split(plain_text(marked)) if part]
    for index, sentence in enumerate(sentences):
        near = " ".join(sentences[index : index + 2])
        if pattern.search(sentence) and not REFERENCE.search(near) and _MARK not in near:
            yield shorten(sentence, 160)


@cache
def _pattern(language: str) -> re.Pattern[str] | None:
    phrases = _PHRASES.get(language)
    return re.compile(rf"(?<!\w)(?:{phrases})(?!\w)", re.IGNORECASE) if phrases else None
