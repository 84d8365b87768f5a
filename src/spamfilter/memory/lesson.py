"""What the filter saw of a comment, in the form in which it can be learned: hashes and values, no text."""

import math
import struct
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from spamfilter.errors import SnapshotError
from spamfilter.features import FEATURES, FeatureGroup
from spamfilter.hashing import Hashes, hash_tokens
from spamfilter.records import Reason

Values = npt.NDArray[np.float32]

# How far decisions may move what the features of a group say: the deviation of the prior, in log-odds.
REACH = {"words": 6.0, "characters": 5.0, "links": 3.0, "author": 1.2, "email": 2.0, "url": 6.0, "shape": 2.0}
_EVIDENCE_REACH = 1.0
_BASE_REACH = 3.0
# Runs of characters say much the same and are many: every other one is learned from, always the same ones.
_SAMPLE = np.uint32(2)
_MOST_OF_A_GROUP = 500
_HEAD = struct.Struct("<BdI")


@dataclass(frozen=True, slots=True)
class Part:
    """Features of one kind. `hashes` and `values` have shape (n,); `tokens` is as long, or empty."""

    kind: str
    hashes: Hashes
    values: Values
    tokens: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Lesson:
    """One comment as it is remembered. `score`: log-odds before any learning; `hashes`, `values`: shape (n,)."""

    score: float
    hashes: Hashes
    values: Values

    @classmethod
    def of(cls, score: float, parts: Sequence[Part]) -> "Lesson":
        """Return the lesson in the parts of a comment."""
        return cls(
            score,
            np.concatenate([part.hashes for part in parts]),
            np.concatenate([part.values for part in parts]).astype(np.float16).astype(np.float32),  # as it is stored
        )

    def to_bytes(self) -> bytes:
        """Return about six bytes a feature."""
        head = _HEAD.pack(FEATURES, self.score, len(self.hashes))
        return head + self.hashes.astype("<u4").tobytes() + self.values.astype("<f2").tobytes()

    @classmethod
    def from_bytes(cls, stored: bytes) -> "Lesson":
        """Read what `to_bytes` wrote. Raises SnapshotError."""
        if len(stored) < _HEAD.size:
            raise SnapshotError("A lesson of the filter's memory is cut off; forget it and decide the comment again.")
        version, score, count = _HEAD.unpack_from(stored)
        if version != FEATURES:
            raise SnapshotError("A lesson of the filter's memory was written by another version.")
        if len(stored) != _HEAD.size + 6 * count or not math.isfinite(score):
            raise SnapshotError("A lesson of the filter's memory is damaged; forget it and decide the comment again.")
        hashes = np.frombuffer(stored, "<u4", count, _HEAD.size).astype(np.uint32)
        values = np.frombuffer(stored, "<f2", count, _HEAD.size + 4 * count).astype(np.float32)
        return cls(score, hashes, values)


def parts_of(groups: Iterable[FeatureGroup], reasons: Iterable[Reason]) -> list[Part]:
    """Return what can be learned from a comment: its features, its reasons, and the base that all comments share."""
    parts = [_feature_part(group) for group in groups]
    evidence = _evidence(reasons)
    names = tuple(evidence)
    weights = np.array([evidence[name] for name in names], dtype=np.float32)
    # The root keeps a heavy reason from drowning the light ones, and a light one learnable.
    values = np.sign(weights) * np.sqrt(np.abs(weights)) * np.float32(_EVIDENCE_REACH)
    parts.append(Part("evidence", hash_tokens(names, salt=5), values.astype(np.float32), names))
    parts.append(Part("base", hash_tokens(["base"], salt=5), np.array([_BASE_REACH], dtype=np.float32)))
    return parts


def _feature_part(group: FeatureGroup) -> Part:
    hashes, tokens = group.hashes[:_MOST_OF_A_GROUP], group.tokens[:_MOST_OF_A_GROUP]
    if group.name == "characters":
        hashes = group.hashes[group.hashes % _SAMPLE == 0][:_MOST_OF_A_GROUP]
    reach = REACH[group.name] * group.value
    return Part(group.name, hashes, np.full(len(hashes), reach, dtype=np.float32), tokens)


def _evidence(reasons: Iterable[Reason]) -> dict[str, float]:
    """Weights of the reasons by name; what words and runs of characters say is one."""
    weights: dict[str, float] = {}
    for reason in reasons:
        if reason.stage == "prior":
            continue
        name = "model" if reason.rule in {"spam_words", "honest_words", "wording"} else reason.rule
        weights[name] = weights.get(name, 0.0) + reason.weight
    return weights
