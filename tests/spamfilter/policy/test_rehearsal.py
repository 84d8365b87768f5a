"""What a rule would have done to past comments."""

from spamfilter import Change, Circumstances, Decided, Outcome, PastCase, Policy, Submission, rehearse


def past(id: str, text: str, decided: Decided, outcome: Outcome = Outcome.HAM, author: str = "") -> PastCase:
    return PastCase(id, Submission(text, author), Circumstances(), outcome, decided)


PAST = [
    past("1", "A loan for you", Decided.SPAM),
    past("2", "A loan and a casino", Decided.SPAM, Outcome.UNSURE),
    past("3", "The loan of the library", Decided.APPROVED),
    past("4", "Nothing of it", Decided.PUBLISHED),
    past("5", "My casino", Decided.PUBLISHED),
    past("6", "My casino", Decided.OPEN, Outcome.SPAM),
]


def test_it_lists_only_what_changes_with_the_rules_that_did_it() -> None:
    rehearsal = rehearse(Policy(), Policy(banned_words=("casino",), suspect_words=("loan",)), PAST)
    assert rehearsal.looked_at == 6
    assert rehearsal.changes == (
        Change("1", Outcome.HAM, Outcome.UNSURE, Decided.SPAM, ("suspect_words",)),
        Change("2", Outcome.UNSURE, Outcome.SPAM, Decided.SPAM, ("banned_words",)),
        Change("3", Outcome.HAM, Outcome.UNSURE, Decided.APPROVED, ("suspect_words",)),
        Change("5", Outcome.HAM, Outcome.SPAM, Decided.PUBLISHED, ("banned_words",)),
    )
    assert rehearsal.counts() == {
        (Outcome.UNSURE, Decided.SPAM): 1,
        (Outcome.SPAM, Decided.SPAM): 1,
        (Outcome.UNSURE, Decided.APPROVED): 1,
        (Outcome.SPAM, Decided.PUBLISHED): 1,
    }
    assert rehearsal.counts_by_rule() == {
        "suspect_words": {Decided.SPAM: 1, Decided.APPROVED: 1},
        "banned_words": {Decided.SPAM: 1, Decided.PUBLISHED: 1},
    }


def test_a_rule_taken_away_releases() -> None:
    rehearsal = rehearse(Policy(banned_words=("casino",)), Policy(), PAST)
    assert [(change.id, change.after) for change in rehearsal.changes] == [("2", "unsure"), ("5", "ham")]


def test_the_same_rules_change_nothing() -> None:
    policy = Policy(suspect_words=("loan",))
    assert rehearse(policy, policy, PAST).changes == ()
