"""Reading the list of disallowed comment keys that WordPress keeps.

WordPress matches each line anywhere, also inside words: "press" stops "WordPress". Here a line matches whole words.
Lines are sorted by what they are; what cannot be a rule is returned with the reason, so that nothing is lost silently.
"""

import re
from collections.abc import Iterable
from dataclasses import dataclass

from spamfilter.policy.errors import PolicyError
from spamfilter.policy.hosts import AddressList, HostList
from spamfilter.policy.phrases import PhraseList

_NETWORK = re.compile(r"\d{1,3}(?:\.\d{1,3}){1,3}\.?(?:/\d+)?|[0-9a-f]{0,4}(?::[0-9a-f]{0,4}){2,7}", re.IGNORECASE)
_ADDRESS = re.compile(r"[^\s@]*@[^\s@]+")
_HOST = re.compile(r"(?:https?://)?(?:[\w-]+\.)+[a-z]{2,}/?|\.[a-z]{2,}/?", re.IGNORECASE)


@dataclass(frozen=True, slots=True)
class DisallowedList:
    """The lines of a list, sorted; each tuple without repetitions, in the order of the list."""

    words: tuple[str, ...]
    hosts: tuple[str, ...]
    addresses: tuple[str, ...]
    left_out: tuple[tuple[int, str], ...]
    """(line from 1, why it is no rule here)."""


def read_disallowed_list(lines: Iterable[str]) -> DisallowedList:
    """Sort the lines of a list of disallowed keys; "#" begins a comment."""
    sorted_lines: dict[str, dict[str, None]] = {"words": {}, "hosts": {}, "addresses": {}}
    left_out: list[tuple[int, str]] = []
    for number, raw in enumerate(lines, start=1):
        line = raw.partition("#")[0].strip()
        if not line:
            continue
        if _NETWORK.fullmatch(line):
            left_out.append((number, f"{line!r} is a network address; none are kept here"))
            continue
        kind, check = _kind(line)
        try:
            check(kind, [line])
        except PolicyError as error:
            left_out.append((number, error.problem))
        else:
            sorted_lines[kind][line] = None
    return DisallowedList(**{kind: tuple(found) for kind, found in sorted_lines.items()}, left_out=tuple(left_out))


def _kind(line: str) -> tuple[str, type[PhraseList | HostList | AddressList]]:
    if _ADDRESS.fullmatch(line):
        return "addresses", AddressList
    return ("hosts", HostList) if _HOST.fullmatch(line) else ("words", PhraseList)
