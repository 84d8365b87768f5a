"""A writer changes a comment, deletes it, takes the deletion back."""

from datetime import timedelta
from typing import Any

import pytest
import time_machine
from django.test import Client

from parley.conversation.actions.deciding import decide, decide_campaign, undo
from parley.conversation.actions.editing import MOST_EDITS, delete_comment, edit_comment, restore_comment
from parley.conversation.actions.people import impose
from parley.conversation.errors import CommentChanged, EditRefused, NothingToUndo
from parley.conversation.lessons import renew_lessons
from parley.conversation.models import Campaign, Comment, Decision, Lesson, Revision
from parley.kit import clock
from parley.outbox.models import Event
from tests.conftest import Cast
from tests.posting import HELD, HONEST, SPAM, announce, send, write
from tests.public import page_text, parsed, words_of

BETTER = HONEST + " I was there myself, at six."


@pytest.fixture
def posted(reader: Client, cast: Cast) -> Comment:
    """Cleo's comment, in public since a moment."""
    send(reader, cast.thread)
    return Comment.objects.select_related("thread", "reader").get()


def address(comment: Comment, step: str = "") -> str:
    return f"/conversation/status/{comment.private_key}/{step}"


def send_edit(client: Client, comment: Comment, text: str, **fields: Any) -> Any:
    return client.post(address(comment, "edit/"), {"text": text, "edits": "0"} | fields)


def kinds() -> list[str]:
    return list(Event.objects.order_by("pk").values_list("kind", flat=True))


def test_new_words_stand_in_the_file_at_once_and_say_that_they_are_new(reader: Client, posted: Comment) -> None:
    response = send_edit(reader, posted, BETTER)
    assert (response.status_code, response["Location"]) == (303, address(posted))
    page = page_text(posted.thread.url)
    assert "I was there myself" in page
    posted.refresh_from_db()
    assert posted.edited_at is not None
    assert f'edited <time datetime="{posted.edited_at:%Y-%m-%dT%H:%M:%SZ}">' in page


def test_the_old_words_are_kept(reader: Client, posted: Comment) -> None:
    send_edit(reader, posted, BETTER)
    send_edit(reader, posted, BETTER + " And cold.", edits="1")
    kept = list(Revision.objects.values_list("number", "source"))
    assert kept == [(1, HONEST), (2, BETTER)]
    first, second = Revision.objects.all()
    assert first.written_at == posted.posted_at
    assert first.replaced_at == second.written_at


def test_moderators_read_the_old_words(moderator: Client, posted: Comment) -> None:
    send_edit(Client(), posted, BETTER)
    page = moderator.get("/moderation/approved/").content.decode()
    details = next(e for e in parsed(page).iter("details") if e.get("class") == "revisions")
    assert "Edited once" in words_of(details)
    assert HONEST in words_of(details)
    assert "I was there" not in words_of(details)


def test_an_edit_tells_of_new_words_and_not_of_a_new_comment(reader: Client, posted: Comment) -> None:
    assert kinds() == ["article_published", "comment_published"] or kinds()[-1] == "comment_published"
    before = kinds()
    send_edit(reader, posted, BETTER)
    assert kinds() == [*before, "comment_changed"]


def test_the_same_words_again_are_no_edit(reader: Client, posted: Comment) -> None:
    assert send_edit(reader, posted, HONEST).status_code == 303
    assert not Revision.objects.exists()
    posted.refresh_from_db()
    assert posted.edited_at is None


def test_an_edit_is_judged_and_spam_leaves_the_page(reader: Client, posted: Comment) -> None:
    send_edit(reader, posted, SPAM)
    posted.refresh_from_db()
    assert posted.status in {"spam", "pending"}
    assert posted.judgements.count() == 2
    assert "casino" not in page_text(posted.thread.url)
    assert posted.decisions.first().reason.startswith("writer: edited; filter: ")  # type: ignore[union-attr]


def test_doubted_words_wait_and_their_writer_is_told_why(reader: Client, posted: Comment) -> None:
    send_edit(reader, posted, f"{HONEST} More at https://gauges.example/ostra.")
    posted.refresh_from_db()
    assert posted.status == "pending"
    page = reader.get(address(posted)).content.decode()
    assert "It waits since" in page
    assert "link" in page


def test_a_comment_that_waits_does_not_get_out_by_an_edit(reader: Client, cast: Cast) -> None:
    send(reader, cast.thread, HELD)
    held = Comment.objects.get()
    send_edit(reader, held, HONEST)
    held.refresh_from_db()
    assert (held.status, held.source) == ("pending", HONEST)


def test_an_edit_is_no_duplicate_of_the_words_before(reader: Client, posted: Comment) -> None:
    for number in range(3):
        assert send_edit(reader, posted, f"{HONEST} Number {number}.", edits=str(number)).status_code == 303
    posted.refresh_from_db()
    assert (posted.status, posted.campaign) == ("approved", None)


