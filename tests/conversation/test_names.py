"""Who may use which name, and the words and patterns that say who writes."""

import gzip
from typing import Any

import pytest
from django.test import Client

from parley.accounts.actions import create_staff, record_reader
from parley.accounts.models import User
from parley.accounts.signing_in import open_link, token_of
from parley.conversation.faces import face_of
from parley.conversation.models import Comment, Thread
from parley.conversation.queries.threads import thread_document
from parley.materializer.actions import materialize_dirty
from parley.materializer.files import file_of
from parley.outbox.actions import deal_with_waiting_events
from parley.publication.models import Author
from tests.conftest import Cast
from tests.posting import HONEST, announce, send, write


def signed_in(address: str) -> Client:
    browser = Client()
    browser.post(f"/my/sign-in/{token_of(open_link(reader=record_reader(address=address)))}/")
    return browser


@pytest.mark.parametrize(
    "name",
    [
        "Ben", "ben", "BEN", "Bén", "B e n", "B.e.n.", "Вen", "Bеn", "8en", "𝐁𝐞𝐧", "Ｂｅｎ",
        "Be\u200cn", "Ada Writer", "Ada VVriter", "Аda  Wrіter", "The Test Review", "the-test-review",
        "Admin", "The Moderator", "Site Admin", "SiteAdmin", "admin123", "Αdmin", "Editor-in-chief", "M0derator",
    ],
)  # fmt: skip
def test_a_name_that_could_be_taken_for_the_house_is_refused_and_no_word_is_lost(
    cast: Cast, reader: Client, name: str
) -> None:
    response = send(reader, cast.thread, HONEST, name=name)
    page = response.content.decode()
    assert response.status_code == 422
    assert "Please" in page
    assert 'href="#comment-name"' in page
    assert HONEST in page
    assert not Comment.objects.exists()


@pytest.mark.parametrize(
    "name",
    [
        "Benn",
        "Ben Harker",
        "Bernd",
        "Badminton",
        "A. Creditor",
        "Modesty",
        "Ada",
        "Писатель",
        "山田",
        "42",
        "Ada Write",
    ],
)
def test_an_ordinary_name_passes(cast: Cast, reader: Client, name: str) -> None:
    assert send(reader, cast.thread, HONEST, name=name).status_code == 303


def test_a_new_member_of_staff_is_protected_too(cast: Cast, reader: Client) -> None:
    create_staff(username="zed", password="a long password", role="moderator", name="Zoë Zimmer")
    assert send(reader, cast.thread, HONEST, name="Zoe Zimmer").status_code == 422


def test_staff_who_are_signed_in_use_their_own_names_and_are_marked(cast: Cast, moderator: Client) -> None:
    assert send(moderator, cast.thread, HONEST, name="Ben").status_code == 303
    comment = Comment.objects.get()
    assert comment.staff == cast.ben
    assert thread_document(cast.thread).roots[0].badge == "Staff"


def test_staff_may_not_use_each_others_names(cast: Cast, moderator: Client) -> None:
    assert send(moderator, cast.thread, HONEST, name="Ann").status_code == 422


def test_staff_under_another_name_are_guests(cast: Cast, moderator: Client) -> None:
    send(moderator, cast.thread, HONEST, name="Benedikt Harker")
    assert Comment.objects.get().staff is None


def test_staff_who_sign_in_by_mail_with_the_address_of_their_account_are_marked(cast: Cast) -> None:
    User.objects.filter(pk=cast.ben.pk).update(email="ben@example.org")
    send(signed_in("Ben@example.org"), cast.thread, HONEST, name="", email="")
    comment = Comment.objects.get()
    assert (comment.staff, comment.author_name) == (cast.ben, "Ben")


def test_who_only_types_the_address_of_staff_is_not_them(cast: Cast, reader: Client) -> None:
    User.objects.filter(pk=cast.ben.pk).update(email="ben@example.org")
    assert send(reader, cast.thread, HONEST, name="Ben", email="ben@example.org").status_code == 422


def page(thread: Thread) -> str:
    deal_with_waiting_events()
    materialize_dirty()
    return gzip.decompress(file_of(thread.url).read_bytes()).decode()


def test_the_articles_author_is_marked_in_the_page_as_soon_as_the_account_is_known(cast: Cast) -> None:
    write(cast.thread, "I measured it myself.", author_name="Ann", staff=cast.ann, reader=None)
    announce(cast.thread)
    assert '<span class="badge">Staff</span>' in page(cast.thread)
    author = Author.objects.get(name="Ada Writer")
    author.user = cast.ann
    author.save()
    assert '<span class="badge">Author</span>' in page(cast.thread)
    author.user = None
    author.save()
    assert '<span class="badge">Staff</span>' in page(cast.thread)


def test_badges_cost_no_query_a_comment(cast: Cast, django_assert_num_queries: Any) -> None:
    from django.db import connection
    from django.test.utils import CaptureQueriesContext

    def queries() -> int:
        with CaptureQueriesContext(connection) as asked:
            thread_document(cast.thread)
        return len(asked)

    write(cast.thread, staff=cast.ben)
    few = queries()
    for _ in range(10):
        write(cast.thread, staff=cast.ann)
    assert queries() == few


def test_a_face_is_the_same_for_one_reader_and_says_nothing_of_the_address(cast: Cast) -> None:
    comments = [write(cast.thread) for _ in range(60)]
    again = write(cast.thread, reader=comments[0].reader)
    assert face_of(comments[0]) == face_of(again)
    assert len({face_of(c) for c in comments}) > 20
    before = face_of(again)
    reader = again.reader
    assert reader is not None
    reader.address, reader.address_key = "other@example.org", "0" * 32
    reader.save()
    assert face_of(again) == before


def test_faces_of_another_installation_are_others(cast: Cast, settings: Any) -> None:
    comments = [write(cast.thread) for _ in range(20)]
    here = [face_of(comment) for comment in comments]
    settings.SECRET_KEY = "another installation's"
    assert [face_of(comment) for comment in comments] != here


def test_faces_cost_few_bytes_and_no_element(cast: Cast) -> None:
    for _ in range(50):
        write(cast.thread, HONEST)
    announce(cast.thread)
    html = page(cast.thread)
    assert html.count('<article class="comment f') == 50
    import re

    bare = re.sub(r'class="comment f\d g\d"', 'class="comment"', html)
    assert (len(gzip.compress(html.encode())) - len(gzip.compress(bare.encode()))) / 50 <= 5
