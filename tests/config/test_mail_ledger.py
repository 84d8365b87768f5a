"""What the operator sees of the ledger, and what an explicit word does."""

import json

import pytest

from parley.accounts.actions import record_reader
from parley.conversation.actions.deciding import decide
from parley.conversation.models import Comment
from parley.kit import clock
from parley.notifications import ledger
from parley.notifications.models import Delivery
from parley.notifications.sending import send_due
from parley.outbox.actions import deal_with_waiting_events
from tests.config.test_commands import parley
from tests.conftest import Cast

REASON = "no answer to the final dot"


@pytest.fixture
def unclear(cast: Cast) -> Delivery:
    """A sign-in mail of which nobody knows whether it arrived."""
    from parley.notifications.sign_in_mails import send_sign_in_link

    send_sign_in_link(address="dora@example.org")
    (delivery,) = ledger.claim_due(1)
    ledger.hand_over(delivery, "<q1.r1@testserver>")
    ledger.lose_track(delivery, REASON)
    return delivery


def test_states_are_counted(unclear: Delivery) -> None:
    states = json.loads(parley("mail", "ledger", "--json").output)["states"]
    assert states["unknown"] == 1
    assert sum(states.values()) == 1
    assert "1  unknown" in parley("mail", "ledger").output


def test_an_unclear_mail_is_listed_with_what_finds_it_in_a_log_and_no_whole_address(unclear: Delivery) -> None:
    said = parley("mail", "ledger", "--unclear").output
    assert "d…@example.org" in said
    assert "<q1.r1@testserver>" in said
    assert REASON in said
    assert "dora" not in said
    (listed,) = json.loads(parley("mail", "ledger", "--unclear", "--json").output)["unclear"]
    assert (listed["id"], listed["state"], listed["purpose"]) == (unclear.pk, "unknown", "sign_in")


def test_resending_queues_it_once_and_what_the_old_worker_says_counts_no_more(unclear: Delivery) -> None:
    answer = parley("mail", "resend", str(unclear.pk))
    assert (answer.exit_code, answer.output) == (0, f"{unclear.pk} queued.\n")
    assert parley("mail", "resend", str(unclear.pk)).exit_code == 1
    (again,) = ledger.claim_due(5)
    ledger.hand_over(again, "<q1.r1@testserver>")
    ledger.postpone(unclear, "451 said late")
    again.refresh_from_db()
    assert again.state == "dot"


def test_what_is_settled_is_off_the_list_and_never_revived(cast: Cast) -> None:
    comment = Comment.objects.create(
        thread=cast.thread,
        source="Words.",
        html="<p>Words.</p>",
        status="approved",
        posted_at=clock.now(),
        received_at=clock.now(),
        private_key="k",
        submission_key="s",
    )
    delivery = Delivery.objects.create(
        event=f"comment:{comment.pk}",
        reader=record_reader(address="dora@example.org"),
        purpose="comment",
        comment=comment,
        state="unknown",
        due_at=clock.now(),
        created_at=clock.now(),
    )
    assert parley("mail", "settle", str(delivery.pk)).output == f"{delivery.pk} settled.\n"
    assert parley("mail", "ledger", "--unclear").output == "No mail is unclear.\n"
    for status in ("spam", "approved"):
        decide(comments=Comment.objects.filter(pk=comment.pk), status=status, moderator=cast.ben)
        deal_with_waiting_events()
    assert send_due() == 0


def test_a_number_that_is_not_unclear_is_refused_and_the_others_are_done(unclear: Delivery) -> None:
    answer = parley("mail", "settle", str(unclear.pk), "999")
    assert answer.exit_code == 1
    assert f"{unclear.pk} settled." in answer.output
    assert "Not unclear: 999." in answer.output
    assert parley("check", "--json").output.count("refused or may have been sent") == 0
