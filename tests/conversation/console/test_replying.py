"""A moderator answers a comment from the console."""

import pytest
from django.test import Client

from parley.conversation.actions.deciding import decide, undo
from parley.conversation.actions.people import drop_reply, keep_reply
from parley.conversation.actions.replying import reply_as_staff
from parley.conversation.errors import CommentRefused
from parley.conversation.models import Comment
from tests.conftest import Cast
from tests.conversation.console.asking import as_seen
from tests.posting import write
from tests.public import page_text, page_tree, words_of

WORDS = "We asked the board; the *gauge* was moved in May."


def ask(client: Client, comment: Comment, text: str = WORDS) -> dict[str, object]:
    seen = as_seen(comment).partition(".")[2]
    address = f"/moderation/reply/{comment.pk}/"
    answer: dict[str, object] = client.post(
        address, {"text": text, "seen": seen}, HTTP_ACCEPT="application/json"
    ).json()
    return answer


def test_a_reply_stands_under_the_comment_under_the_moderators_name_marked_in_words(
    cast: Cast, moderator: Client
) -> None:
    comment = write(cast.thread, "Who moved the gauge?")
    assert ask(moderator, comment)["sentence"] == "Your reply is published."
    reply = Comment.objects.get(parent=comment)
    shown = page_tree(cast.thread.url).find(f".//li[@id='{reply.anchor}']")
    assert shown is not None
    assert "Ben Staff" in words_of(shown)
    assert "the gauge was moved in May" in words_of(shown)


def test_a_held_comment_is_approved_with_the_reply_and_one_undo_takes_back_both(cast: Cast, moderator: Client) -> None:
    comment = write(cast.thread, "Who moved the gauge?", status="pending")
    batch = ask(moderator, comment)["batch"]
    assert "Who moved the gauge?" in page_text(cast.thread.url)
    moderator.post(f"/moderation/undo/{batch}/")
    comment.refresh_from_db()
    assert comment.status == "pending"
    assert Comment.objects.get(parent=comment).status == "trash"
    assert "gauge was moved" not in page_text(cast.thread.url)
    assert "Who moved the gauge?" not in page_text(cast.thread.url)


def test_a_reply_that_was_taken_back_can_be_given_again(cast: Cast) -> None:
    comment = write(cast.thread)
    batch = reply_as_staff(parent_id=comment.pk, text=WORDS, moderator=cast.ben).batch
    undo(batch=batch, moderator=cast.ben)
    assert reply_as_staff(parent_id=comment.pk, text=WORDS, moderator=cast.ben).batch
    assert Comment.objects.get(parent=comment).status == "approved"


def test_the_same_words_twice_are_one_reply(cast: Cast) -> None:
    comment = write(cast.thread)
    for _ in range(2):
        reply_as_staff(parent_id=comment.pk, text=WORDS, moderator=cast.ben)
    assert Comment.objects.filter(parent=comment).count() == 1


def test_nothing_is_answered_that_another_moderator_took_out_meanwhile(cast: Cast) -> None:
    comment = write(cast.thread, status="pending")
    decide(comments=[comment], status="spam", moderator=cast.ann)
    decided = reply_as_staff(parent_id=comment.pk, text=WORDS, moderator=cast.ben, seen=0)
    assert [line.after for line in decided.already] == ["spam"]
    assert not Comment.objects.filter(parent=comment).exists()


@pytest.mark.parametrize(("status", "text"), [("approved", " \n "), ("approved", "x" * 20_001), ("spam", WORDS)])
def test_it_refuses_an_empty_a_longish_and_a_misplaced_reply(
    cast: Cast, moderator: Client, status: str, text: str
) -> None:
    comment = write(cast.thread, status=status)
    with pytest.raises(CommentRefused):
        reply_as_staff(parent_id=comment.pk, text=text, moderator=cast.ben)
    assert "error" in ask(moderator, comment, text)
    assert Comment.objects.count() == 1


def test_it_refuses_to_answer_what_is_gone(cast: Cast) -> None:
    with pytest.raises(CommentRefused):
        reply_as_staff(parent_id=4711, text=WORDS, moderator=cast.ben)


def test_words_at_hand_are_offered_and_begin_the_reply(cast: Cast, moderator: Client) -> None:
    kept = keep_reply(title="Thank you", words="Thank you for the hint.", use="reply")
    keep_reply(title="Too long", words="Please say it in fewer words.", use="reason")
    comment = write(cast.thread, "The gauge was moved.", status="pending")
    page = moderator.get("/moderation/").content.decode()
    assert f'<option value="{kept.pk}">Thank you</option>' in page
    assert page.count("Thank you for the hint.") == 1
    assert ">Too long</option>" not in page
    sent = {"kept": str(kept.pk), "text": "We look into it.", "seen": as_seen(comment).partition(".")[2]}
    moderator.post(f"/moderation/reply/{comment.pk}/", sent)
    assert Comment.objects.get(parent=comment).source == "Thank you for the hint.\n\nWe look into it."


def test_words_that_are_not_at_hand_any_more_add_nothing(cast: Cast, moderator: Client) -> None:
    kept = keep_reply(title="Thank you", words="Thank you.", use="reply")
    drop_reply(reply=kept)
    comment = write(cast.thread, "The gauge was moved.")
    for number in (str(kept.pk), "x", "٣"):
        sent = {"kept": number, "text": "", "seen": as_seen(comment).partition(".")[2]}
        moderator.post(f"/moderation/reply/{comment.pk}/", sent)
    assert not Comment.objects.filter(parent=comment).exists()
