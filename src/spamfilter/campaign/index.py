"""The index that finds campaigns as comments arrive.

Two comments are linked when the cosine of their vectors reaches LINKED; a campaign is a connected
component of two or more (single linkage). Links depend on the texts alone, so every process that
has seen the same comments finds the same campaigns; a campaign is named after its first member.
"""

import json
import zlib
from collections import OrderedDict
from collections.abc import Iterable
from dataclasses import dataclass, field

from spamfilter.campaign.components import Components, component_name, id_order
from spamfilter.campaign.skeleton import shared_skeleton
from spamfilter.campaign.vectors import Vector, similarities, vectorise
from spamfilter.errors import SnapshotError
from spamfilter.normalise import NormalText, normalise
from spamfilter.rarity import Rarity, load_rarity

# Cosine at which two comments count as spins of one template; see the tables in the documentation.
LINKED = 0.36
_FORMAT = 1
_NEWEST_PER_LEAD = 48
_MOST_CANDIDATES = 96
_MOST_TEXT = 600


@dataclass(frozen=True, slots=True)
class Match:
    """Comments like the one asked about.

    `campaign`: the id of the campaign it belongs to or would join. `similarity`: the highest cosine.
    `similar`: ids of the similar comments, most similar first. `size`: members of that campaign.
    `names`: distinct author names among them and the one asked about. `spam`: what a moderator said of the
    campaign, None when nobody has.
    """

    campaign: str
    similarity: float
    similar: tuple[str, ...]
    size: int
    names: int
    spam: bool | None


@dataclass(slots=True)
class _Entry:
    vector: Vector
    author: str
    text: str
    linked: set[str] = field(default_factory=set)
    # (order of the decision, is spam)
    mark: tuple[int, bool] | None = None


