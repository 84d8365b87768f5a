"""The index that finds campaigns as comments arrive. A campaign is named after its first member."""

from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from io import BytesIO
from typing import BinaryIO

import numpy as np

from spamfilter.campaign.components import ALONE, Components
from spamfilter.campaign.decisions import Decisions
from spamfilter.campaign.ids import Ids, id_order, key_of
from spamfilter.campaign.linking import link, related
from spamfilter.campaign.own_words import own_words
from spamfilter.campaign.postings import Slots
from spamfilter.campaign.skeleton import MOST_MEMBERS, shared_skeleton
from spamfilter.campaign.sketch import draw_sketch
from spamfilter.campaign.snapshot import Column, Snapshot, read_snapshot, write_snapshot
from spamfilter.campaign.table import SketchTable
from spamfilter.hashing import hash_tokens
from spamfilter.normalise import NormalText
from spamfilter.rarity import Rarity, load_rarity

# A campaign of more members does not hang on one of them: it stays together when one is removed.
_HELD_BY_ONE = 64
_PREFIX = "c"
# Names are counted among so many members: a thousand names are as telling as ten thousand.
_NAMES_AMONG = 1_000


@dataclass(frozen=True, slots=True)
class Match:
    """Comments like the one asked about.

    `campaign`: the id of the campaign it belongs to or would join. `similarity`: the highest share of
    words in common, weighed by rarity, in the same order.
    `similar`: ids of the similar comments, most similar first. `size`: members of that campaign.
    `names`: distinct author names among a thousand of them and the one asked about. `spam`: what a moderator said of
    the campaign, None when nobody has.
    """

    campaign: str
    similarity: float
    similar: tuple[str, ...]
    size: int
    names: int
    spam: bool | None


