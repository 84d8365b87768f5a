"""Votes, reports, picks: each counts once, changes what it should, and can be taken back."""

import json
from typing import Any

import pytest
from django.db import transaction
from django.test import Client

from parley.conversation.actions.deciding import decide, undo
from parley.conversation.actions.signals import Sender, pick, report, settle_reports, vote
from parley.conversation.errors import TooManySignals
from parley.conversation.models import Comment, Report, Vote
from parley.conversation.queries.queues import queue_counts
from parley.conversation.ranking import wilson_lower_bound
from parley.materializer.actions import materialize_dirty
from parley.outbox.actions import deal_with_waiting_events
from tests.conftest import Cast
from tests.posting import announce, send, write
from tests.public import page_text, page_tree, parsed, words_of

USEFUL = "/conversation/useful/"


def words(response: Any) -> str:
    return words_of(parsed(response.content.decode()))


def sender(number: int) -> Sender:
    return Sender(key=f"key{number}", network_key=f"network{number}")


def shown(cast: Cast) -> str:
    deal_with_waiting_events()
    materialize_dirty()
    return page_text(cast.thread.url)


def test_a_vote_counts_once_without_javascript_and_can_be_taken_back(reader: Client, cast: Cast) -> None:
    comment = write(cast.thread, "The gauge was moved in May.")
    announce(cast.thread)
    thanks = reader.post(USEFUL, {"comment": comment.pk})
    assert "Thank you: you found this comment useful." in words(thanks)
    reader.post(USEFUL, {"comment": comment.pk})
    assert Vote.objects.count() == 1
    assert "Useful <b>1</b>" in shown(cast)
    assert "taken back" in words(reader.post(USEFUL, {"comment": comment.pk, "back": "1"}))
    assert Vote.objects.count() == 0
    assert "<b>1</b>" not in shown(cast)


def test_the_script_gets_the_number(reader: Client, cast: Cast) -> None:
    comment = write(cast.thread)
    answer = reader.post(USEFUL, {"comment": comment.pk}, HTTP_ACCEPT="application/json")
    assert answer.json() == {"useful": 1, "mine": True}


def test_no_cookie_before_somebody_acts_and_then_one_that_scripts_cannot_read(reader: Client, cast: Cast) -> None:
    comment = write(cast.thread)
    assert not reader.get(f"/conversation/report/{comment.pk}/").cookies
    cookie = reader.post(USEFUL, {"comment": comment.pk}).cookies["parley_voter"]
    assert cookie["httponly"]
    assert cookie["samesite"] == "Lax"


def test_another_site_cannot_vote_for_its_visitors(reader: Client, cast: Cast) -> None:
    comment = write(cast.thread)
    answer = reader.post(USEFUL, {"comment": comment.pk}, HTTP_SEC_FETCH_SITE="cross-site")
    assert answer.status_code == 403
    assert not Vote.objects.exists()


def test_one_network_is_no_crowd(cast: Cast) -> None:
    comment = write(cast.thread)
    for number in range(9):
        vote(comment=comment, sender=Sender(key=f"browser{number}", network_key="one house"))
    comment.refresh_from_db()
    assert comment.useful == 5


def test_a_network_that_votes_without_end_is_told_to_wait(cast: Cast) -> None:
    comments = [write(cast.thread) for _ in range(61)]
    for comment in comments[:60]:
        vote(comment=comment, sender=Sender(key="browser", network_key="one house"))
    with pytest.raises(TooManySignals):
        vote(comment=comments[60], sender=Sender(key="browser", network_key="one house"))


@pytest.mark.parametrize("status", ["pending", "spam", "trash"])
def test_what_is_not_public_takes_no_signals(reader: Client, cast: Cast, status: str) -> None:
    comment = write(cast.thread, status=status)
    assert reader.post(USEFUL, {"comment": comment.pk}).status_code == 404
    assert reader.get(f"/conversation/report/{comment.pk}/").status_code == 404


@pytest.mark.parametrize("typed", ["", "x", "٣", "9" * 40, "-1"])
def test_nonsense_is_not_found(reader: Client, cast: Cast, typed: str) -> None:
    assert reader.post(USEFUL, {"comment": typed}).status_code == 404


def test_the_order_is_that_of_the_lower_bound() -> None:
    # Values from the formula as Wilson gives it, with z = 1.96, worked out by hand.
    assert wilson_lower_bound(0, 0) == 0
    assert wilson_lower_bound(1, 0) == pytest.approx(0.2065, abs=1e-3)
    assert wilson_lower_bound(10, 0) == pytest.approx(0.7225, abs=1e-3)
    assert wilson_lower_bound(5, 5) == pytest.approx(0.2366, abs=1e-3)
    assert wilson_lower_bound(0, 3) == 0
    assert wilson_lower_bound(10, 0) > wilson_lower_bound(2, 0) > wilson_lower_bound(2, 2)


def test_votes_bring_a_comment_up_in_the_order_best(cast: Cast) -> None:
    comments = [write(cast.thread, f"Word {n}.") for n in range(12)]
    announce(cast.thread)
    for number in range(3):
        vote(comment=comments[7], sender=sender(number))
    shown(cast)
    best = page_text(f"{cast.thread.url}conversation/best/")
    assert best.index(f'id="{comments[7].anchor}"') < best.index(f'id="{comments[0].anchor}"')


def test_a_report_waits_in_the_console_with_its_reasons(reader: Client, moderator: Client, cast: Cast) -> None:
    comment = write(cast.thread, "You are all fools.")
    address = f"/conversation/report/{comment.pk}/"
    answer = reader.post(address, {"reason": "insult", "words": "He means the dam keepers."})
    assert "A moderator will look at this comment." in words(answer)
    assert queue_counts(cast.ben)["reported"] == 1
    page = words(moderator.get("/moderation/reported/"))
    assert "Reported by 1 reader: Insult, threat or hate (1)." in page
    assert "He means the dam keepers." in page


