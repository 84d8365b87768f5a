"""What a content check finds: in words, with a remedy."""

from dataclasses import dataclass
from typing import Literal


@dataclass(frozen=True, slots=True)
class Finding:
    """One thing to look at before an article is published."""

    code: str
    """Stable: "standfirst_missing"."""
    level: Literal["error", "warning"]
    """An error blocks publishing, a warning does not."""
    words: str
    remedy: str
    field: str
    """The field of the editors' form: "standfirst", "hero", "body", "sources", "corrections", "bylines"."""
    block_id: str = ""
    """The block it is about; "" for the whole field."""
    excerpt: str = ""
    """Words by which an editor finds the place."""
