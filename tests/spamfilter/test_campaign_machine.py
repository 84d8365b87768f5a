"""Whatever is done to an index, it equals one that was built afresh from what is left."""

import pytest
from hypothesis import settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, invariant, rule

from spamfilter import CampaignIndex
from tests.spamfilter.test_campaign import OTHERS, spins

TEXTS = [*spins(9), *OTHERS[:3]]
IDS = st.sampled_from([*"123456789", "ann", "ben", "cleo"])


class AnyHistory(RuleBasedStateMachine):
    """Adds, rewrites, removals, decisions and undos in any order."""

    def __init__(self) -> None:
        super().__init__()
        self.index = CampaignIndex(64)
        self.kept: dict[str, str] = {}
        self.said: dict[int, tuple[bool, set[str]]] = {}

    @rule(id=IDS, text=st.sampled_from(TEXTS))
    def add(self, id: str, text: str) -> None:
        self.index.add(id, text, "Sam")
        self.kept[id] = text

    @rule(id=IDS)
    def remove(self, id: str) -> None:
        self.index.remove(id)
        self.kept.pop(id, None)
        for _, ids in self.said.values():
            ids.discard(id)

    @rule(id=IDS, spam=st.booleans())
    def mark(self, id: str, spam: bool) -> None:
        ids = self.index.members(self.index.campaign_of(id) or "")
        self.said[self.index.mark_comments(ids, spam, len(self.said) + 1)] = (spam, set(ids))

    @rule(choice=st.integers(0, 50))
    def unmark(self, choice: int) -> None:
        if self.said:
            decision = sorted(self.said)[choice % len(self.said)]
            self.index.unmark(decision)
            self.said[decision] = (False, set())

    @rule()
    def restart(self) -> None:
        self.index = CampaignIndex.from_bytes(self.index.to_bytes())

    @invariant()
    def equals_a_fresh_index(self) -> None:
        fresh = CampaignIndex(64)
        for id, text in self.kept.items():
            fresh.add(id, text, "Sam")
        for decision, (spam, ids) in self.said.items():
            fresh.mark_comments(sorted(ids), spam, decision)

        assert set(self.index) == set(self.kept)
        assert self.seen(self.index) == self.seen(fresh)

    def seen(self, index: CampaignIndex) -> list[object]:
        return [*map(index.campaign_of, sorted(self.kept)), *map(index.find, TEXTS)]


TestAnyHistory = pytest.mark.timeout(600)(AnyHistory.TestCase)  # half a minute, but more on a busy machine
TestAnyHistory.settings = settings(deadline=None, max_examples=25, stateful_step_count=25)
