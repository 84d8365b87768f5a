"""The environment of the public templates: escaping on, undefined names are errors, texts translatable."""

import datetime
from typing import Any

from django.conf import settings
from django.urls import reverse
from django.utils import timezone, translation
from django.utils.formats import date_format
from django.utils.translation import pgettext
from jinja2 import Environment, StrictUndefined
from markupsafe import Markup

from parley.kit.error_style import error_style
from parley.kit.feeds import FORMATS
from parley.kit.urls import quoted_path


def environment(**options: Any) -> Environment:
    """Django's Jinja2 backend calls this once."""
    options |= {"undefined": StrictUndefined, "trim_blocks": True, "lstrip_blocks": True, "autoescape": True}
    made = Environment(**options, extensions=["jinja2.ext.i18n"])  # noqa: S701 - autoescape is in options
    made.install_gettext_callables(translation.gettext, translation.ngettext, newstyle=True)  # type: ignore[attr-defined]
    made.globals |= {"current_shell": _current_shell, "url": _url, "base_url": settings.BASE_URL}
    made.globals |= {"language": translation.get_language}
    made.globals |= {"console_assets": _console_assets, "feed_formats": FORMATS, "error_style": error_style}
    made.filters |= {
        "day": day,
        "moment": moment,
        "iso": iso,
        "local_input": local_input,
        "month_name": month_name,
        "path": quoted_path,
        "safe_html": Markup,
    }
    return made


def _url(name: str, *args: object) -> str:
    return reverse(name, args=args)


def _current_shell() -> Any:
    from parley.publication.queries import shell_document  # noqa: PLC0415 - the environment is made before the models

    return shell_document()


def _console_assets() -> dict[str, str]:
    from parley.conversation.scripts import console_script, console_style  # noqa: PLC0415 - as above

    return {"style": console_style(), "script": console_script()}


def day(value: datetime.datetime) -> str:
    """A date in words, in the site's language and time zone: "7 February 2019"."""
    return date_format(timezone.localtime(value), pgettext("date", "j F Y"))


def moment(value: datetime.datetime) -> str:
    """A date with its time: "7 February 2019, 05:30"."""
    return date_format(timezone.localtime(value), pgettext("date", "j F Y, H:i"))


def iso(value: datetime.datetime) -> str:
    """RFC 3339 in UTC with Z, for `datetime` attributes and feeds."""
    return value.astimezone(datetime.UTC).strftime("%Y-%m-%dT%H:%M:%SZ")


def local_input(value: datetime.datetime) -> str:
    """The value of an <input type="datetime-local">, in the site's time zone, rounded up to the next minute."""
    local = timezone.localtime(value)
    if local.second or local.microsecond:
        local += datetime.timedelta(minutes=1)
    return local.strftime("%Y-%m-%dT%H:%M")


def month_name(value: datetime.datetime) -> str:
    """A month in words: "February 2019"."""
    return date_format(timezone.localtime(value), pgettext("date", "F Y"))
