from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Made:
    """A public file's text, and the subjects whose change makes it out of date."""

    text: str
    depends_on: frozenset[str]
