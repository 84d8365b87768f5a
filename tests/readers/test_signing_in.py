"""Signing in by a link in a mail."""

from collections.abc import Callable
from datetime import timedelta
from typing import Any

import pytest
import time_machine
from django.test import Client

from parley.accounts.models import Reader, ReaderSession, SignInLink
from parley.accounts.signing_in import forget_sessions
from parley.conversation.models import Comment, Thread
from parley.kit import clock
from parley.notifications.models import Delivery, Subscription
from tests.notifications.conftest import Post
from tests.notifications.post_office import PostOffice
from tests.posting import HONEST, send
from tests.readers.conftest import SignIn, link_in

Work = Callable[[], None]


def ask(browser: Client, address: str = "cleo@example.org", **fields: str) -> Any:
    return browser.post("/my/", {"email": address, **fields})


def test_a_link_comes_by_mail_and_its_button_signs_in(reader: Client, post_office: PostOffice, work: Work) -> None:
    ask(reader)
    work()
    (mail,) = post_office.to("cleo@example.org")
    assert "works once" in mail.part("text/plain")
    assert "/my/sign-in/" in mail.part("text/html")
    path = link_in(post_office, "cleo@example.org")
    assert reader.get(path).status_code == 200
    response = reader.post(path)
    assert (response.status_code, response["Location"]) == (303, "/my/")
    page = reader.get("/my/").content.decode()
    assert "My page" in page
    assert "cleo@example.org" in page


def test_the_cookie_is_for_this_site_and_no_script(sign_in: SignIn) -> None:
    cookie = sign_in().cookies["reader"]
    assert (cookie["httponly"], cookie["samesite"]) == (True, "Lax")
    assert not ReaderSession.objects.filter(token_key=cookie.value).exists()  # the table keeps a keyed hash


def test_under_https_the_cookie_has_a_name_that_no_other_host_can_set(settings: Any, sign_in: SignIn) -> None:
    settings.BASE_URL = "https://testserver"
    browser = Client()
    from parley.accounts.actions import record_reader
    from parley.accounts.signing_in import open_link, token_of

    link = open_link(reader=record_reader(address="cleo@example.org"))
    cookie = browser.post(f"/my/sign-in/{token_of(link)}/", secure=True).cookies["__Host-reader"]
    assert (cookie["secure"], cookie["path"], cookie["domain"]) == (True, "/", "")


def test_a_scanner_that_opens_the_link_spends_nothing(reader: Client, post_office: PostOffice, work: Work) -> None:
    ask(reader)
    work()
    path = link_in(post_office, "cleo@example.org")
    scanner = Client()
    for _ in range(20):
        assert scanner.get(path).status_code == 200
        assert scanner.head(path).status_code == 200
    assert not scanner.cookies
    assert not ReaderSession.objects.exists()
    assert reader.post(path).status_code == 303


def test_a_link_works_once(reader: Client, post_office: PostOffice, work: Work) -> None:
    ask(reader)
    work()
    path = link_in(post_office, "cleo@example.org")
    assert reader.post(path).status_code == 303
    second = Client()
    for method in (second.post, second.get):
        response = method(path)
        assert response.status_code == 410
        assert "has been used" in response.content.decode()
        assert not response.cookies


def test_a_link_is_good_for_half_an_hour(reader: Client, post_office: PostOffice, work: Work) -> None:
    ask(reader)
    work()
    path = link_in(post_office, "cleo@example.org")
    with time_machine.travel(clock.now() + timedelta(minutes=31), tick=False):
        assert reader.post(path).status_code == 410


@pytest.mark.parametrize("token", ["1", "1-", "x-y", "1-00000000000000000000000000000000", "9" * 30, "1-ü"])
def test_a_made_up_link_is_refused(reader: Client, sign_in: SignIn, token: str) -> None:
    sign_in()
    assert reader.post(f"/my/sign-in/{token}/").status_code == 410


def test_the_database_alone_does_not_make_a_link(reader: Client, post_office: PostOffice, work: Work) -> None:
    ask(reader)
    work()
    token = link_in(post_office, "cleo@example.org").split("/")[-2]
    stored = " ".join(str(value) for value in [*SignInLink.objects.values().get().values(), *Delivery.objects.values()])
    assert token.partition("-")[2] not in stored


