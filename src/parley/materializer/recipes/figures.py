"""Moderation in figures, when the publisher wants it public."""

from datetime import timedelta

from django.conf import settings
from django.utils import timezone

from parley.conversation.queries.figures import moderation_figures
from parley.conversation.rendering import figures_page
from parley.kit import clock
from parley.materializer.recipes.made import Made

PATH = "/moderation-figures/"
SUBJECT = "moderation-figures"


def figures(_subject: str) -> Made | None:
    """As of the end of yesterday: made again on the same day it is the same file."""
    if not settings.PARLEY.moderation_figures:
        return None
    midnight = timezone.localtime(clock.now()).replace(hour=0, minute=0, second=0, microsecond=0)
    until = midnight - timedelta(seconds=1)
    return Made(figures_page(moderation_figures(until=until), until), frozenset({"shell", SUBJECT}))
