"""Sanctions, notes and replies at hand."""

from datetime import timedelta
from typing import Any

import pytest
from django.test import Client

from parley.accounts.models import Reader
from parley.conversation.actions.deciding import undo
from parley.conversation.actions.people import assign_sections, impose, keep_reply, lift, note
from parley.conversation.errors import NothingToUndo
from parley.conversation.models import CannedReply, Comment, ReaderNote, Sanction
from parley.conversation.queries.people import replies_at_hand, sanction_in_force
from parley.conversation.queries.reach import comments_within_reach
from parley.kit import clock
from tests.conftest import Cast
from tests.posting import HONEST, send, write
from tests.public import parsed, words_of


def words(response: Any) -> str:
    return words_of(parsed(response.content.decode()))


def cleo(reader: Client, cast: Cast) -> Reader:
    """Cleo, who has written one comment that stands."""
    send(reader, cast.thread)
    found = Comment.objects.get().reader
    assert found is not None
    return found


def test_a_banned_reader_is_told_why_and_keeps_the_words(reader: Client, cast: Cast) -> None:
    impose(reader=cleo(reader, cast), kind="ban", reason="Insults, again and again.", moderator=cast.ben)
    response = send(reader, cast.thread, "And another thing.")
    assert response.status_code == 403
    assert "You cannot write here any more. The moderators' reason: Insults, again and again." in words(response)
    assert "And another thing." in response.content.decode()
    assert Comment.objects.count() == 1


def test_another_spelling_of_the_address_is_the_same_reader(reader: Client, cast: Cast) -> None:
    impose(reader=cleo(reader, cast), kind="ban", reason="Insults.", moderator=cast.ben)
    assert send(reader, cast.thread, "And another thing.", email=" CLEO@example.org").status_code == 403


def test_a_suspension_says_until_when_and_ends_by_itself(
    reader: Client, cast: Cast, monkeypatch: pytest.MonkeyPatch
) -> None:
    impose(reader=cleo(reader, cast), kind="suspension", reason="Heated.", days=3, moderator=cast.ben)
    assert "until" in words(send(reader, cast.thread, "And another thing."))
    later = clock.now() + timedelta(days=3, minutes=1)
    monkeypatch.setattr(clock, "now", lambda: later)
    assert send(reader, cast.thread, "And another thing about the gauge at Lindau.").status_code == 303


def test_the_longest_sanction_counts(reader: Client, cast: Cast) -> None:
    person = cleo(reader, cast)
    impose(reader=person, kind="suspension", reason="Long.", days=30, moderator=cast.ben)
    impose(reader=person, kind="suspension", reason="Short.", days=1, moderator=cast.ben)
    standing = sanction_in_force(person)
    assert standing is not None
    assert standing.reason == "Long."
    impose(reader=person, kind="ban", reason="For good.", moderator=cast.ben)
    standing = sanction_in_force(person)
    assert standing is not None
    assert standing.reason == "For good."


def test_a_lifted_sanction_counts_no_more(reader: Client, cast: Cast) -> None:
    sanction = impose(reader=cleo(reader, cast), kind="ban", reason="A mistake.", moderator=cast.ben)
    lift(sanction=sanction, moderator=cast.ann)
    assert send(reader, cast.thread, "And another thing about the gauge at Lindau.").status_code == 303
    sanction.refresh_from_db()
    assert sanction.lifted_by == cast.ann


def test_a_warning_must_be_read_before_the_next_comment_and_only_once(reader: Client, cast: Cast) -> None:
    impose(reader=cleo(reader, cast), kind="warning", reason="Please be kind.", moderator=cast.ben)
    again = "And another thing about the gauge at Lindau."
    response = send(reader, cast.thread, again)
    assert response.status_code == 422
    assert "A moderator has a word for you: Please be kind." in words(response)
    page = parsed(response.content.decode())
    assert [e for e in page.iter("input") if e.get("name") == "warning_read"]
    assert again in response.content.decode()
    assert send(reader, cast.thread, again, warning_read="1").status_code == 303
    assert Sanction.objects.get().read_at is not None
    assert send(reader, cast.thread, "The sluice stayed shut all night.").status_code == 303


def test_a_ban_can_take_the_comments_along_and_one_undo_takes_all_back(reader: Client, cast: Cast) -> None:
    person = cleo(reader, cast)
    sanction = impose(reader=person, kind="ban", reason="Insults.", remove_comments=True, moderator=cast.ben)
    assert Comment.objects.get().status == "trash"
    undo(batch=sanction.batch, moderator=cast.ben)
    assert Comment.objects.get().status == "approved"
    assert sanction_in_force(person) is None
    with pytest.raises(NothingToUndo):
        undo(batch=sanction.batch, moderator=cast.ben)


