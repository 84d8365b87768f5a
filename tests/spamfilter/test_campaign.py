import random

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from spamfilter import CampaignIndex
from spamfilter.campaign.skeleton import SLOT
from spamfilter.errors import SnapshotError
from spamfilter.training.spintax import spin

TEMPLATE = (
    "{Dear|Hello|Good day} {gardener|owner|friend}, {I|we} {read|studied|enjoyed} your {long|lovely|fine} notes on "
    "{pruning|cutting} and {must|have to} {say|confess} that {my|our} {aunt|cousin|neighbour} {grows|keeps} roses "
    "{too|as well}. {Could|Would} you {visit|look at} {our|my} {little|small} nursery {page|shop} where {rare|old} "
    "bulbs are {sold|offered} {cheaply|at half price}{?|.}"
)
OTHERS = [
    "The minister promised a bridge in 1998 and we still take the ferry every morning at six.",
    "Who measured the noise at the school? The report only speaks of the hospital.",
    "My grandmother baked it with rye and let it rest for two days, then it does not crumble.",
    "Ivanov left the council in March, so the sentence about his vote cannot be right.",
    "Thanks!",
    "Thanks!!",
    "Danke für den Artikel, sehr interessant.",
    "Danke für die Antwort, sehr hilfreich.",
]


def spins(count: int, seed: int = 1) -> list[str]:
    rng = random.Random(seed)
    return [spin(TEMPLATE, rng) for _ in range(count)]


def filled(texts: list[str]) -> CampaignIndex:
    index = CampaignIndex()
    for number, text in enumerate(texts, 1):
        index.add(str(number), text, f"name {number}")
    return index


def test_spins_of_one_template_meet_and_others_stay_alone() -> None:
    index = filled([*spins(12), *OTHERS])

    campaign = index.campaign_of("1")

    assert campaign is not None
    assert index.members(campaign) == tuple(str(number) for number in range(1, 13))
    assert all(index.campaign_of(str(number)) is None for number in range(13, 13 + len(OTHERS)))


def test_the_campaign_does_not_depend_on_the_order_of_arrival() -> None:
    numbered = list(enumerate(spins(8), 1))
    forward, backward = CampaignIndex(), CampaignIndex()
    for number, text in numbered:
        forward.add(str(number), text)
    for number, text in reversed(numbered):
        backward.add(str(number), text)

    assert forward.campaign_of("8") == backward.campaign_of("8") is not None


def test_finding_does_not_change_the_index() -> None:
    index = filled(spins(3))

    match = index.find(spins(1, seed=9)[0], "Sam")

    assert match is not None
    assert (match.campaign, match.size, match.names, len(index)) == (index.campaign_of("1"), 3, 4, 3)


def test_one_decision_marks_a_campaign_and_its_future_members() -> None:
    index = filled(spins(3))
    index.mark(index.campaign_of("1") or "", spam=True)
    index.add("4", spins(1, seed=9)[0], "late")

    match = index.find(spins(1, seed=10)[0])

    assert match is not None
    assert match.spam is True


def test_the_latest_decision_holds() -> None:
    index = filled(spins(3))
    campaign = index.campaign_of("1") or ""
    index.mark(campaign, spam=True)
    index.mark(campaign, spam=False)

    match = index.find(spins(1, seed=9)[0])

    assert match is not None
    assert match.spam is False


def test_the_skeleton_shows_what_is_shared_and_where_it_differs() -> None:
    index = filled(spins(6))

    skeleton = index.skeleton(index.campaign_of("1") or "")

    assert "nursery" in skeleton
    assert SLOT in skeleton


def test_a_snapshot_brings_everything_back() -> None:
    index = filled([*spins(4), *OTHERS])
    campaign = index.campaign_of("1") or ""
    index.mark(campaign, spam=True)

    restored = CampaignIndex.from_bytes(index.to_bytes())

    assert len(restored) == len(index)
    assert restored.members(campaign) == index.members(campaign)
    assert restored.to_bytes() == index.to_bytes()


def test_a_damaged_snapshot_is_refused() -> None:
    with pytest.raises(SnapshotError):
        CampaignIndex.from_bytes(b"not a snapshot")


def test_the_oldest_leave_when_the_index_is_full() -> None:
    index = CampaignIndex(capacity=3)
    for number, text in enumerate(OTHERS[:5]):
        index.add(str(number), text)

    assert len(index) == 3
    assert "0" not in index
    assert "4" in index


def test_removing_the_bridge_splits_a_campaign() -> None:
    left, right = "alpha beta gamma delta epsilon zeta eta theta", "iota kappa lambda sigma omicron upsilon phi omega"
    index = CampaignIndex()
    for id, text in (("1", left), ("2", f"{left} {right}"), ("3", right)):
        index.add(id, text)
    assert index.campaign_of("1") == index.campaign_of("3") is not None

    index.remove("2")

    assert index.campaign_of("1") is index.campaign_of("3") is None


@settings(deadline=None, max_examples=40)
@given(st.lists(st.tuples(st.sampled_from("abcdef"), st.integers(0, 7), st.booleans()), max_size=25))
def test_after_any_adds_and_removes_the_index_equals_a_fresh_one(steps: list[tuple[str, int, bool]]) -> None:
    texts = [*spins(4), *OTHERS[:4]]
    index, kept = CampaignIndex(), {}
    for id, number, removes in steps:
        if removes:
            index.remove(id)
            kept.pop(id, None)
        else:
            index.add(id, texts[number], "Sam")
            kept[id] = texts[number]
    fresh = CampaignIndex()
    for id, text in kept.items():
        fresh.add(id, text, "Sam")

    assert len(index) == len(kept)
    assert {id: index.campaign_of(id) for id in kept} == {id: fresh.campaign_of(id) for id in kept}
