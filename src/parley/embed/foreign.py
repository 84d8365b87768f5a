"""A comment of a foreign site, as it is asked about or reported: a typed object that names every field."""

from dataclasses import dataclass

from django.conf import settings

from parley.kit.signing import keyed_hash


@dataclass(frozen=True, slots=True)
class ForeignComment:
    """Words that are judged and then forgotten."""

    site: str
    text: str
    author: str = ""
    address: str = ""
    website: str = ""
    permalink: str = ""
    context: str = ""
    """Words about the page, such as its tags; "" when the site sends none."""
    fell_into_trap: bool = False
    """A field that people cannot see was filled in."""
    given_key: str = ""
    """The key that an earlier answer gave this comment, when the site sends it back."""

    @property
    def key(self) -> str:
        """What names this comment within its site: the same words from the same writer, wherever they stand.

        Nothing has to be kept to recognise it again, and nobody without the secret can tell whose words it stands for.
        """
        if self.given_key:
            return self.given_key
        parts = (self.site, self.author, self.address.casefold(), self.website, " ".join(self.text.split()))
        return keyed_hash(settings.SECRET_KEY, "foreign comment", "\0".join(parts))