def test_a_ban_of_a_reader_without_comments_can_be_undone(cast: Cast) -> None:
    person = write(cast.thread, status="spam").reader
    assert person is not None
    sanction = impose(reader=person, kind="ban", reason="Spam.", remove_comments=True, moderator=cast.ben)
    undo(batch=sanction.batch, moderator=cast.ben)
    assert sanction_in_force(person) is None


def test_the_record_shows_what_moderators_need(reader: Client, moderator: Client, cast: Cast) -> None:
    person = cleo(reader, cast)
    send(reader, cast.thread, "Another name, the same address, and the gauge.", name="Cleopatra")
    note(reader=person, words="Knows the dam keepers.", moderator=cast.ann)
    impose(reader=person, kind="warning", reason="Please be kind.", moderator=cast.ben)
    shown = words(moderator.get(f"/moderation/reader/{person.pk}/"))
    for expected in ("cleo@example.org", "Cleopatra, Cleo", "Knows the dam keepers.", "Warning: Please be kind."):
        assert expected in shown
    assert HONEST[:40] in shown


def test_the_record_takes_a_sanction_and_offers_to_undo_it(reader: Client, moderator: Client, cast: Cast) -> None:
    person = cleo(reader, cast)
    address = f"/moderation/reader/{person.pk}/"
    fields = {"step": "impose", "kind": "suspension", "reason": "Heated.", "days": "2", "remove_comments": "1"}
    response = moderator.post(address, fields)
    sanction = Sanction.objects.get()
    assert (sanction.kind, sanction.imposed_by) == ("suspension", cast.ben)
    assert f"/moderation/undo/{sanction.batch}/" in moderator.get(response["Location"]).content.decode()


@pytest.mark.parametrize(
    ("fields", "said"),
    [
        ({"kind": "ban", "reason": ""}, "Please give a reason."),
        ({"kind": "suspension", "reason": "Heated."}, "Please say for how many days."),
    ],
)
def test_a_sanction_that_lacks_something_is_not_imposed(
    reader: Client, moderator: Client, cast: Cast, fields: dict[str, str], said: str
) -> None:
    response = moderator.post(f"/moderation/reader/{cleo(reader, cast).pk}/", {"step": "impose", **fields})
    assert response.status_code == 422
    assert said in words(response)
    assert not Sanction.objects.exists()


def test_a_ban_from_the_queue_is_one_step(reader: Client, moderator: Client, cast: Cast) -> None:
    person = cleo(reader, cast)
    response = moderator.post(f"/moderation/reader/{person.pk}/ban/", {"reason": "Spam.", "queue": "pending"})
    assert response["Location"] == f"/moderation/pending/?done={Sanction.objects.get().batch}"
    assert Comment.objects.get().status == "trash"


def test_replies_are_kept_changed_and_dropped(moderator: Client, cast: Cast) -> None:
    fields = {"title": "Off topic", "words": "It is not about the article.", "use": "reason"}
    moderator.post("/moderation/replies/", fields)
    moderator.post("/moderation/replies/", fields | {"words": "Please stay with the article."})
    reply = CannedReply.objects.get()
    assert "Please stay with the article." in words(moderator.get("/moderation/replies/"))
    moderator.post("/moderation/replies/", {"step": "drop", "reply": reply.pk})
    assert not replies_at_hand("reason").exists()
    keep_reply(title="Off topic", words="Back again.", use="reason")
    assert [r.words for r in replies_at_hand("reason")] == ["Back again."]


def test_a_moderator_of_some_sections_reaches_these_only(cast: Cast) -> None:
    write(cast.thread)
    everything = Comment.objects.all()
    assert comments_within_reach(everything, cast.ben).count() == 1
    assign_sections(moderator=cast.ben, sections=["science"])
    assert comments_within_reach(everything, cast.ben).count() == 0
    assign_sections(moderator=cast.ben, sections=["science", "opinion"])
    assert comments_within_reach(everything, cast.ben).count() == 1
    assign_sections(moderator=cast.ben, sections=[])
    assert comments_within_reach(everything, cast.ben).count() == 1


def test_notes_are_for_moderators(reader: Client, cast: Cast) -> None:
    person = cleo(reader, cast)
    for address in (f"/moderation/reader/{person.pk}/", f"/moderation/reader/{person.pk}/ban/", "/moderation/replies/"):
        assert reader.post(address, {"step": "note", "words": "x", "reason": "x"}).status_code == 302
    assert not ReaderNote.objects.exists()
    assert not Sanction.objects.exists()