def test_later_comments_are_compared_with_the_new_words(reader: Client, posted: Comment) -> None:
    from parley.conversation.moderation.live import live_index

    other = (
        "Nobody asked the ferrymen of Torp, although they have written down the level every evening since 1931, in "
        "pencil, on the door of the shed where the ropes are kept."
    )
    send(reader, posted.thread, "So who did read it?", email="dora@example.org", name="Dora")  # the index catches up
    assert live_index().index.find(HONEST, "Somebody") is not None
    send_edit(reader, posted, other)
    live_index().catch_up()
    assert live_index().index.find(HONEST, "Somebody") is None
    assert live_index().index.find(other, "Somebody") is not None


def test_the_window_closes(reader: Client, posted: Comment) -> None:
    with time_machine.travel(clock.now() + timedelta(minutes=14), tick=False):
        assert "You can change it until" in reader.get(address(posted, "edit/")).content.decode()
    with time_machine.travel(clock.now() + timedelta(minutes=15), tick=False):
        assert reader.get(address(posted, "edit/"))["Location"] == address(posted)
        assert "Change it" not in reader.get(address(posted)).content.decode()
        response = send_edit(reader, posted, BETTER)
    assert response.status_code == 403
    assert "I was there myself" in response.content.decode()
    assert page_text(posted.thread.url).count("I was there myself") == 0


def test_a_setting_makes_the_window(reader: Client, posted: Comment, settings: Any) -> None:
    settings.PARLEY = settings.PARLEY.model_copy(update={"edit_minutes": 0})
    assert send_edit(reader, posted, BETTER).status_code == 403


@pytest.mark.parametrize("status", ["spam", "trash", "deleted"])
def test_what_was_taken_out_cannot_be_changed_any_more(reader: Client, posted: Comment, status: str) -> None:
    Comment.objects.update(status=status)
    response = send_edit(reader, posted, BETTER)
    assert response.status_code == 403
    assert "I was there myself" in response.content.decode()


def test_of_two_windows_the_second_is_told_and_loses_nothing(reader: Client, posted: Comment) -> None:
    send_edit(reader, posted, BETTER)
    response = send_edit(reader, posted, HONEST + " From the other window.")
    html = response.content.decode()
    assert response.status_code == 409
    assert "From the other window." in html
    edits = next(e.get("value") for e in parsed(html).iter("input") if e.get("name") == "edits")
    assert send_edit(reader, posted, HONEST + " From the other window.", edits=edits).status_code == 303


@pytest.mark.parametrize(("text", "sentence"), [(" \n", "Please write"), ("long " * 5000, "20,000 characters")])
def test_a_refused_edit_comes_back_with_its_words(reader: Client, posted: Comment, text: str, sentence: str) -> None:
    response = send_edit(reader, posted, text)
    html = response.content.decode()
    assert response.status_code == 422
    textarea = next(parsed(html).iter("textarea"))
    assert "".join(textarea.itertext()) == text.replace(" \n", " \n")
    error = next(e for e in parsed(html).iter("p") if e.get("id") == "comment-text-error")
    assert sentence in words_of(error)
    assert "comment-text-error" in (textarea.get("aria-describedby") or "")


def test_an_edit_can_be_looked_at_first(reader: Client, posted: Comment) -> None:
    response = send_edit(reader, posted, "**Not** so.", step="preview")
    assert response.status_code == 200
    assert "<strong>Not</strong> so." in response.content.decode()
    assert not Revision.objects.exists()


def test_edits_are_not_without_end(posted: Comment) -> None:
    for number in range(MOST_EDITS):
        Revision.objects.create(
            comment=posted, number=number + 1, source="x", html="x", written_at=clock.now(), replaced_at=clock.now()
        )
    with pytest.raises(EditRefused):
        edit_comment(comment=posted, text=BETTER, edits_seen=MOST_EDITS)


@pytest.mark.parametrize("step", ["edit/", "delete/", "restore/", "appeal/"])
def test_another_site_can_do_nothing_here(reader: Client, posted: Comment, step: str) -> None:
    response = reader.post(address(posted, step), {"text": BETTER, "words": "w"}, HTTP_SEC_FETCH_SITE="cross-site")
    assert response.status_code == 403
    posted.refresh_from_db()
    assert (posted.status, posted.source) == ("approved", HONEST)


@pytest.mark.parametrize("step", ["", "edit/", "delete/"])
def test_these_pages_are_for_their_writer_alone(reader: Client, posted: Comment, step: str) -> None:
    response = reader.get(address(posted, step))
    assert (response["X-Robots-Tag"], response["Referrer-Policy"]) == ("noindex", "same-origin")
    assert "private" in response["Cache-Control"]
    assert not response.cookies
    assert reader.get(f"/conversation/status/nobodys/{step}").status_code == 404


def test_a_moderators_lesson_is_about_the_words_that_were_read(posted: Comment, cast: Cast) -> None:
    decide(comments=[posted], status="approved", moderator=cast.ben)
    learned = bytes(Lesson.objects.get().content)
    edit_comment(comment=posted, text=BETTER, edits_seen=0)
    Lesson.objects.update(engine="an older one")
    assert renew_lessons() == 0
    assert bytes(Lesson.objects.get().content) == learned


