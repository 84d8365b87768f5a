"""Edits meet the thread's policy, the moderators' sanctions and the time machine."""

from datetime import timedelta

import time_machine
from django.test import Client

from parley.conversation.actions.editing import edit_comment
from parley.conversation.actions.people import impose
from parley.conversation.actions.policies import PolicyChange, set_policy
from parley.conversation.models import Comment, Sanction
from parley.conversation.queries.past import thread_at_moment
from parley.kit import clock
from tests.conftest import Cast
from tests.posting import HONEST, send

BETTER = HONEST + " I was there myself, at six."


def test_a_suspended_reader_cannot_change_what_stands(reader: Client, cast: Cast) -> None:
    send(reader, cast.thread)
    comment = Comment.objects.select_related("reader", "thread").get()
    assert comment.reader is not None
    impose(reader=comment.reader, kind=Sanction.Kind.SUSPENSION, reason="Insults.", moderator=cast.ben, days=2)
    response = reader.post(f"/conversation/status/{comment.private_key}/edit/", {"text": BETTER, "edits": "0"})
    html = response.content.decode()
    assert response.status_code == 403
    assert "Insults." in html
    assert "I was there myself" in html
    comment.refresh_from_db()
    assert comment.source == HONEST


def test_where_all_are_held_new_words_are_held_too(reader: Client, cast: Cast) -> None:
    send(reader, cast.thread)
    comment = Comment.objects.get()
    set_policy(scope="site", change=PolicyChange(mode="all_held"), moderator=cast.ben)
    edit_comment(comment=comment, text=BETTER, edits_seen=0)
    comment.refresh_from_db()
    assert comment.status == "pending"
    page = reader.get(f"/conversation/status/{comment.private_key}/").content.decode()
    assert "A moderator reads every comment here before it appears." in page


def test_the_thread_of_a_moment_has_the_words_of_that_moment(reader: Client, cast: Cast) -> None:
    send(reader, cast.thread)
    before = clock.now()
    with time_machine.travel(before + timedelta(minutes=5), tick=False):
        edit_comment(comment=Comment.objects.get(), text=BETTER, edits_seen=0)
        after = clock.now()
    (then,) = thread_at_moment(cast.thread, before + timedelta(minutes=1)).roots
    (now,) = thread_at_moment(cast.thread, after).roots
    assert ("at six" in then.html, then.edited_at) == (False, None)
    assert ("at six" in now.html, now.edited_at) == (True, after)