def test_a_report_in_vain_is_put_away_in_one_step(moderator: Client, cast: Cast) -> None:
    comment = write(cast.thread)
    report(comment=comment, sender=sender(1), reason="false")
    assert "Keep it" in words(moderator.get("/moderation/reported/"))
    moderator.post("/moderation/decide/", {"comment": str(comment.pk), "decision": "approve", "queue": "reported"})
    assert Report.objects.get().state == "dismissed"
    assert queue_counts(cast.ben)["reported"] == 0


def test_a_report_without_a_reason_keeps_its_words(reader: Client, cast: Cast) -> None:
    comment = write(cast.thread)
    answer = reader.post(f"/conversation/report/{comment.pk}/", {"words": "Look at the second line."})
    assert answer.status_code == 422
    assert "Please choose what is wrong with it." in words(answer)
    assert "Look at the second line." in answer.content.decode()
    assert not Report.objects.exists()


def test_what_falls_into_the_trap_is_thanked_and_forgotten(reader: Client, cast: Cast) -> None:
    comment = write(cast.thread)
    answer = reader.post(f"/conversation/report/{comment.pk}/", {"reason": "spam", "subject": "x"})
    assert answer.status_code == 200
    assert not Report.objects.exists()


def test_many_reports_hold_a_comment_that_no_moderator_approved(cast: Cast) -> None:
    comment = write(cast.thread)
    announce(cast.thread)
    for number in range(2):
        report(comment=comment, sender=sender(number), reason="insult")
    report(comment=comment, sender=Sender(key="third browser", network_key="network1"), reason="insult")
    comment.refresh_from_db()
    assert comment.is_public  # three browsers, two networks
    report(comment=comment, sender=sender(3), reason="spam")
    comment.refresh_from_db()
    assert comment.status == "pending"
    assert comment.decisions.get().cause == "readers"
    assert f'id="{comment.anchor}"' not in shown(cast)


def test_a_brigade_cannot_take_down_what_a_moderator_approved(cast: Cast) -> None:
    comment = write(cast.thread, status="pending")
    decide(comments=[comment], status="approved", moderator=cast.ben)
    for number in range(10):
        report(comment=comment, sender=sender(number), reason="false")
    comment.refresh_from_db()
    assert comment.is_public


def test_a_decision_settles_reports_and_its_undo_opens_them_again(cast: Cast) -> None:
    comment = write(cast.thread)
    report(comment=comment, sender=sender(1), reason="insult")
    batch = decide(comments=[comment], status="trash", moderator=cast.ben)
    assert Report.objects.get().state == "upheld"
    undo(batch=batch, moderator=cast.ben)
    assert Report.objects.get().state == "open"
    comment.refresh_from_db()
    decide(comments=[comment], status="approved", moderator=cast.ben)
    assert (Report.objects.get().state, Report.objects.get().decided_by) == ("dismissed", cast.ben)


def test_a_report_in_vain_costs_no_rank(cast: Cast) -> None:
    comment = write(cast.thread)
    vote(comment=comment, sender=sender(1))
    report(comment=comment, sender=sender(2), reason="false")
    comment.refresh_from_db()
    with_report = comment.rank
    with transaction.atomic():
        settle_reports([comment], batch="b", moderator=cast.ben)
    comment.refresh_from_db()
    assert comment.rank > with_report


def test_a_pick_stands_at_the_head_of_the_conversation(moderator: Client, cast: Cast) -> None:
    comment = write(cast.thread, "The keepers met in the tavern, says my aunt.")
    announce(cast.thread)
    moderator.post(f"/moderation/pick/{comment.pk}/", {"picked": "1", "queue": "recent"})
    shown(cast)
    page = page_tree(cast.thread.url)
    head = next(e for e in page.iter("nav") if e.get("class") == "highlights")
    assert "Editors' pick" in words_of(head)
    assert "The keepers met in the tavern" in words_of(head)
    assert next(head.iter("a")).get("href", "").endswith(f"#{comment.anchor}")
    pick(comment=Comment.objects.get(), moderator=cast.ben, picked=False)
    assert "highlights" not in shown(cast)


def test_an_answer_by_the_articles_author_stands_at_the_head(cast: Cast) -> None:
    question = write(cast.thread, "Which gauge?")
    cast.thread.authors.add(cast.ann)
    write(cast.thread, "The one at Lindau.", parent=question, staff=cast.ann, reader=None, author_name="Ann")
    announce(cast.thread)
    page = shown(cast)
    assert "Answered by the author" in page
    assert ">Author<" in page


def test_a_comment_that_goes_leaves_the_head(cast: Cast) -> None:
    comment = write(cast.thread, "The keepers met in the tavern, says my aunt.")
    announce(cast.thread)
    pick(comment=comment, moderator=cast.ben)
    decide(comments=[Comment.objects.get()], status="trash", moderator=cast.ben)
    assert "keepers met" not in shown(cast).partition('id="conversation"')[2]


def test_open_pages_can_ask_whether_there_is_something_new(reader: Client, cast: Cast) -> None:
    send(reader, cast.thread)
    materialize_dirty()
    pulse = json.loads(page_text(f"{cast.thread.url}conversation/pulse.json"))
    comment = Comment.objects.get()
    assert pulse == {"count": 1, "newest": f"{cast.thread.url}#{comment.anchor}"}
    assert f'data-pulse="{cast.thread.url}conversation/pulse.json" data-count="1"' in page_text(cast.thread.url)
