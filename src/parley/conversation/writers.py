"""Who sends a comment, as far as it is known: a guest, or a reader who is signed in."""

from dataclasses import dataclass

from django.http import HttpRequest, QueryDict

from parley.accounts.actions import address_key
from parley.accounts.models import Reader, User
from parley.accounts.signing_in import signed_in_reader, staff_of
from parley.conversation.house_names import names_of
from parley.kit.confusables import name_skeleton


@dataclass(frozen=True, slots=True)
class KnownWriter:
    """A guest has no reader, no name and no address here."""

    reader: Reader | None = None
    staff: User | None = None
    """The member of staff who is signed in at the console, or as a reader with the address of the own account."""

    @property
    def name(self) -> str:
        if self.staff is not None and self.reader is not None:
            return str(self.staff)
        return self.reader.name if self.reader is not None else ""

    @property
    def address(self) -> str:
        return self.reader.address if self.reader is not None else ""

    def filled_in(self, sent: QueryDict) -> QueryDict:
        """The fields as they were sent; the signed-in reader's name and address where they were left empty."""
        if self.reader is None:
            return sent
        fields = sent.copy()
        for field, known in (("name", self.name), ("email", self.address)):
            if not fields.get(field, "").strip():
                fields[field] = known
        return fields

    def owns(self, address: str) -> bool:
        """Whether this is the address that the signed-in reader has proven to own."""
        return self.reader is not None and address_key(address) == self.reader.address_key

    def speaks_as_staff(self, name: str) -> bool:
        """Whether this is the name of the member of staff who sends it: under another one they write as guests."""
        return self.staff is not None and name_skeleton(name) in {name_skeleton(each) for each in names_of(self.staff)}


def known_writer(request: HttpRequest) -> KnownWriter:
    """Who is signed in, in the browser that sent the request."""
    reader = signed_in_reader(request)
    if isinstance(request.user, User):
        return KnownWriter(reader, request.user)
    return KnownWriter(reader, staff_of(reader) if reader is not None else None)
