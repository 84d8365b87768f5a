"""The appearance in force: what is kept, or in a preview what an editor tries."""

from collections.abc import Iterator
from contextlib import contextmanager
from contextvars import ContextVar

from parley.database.prepared import Prepared
from parley.publication.appearance.models import Appearance

_kept = Prepared(lambda: Appearance.objects.select_related("logo").filter(pk=1))

_tried: ContextVar[Appearance | None] = ContextVar("tried_appearance", default=None)


def appearance_in_force() -> Appearance:
    """What pages show now; everything left to the theme while nobody chose."""
    return _tried.get() or _kept.first() or Appearance(pk=1)


@contextmanager
def trying(appearance: Appearance) -> Iterator[None]:
    """Within this block pages are drawn in an appearance that is not kept."""
    token = _tried.set(appearance)
    try:
        yield
    finally:
        _tried.reset(token)
