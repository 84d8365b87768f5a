"""The style sheet, and a word to robots."""

from django.conf import settings

from parley.materializer.recipes.made import Made
from parley.publication import themes


def stylesheet(_subject: str) -> Made | None:
    return Made(themes.stylesheet(), frozenset({"shell"}))


def icon(_subject: str) -> Made | None:
    return Made(themes.icon(), frozenset({"shell"}))


def robots(_subject: str) -> Made | None:
    """Everything public may be read; forms, consoles and private pages are not for robots."""
    closed = ("/editors/", "/moderation/", "/conversation/post/", "/conversation/reply/", "/conversation/status/")
    lines = ["User-agent: *", *(f"Disallow: {path}" for path in closed), "", f"# {settings.BASE_URL}"]
    return Made("\n".join(lines) + "\n", frozenset())
