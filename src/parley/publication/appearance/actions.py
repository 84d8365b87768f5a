"""Choose the look."""

from django.db import transaction
from django.utils import timezone

from parley.publication import events
from parley.publication.appearance.models import Appearance
from parley.publication.appearance.palette import Unreadable, unreadable
from parley.publication.appearance.styles import chosen_colours, palette_of
from parley.publication.errors import ColourUnreadable
from parley.publication.theme_files import Theme


@transaction.atomic
def choose_appearance(*, appearance: Appearance, theme: Theme) -> None:
    """Keep what was chosen; every page is made anew.

    Raises ColourUnreadable when a text could not be read on its ground; nothing is kept then.
    """
    for dark in (False, True):
        for found in unreadable_in(appearance, theme, dark=dark):
            raise ColourUnreadable(found.name, f"{found.ratio:.1f}", f"{found.least:g}", found.proposal or "")
    appearance.pk = 1
    appearance.changed_at = timezone.now()
    appearance.save()
    events.publication_changed("shell")


def unreadable_in(appearance: Appearance, theme: Theme, *, dark: bool) -> list[Unreadable]:
    """What cannot be read in a scheme, among the colours that are chosen; a theme answers for its own."""
    return unreadable(palette_of(appearance, theme, dark=dark)) if chosen_colours(appearance, dark=dark) else []
