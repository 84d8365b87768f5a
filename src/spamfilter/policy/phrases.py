"""Lists of words and phrases, found in one pass over a text however long the list is.

A phrase matches whole words, in order, whatever stands between them: "make money" finds "make, money" and not "remake
money". A star at its end matches the rest of the last word: "casino*" finds "casinos". Phrases and texts go through the
same normalisation, so case, lookalike letters and invisible characters do not matter.
"""

import re
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field

from spamfilter.normalise import NormalText, normalise
from spamfilter.policy.errors import PolicyError
from spamfilter.policy.words import words_of

LONGEST = 200
"""Characters of one line."""

SHORTEST_PREFIX = 3
"""Letters before a star: "a*" would match every comment."""

_PATTERN = re.compile(r"\\|[.)\]][*+?]|\[[^\]]*\]|\(\?|\([^)]*\||\{\d|^\^|\$$")


@dataclass(slots=True)
class _Node:
    """A place in the tree of phrases, one word deep for each word of a phrase."""

    further: dict[str, "_Node"] = field(default_factory=dict)
    phrase: str = ""
    """As the publisher wrote it; "" where none ends."""
    prefixes: dict[str, str] = field(default_factory=dict)
    """Beginning of the next word → the phrase that ends with it."""
    lengths: tuple[int, ...] = ()
    heads: set[str] = field(default_factory=set)
    """The beginnings of `prefixes`, as long as the shortest: most words are told by one look."""

    def end_with(self, prefix: str, phrase: str) -> None:
        self.prefixes.setdefault(prefix, phrase)
        if len(prefix) not in self.lengths:
            self.lengths = tuple(sorted({*self.lengths, len(prefix)}))
            self.heads = {known[: self.lengths[0]] for known in self.prefixes}
        self.heads.add(prefix[: self.lengths[0]])

    def ending_within(self, word: str) -> Iterator[str]:
        if word[: self.lengths[0]] in self.heads:
            for length in self.lengths:
                if phrase := self.prefixes.get(word[:length]):
                    yield phrase


class PhraseList:
    """The phrases of one rule, compiled. Raises PolicyError for a line that is none."""

    def __init__(self, rule: str, lines: Iterable[str]) -> None:
        self._root = _Node()
        for number, line in enumerate(lines, start=1):
            try:
                self._add(line)
            except ValueError as error:
                raise PolicyError(rule, number, str(error)) from None

    def __bool__(self) -> bool:
        return bool(self._root.further or self._root.prefixes)

    def find(self, words: Sequence[str]) -> Iterator[str]:
        """The phrases that stand in the words, as the publisher wrote them; one may come more than once."""
        root = self._root
        starting, heads = root.further, root.heads
        shortest = root.lengths[0] if root.lengths else 0
        for start, word in enumerate(words):
            if shortest and word[:shortest] in heads:
                yield from root.ending_within(word)
            if word in starting:
                yield from self._follow(starting[word], words, start + 1)

    def _follow(self, node: _Node, words: Sequence[str], place: int) -> Iterator[str]:
        """The phrases that go on from a node with the words from `place`."""
        if node.phrase:
            yield node.phrase
        for word in words[place : place + LONGEST]:
            if node.lengths:
                yield from node.ending_within(word)
            if word not in node.further:
                return
            node = node.further[word]
            if node.phrase:
                yield node.phrase

    def _add(self, line: str) -> None:
        words, is_prefix = _read_phrase(line)
        node = self._root
        for word in words[: len(words) - is_prefix]:
            node = node.further.setdefault(word, _Node())
        if is_prefix:
            node.end_with(words[-1], line.strip())
        else:
            node.phrase = node.phrase or line.strip()


def _read_phrase(line: str) -> tuple[list[str], bool]:
    """The words of a line and whether the last one is only a beginning. Raises ValueError in words."""
    phrase = line.strip()
    if not phrase:
        raise ValueError("it is empty")
    if len(phrase) > LONGEST:
        raise ValueError(f"it is longer than {LONGEST} characters")
    if _PATTERN.search(phrase):
        raise ValueError(f"{phrase!r} looks like a regular expression; write plain words")
    bare = phrase.removesuffix("*")
    if "*" in bare or bare.endswith(" "):
        raise ValueError(f"{phrase!r}: a star may stand only at the end of the last word")
    words = words_of(normalise(bare).folded)
    if not words:
        raise ValueError(f"{phrase!r} has no word in it; addresses belong in the lists of hosts")
    is_prefix = bare != phrase
    if is_prefix and bare.isascii() and len(words[-1]) < SHORTEST_PREFIX:
        raise ValueError(f"{phrase!r}: write at least {SHORTEST_PREFIX} letters before the star")
    return words, is_prefix


def searched_words(text: NormalText, *others: str) -> list[list[str]]:
    """All that phrases are looked for in, as runs of words: the text, its links, and other fields such as the name.

    A word in Cyrillic inside a Latin text may have been folded to Latin: the text counts in both forms.
    """
    runs = [words_of(text.folded)]
    if text.oddities.get("disguised"):
        runs.append(words_of(text.plain.casefold()))
    runs += [words_of(link.casefold()) for link in text.links]
    runs += [words_of(normalise(other).folded) for other in others if other]
    return runs