def test_a_deleted_comment_leaves_the_page_and_its_answers_stay(reader: Client, posted: Comment) -> None:
    write(posted.thread, "An answer that stays.", parent=posted)
    announce(posted.thread)
    assert "Delete your comment?" in reader.get(address(posted, "delete/")).content.decode()
    assert HONEST in page_text(posted.thread.url)
    assert reader.post(address(posted, "delete/"))["Location"] == address(posted)
    page = page_text(posted.thread.url)
    assert HONEST not in page
    assert "This comment was deleted by its writer." in page
    assert "An answer that stays." in page
    assert "You deleted your comment" in reader.get(address(posted)).content.decode()


def test_a_deletion_can_be_taken_back_within_the_window(reader: Client, posted: Comment) -> None:
    reader.post(address(posted, "delete/"))
    assert "Take the deletion back" in reader.get(address(posted)).content.decode()
    reader.post(address(posted, "restore/"))
    assert HONEST in page_text(posted.thread.url)
    reasons = list(Decision.objects.order_by("pk").values_list("reason", flat=True))[-2:]
    assert reasons == ["writer: deleted", "writer: took the deletion back"]


def test_after_the_window_a_deletion_stands(reader: Client, posted: Comment) -> None:
    reader.post(address(posted, "delete/"))
    with time_machine.travel(clock.now() + timedelta(minutes=16), tick=False):
        assert "Take the deletion back" not in reader.get(address(posted)).content.decode()
        response = reader.post(address(posted, "restore/"))
    assert response.status_code == 403
    assert "too late" in response.content.decode()
    assert HONEST not in page_text(posted.thread.url)


def test_a_comment_may_be_deleted_long_after_it_was_written(reader: Client, posted: Comment) -> None:
    with time_machine.travel(clock.now() + timedelta(days=400), tick=False):
        reader.post(address(posted, "delete/"))
    posted.refresh_from_db()
    assert posted.status == "deleted"


def test_a_comment_that_waited_waits_again_when_its_deletion_is_taken_back(reader: Client, cast: Cast) -> None:
    send(reader, cast.thread, HELD)
    held = Comment.objects.get()
    restore_comment(comment=delete_comment(comment=held))
    held.refresh_from_db()
    assert held.status == "pending"


def test_what_a_moderator_removed_is_not_the_writers_to_delete(posted: Comment, cast: Cast) -> None:
    decide(comments=[posted], status="trash", moderator=cast.ben)
    with pytest.raises(EditRefused):
        delete_comment(comment=posted)


def test_no_moderator_brings_back_what_its_writer_deleted(posted: Comment, cast: Cast) -> None:
    deleted = delete_comment(comment=posted)
    decide(comments=[deleted], status="approved", moderator=cast.ben)
    with pytest.raises(NothingToUndo):
        undo(batch=deleted.decisions.first().batch, moderator=cast.ben)  # type: ignore[union-attr]
    posted.refresh_from_db()
    assert posted.status == "deleted"


def test_the_log_says_that_it_was_the_writer(moderator: Client, posted: Comment, cast: Cast) -> None:
    restore_comment(comment=delete_comment(comment=posted))
    assert "the writer" in moderator.get("/moderation/approved/").content.decode()


def test_the_same_words_posted_after_a_deletion_are_a_new_comment(reader: Client, posted: Comment) -> None:
    reader.post(address(posted, "delete/"))
    assert send(reader, posted.thread)["Location"] == address(posted)  # a reload within the window brings nothing back
    with time_machine.travel(clock.now() + timedelta(hours=1), tick=False):
        send(reader, posted.thread)
    assert sorted(Comment.objects.values_list("status", flat=True)) == ["approved", "deleted"]


def test_a_comment_cannot_change_while_its_editor_sleeps(posted: Comment) -> None:
    edit_comment(comment=posted, text=BETTER, edits_seen=0)
    with pytest.raises(CommentChanged):
        edit_comment(comment=posted, text=HONEST + " Stale.", edits_seen=0)


def test_whoever_was_banned_meanwhile_cannot_take_a_deletion_back(reader: Client, posted: Comment, cast: Cast) -> None:
    delete_comment(comment=posted)
    assert posted.reader is not None
    impose(reader=posted.reader, kind="ban", reason="Threats.", moderator=cast.ben, remove_comments=True)
    response = reader.post(address(posted, "restore/"))
    posted.refresh_from_db()
    assert (response.status_code, posted.status) == (403, "deleted")
    assert "Threats." in response.content.decode()


def test_a_campaign_called_spam_meanwhile_takes_along_what_comes_back(cast: Cast) -> None:
    campaign = Campaign.objects.create(key="c1", found_at=clock.now())
    hasty, other = (write(cast.thread, campaign=campaign, status="pending") for _ in range(2))
    delete_comment(comment=hasty)
    batch = decide_campaign(campaign=campaign, label="spam", moderator=cast.ben)
    assert restore_comment(comment=fresh(hasty)).status == "spam"
    undo(batch=batch, moderator=cast.ben)
    other.refresh_from_db()
    assert other.status == "pending"


def fresh(comment: Comment) -> Comment:
    return Comment.objects.select_related("thread", "reader", "campaign").get(pk=comment.pk)