def test_nobody_learns_whether_an_address_is_known(reader: Client, cleo: Reader, post_office: PostOffice) -> None:
    known, unknown = ask(reader, "cleo@example.org"), ask(reader, "nobody@example.org")
    again = ask(reader, "cleo@example.org")  # the limit forbids this mail
    assert known.content == unknown.content == again.content
    assert known.status_code == unknown.status_code == again.status_code == 200


def test_an_address_that_never_answers_gets_three_mails_whatever_is_asked(
    post_office: PostOffice, work: Work, thread: Thread
) -> None:
    from parley.accounts.actions import record_reader
    from parley.notifications.actions import request_subscription

    start = clock.now()
    for day in range(5):
        for minute in (0, 5, 11, 300):
            with time_machine.travel(start + timedelta(days=day, minutes=minute), tick=False):
                ask(Client(), "dora@example.org", REMOTE=str(day))
                request_subscription(reader=record_reader(address="dora@example.org"), thread=thread, kind="thread")
                work()
    assert len(post_office.to("dora@example.org")) == 3


def test_an_owner_who_answered_gets_another_link_soon(sign_in: SignIn, post_office: PostOffice) -> None:
    for _ in range(2):
        with time_machine.travel(clock.now() + timedelta(minutes=11), tick=True):
            sign_in()
    with time_machine.travel(clock.now() + timedelta(minutes=30), tick=True):
        sign_in()
    assert len(post_office.to("cleo@example.org")) == 3


def test_a_network_that_asks_for_many_addresses_is_told_to_wait(reader: Client, post_office: PostOffice) -> None:
    for number in range(10):
        assert ask(reader, f"r{number}@example.org").status_code == 200
    response = ask(reader, "r10@example.org")
    assert response.status_code == 429
    assert 0 < int(response["Retry-After"]) <= 600
    assert 'value="r10@example.org"' in response.content.decode()


def test_whoever_falls_into_the_trap_sends_no_mail(reader: Client, installation: object) -> None:
    assert ask(reader, subject="buy").status_code == 200
    assert not SignInLink.objects.exists()


def test_what_is_no_address_is_kindly_refused(reader: Client, installation: object) -> None:
    for typed in ("", "cleo", "root@[127.0.0.1]"):
        response = ask(reader, typed)
        assert response.status_code == 422
        assert "e-mail address" in response.content.decode()


def test_another_site_can_neither_sign_in_nor_out(sign_in: SignIn, post_office: PostOffice, work: Work) -> None:
    browser = sign_in()
    foreign = {"HTTP_SEC_FETCH_SITE": "cross-site"}
    assert browser.post("/my/sign-out/", **foreign).status_code == 403
    assert browser.post("/my/erase/", {"words": "remove", "sure": "1"}, **foreign).status_code == 403
    assert Reader.objects.filter(name="").exists()
    ask(Client(), "sam@example.org")
    work()
    assert browser.post(link_in(post_office, "sam@example.org"), **foreign).status_code == 403
    assert "cleo@example.org" in browser.get("/my/").content.decode()


def test_signing_out_ends_this_browser_only(sign_in: SignIn, post_office: PostOffice) -> None:
    first = sign_in()
    with time_machine.travel(clock.now() + timedelta(minutes=11), tick=True):
        second = sign_in()
    first.post("/my/sign-out/")
    assert "Send me a link" in first.get("/my/").content.decode()
    assert "My page" in second.get("/my/").content.decode()


def test_signing_out_everywhere_ends_all_and_links_that_are_on_their_way(
    sign_in: SignIn, post_office: PostOffice, work: Work
) -> None:
    first = sign_in()
    with time_machine.travel(clock.now() + timedelta(minutes=11), tick=True):
        second = sign_in()
    with time_machine.travel(clock.now() + timedelta(minutes=22), tick=True):
        ask(Client())
        work()
        path = link_in(post_office, "cleo@example.org")
        first.post("/my/sign-out/", {"everywhere": "1"})
        for browser in (first, second):
            assert "Send me a link" in browser.get("/my/").content.decode()
        assert second.post(path).status_code == 410


