from spamfilter import Article, CampaignIndex, Filter, Submission
from tests.spamfilter.test_campaign import filled, spins, the_campaign

NEXT = spins(1, seed=9)[0]


def word_on_the_next(index: CampaignIndex) -> bool | None:
    match = index.find(NEXT)
    assert match is not None
    return match.spam


def test_one_decision_marks_a_campaign_and_its_future_members() -> None:
    index = filled(spins(6))
    index.mark(the_campaign(index), spam=True)
    index.add("7", NEXT, "late")

    match = index.find(spins(1, seed=10)[0])

    assert match is not None
    assert match.spam is True


def test_one_decision_ends_a_campaign_for_its_members_and_those_to_come() -> None:
    index = filled(spins(6))
    index.mark(the_campaign(index), spam=False)

    assert index.add("7", NEXT, "late") is None
    assert [index.campaign_of(id) for id in "1234567"] == [None] * 7
    assert word_on_the_next(index) is False


def test_what_is_no_campaign_gives_no_evidence(judge: Filter, harbour: Article) -> None:
    index = filled(spins(6))
    index.mark(the_campaign(index), spam=False)

    verdict = judge.judge(Submission(NEXT, "Cleo"), harbour, campaigns=index)

    assert verdict.campaign is None
    assert not [reason for reason in verdict.reasons if reason.stage == "campaign"]


def test_the_latest_decision_holds() -> None:
    index = filled(spins(6))
    campaign = the_campaign(index)
    index.mark(campaign, spam=True)
    index.mark(campaign, spam=False)

    assert word_on_the_next(index) is False


def test_taking_the_latest_decision_back_restores_the_one_before() -> None:
    index = filled(spins(6))
    campaign = the_campaign(index)
    index.mark(campaign, spam=True)
    before = index.to_bytes()
    decision = index.mark(campaign, spam=False)

    index.unmark(decision)

    assert word_on_the_next(index) is True
    assert index.to_bytes() == before


def test_taking_the_only_decision_back_leaves_no_trace() -> None:
    index = filled(spins(6))
    before = index.to_bytes()

    index.unmark(index.mark(the_campaign(index), spam=False))

    assert index.to_bytes() == before
    assert word_on_the_next(index) is None


def test_taking_an_earlier_decision_back_lets_the_later_stand() -> None:
    index = filled(spins(6))
    campaign = the_campaign(index)
    first = index.mark(campaign, spam=True)
    second = index.mark(campaign, spam=False)

    index.unmark(first)
    assert word_on_the_next(index) is False
    index.unmark(second)
    assert word_on_the_next(index) is None


def test_a_caller_may_number_decisions_in_the_order_of_its_own() -> None:
    index = filled(spins(6))
    index.mark_comments(["1"], spam=False, decision=20)
    index.mark_comments(["2"], spam=True, decision=10)

    assert word_on_the_next(index) is False
    index.unmark(20)
    assert word_on_the_next(index) is True


def test_the_same_number_replaces_a_decision() -> None:
    index = filled(spins(6))
    index.mark_comments(["1"], spam=True, decision=5)
    index.mark_comments(["1"], spam=False, decision=5)
    index.unmark(5)

    assert word_on_the_next(index) is None


def test_a_decision_outlives_the_comments_it_was_made_about() -> None:
    index = filled(spins(4), capacity=4)
    decision = index.mark(the_campaign(index), spam=True)
    for number, text in enumerate(spins(12, seed=3), 5):
        index.add(str(number), text)

    assert word_on_the_next(index) is True
    index.unmark(decision)
    assert word_on_the_next(index) is None


def test_a_comment_that_is_written_anew_keeps_its_decision() -> None:
    index = filled(spins(6))
    index.mark_comments(["1"], spam=True)
    index.add("1", NEXT)

    assert word_on_the_next(index) is True


def test_decisions_on_comments_that_are_gone_are_forgotten() -> None:
    index = filled(spins(6))
    index.mark_comments(["1"], spam=True)
    index.remove("1")
    index.add("1", NEXT)

    assert word_on_the_next(index) is None


def test_an_unknown_decision_cannot_be_taken_back_and_does_no_harm() -> None:
    index = filled(spins(6))
    before = index.to_bytes()

    index.unmark(17)

    assert index.to_bytes() == before
