"""Changes that concern a reader's whole record."""

from django.db import transaction

from parley.accounts.models import Reader, User
from parley.conversation.actions.erasing import Words, erase_reader
from parley.kit import clock
from parley.readers.models import Removal


@transaction.atomic
def erase(*, reader: Reader, words: Words, by_administrator: bool = False, actor: User | None = None) -> int:
    """Erase a reader and note that it was done, not whom it concerned. Returns the number of comments."""
    count = erase_reader(reader=reader, words=words)
    cause = Removal.Cause.ADMINISTRATOR if by_administrator else Removal.Cause.READER
    Removal.objects.create(cause=cause, count=count, actor=actor, removed_at=clock.now())
    return count