class CampaignIndex:
    """Near-duplicates among the newest `capacity` comments.

    Not safe for use from several threads at once; the caller holds a lock or gives each thread its own.
    Raises WeightsError on construction when the shipped weights are missing.
    """

    def __init__(self, capacity: int = 100_000, rarity: Rarity | None = None) -> None:
        self._capacity = capacity
        self._rarity = rarity or load_rarity()
        self._entries: OrderedDict[str, _Entry] = OrderedDict()
        self._leads: dict[int, list[str]] = {}
        self._components = Components()
        self._marks = 0

    def __len__(self) -> int:
        return len(self._entries)

    def __contains__(self, comment: object) -> bool:
        return comment in self._entries

    def add(self, id: str, text: str, author: str = "") -> str | None:
        """Index a comment and return the campaign it now belongs to, if any; a known id is replaced."""
        mark = self._entries[id].mark if id in self._entries else None
        self.remove(id)
        while len(self._entries) >= max(self._capacity, 1):
            self.remove(next(iter(self._entries)))
        normal = normalise(text)
        vector = vectorise(normal, self._rarity)
        entry = _Entry(vector, author, normal.plain[:_MOST_TEXT], mark=mark)
        entry.linked.update(similar for similar, _ in self._similar(vector, excluded=id))
        self._entries[id] = entry
        for lead in vector.leads:
            self._leads.setdefault(lead, []).append(id)
        self._join(id, entry.linked)
        return self.campaign_of(id)

    def find(self, text: str, author: str = "", *, exclude: str = "") -> Match | None:
        """Return the comments that `text` resembles, leaving out the comment `exclude`; None when there are none."""
        return self.find_normal(normalise(text), author, exclude=exclude)

    def find_normal(self, text: NormalText, author: str = "", *, exclude: str = "") -> Match | None:
        """Do what `find` does for a text that is normalised already."""
        found = self._similar(vectorise(text, self._rarity), excluded=exclude)
        if not found:
            return None
        members = set().union(*(self._components.of(similar) for similar, _ in found)) - {exclude}
        names = {_name(self._entries[member].author) for member in members} | {_name(author)}
        named = members | ({exclude} if exclude in self._entries else set())
        return Match(
            campaign=component_name(min(named, key=id_order)),
            similarity=min(found[0][1], 1.0),
            similar=tuple(similar for similar, _ in found),
            size=len(members),
            names=len(names),
            spam=self._marked(named),
        )

    def remove(self, id: str) -> None:
        """Forget a comment; a campaign that it held together falls apart. An unknown id is ignored."""
        entry = self._entries.pop(id, None)
        if entry is None:
            return
        for lead in entry.vector.leads:
            self._leads[lead].remove(id)
            if not self._leads[lead]:
                del self._leads[lead]
        for neighbour in entry.linked:
            self._entries[neighbour].linked.discard(id)
        self._components.leave(id, lambda member: self._entries[member].linked)

    def campaign_of(self, id: str) -> str | None:
        """Return the campaign of an indexed comment, None when it stands alone or is unknown."""
        return self._components.name_of(id)

    def members(self, campaign: str) -> tuple[str, ...]:
        """Return the ids of a campaign's comments in order; empty when there is no such campaign."""
        return tuple(sorted(self._components.named(campaign), key=id_order))

    def skeleton(self, campaign: str) -> str:
        """Return the text that the members share, with slots marked `[…]`."""
        return shared_skeleton([self._entries[member].text for member in self.members(campaign)])

    def mark(self, campaign: str, spam: bool) -> None:
        """Record a moderator's word on a campaign: later members inherit it. The latest word holds."""
        self._marks += 1
        for member in self._components.named(campaign):
            self._entries[member].mark = (self._marks, spam)

    def to_bytes(self) -> bytes:
        """Return a compressed snapshot, to be read by `from_bytes`."""
        rows = [[id, entry.text, entry.author, entry.mark] for id, entry in self._entries.items()]
        return zlib.compress(json.dumps({"format": _FORMAT, "capacity": self._capacity, "rows": rows}).encode())

    @classmethod
    def from_bytes(cls, snapshot: bytes, rarity: Rarity | None = None) -> "CampaignIndex":
        """Rebuild an index. Raises SnapshotError when the bytes are not a snapshot of this format."""
        try:
            stored = json.loads(zlib.decompress(snapshot))
            if stored["format"] != _FORMAT:
                raise SnapshotError(
                    "The campaign index was written by another version; build it again from the comments."
                )
            index = cls(stored["capacity"], rarity)
            for id, text, author, mark in stored["rows"]:
                index.add(id, text, author)
                index._entries[id].mark = (mark[0], mark[1]) if mark else None
                index._marks = max(index._marks, mark[0] if mark else 0)
        except (zlib.error, ValueError, KeyError, TypeError) as error:
            raise SnapshotError(
                "The snapshot of the campaign index is damaged; build it again from the comments."
            ) from error
        return index

    def _similar(self, vector: Vector, excluded: str) -> list[tuple[str, float]]:
        shared: dict[str, int] = {}
        for lead in vector.leads:
            for candidate in self._leads.get(lead, ())[-_NEWEST_PER_LEAD:]:
                shared[candidate] = shared.get(candidate, 0) + 1
        shared.pop(excluded, None)
        candidates = sorted(shared, key=lambda candidate: -shared[candidate])[:_MOST_CANDIDATES]
        cosines = similarities(vector, [self._entries[candidate].vector for candidate in candidates], self._rarity)
        found = [pair for pair in zip(candidates, cosines.tolist(), strict=True) if pair[1] >= LINKED]
        return sorted(found, key=lambda pair: (-pair[1], id_order(pair[0])))

    def _join(self, id: str, linked: set[str]) -> None:
        for neighbour in linked:
            self._entries[neighbour].linked.add(id)
        self._components.join(id, linked)

    def _marked(self, members: Iterable[str]) -> bool | None:
        marks = [mark for member in members if (mark := self._entries[member].mark)]
        return max(marks)[1] if marks else None


def _name(author: str) -> str:
    return " ".join(author.casefold().split())