class CampaignIndex:
    """Near-duplicates among the newest `capacity` comments, in about 150 bytes for each; no text is kept.

    Not safe for use from several threads at once; the caller holds a lock or gives each thread its own.
    Raises WeightsError on construction when the shipped weights are missing.
    """

    def __init__(self, capacity: int = 100_000, rarity: Rarity | None = None) -> None:
        self._rarity = rarity or load_rarity()
        self._table = SketchTable(max(capacity, 1))
        self._ids = Ids(self._table.keys)
        self._components = Components(self._table.keys)
        self._decisions = Decisions(self._table.keys)

    def __len__(self) -> int:
        return self._table.count

    def __contains__(self, comment: object) -> bool:
        return isinstance(comment, str) and self._slot(comment) is not None

    def __iter__(self) -> Iterator[str]:
        """Yield the ids of all comments, in the order of their arrival."""
        return (self._ids.id(slot) for slot in self._table.by_age().tolist())

    def add(self, id: str, text: str, author: str = "") -> str | None:
        """Index a comment and return the campaign it now belongs to, if any; a known id is replaced."""
        sketch = draw_sketch(own_words(text), self._rarity)
        replaced = self._slot(id)
        if replaced is not None:
            self._take_out([replaced])
        elif self._table.occupied(self._table.turn):
            self._retire(self._table.turn)
        slot = self._table.insert(key_of(id), sketch, _author(author), replaced)
        self._ids.spell(slot, id)
        if replaced is not None:
            self._decisions.restore(slot)
        link(slot, self._table, self._components)
        return self._campaign(slot)

    def find(self, text: str, author: str = "", *, exclude: str = "", normal: NormalText | None = None) -> Match | None:
        """Return the comments that `text` resembles, leaving out the comment `exclude`; None when there are none.

        `normal` is the text normalised, where the caller has it already.
        """
        excluded = self._slot(exclude)
        sketch = draw_sketch(own_words(text, normal), self._rarity)
        near, likenesses = self._table.near(sketch, excluded)
        kin = related(near, likenesses, self._components)
        if not kin.any():
            return None
        near = near[kin]
        overlaps = self._table.overlaps(sketch, near, likenesses[kin])
        company = self._companions(near)
        first = self._components.first(self._firsts(near))
        members = company[company != excluded] if excluded is not None else company
        similar = [self._ids.id(slot) for slot in near.tolist()]
        ranked = sorted(zip((-overlaps).tolist(), map(id_order, similar), strict=True))
        return Match(
            campaign=_name(self._ids.id(first)),
            similarity=float(overlaps.max()),
            similar=tuple(id for _, (_, id) in ranked),
            size=len(members),
            names=len({*self._table.authors[members[:_NAMES_AMONG]].tolist(), _author(author)}),
            spam=self._decisions.word_on(company),
        )

    def remove(self, *ids: str) -> None:
        """Forget comments; a campaign that they held together falls apart. Unknown ids are ignored."""
        slots = [slot for id in ids if (slot := self._slot(id)) is not None]
        for slot in slots:
            self._decisions.forget(int(self._table.keys[slot]))
        self._take_out(slots)

    def campaign_of(self, id: str) -> str | None:
        """Return the campaign of a comment; None when it stands alone or is unknown, or when a moderator said no."""
        slot = self._slot(id)
        return None if slot is None else self._campaign(slot)

    def members(self, campaign: str) -> tuple[str, ...]:
        """Return the ids of a campaign's comments in order; empty when there is no such campaign."""
        first = self._slot(campaign.removeprefix(_PREFIX)) if campaign.startswith(_PREFIX) else None
        slots = () if first is None else self._components.members(first).tolist()
        return tuple(sorted(map(self._ids.id, slots), key=id_order))

    def skeleton(self, campaign: str, text_of: Callable[[str], str]) -> str:
        """Return the text that the members share, with slots marked `[…]`; `text_of` gives the text of an id."""
        return shared_skeleton([text_of(id) for id in self.members(campaign)[:MOST_MEMBERS]])

    def mark(self, campaign: str, spam: bool) -> int:
        """Record a moderator's word on a campaign: later members inherit it. The latest word holds.

        With `spam` False its members are no campaign any more, and neither are those who would join them.
        Returns the number by which `unmark` takes the word back.
        """
        return self.mark_comments(self.members(campaign), spam)

    def mark_comments(self, ids: Iterable[str], spam: bool, decision: int | None = None) -> int:
        """Do what `mark` does, for the campaigns that these comments belong to.

        `decision` numbers the word; of two, the one with the higher number is later. The same number replaces.
        """
        number = self._decisions.next_number() if decision is None else decision
        keys = [key_of(id) for id in ids]
        self._decisions.decide(np.flatnonzero(np.isin(self._table.keys, keys)), spam, number)
        return number

    def unmark(self, decision: int) -> None:
        """Take a word back as if it had never been said: the one before it stands again. An unknown one is ignored."""
        self._decisions.undo(decision)

    def to_bytes(self) -> bytes:
        """Return a snapshot, to be read by `from_bytes`."""
        file = BytesIO()
        self.save(file)
        return file.getvalue()

    def save(self, file: BinaryIO) -> None:
        """Write a snapshot: about 110 bytes a comment, and no words of theirs."""
        table = self._table
        snapshot = Snapshot(len(table.keys), table.turn, self._columns(), self._decisions.made, self._ids.spelled)
        write_snapshot(file, snapshot, self._rarity.version)

    @classmethod
    def from_bytes(cls, snapshot: bytes, rarity: Rarity | None = None) -> "CampaignIndex":
        """Do what `load` does for bytes in memory."""
        return cls.load(BytesIO(snapshot), rarity)

    @classmethod
    def load(cls, file: BinaryIO, rarity: Rarity | None = None) -> "CampaignIndex":
        """Read a snapshot. Raises SnapshotError when it is damaged or another version or other weights wrote it."""
        rarity = rarity or load_rarity()
        snapshot = read_snapshot(file, rarity.version)
        index = cls(snapshot.capacity, rarity)
        for name, column in index._columns().items():
            column[: len(snapshot.columns[name])] = snapshot.columns[name]
        index._table.turn = snapshot.turn
        index._table.restored()
        index._components.restored()
        index._decisions.made, index._ids.spelled = snapshot.decisions, snapshot.spelled
        return index

    def _columns(self) -> dict[str, Column]:
        table = self._table
        return {
            "keys": table.keys,
            "tags": table.tags,
            "scales": table.scales,
            "authors": table.authors,
            "starts": self._ids.starts,
            "labels": self._components.labels,
            "words": self._decisions.newest,
        }

    def _slot(self, id: str) -> int | None:
        return self._table.slot(key_of(id)) if id else None

    def _campaign(self, slot: int) -> str | None:
        label = int(self._components.labels[slot])
        if label == ALONE or self._decisions.word_on(self._components.members(label)) is False:
            return None
        return _name(self._ids.id(label))

    def _companions(self, slots: Slots) -> Slots:
        """Return the slots that are among `slots` or in one campaign with any of them, in order."""
        campaigns = [self._components.members(label) for label in self._components.labels_of(slots)]
        alone = slots[self._components.labels[slots] == ALONE]
        return np.sort(np.concatenate([alone, *campaigns]))

    def _firsts(self, slots: Slots) -> list[int]:
        """Return the first member of each of the campaigns of `slots`, and those of `slots` that stand alone."""
        alone = slots[self._components.labels[slots] == ALONE]
        return [*alone.tolist(), *self._components.labels_of(slots)]

    def _retire(self, slot: int) -> None:
        """Let the oldest comment go; what it was part of stays, and so does what was said of it."""
        others = self._components.leave(slot)
        if len(others):
            self._decisions.bequeath(slot, int(others[-1]))
        self._free(slot)

    def _take_out(self, slots: list[int]) -> None:
        """Take comments out, and look anew at what their companions still have in common."""
        companions: set[int] = set()
        for slot in slots:
            members = self._components.of(slot)
            others = self._components.leave(slot)
            self._free(slot)
            if len(members) <= _HELD_BY_ONE:
                companions.update(others.tolist())
        left = [slot for slot in sorted(companions) if self._table.occupied(slot)]
        self._components.part(np.array(left, dtype=np.intp))
        for slot in left:
            link(slot, self._table, self._components)

    def _free(self, slot: int) -> None:
        self._decisions.newest[slot] = 0
        self._ids.forget(slot)
        self._table.delete(slot)


def _name(first: str) -> str:
    return _PREFIX + first


def _author(name: str) -> int:
    return int(hash_tokens([" ".join(name.casefold().split())])[0])
