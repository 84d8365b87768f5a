"""Erasing a reader: the tree and the decisions stay, the person goes."""

import gzip
import io
import json
import os
import sqlite3
import zipfile
from collections.abc import Callable
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest
import time_machine
from django.apps import apps
from django.conf import settings
from django.db import connection
from django.test import Client

from parley.accounts.actions import record_reader
from parley.accounts.models import Reader, Suppression
from parley.conversation.actions.deciding import decide, undo
from parley.conversation.actions.erasing import Words, erase_reader
from parley.conversation.actions.people import impose
from parley.conversation.models import Comment, Judgement, Lesson, Thread
from parley.kit import clock
from parley.materializer.actions import materialize_dirty
from parley.materializer.files import file_of
from parley.materializer.models import Fragment
from parley.notifications.actions import request_subscription
from parley.notifications.models import Delivery, Subscription
from parley.outbox.actions import deal_with_waiting_events
from parley.readers.models import Removal
from tests.conftest import Cast
from tests.notifications.conftest import Follow, Post
from tests.notifications.post_office import PostOffice
from tests.posting import HONEST, announce, send
from tests.readers.conftest import SignIn

Work = Callable[[], None]
SECRET_WORDS = "Velka's keeper is my uncle Bartholomew."


def public(thread: Thread) -> str:
    announce(thread)
    deal_with_waiting_events()
    materialize_dirty()
    return gzip.decompress(file_of(thread.url).read_bytes()).decode()


def all_that_is_stored() -> str:
    """Every table's rows as one text."""
    rows = []
    for model in apps.get_models():
        rows += [str(row) for row in model._default_manager.values_list()]
    return "\n".join(rows)


def test_the_reader_erases_and_the_conversation_stays(
    sign_in: SignIn, post: Post, follow: Follow, cleo: Reader, dora: Reader, thread: Thread, ben: Any
) -> None:
    asked = post(cleo, SECRET_WORDS, author_url="https://cleo.example/")
    answer = post(dora, "So is mine.", parent=asked)
    decide(comments=[asked], status="approved", moderator=ben)
    follow(cleo)
    browser = sign_in()
    assert browser.get("/my/erase/").status_code == 200
    response = browser.post("/my/erase/", {"words": "keep", "sure": "1"})
    assert "Comments concerned: 1." in response.content.decode()
    page = public(thread)
    assert "Erased reader" in page
    assert SECRET_WORDS[:5] in page
    assert "Cleo" not in page
    assert "cleo.example" not in page
    asked.refresh_from_db()
    answer.refresh_from_db()
    assert (answer.parent, asked.decisions.filter(moderator=ben).count()) == (asked, 1)
    assert not Reader.objects.filter(pk=cleo.pk).exists()
    assert not Subscription.objects.exists()
    assert "Send me a link" in browser.get("/my/").content.decode()


def test_a_comment_whose_words_were_taken_back_can_still_be_decided_and_teaches_nothing_new(
    post: Post, cleo: Reader, dora: Reader, thread: Thread, ben: Any
) -> None:
    taught, untaught = post(cleo, SECRET_WORDS), post(cleo, f"{SECRET_WORDS} Again.")
    decide(comments=[taught], status="approved", moderator=ben)
    content = bytes(Lesson.objects.get().content)
    erase_reader(reader=cleo, words=Words.REMOVE)
    erased = list(Comment.objects.filter(pk__in=[taught.pk, untaught.pk]).select_related("thread", "reader"))
    decide(comments=erased, status="spam", moderator=ben)
    lesson = Lesson.objects.get()
    assert (lesson.key, lesson.spam, bytes(lesson.content)) == (f"comment {taught.pk}", True, content)


