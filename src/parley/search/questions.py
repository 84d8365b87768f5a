"""What a reader typed becomes a question to the index. Every text is a question; none is an error."""

import re
from collections.abc import Iterable

from parley.search.index import Sought
from parley.search.words import stems

MOST_WORDS = 12
"""Words of a question that count; more would only cost."""

_PART = re.compile(r'(?P<minus>(?<!\S)-)?(?:"(?P<phrase>[^"]*)"?|(?P<word>[^\s"]+))')


Forms = tuple[tuple[str, ...], ...]
"""Of one word or phrase, in each language."""


def question(text: str, languages: Iterable[str]) -> Sought:
    """Words that must all be there, "phrases" in their order, and after a minus sign what must not be there.

    Each is sought in every language of `languages`, for nobody says in which one a question is. Nothing is sought
    where no word is wanted.
    """
    languages = sorted(set(languages)) or [""]
    wanted: list[Forms] = []
    without: list[Forms] = []
    words = 0
    for part in _PART.finditer(text):
        forms = _forms(part["phrase"] if part["phrase"] is not None else part["word"], languages)
        if not forms or words + len(forms[0]) > MOST_WORDS:
            continue
        words += len(forms[0])
        (without if part["minus"] else wanted).append(forms)
    return Sought(tuple(wanted), tuple(without)) if wanted else Sought()


def _forms(text: str, languages: list[str]) -> Forms:
    """The stems of a word or phrase in each language, each form once. A word with a hyphen is a phrase."""
    found = dict.fromkeys(tuple(stems(text, language)) for language in languages)
    return tuple(form for form in found if form)