def test_a_session_ends_by_itself_and_is_forgotten(sign_in: SignIn) -> None:
    browser = sign_in()
    with time_machine.travel(clock.now() + timedelta(days=91), tick=True):
        assert "Send me a link" in browser.get("/my/").content.decode()
        forget_sessions()
    assert not ReaderSession.objects.exists()


def test_it_leads_back_to_the_article_and_nowhere_else(
    reader: Client, sign_in: SignIn, post_office: PostOffice, work: Work, thread: Thread
) -> None:
    for came_from, expected in ((thread.url, f"/my/?from={thread.url}"), ("//evil.example/", "/my/")):
        address = f"r{len(expected)}@example.org"
        ask(reader, address, back_to=came_from)
        work()
        assert reader.post(link_in(post_office, address))["Location"] == expected


def test_the_page_lists_comments_with_their_states_and_what_is_followed(
    sign_in: SignIn, post: Post, follow: Callable[..., Subscription], cleo: Reader, dora: Reader
) -> None:
    public, waiting = post(cleo, "It reads low."), post(cleo, "Does it wait?", status=Comment.Status.PENDING)
    post(dora, "Not Cleo's words.")
    subscription = follow(cleo)
    page = sign_in().get("/my/").content.decode()
    assert f'href="/conversation/status/{waiting.private_key}/">waits for a moderator' in page
    assert f"#c{public.pk}" in page
    assert f"/stop/{subscription.private_key}" in page
    assert "Not Cleo" not in page


def test_a_page_of_ones_own_is_neither_stored_nor_indexed(sign_in: SignIn) -> None:
    response = sign_in().get("/my/")
    assert "no-store" in response["Cache-Control"]
    assert "noindex" in response["X-Robots-Tag"]
    assert response["Referrer-Policy"] == "no-referrer"


def test_signed_in_name_and_address_need_not_be_typed(sign_in: SignIn, cleo: Reader, thread: Thread) -> None:
    browser = sign_in()
    send(browser, thread, HONEST, name="", email="")
    comment = Comment.objects.get()
    assert (comment.author_name, comment.reader, comment.signed_in) == ("Cleo", cleo, True)


def test_a_typed_address_is_not_a_proven_one(reader: Client, sign_in: SignIn, thread: Thread) -> None:
    sign_in()
    send(reader, thread, HONEST)
    assert not Comment.objects.get().signed_in


def test_another_address_than_the_own_is_a_guests(sign_in: SignIn, thread: Thread) -> None:
    send(sign_in(), thread, HONEST, email="dora@example.org")
    assert not Comment.objects.get().signed_in


def test_signed_in_the_form_for_a_comment_or_a_reply_is_filled_in(
    sign_in: SignIn, post: Post, cleo: Reader, dora: Reader, thread: Thread
) -> None:
    comment, browser = post(dora), sign_in()
    for path in (f"/conversation/reply/{comment.pk}/", f"/conversation/write/{thread.pk}/"):
        page = browser.get(path).content.decode()
        assert 'value="Cleo"' in page
        assert 'value="cleo@example.org"' in page
    assert "cleo@" not in Client().get(f"/conversation/reply/{comment.pk}/").content.decode()


def test_what_a_signed_in_reader_asks_to_be_told_needs_no_confirmation(
    sign_in: SignIn, cleo: Reader, thread: Thread, work: Work, post_office: PostOffice
) -> None:
    send(sign_in(), thread, HONEST, name="", email="", notify="thread")
    work()
    assert Subscription.objects.get().state == Subscription.State.ACTIVE
    assert [mail.message["X-Kind"] for mail in post_office.mails] == ["sign-in"]


def test_one_address_is_one_record_by_whatever_way_it_came(
    reader: Client, sign_in: SignIn, thread: Thread, cleo: Reader
) -> None:
    send(reader, thread, HONEST, email="CLEO@Example.org")
    sign_in("Cleo@example.ORG")
    assert Reader.objects.count() == 1
    assert Reader.objects.get().confirmed_at is not None
