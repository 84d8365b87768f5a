"""The list of reference pages."""

from collections.abc import Callable

from parley.config.reference.api import api_page
from parley.config.reference.blocks import blocks_page
from parley.config.reference.commands import commands_page
from parley.config.reference.errors import errors_page
from parley.config.reference.events import events_page
from parley.config.reference.settings import settings_page

MADE = "<!-- Made from the code by `python -m parley.config.reference docs/reference`; change it there. -->\n\n"

MAKERS: dict[str, Callable[[], str]] = {
    "settings.md": settings_page,
    "commands.md": commands_page,
    "events.md": events_page,
    "blocks.md": blocks_page,
    "errors.md": errors_page,
    "api.md": api_page,
}


def pages() -> dict[str, str]:
    """File name → Markdown of each reference page. Django must be set up: consumers and blocks are read from it."""
    return {name: MADE + make().rstrip() + "\n" for name, make in MAKERS.items()}