def test_with_the_words_removed_a_stub_keeps_the_tree_and_nothing_keeps_the_words(
    post: Post, cleo: Reader, dora: Reader, thread: Thread, ben: Any
) -> None:
    asked = post(cleo, SECRET_WORDS)
    post(dora, "So is mine.", parent=asked)
    post(cleo, f"{SECRET_WORDS} Nobody answers.")
    waiting = post(cleo, f"{SECRET_WORDS} It waits.", status="pending")
    Judgement.objects.create(
        comment=asked, outcome="ham", probability=0.1, score=-1, engine="test", judged_at=asked.posted_at,
        reasons=[{"stage": "words", "rule": "w", "weight": 1, "sentence": "Bartholomew is rare."}],
    )  # fmt: skip
    decide(comments=[asked], status="approved", moderator=ben)
    assert "Bartholomew" in public(thread)
    assert erase_reader(reader=cleo, words=Words.REMOVE) == 3
    page = public(thread)
    assert "This comment was removed." in page
    assert "So is mine." in page
    assert "Nobody answers" not in page
    stored = all_that_is_stored()
    for trace in ("Bartholomew", "Cleo", "cleo@example.org", waiting.private_key):
        assert trace not in stored
    assert Comment.objects.filter(status="trash", erased_at__isnull=False).count() == 3
    assert Lesson.objects.get().comment is None  # hashes, no words; not to be made anew from what stands there now


def test_a_fragment_of_a_comment_that_is_public_no_longer_goes_too(
    post: Post, cleo: Reader, thread: Thread, ben: Any
) -> None:
    comment = post(cleo, SECRET_WORDS)
    public(thread)
    decide(comments=[comment], status="trash", moderator=ben)
    public(thread)
    assert Fragment.objects.filter(key=f"comment:{comment.pk}").exists()
    erase_reader(reader=cleo, words=Words.KEEP)
    deal_with_waiting_events()
    assert not Fragment.objects.filter(key=f"comment:{comment.pk}").exists()


def test_an_undo_after_it_brings_no_person_back(post: Post, cleo: Reader, thread: Thread, ben: Any) -> None:
    comment = post(cleo, SECRET_WORDS)
    batch = decide(comments=[comment], status="spam", moderator=ben)
    erase_reader(reader=cleo, words=Words.REMOVE)
    undo(batch=batch, moderator=ben)
    page = public(thread)
    assert "The writer has taken these words back." in page
    assert "Cleo" not in page
    assert "Bartholomew" not in page


def test_nothing_is_ever_sent_to_the_address_again(
    sign_in: SignIn,
    post: Post,
    follow: Follow,
    cleo: Reader,
    dora: Reader,
    thread: Thread,
    post_office: PostOffice,
    work: Work,
) -> None:
    follow(cleo)
    post(dora, "News that waits to be mailed.")
    deal_with_waiting_events()
    assert Delivery.objects.filter(reader=cleo, state="waiting").exists()
    erase_reader(reader=cleo, words=Words.KEEP)
    work()
    someone = record_reader(address="Cleo@example.org")
    request_subscription(reader=someone, thread=thread, kind="thread")
    Client().post("/my/", {"email": "cleo@example.org"})
    work()
    assert post_office.mails == []


def test_erasing_is_no_way_around_a_ban(reader: Client, cleo: Reader, thread: Thread, ben: Any) -> None:
    impose(reader=cleo, kind="ban", reason="Threats.", moderator=ben)
    erase_reader(reader=cleo, words=Words.KEEP)
    response = send(reader, thread, HONEST)
    assert response.status_code == 403
    assert "You cannot write here any more" in response.content.decode()


def test_a_suspension_ends_when_it_would_have_ended(reader: Client, cleo: Reader, thread: Thread, ben: Any) -> None:
    impose(reader=cleo, kind="suspension", reason="Too sharp.", moderator=ben, days=3)
    erase_reader(reader=cleo, words=Words.KEEP)
    assert send(reader, thread, HONEST).status_code == 403
    with time_machine.travel(clock.now() + timedelta(days=4), tick=True):
        assert send(reader, thread, HONEST).status_code == 303


def test_the_administrator_lifts_it_when_the_owner_asks(cleo: Reader, sign_in: SignIn) -> None:
    from parley.conversation.actions.erasing import lift_suppression

    erase_reader(reader=cleo, words=Words.KEEP)
    assert lift_suppression(address_key=cleo.address_key)
    assert "My page" in sign_in().get("/my/").content.decode()


