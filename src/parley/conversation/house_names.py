"""Whose names nobody else may use here: the staff's, the authors', the site's; and words that claim an office.

Rooms above know further names (authors, the site's) and register where to read them; nobody below calls them.
"""

from collections.abc import Callable, Iterable

from django.core.cache import cache
from django.utils.translation import gettext as _

from parley.accounts.models import User
from parley.kit.confusables import name_skeleton, word_skeletons

Names = Callable[[], Iterable[str]]
KEPT_FOR = 60
"""Seconds after which a new name of the house is heard of."""

_CACHED = "conversation.house_names"
_sources: dict[str, Names] = {}


def register_house_names(room: str, names: Names) -> None:
    """Let `names()` count among the names of the house. Registering for the same room again replaces it."""
    _sources[room] = names


def why_name_is_refused(name: str, *, writer: User | None = None) -> str:
    """Why this name cannot stand beside a reader's comment, in words for the reader; "" when it can.

    `writer`: the member of staff who is known to write; the own names are free then, and so are claims of an office.
    """
    skeleton = name_skeleton(name)
    if not skeleton:
        return ""
    own = {name_skeleton(each) for each in names_of(writer)} if writer is not None else set()
    if skeleton in own:
        return ""
    if skeleton in _skeletons_of_the_house():
        return _(
            "This name, or one that looks like it, belongs to somebody who works here. Please add something to yours, "
            "such as a surname."
        )
    if writer is None and word_skeletons(name) & {name_skeleton(word) for word in _offices().split()}:
        return _("This name sounds as if you spoke for the site. Please choose one without an office in it.")
    return ""


def _skeletons_of_the_house() -> frozenset[str]:
    """Asked of the tables once a minute at most: three queries that hardly ever say anything new."""
    known: frozenset[str] | None = cache.get(_CACHED)
    if known is None:
        known = frozenset(name_skeleton(each) for each in _names_of_the_house())
        cache.set(_CACHED, known, KEPT_FOR)
    return known


def _names_of_the_house() -> Iterable[str]:
    for user in User.objects.filter(is_active=True).only("username", "display_name", "first_name", "last_name"):
        yield from names_of(user)
    for names in _sources.values():
        yield from names()


def names_of(user: User) -> Iterable[str]:
    """The names under which a member of staff is known."""
    return (each for each in (user.display_name, user.get_full_name(), user.username) if each)


def _offices() -> str:
    """Words that claim an office, in the site's language beside the English ones."""
    english = "admin admins administrator administrators moderator moderators mod editor editors staff webmaster"
    return f"{english} {_('administrator moderator editor editors staff')}"
