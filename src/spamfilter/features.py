"""What the learned model sees of a submission: hashed tokens in named groups.

A group is a kind of evidence (words, characters, links, author, e-mail, address of the author's
site, shape). Each group carries its own salt and its own norm, so that it can be absent without harm.
"""

import math
import re
import string
from collections.abc import Iterator
from dataclasses import dataclass
from itertools import pairwise

import numpy as np
import numpy.typing as npt

from spamfilter.hashing import Hashes, hash_tokens, hash_windows
from spamfilter.normalise import NormalText, normalise
from spamfilter.records import Submission

TABLE_BITS = 19
# What is hashed, and how: weights and lessons of another version mean nothing here.
FEATURES = 2
WORDS_SALT = 1
GROUPS = ("words", "characters", "links", "author", "email", "url", "shape")
FIELDS = ("author", "email", "url")

# A comment of three words must not carry as much evidence as one of thirty: the norm has a floor.
_FEWEST_WORDS = 24
_FEWEST_CHARACTERS = 90
_FEWEST_TOKENS = 6
_MOST_WORDS = 400
_MOST_CHARACTERS = 2_400
_MOST_LINKS = 8
_SHIFT = np.uint32(32 - TABLE_BITS)
_PART = re.compile(r"[a-z0-9]+")
_NOT_ASCII = re.compile("[^\x00-\x7f]+")
_KINDS = (string.ascii_uppercase.encode(), string.ascii_lowercase.encode(), string.digits.encode())
_SCHEME = re.compile(r"^[a-z]+:/+(?:www\.)?|^www\.")


@dataclass(frozen=True, slots=True)
class FeatureGroup:
    """The active features of one group: distinct hashes and one common value.

    `tokens` names the features where they can be named to a person, in the order of `hashes`;
    it is empty otherwise.
    """

    name: str
    hashes: Hashes
    value: float
    tokens: tuple[str, ...] = ()


def extract_features(text: NormalText, submission: Submission) -> list[FeatureGroup]:
    """Return the feature groups that are present, in the order of GROUPS."""
    groups = [_word_group(text), _character_group(text)]
    fields = (
        ("links", [*_link_tokens(text.links)]),
        ("author", [*_author_tokens(submission.author)]),
        ("email", [*_email_tokens(submission.email, submission.author)]),
        ("url", [*_url_tokens(submission.url)]),
        ("shape", [*_shape_tokens(text)]),
    )
    groups += [_field_group(name, tokens) for name, tokens in fields if tokens]
    return [group for group in groups if len(group.hashes)]


def positions(hashes: Hashes) -> npt.NDArray[np.intp]:
    """Map hashes to places in the table of 2**TABLE_BITS weights (Fibonacci hashing)."""
    return ((hashes * np.uint32(2654435769)) >> _SHIFT).astype(np.intp)


def words_of(text: str) -> tuple[str, ...]:
    """Return the distinct words and word pairs of a text, as they are learned."""
    return _words(normalise(text))


def _words(text: NormalText) -> tuple[str, ...]:
    words = text.words[:_MOST_WORDS]
    return tuple(dict.fromkeys([*words, *(f"{left} {right}" for left, right in pairwise(words))]))


def _word_group(text: NormalText) -> FeatureGroup:
    tokens = _words(text)
    value = 1 / math.sqrt(max(len(tokens), 2 * _FEWEST_WORDS))
    return FeatureGroup("words", hash_tokens(tokens, salt=WORDS_SALT), value, tokens)


def _character_group(text: NormalText) -> FeatureGroup:
    sample = f" {text.folded[:_MOST_CHARACTERS]} "
    hashes = _distinct(np.concatenate([hash_windows(sample, 3), hash_windows(sample, 5)]))
    return FeatureGroup("characters", hashes, 1 / math.sqrt(max(len(hashes), 2 * _FEWEST_CHARACTERS)))


def _distinct(hashes: Hashes) -> Hashes:
    """Return each hash once, sorted: `np.unique`, which takes four times as long."""
    ordered = np.sort(hashes)
    fresh = np.ones(len(ordered), dtype=bool)
    np.not_equal(ordered[1:], ordered[:-1], out=fresh[1:])
    return ordered[fresh]


