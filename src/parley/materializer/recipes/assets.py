"""The style sheet, the icon, the scripts, and a word to robots."""

from django.conf import settings

from parley.conversation.scripts import console_style_text, script_text
from parley.materializer.recipes.made import Made
from parley.publication import themes


def stylesheet(_subject: str) -> Made | None:
    return Made(themes.stylesheet(), frozenset({"shell"}))


def icon(_subject: str) -> Made | None:
    return Made(themes.icon(), frozenset({"shell"}))


def console_style(_subject: str) -> Made | None:
    """What the moderators' console needs beyond the theme's style sheet."""
    return Made(console_style_text(), frozenset({"shell"}))


def script(subject: str) -> Made | None:
    """`subject`: the script's name, as in 'solver'."""
    return Made(script_text(subject), frozenset({"shell"}))


def robots(_subject: str) -> Made | None:
    """Everything public may be read; forms, consoles and private pages are not for robots."""
    closed = (
        "/editors/",
        "/moderation/",
        "/conversation/post/",
        "/conversation/reply/",
        "/conversation/status/",
        "/my/",
        "/search/",
    )
    lines = [
        "User-agent: *",
        *(f"Disallow: {path}" for path in closed),
        "",
        f"Sitemap: {settings.BASE_URL}/sitemap.xml",
    ]
    return Made("\n".join(lines) + "\n", frozenset())
