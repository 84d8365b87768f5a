import random
from collections.abc import Callable

import pytest

from spamfilter import CampaignIndex
from spamfilter.campaign.skeleton import SLOT
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


def filled(texts: list[str], capacity: int = 1_000) -> CampaignIndex:
    index = CampaignIndex(capacity)
    for number, text in enumerate(texts, 1):
        index.add(str(number), text, f"name {number}")
    return index


def text_of(texts: list[str]) -> Callable[[str], str]:
    return lambda id: texts[int(id) - 1]


def the_campaign(index: CampaignIndex, id: str = "1") -> str:
    campaign = index.campaign_of(id)
    assert campaign is not None
    return campaign


def test_spins_of_one_template_meet_and_others_stay_alone() -> None:
    index = filled([*spins(12), *OTHERS])

    assert index.members(the_campaign(index)) == tuple(str(number) for number in range(1, 13))
    assert all(index.campaign_of(str(number)) is None for number in range(13, 13 + len(OTHERS)))


def test_the_campaign_does_not_depend_on_the_order_of_arrival() -> None:
    numbered = list(enumerate([*spins(8), *OTHERS], 1))
    forward, backward = CampaignIndex(50), CampaignIndex(50)
    for number, text in numbered:
        forward.add(str(number), text)
    for number, text in reversed(numbered):
        backward.add(str(number), text)

    assert forward.members(the_campaign(forward)) == backward.members(the_campaign(backward))


def test_ids_need_not_be_numbers() -> None:
    index = CampaignIndex(10)
    for id, text in zip(("ann-1", "über 2", "007"), spins(3), strict=True):
        index.add(id, text)

    assert index.members(the_campaign(index, "007")) == ("007", "ann-1", "über 2")
    assert list(index) == ["ann-1", "über 2", "007"]


def test_finding_does_not_change_the_index() -> None:
    index = filled(spins(3))

    match = index.find(spins(1, seed=9)[0], "Sam")

    assert match is not None
    assert (match.campaign, match.size, match.names, len(index)) == (index.campaign_of("1"), 3, 4, 3)
    assert set(match.similar) == {"1", "2", "3"}


def test_a_comment_is_not_its_own_duplicate() -> None:
    index = filled([*spins(1), *OTHERS])

    assert index.find(spins(1)[0], exclude="1") is None


def test_a_comment_that_is_written_anew_is_compared_by_its_new_words() -> None:
    index = filled(spins(3))
    index.add("2", OTHERS[0])

    assert index.campaign_of("2") is None
    assert index.members(the_campaign(index)) == ("1", "3")


def test_names_are_counted_without_regard_to_case_and_spaces() -> None:
    index = CampaignIndex(10)
    for id, name in (("1", "Sam Spam"), ("2", "sam  spam"), ("3", "SAM SPAM ")):
        index.add(id, spins(1)[0], name)

    match = index.find(spins(1)[0], "sam spam")

    assert match is not None
    assert (match.size, match.names) == (3, 1)


def test_weak_likeness_to_one_member_is_not_enough_but_to_two_is() -> None:
    words = "velvet cobalt lanterns marble harbours parchment kettles glacier ginger thimble willow copper saffron"
    company = [f"{words} number {number}" for number in ("one", "two")]
    stranger = "velvet juniper lanterns anvil harbours pewter kettles quartz dulcimer hammock"
    pair = filled([*company, stranger])
    three = filled([*company, company[0], stranger])

    assert pair.campaign_of("3") is None
    assert three.campaign_of("4") == the_campaign(three)


def test_the_same_words_in_another_order_are_no_template() -> None:
    shared = [
        "velvet",
        "cobalt",
        "lanterns",
        "marble",
        "harbours",
        "parchment",
        "glacier",
        "thimble",
        "willow",
        "copper",
    ]
    others = ["anvil", "pewter", "walnut", "quartz", "dulcimer", "hammock", "trellis", "bellows", "ginger", "sonata"]
    ordered = " ".join(word for pair in zip(shared, others, strict=True) for word in pair)
    again = " ".join(f"{word} and {number}" for number, word in enumerate(shared, 1000))
    reverse = " ".join(f"{word} and {number}" for number, word in enumerate(reversed(shared), 1000))

    assert filled([ordered, again]).campaign_of("2") == "c1"
    assert filled([ordered, reverse]).campaign_of("2") is None


def test_five_spins_are_enough() -> None:
    for seed in range(5):
        index = filled([*spins(5, seed), *OTHERS])
        assert index.members(the_campaign(index)) == ("1", "2", "3", "4", "5")


def test_the_skeleton_shows_what_is_shared_and_where_it_differs() -> None:
    texts = spins(6)
    index = filled(texts)

    skeleton = index.skeleton(the_campaign(index), text_of(texts))

    assert "nursery" in skeleton
    assert SLOT in skeleton


def test_the_oldest_leave_when_the_index_is_full() -> None:
    index = filled(OTHERS[:5], capacity=3)

    assert list(index) == ["3", "4", "5"]


def test_nobody_leaves_a_full_index_because_a_comment_is_written_anew() -> None:
    index = filled(spins(6), capacity=6)
    index.add("4", OTHERS[0])

    assert list(index) == ["1", "2", "3", "4", "5", "6"]
    assert index.members(the_campaign(index)) == ("1", "2", "3", "5", "6")


def test_a_campaign_outlives_its_oldest_members() -> None:
    index = filled(spins(6), capacity=4)

    assert index.members(the_campaign(index, "6")) == ("3", "4", "5", "6")


def test_removing_the_bridge_splits_a_campaign() -> None:
    left, right = "alpha beta gamma delta epsilon zeta eta theta", "iota kappa lambda sigma omicron upsilon phi omega"
    index = filled([left, f"{left} {right}", right])
    assert index.campaign_of("1") == index.campaign_of("3") is not None

    index.remove("2")

    assert index.campaign_of("1") is index.campaign_of("3") is None


@pytest.mark.parametrize("gone", [["1"], ["2", "3"], ["1", "5", "unknown", ""]])
def test_what_is_removed_is_found_no_more(gone: list[str]) -> None:
    copies = [f"{spins(1)[0]} Number {number}." for number in range(5)]
    index = filled(copies)
    index.remove(*gone)

    match = index.find(copies[0])

    assert match is not None
    assert set(match.similar) == set(index) == {"1", "2", "3", "4", "5"} - set(gone)


def test_ids_in_words_take_no_more_room_the_longer_the_index_runs() -> None:
    index = CampaignIndex(10)
    for number in range(10_000):
        index.add(f"comment-{number}", OTHERS[number % 4])

    assert list(index) == [f"comment-{number}" for number in range(9_990, 10_000)]
    assert len(index.to_bytes()) < 100_000


def test_a_comment_written_anew_again_and_again_hides_no_other() -> None:
    (text,) = spins(1)
    index = filled([text, text])
    for _ in range(20):
        index.add("2", text, "name 2")

    match = index.find(text)

    assert match is not None
    assert set(match.similar) == {"1", "2"}