def _field_group(name: str, tokens: list[str]) -> FeatureGroup:
    distinct = tuple(dict.fromkeys(tokens))
    hashes = hash_tokens([f"{name}:{token}" for token in distinct], salt=2)
    return FeatureGroup(name, hashes, 1 / math.sqrt(max(len(distinct), _FEWEST_TOKENS)))


def _link_tokens(links: tuple[str, ...]) -> Iterator[str]:
    for link in links[:_MOST_LINKS]:
        yield from _address_tokens(link)
    if links:
        yield f"#links {min(len(links), 6)}"


def _author_tokens(author: str) -> Iterator[str]:
    name = author.strip()[:120]
    if not name:
        return
    folded = name.casefold()
    words = folded.split()
    yield from (f"={word}" for word in words)
    padded = f"^{folded}$"
    yield from (padded[start : start + 3] for start in range(len(padded) - 2))
    yield f"#words {min(len(words), 6)}"
    yield f"#length {min(len(name) // 4, 12)}"
    yield f"#case {_case(name)}"
    yield f"#longest {min(max(map(len, words)) // 3, 6)}"
    if any(map(str.isdigit, name)):
        yield f"#digits {'all' if name.isdigit() else 'some'}"


def _case(name: str) -> str:
    if not any(map(str.isalpha, name)):
        return "none"
    if name.islower() or name.isupper():
        return "lower" if name.islower() else "upper"
    return "title" if name.istitle() else "mixed"


def _email_tokens(email: str, author: str) -> Iterator[str]:
    local, at, host = email.strip().casefold()[:200].rpartition("@")
    if not at:
        return
    named = any(word in local for word in _PART.findall(author.casefold()[:120]) if len(word) > 2)
    yield f"#named {named}"
    yield f"#digits {min(sum(map(str.isdigit, local)), 5)}"
    yield f"#length {min(len(local) // 4, 8)}"
    yield f"#dots {min(local.count('.'), 3)}"
    yield f"#vowels {int(6 * sum(letter in 'aeiouy' for letter in local) / max(len(local), 1))}"
    yield f"@{host}"
    yield f"@.{host.rpartition('.')[2]}"


def _url_tokens(url: str) -> Iterator[str]:
    address = url.strip()
    if not address:
        return
    yield "#present"
    yield from _address_tokens(address)
    host = _SCHEME.sub("", address.casefold()[:500]).partition("/")[0].rpartition(".")[0]
    yield from (host[start : start + 4] for start in range(min(len(host), 40) - 3))


def _address_tokens(address: str) -> Iterator[str]:
    """Host, ending, depth and words of a web address."""
    host, _, path = _SCHEME.sub("", address.casefold()[:300]).partition("/")
    yield f"host {host}"
    yield f".{host.rpartition('.')[2]}"
    yield f"#depth {min(len([part for part in path.split('/') if part]), 4)}"
    yield f"#hyphens {min(host.count('-'), 3)}"
    yield f"#length {min(len(host) // 6, 8)}"
    if "?" in path:
        yield "#query"
    if path:
        yield from (f"/{part}" for part in _PART.findall(path)[:12])


def _shape_tokens(text: NormalText) -> Iterator[str]:
    plain = text.plain
    letters, capitals, digits = _counts(plain)
    if not letters:
        yield "no letters"
        return
    yield f"words {min(int(math.log2(len(text.words) + 1)), 9)}"
    yield f"links {min(len(text.links), 4)}"
    yield f"capitals {min(int(10 * capitals / letters), 5)}"
    yield f"digits {min(int(20 * digits / len(plain)), 5)}"
    yield f"exclamations {min(plain.count('!'), 4)}"
    yield f"questions {min(plain.count('?'), 3)}"
    yield f"ends {plain[-1] if plain[-1] in '.!?' else 'open'}"
    if plain[:1].islower():
        yield "starts small"
    if " ." in plain or " ," in plain:
        yield "space before stop"


def _counts(plain: str) -> tuple[int, int, int]:
    """Return how many letters, capitals and digits there are. The ASCII ones are counted all at once."""
    rest = "" if plain.isascii() else "".join(_NOT_ASCII.findall(plain))
    ascii_part = plain.encode("ascii", "ignore")
    capitals, small, digits = (len(ascii_part) - len(ascii_part.translate(None, kind)) for kind in _KINDS)
    return (
        capitals + small + sum(map(str.isalpha, rest)),
        capitals + sum(map(str.isupper, rest)),
        digits + sum(map(str.isdigit, rest)),
    )
