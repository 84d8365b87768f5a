"""What may come in with a comment: a typed object that names every field."""

from dataclasses import dataclass
from datetime import datetime

from django.conf import settings

from parley.accounts.models import User
from parley.conversation.models import Thread
from parley.kit.signing import keyed_hash


@dataclass(frozen=True, slots=True)
class NewComment:
    """A comment as it arrives, cleaned but not judged."""

    thread: Thread
    text: str
    """Markdown, at most 20,000 characters."""
    name: str
    address: str
    """E-mail address; "" only for imported comments that had none."""
    website: str = ""
    parent_id: int | None = None
    notify: str = ""
    network_key: str = ""
    fell_into_trap: bool = False
    """A field that people cannot see was filled in."""
    proof: str = ""
    """The browser's proof of work, as it came in."""
    has_read_warning: bool = False
    """The writer ticked that a moderator's warning was read."""
    opened: str = ""
    """The form's signed time, as it came in."""
    is_vouched_for: bool = False
    """It came with a token of the publisher's: no browser is there that could do a proof of work."""
    signed_in: bool = False
    """The writer was signed in, so that the address is surely theirs."""
    staff: User | None = None
    """The member of staff who is known to have written it."""

    def submission_key(self) -> str:
        """The same words from the same sender in the same place: one comment, however often the button is clicked."""
        words = " ".join(self.text.split())
        parts = (str(self.thread.pk), str(self.parent_id or ""), self.address.strip().casefold(), self.name, words)
        return keyed_hash(settings.SECRET_KEY, "submission", "\0".join(parts))


@dataclass(frozen=True, slots=True)
class PastComment:
    """A comment from an export: as NewComment, with the date it was written and what its old system thought of it."""

    comment: NewComment
    posted_at: datetime
    was_public: bool
    """The old system showed it."""
    was_spam: bool = False
    was_trash: bool = False
    key: str = ""
    """Identity in the export, so that two equal comments of the export stay two."""
