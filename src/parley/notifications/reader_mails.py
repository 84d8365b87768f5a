"""How one reader wants to be written to: language, time zone, pause, and the key of the page where that is changed."""

from datetime import tzinfo
from functools import cache
from pathlib import Path
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

from django.conf import settings
from django.http import HttpRequest
from django.utils.translation import check_for_language, get_language_from_request

from parley.accounts.models import Reader
from parley.kit import clock
from parley.kit.signing import new_token
from parley.notifications.errors import UnknownKey
from parley.notifications.models import ReaderMails


def mails_of(reader: Reader, *, language: str = "") -> ReaderMails:
    """The reader's row, made when it is new. `language` counts then only: whoever types an address into a form must
    not change how its owner is written to."""
    try:
        return reader.mails  # no query where it came along
    except ReaderMails.DoesNotExist:
        made, _created = ReaderMails.objects.get_or_create(
            reader=reader, defaults={"private_key": new_token(), "language": language}
        )
        return made


def mails_by_key(private_key: str) -> ReaderMails:
    """What a link to "My mails" means. Raises UnknownKey."""
    found = ReaderMails.objects.filter(private_key=private_key).select_related("reader").first()
    if found is None:
        raise UnknownKey
    return found


def language_of(reader: Reader) -> str:
    """The language of the mails to a reader: the reader's where Parley speaks it, else the site's."""
    chosen = mails_of(reader).language
    return chosen if chosen and chosen in spoken_languages() else settings.LANGUAGE_CODE


def spoken_languages() -> list[str]:
    """Codes of the languages into which Parley's own texts are translated, the site's first."""
    translated = _translated(tuple(map(Path, settings.LOCALE_PATHS)))
    known = {code for code, _name in settings.LANGUAGES}
    return [settings.LANGUAGE_CODE, *sorted((translated & known) - {settings.LANGUAGE_CODE})]


def language_of_request(request: HttpRequest) -> str:
    """The language that a reader's browser asks for, "" where Parley does not speak it or it is the site's."""
    asked = get_language_from_request(request)
    return asked if asked in spoken_languages()[1:] and check_for_language(asked) else ""


def zone_of(mails: ReaderMails | None) -> tzinfo:
    """The reader's time zone, else the site's."""
    chosen = _zone(mails.time_zone) if mails is not None and mails.time_zone else None
    return chosen or ZoneInfo(settings.TIME_ZONE)


def is_paused(mails: ReaderMails) -> bool:
    return mails.paused_until is not None and mails.paused_until > clock.now()


@cache
def _translated(places: tuple[Path, ...]) -> frozenset[str]:
    """Kept: asked for each mail, and the texts change with the program only."""
    return frozenset(
        folder.parent.parent.name.replace("_", "-").lower()
        for place in places
        for folder in place.glob("*/LC_MESSAGES/django.mo")
    )


def _zone(name: str) -> tzinfo | None:
    """One file is opened, once. `available_timezones()` opens all 600 at each call: 50 ms a mail."""
    try:
        return ZoneInfo(name)
    except (ZoneInfoNotFoundError, ValueError, OSError):
        return None