def test_the_old_private_link_and_a_second_post_lead_nowhere(
    post: Post, reader: Client, cleo: Reader, thread: Thread
) -> None:
    send(reader, thread, HONEST)
    comment = Comment.objects.get()
    erase_reader(reader=cleo, words=Words.KEEP)
    assert reader.get(f"/conversation/status/{comment.private_key}/").status_code == 404
    send(reader, thread, HONEST)
    assert Comment.objects.count() == 2


def test_it_is_no_slip(sign_in: SignIn, cleo: Reader) -> None:
    browser = sign_in()
    for fields in ({}, {"words": "keep"}, {"sure": "1"}, {"words": "all", "sure": "1"}):
        assert browser.post("/my/erase/", fields).status_code == 422
    assert Reader.objects.filter(pk=cleo.pk).exists()


def test_without_signing_in_nobody_is_erased_or_handed_out(reader: Client, cleo: Reader) -> None:
    for path in ("/my/erase/", "/my/data/"):
        assert reader.get(path)["Location"] == "/my/"
    assert reader.post("/my/erase/", {"words": "remove", "sure": "1"})["Location"] == "/my/"
    assert Reader.objects.filter(pk=cleo.pk).exists()


def test_that_it_was_done_is_noted_and_not_whom_it_concerned(sign_in: SignIn, post: Post, cleo: Reader) -> None:
    post(cleo)
    sign_in().post("/my/erase/", {"words": "remove", "sure": "1"})
    removal = Removal.objects.get()
    assert (removal.cause, removal.count, removal.actor) == ("reader", 1, None)


EXAMINED = {
    # What points to a reader.
    "accounts.SignInLink.reader": "goes with the reader",
    "accounts.ReaderSession.reader": "goes with the reader",
    "conversation.Comment.reader": "taken out",
    "conversation.Report.reader": "set to nobody; the words are emptied",
    "conversation.Notice.reporter": "set to nobody; the name is emptied",
    "conversation.Sanction.reader": "goes with the reader; a ban in force outlives it in the suppression",
    "conversation.ReaderNote.reader": "goes with the reader",
    "notifications.Subscription.reader": "goes with the reader",
    "notifications.Delivery.reader": "goes with the reader",
    "notifications.ReceivedMail.reader": "goes with the reader, and the mail itself with it",
    "notifications.MailBlock.reader": "goes with the reader; problems go with their deliveries",
    "notifications.ReaderMails.reader": "goes with the reader",
    # What points to a comment, and may repeat its words or its writer.
    "conversation.Comment.parent": "the tree stays",
    "conversation.Comment.root": "the tree stays",
    "conversation.Judgement.comment": "sentences are emptied when the words go",
    "conversation.Decision.comment": "stays: who decided what, in the moderator's words",
    "conversation.Lesson.comment": "hashes and weights; let go when the words go",
    "conversation.ExternalReview.comment": "the state of a question; holds no words",
    "conversation.Vote.comment": "stays: a number, and a keyed hash of a browser",
    "conversation.Report.comment": "stays: what somebody else said about it",
    "conversation.Revision.comment": "deleted with the person",
    "conversation.Appeal.comment": "stays; the writer's words are emptied",
    "conversation.Notice.comment": "stays: what somebody else said about it",
    "notifications.Delivery.comment": "the news of it; holds no words",
    "notifications.ReceivedMail.comment": "set to none; holds no words any more",
    "notifications.News.comment": "when it became news; holds no words",
}


def test_every_table_that_points_to_a_reader_or_a_comment_was_thought_of() -> None:
    """A new table is named here, after `erase_reader`, `delete_old` and `reader_data` deal with it."""
    pointing = {
        f"{model._meta.app_label}.{model.__name__}.{field.name}"
        for model in apps.get_models()
        for field in model._meta.get_fields()
        if field.concrete and field.is_relation and field.related_model in {Reader, Comment}
    }
    assert pointing == set(EXAMINED)


def test_addresses_are_sealed_in_the_database(cleo: Reader) -> None:
    with connection.cursor() as cursor:
        cursor.execute("SELECT address, address_key FROM accounts_reader")
        ((stored, key),) = cursor.fetchall()
    assert stored.startswith("sealed1:")
    assert "cleo" not in stored
    assert "example" not in stored + key
    assert Reader.objects.get().address == "cleo@example.org"
    with pytest.raises(TypeError, match="sealed"):
        Reader.objects.filter(address="cleo@example.org").exists()


