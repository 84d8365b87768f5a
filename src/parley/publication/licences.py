"""Under which terms a text or a picture may be passed on."""

import re
from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Licence:
    """A licence that an article can be under."""

    name: str
    address: str
    """Where its text stands; "" for none."""
    may_be_republished: bool
    is_commercial: bool = True
    """Whether who republishes may earn money by it."""


def _creative_commons(kind: str, *, is_commercial: bool = True) -> Licence:
    return Licence(
        f"CC {kind.upper()} 4.0", f"https://creativecommons.org/licenses/{kind}/4.0/", True, is_commercial=is_commercial
    )


LICENCES: dict[str, Licence] = {
    "all-rights-reserved": Licence("All rights reserved", "", may_be_republished=False),
    "cc-by": _creative_commons("by"),
    "cc-by-sa": _creative_commons("by-sa"),
    "cc-by-nd": _creative_commons("by-nd"),
    "cc-by-nc": _creative_commons("by-nc", is_commercial=False),
    "cc-by-nc-sa": _creative_commons("by-nc-sa", is_commercial=False),
    "cc-by-nc-nd": _creative_commons("by-nc-nd", is_commercial=False),
    "cc0": Licence("CC0 1.0", "https://creativecommons.org/publicdomain/zero/1.0/", may_be_republished=True),
}
"""Code → licence. The codes are kept in the database and in settings."""

_FREE = re.compile(r"\b(?:cc[ -]?0|public domain|pdm|cc[ -]by\b[a-z -]*)", re.IGNORECASE)
_NOT_COMMERCIAL = re.compile(r"\bcc[ -]by[a-z -]*-nc\b|noncommercial|non-commercial", re.IGNORECASE)


def picture_may_come_along(words: str, licence: Licence) -> bool:
    """Whether a picture may be passed on with an article under `licence`. `words`: the picture's own licence, as an
    editor wrote it. What is not clearly allowed is not: a picture without a licence stays here."""
    if not licence.may_be_republished or not _FREE.search(words):
        return False
    return not (licence.is_commercial and _NOT_COMMERCIAL.search(words))
