"""What changes while somebody writes costs no word. The same in a browser: tests/journeys/test_no_word_is_lost.py."""

from django.test import Client

from parley.conversation.actions.deciding import decide
from parley.conversation.actions.editing import delete_comment
from parley.conversation.models import Comment
from tests.conftest import Cast
from tests.posting import HONEST, announce, send, write
from tests.public import parsed

WORDS = "> Who read it?\n\nThe keepers of Velka, each morning, and they wrote it down in pencil by the door."


def fields(html: str) -> dict[str, str | None]:
    form = next(e for e in parsed(html).iter("form") if e.get("id") == "comment-form")
    found = {e.get("name") or "": e.get("value") for e in form.iter("input") if e.get("type") != "radio"}
    return found | {"text": "".join(next(form.iter("textarea")).itertext())}


def test_what_is_answered_may_be_removed_and_the_words_become_a_comment_of_their_own(
    reader: Client, cast: Cast
) -> None:
    parent = write(cast.thread)
    decide(comments=[parent], status="trash", moderator=cast.ben)
    response = send(reader, cast.thread, WORDS, parent=str(parent.pk))
    again = fields(response.content.decode())
    assert (response.status_code, again["text"], again["parent"]) == (422, WORDS, "")
    assert send(reader, cast.thread, WORDS, parent="").status_code == 303
    assert Comment.objects.latest("pk").parent is None


def test_what_is_answered_may_be_deleted_by_its_writer(reader: Client, cast: Cast) -> None:
    parent = write(cast.thread)
    delete_comment(comment=parent)
    response = send(reader, cast.thread, WORDS, parent=str(parent.pk))
    assert (response.status_code, fields(response.content.decode())["text"]) == (422, WORDS)


def test_a_form_of_another_key_or_of_years_ago_is_taken(reader: Client, cast: Cast) -> None:
    assert send(reader, cast.thread, HONEST, opened="1577836800:of-another-key").status_code == 303
    assert Comment.objects.get().source == HONEST


def test_a_page_of_a_form_is_kept_by_the_browser_for_going_back(reader: Client, cast: Cast) -> None:
    comment = write(cast.thread)
    announce(cast.thread)
    pages = [
        reader.get(f"/conversation/reply/{comment.pk}/"),
        send(reader, cast.thread, WORDS, email="cleo"),
        reader.get(f"/conversation/status/{write(cast.thread, received_at=comment.received_at).private_key}/"),
    ]
    assert ["no-store" in page["Cache-Control"] for page in pages] == [False, False, True]
