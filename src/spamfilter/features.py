"""What the learned model sees of a submission: hashed tokens in named groups.

A group is a kind of evidence (words, characters, author, e-mail, address of the author's site,
shape). Each group carries its own salt and its own norm, so that it can be absent without harm.
"""

import math
import re
from collections.abc import Iterator
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from spamfilter.hashing import Hashes, hash_tokens, hash_windows
from spamfilter.normalise import NormalText
from spamfilter.records import Submission

TABLE_BITS = 19
GROUPS = ("words", "characters", "author", "email", "url", "shape")

# A comment of three words must not carry as much evidence as one of thirty: the norm has a floor.
_FEWEST_WORDS = 24
_FEWEST_CHARACTERS = 90
_MOST_WORDS = 400
_MOST_CHARACTERS = 2_400
_SHIFT = np.uint32(32 - TABLE_BITS)
_URL_PART = re.compile(r"[a-z0-9]+")
_CLOSING = str.maketrans("", "", ".,;:")


@dataclass(frozen=True, slots=True)
class FeatureGroup:
    """The active features of one group: table positions and one common value.

    `tokens` names the features where they can be named to a person, in the order of `positions`;
    it is empty otherwise.
    """

    name: str
    positions: npt.NDArray[np.intp]
    value: float
    tokens: tuple[str, ...] = ()


def extract_features(text: NormalText, submission: Submission) -> list[FeatureGroup]:
    """Return the feature groups that are present, in the order of GROUPS."""
    groups = [_word_group(text), _character_group(text)]
    fields = (
        ("author", list(_author_tokens(submission.author))),
        ("email", list(_email_tokens(submission.email))),
        ("url", list(_url_tokens(submission.url))),
        ("shape", list(_shape_tokens(text))),
    )
    groups += [_field_group(name, tokens) for name, tokens in fields if tokens]
    return [group for group in groups if len(group.positions)]


def positions(hashes: Hashes) -> npt.NDArray[np.intp]:
    """Map hashes to places in the table of 2**TABLE_BITS weights (Fibonacci hashing)."""
    return ((hashes * np.uint32(2654435769)) >> _SHIFT).astype(np.intp)


def _word_group(text: NormalText) -> FeatureGroup:
    words = text.words[:_MOST_WORDS]
    pairs = [f"{left} {right}" for left, right in zip(words, words[1:], strict=False)]
    tokens = tuple(dict.fromkeys([*words, *pairs]))
    value = 1 / math.sqrt(max(len(tokens), 2 * _FEWEST_WORDS))
    return FeatureGroup("words", positions(hash_tokens(tokens, salt=1)), value, tokens)


def _character_group(text: NormalText) -> FeatureGroup:
    sample = f" {text.folded[:_MOST_CHARACTERS]} "
    places = np.unique(positions(np.concatenate([hash_windows(sample, 3), hash_windows(sample, 5)])))
    return FeatureGroup("characters", places, 1 / math.sqrt(max(len(places), 2 * _FEWEST_CHARACTERS)))


def _field_group(name: str, tokens: list[str]) -> FeatureGroup:
    distinct = tuple(dict.fromkeys(tokens))
    salted = [f"{name}:{token}" for token in distinct]
    return FeatureGroup(name, positions(hash_tokens(salted, salt=2)), 1 / math.sqrt(max(len(distinct), 6)))


def _author_tokens(author: str) -> Iterator[str]:
    name = author.strip()[:200]
    if not name:
        return
    words = name.casefold().split()
    yield from words
    yield f"#words {min(len(words), 6)}"
    yield f"#length {min(len(name) // 6, 8)}"
    yield f"#case {_case(name)}"
    if any(map(str.isdigit, name)):
        yield "#digit"


def _case(name: str) -> str:
    if not any(map(str.isalpha, name)):
        return "none"
    if name.islower() or name.isupper():
        return "lower" if name.islower() else "upper"
    return "title" if name.istitle() else "mixed"


def _email_tokens(email: str) -> Iterator[str]:
    local, at, host = email.strip().casefold()[:200].rpartition("@")
    if not at:
        return
    yield f"#digits {min(sum(map(str.isdigit, local)), 5)}"
    yield f"#length {min(len(local) // 4, 8)}"
    yield f"#dots {min(local.count('.'), 3)}"
    yield f"@{host.rpartition('.')[2]}"


def _url_tokens(url: str) -> Iterator[str]:
    address = url.strip().casefold()[:500]
    if not address:
        return
    host, _, path = re.sub(r"^[a-z]+://(www\.)?", "", address).partition("/")
    yield "#present"
    yield f"#depth {min(len([part for part in path.split('/') if part]), 4)}"
    yield f"#hyphens {min(host.count('-'), 3)}"
    yield f"#length {min(len(host) // 6, 8)}"
    yield f".{host.rpartition('.')[2]}"
    if path:
        yield from (f"/{part}" for part in _URL_PART.findall(path)[:12])


def _shape_tokens(text: NormalText) -> Iterator[str]:
    plain = text.plain
    letters = sum(map(str.isalpha, plain))
    if not letters:
        yield "no letters"
        return
    yield f"words {min(int(math.log2(len(text.words) + 1)), 9)}"
    yield f"links {min(len(text.links), 4)}"
    yield f"capitals {min(int(10 * sum(map(str.isupper, plain)) / letters), 5)}"
    yield f"digits {min(int(20 * sum(map(str.isdigit, plain)) / len(plain)), 5)}"
    yield f"exclamations {min(plain.count('!'), 4)}"
    yield f"questions {min(plain.count('?'), 3)}"
    yield f"ends {plain[-1] if plain[-1] in '.!?' else 'open'}"
    if plain[:1].islower():
        yield "starts small"
    if " ." in plain or " ," in plain:
        yield "space before stop"
