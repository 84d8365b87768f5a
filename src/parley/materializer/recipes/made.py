from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Made:
    """A public file's text, and the subjects whose change makes it out of date."""

    text: str | bytes
    """Bytes of what is no text: a picture."""
    depends_on: frozenset[str]

    @property
    def content(self) -> bytes:
        return self.text if isinstance(self.text, bytes) else self.text.encode()
