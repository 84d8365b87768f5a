"""The interface for readers in six languages: English in the code, the others in catalogues."""

import re
from datetime import UTC, datetime

import pytest
from babel.messages.catalog import Message
from babel.messages.mofile import read_mo
from django.utils import translation
from django.utils.translation import gettext, ngettext
from tools import messages

from parley.config.jinja import moment

PLACEHOLDER = re.compile(r"%\(\w+\)[a-z]|%[a-z]|</?\w+>")


def _forms(message: Message) -> list[str]:
    return list(message.string) if isinstance(message.string, (tuple, list)) else [message.string]


def _is_translated(message: Message | None) -> bool:
    return message is not None and messages.is_translated(message.string)


def _key(message: Message) -> tuple[str, ...]:
    return tuple(message.id) if isinstance(message.id, (tuple, list)) else (message.id,)


@pytest.mark.parametrize("language", messages.LANGUAGES)
def test_every_text_for_readers_is_translated(language: str) -> None:
    standing = messages.catalogue(language)
    marked = [message for message in messages.texts_for_readers() if message.id]

    missing = [m.id for m in marked if not _is_translated(standing.get(m.id, m.context))]

    assert len(marked) > 600
    assert not missing, "`make messages` collects them; then translate them, and `make catalogues`"


@pytest.mark.parametrize("language", messages.LANGUAGES)
def test_a_translation_has_the_placeholders_and_tags_of_its_text(language: str) -> None:
    wrong = []
    for message in messages.catalogue(language):
        singular, plural = message.id if isinstance(message.id, tuple) else (message.id, message.id)
        if not message.id:
            continue
        counted = language == "ar" and isinstance(message.id, tuple)
        for form in _forms(message):
            given, wanted = sorted(PLACEHOLDER.findall(form)), sorted(PLACEHOLDER.findall(plural))
            # Arabic says "one comment" and "two comments" without a number
            if given != wanted and not (counted and not given and len(wanted) == 1):
                wrong.append((message.id, form))

    assert not wrong


@pytest.mark.parametrize("language", messages.LANGUAGES)
def test_the_compiled_catalogue_is_that_of_the_texts(language: str) -> None:
    path = messages.LOCALE / language / "LC_MESSAGES" / "django.mo"
    with path.open("rb") as file:
        compiled = {_key(m): tuple(_forms(m)) for m in read_mo(file) if m.id}

    assert compiled == {_key(m): tuple(_forms(m)) for m in messages.catalogue(language) if m.id}, "`make catalogues`"


@pytest.mark.parametrize(
    ("language", "counts"),
    [
        ("de", {1: "1 Kommentar", 2: "2 Kommentare"}),
        ("fr", {0: "0 commentaire", 1: "1 commentaire", 5: "5 commentaires"}),
        (
            "ru",
            {1: "1 комментарий", 3: "3 комментария", 5: "5 комментариев", 11: "11 комментариев", 21: "21 комментарий"},
        ),
        ("ar", {0: "لا تعليقات", 1: "تعليق واحد", 2: "تعليقان", 5: "5 تعليقات", 11: "11 تعليقًا", 100: "100 تعليق"}),
    ],
)
def test_each_language_counts_in_its_own_way(language: str, counts: dict[int, str]) -> None:
    with translation.override(language):
        said = {n: ngettext("%(count)s comment", "%(count)s comments", n) % {"count": n} for n in counts}

    assert said == counts


@pytest.mark.parametrize(
    ("language", "shown"),
    [
        ("en", "7 February 2019, 05:30"),
        ("de", "7. Februar 2019, 05:30"),
        ("fr", "7 février 2019, 05:30"),
        ("es", "7 de febrero de 2019, 05:30"),
        ("ru", "7 февраля 2019, 05:30"),
        ("ar", "7 فبراير 2019, 05:30".replace(",", "،")),
    ],
)
def test_a_date_is_written_as_the_language_writes_it(language: str, shown: str) -> None:
    with translation.override(language):
        assert moment(datetime(2019, 2, 7, 5, 30, tzinfo=UTC)) == shown


def test_another_country_speaks_the_same_language() -> None:
    with translation.override("de-at"):
        assert gettext("Leave a comment") == "Kommentar schreiben"
