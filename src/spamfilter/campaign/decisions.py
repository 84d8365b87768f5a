"""What moderators said of campaigns, so that the latest word holds and each can be taken back."""

from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from spamfilter.campaign.postings import Slots

Keys = npt.NDArray[np.int64]
_FEW = 64


@dataclass(slots=True)
class Decision:
    """One word on some comments. `keys`: of the comments it was said about."""

    spam: bool
    keys: Keys


class Decisions:
    """Numbered words; a higher number is later. Taking one back lets the one before it stand again."""

    def __init__(self, keys: Keys) -> None:
        self._keys = keys
        self.newest = np.zeros(len(keys), dtype=np.int64)  # the number of each slot's newest word, 0 for none
        self.made: dict[int, Decision] = {}
        self._most = _FEW

    def next_number(self) -> int:
        """Return a number higher than all so far."""
        return max(self.made, default=0) + 1

    def decide(self, slots: Slots, spam: bool, number: int) -> None:
        """Record a word on the comments at `slots`, in the order given by `number`; the same number again replaces."""
        self.undo(number)
        if not len(slots):
            return
        if len(self.made) >= self._most:
            self._forget_empty()
        self.made[number] = Decision(spam, self._keys[slots])
        self.newest[slots] = np.maximum(self.newest[slots], number)

    def undo(self, number: int) -> None:
        """Take a word back as if it had never been said; an unknown number is ignored."""
        if self.made.pop(number, None) is None:
            return
        for slot in np.flatnonzero(self.newest == number):
            self.newest[slot] = self._newest_on(int(self._keys[slot]))

    def word_on(self, members: Slots) -> bool | None:
        """Return whether the latest word on any of `members` was "spam"; None when nothing was said."""
        latest = int(self.newest[members].max(initial=0)) if self.made else 0
        return self.made[latest].spam if latest else None

    def bequeath(self, slot: int, heir: int) -> None:
        """Pass on the word on a comment that is about to leave for its age."""
        number = int(self.newest[slot])
        if number > self.newest[heir]:
            self.newest[heir] = number
            decision = self.made[number]
            decision.keys = np.append(decision.keys, self._keys[heir])

    def restore(self, slot: int) -> None:
        """Give a comment whose text was replaced the word that was said on it."""
        self.newest[slot] = self._newest_on(int(self._keys[slot]))

    def forget(self, key: int) -> None:
        """Take a comment out of all that was said."""
        for decision in self.made.values():
            decision.keys = decision.keys[decision.keys != key]

    def _newest_on(self, key: int) -> int:
        return max((number for number, decision in self.made.items() if key in decision.keys), default=0)

    def _forget_empty(self) -> None:
        """Drop words on comments that have all left; memory must stay bounded."""
        for number, decision in list(self.made.items()):
            if not np.isin(decision.keys, self._keys).any():
                del self.made[number]
        self._most = max(_FEW, 2 * len(self.made))