def test_addresses_from_before_sealing_are_read_as_they_are(cleo: Reader) -> None:
    with connection.cursor() as cursor:
        cursor.execute("UPDATE accounts_reader SET address = 'old@example.org'")
    reader = Reader.objects.get()
    assert reader.address == "old@example.org"
    reader.save()
    with connection.cursor() as cursor:
        cursor.execute("SELECT address FROM accounts_reader")
        assert cursor.fetchone()[0].startswith("sealed1:")


def opened(response: Any) -> dict[str, str]:
    with zipfile.ZipFile(io.BytesIO(response.content)) as archive:
        return {name: archive.read(name).decode() for name in archive.namelist()}


def test_the_export_has_all_that_is_kept_and_nothing_of_others(
    sign_in: SignIn, post: Post, follow: Follow, cleo: Reader, dora: Reader, ben: Any
) -> None:
    comment = post(cleo, SECRET_WORDS)
    post(dora, "Dora's own words.", parent=comment)
    decide(comments=[comment], status="trash", moderator=ben, reason="Off topic")
    follow(cleo)
    response = sign_in().get("/my/data/")
    assert response["Content-Type"] == "application/zip"
    assert "attachment" in response["Content-Disposition"]
    files = opened(response)
    data = json.loads(files["data.json"])
    assert data["reader"]["address"] == "cleo@example.org"
    assert [c["text"] for c in data["comments"]] == [SECRET_WORDS]
    assert data["comments"][0]["decisions"][-1]["reason"] == "Off topic"
    assert data["subscriptions"][0]["state"] == "active"
    assert {mail["kind"] for mail in data["mails"]} == {"confirm", "comment", "sign_in"}
    assert len(data["sessions"]) == 1
    for text in files.values():
        assert "Dora" not in text
        assert "Ben" not in text
    assert "Bartholomew" in files["data.html"]


@pytest.fixture
def ben(cast: Cast) -> Any:
    return cast.ben


@pytest.fixture
def administrator(cast: Cast) -> Client:
    cast.ann.is_superuser = True
    cast.ann.save()
    client = Client()
    client.force_login(cast.ann)
    return client


def test_the_administrator_finds_hands_out_and_erases(administrator: Client, post: Post, cleo: Reader) -> None:
    post(cleo, SECRET_WORDS)
    page = administrator.post("/moderation/readers/data/", {"email": "CLEO@example.org"}).content.decode()
    assert "cleo@example.org" in page
    assert "1 comment" in page
    files = opened(administrator.post(f"/moderation/readers/data/{cleo.pk}/export/"))
    assert "Bartholomew" in files["data.json"]
    refused = administrator.post(f"/moderation/readers/data/{cleo.pk}/erase/", {"words": "keep"})
    assert refused.status_code == 422
    done = administrator.post(f"/moderation/readers/data/{cleo.pk}/erase/", {"words": "keep", "sure": "1"})
    assert "Comments concerned: 1." in done.content.decode()
    assert "Erased by an administrator" in done.content.decode()
    assert Suppression.objects.count() == 1
    assert administrator.post("/moderation/readers/data/", {"email": "cleo@example.org"}).status_code == 404


def test_a_moderator_sees_no_whole_records(moderator: Client, cleo: Reader) -> None:
    for path in ("", f"{cleo.pk}/export/", f"{cleo.pk}/erase/"):
        assert moderator.post(f"/moderation/readers/data/{path}", {"words": "keep", "sure": "1"}).status_code == 403
    assert Reader.objects.filter(pk=cleo.pk).exists()


@pytest.mark.skipif("TESTS_DATABASE" in os.environ, reason="reads the SQLite file")
def test_a_copied_database_file_holds_no_address(cleo: Reader, post: Post) -> None:
    post(cleo)
    connection.cursor().execute("PRAGMA wal_checkpoint(TRUNCATE)")
    file = Path(connection.settings_dict["NAME"])
    assert sqlite3.connect(file).execute("SELECT count(*) FROM accounts_reader").fetchone() == (1,)
    assert b"cleo@example.org" not in file.read_bytes()
    assert settings.SECRET_KEY.encode() not in file.read_bytes()
