"""A reader posts a comment, and every way in which that can go."""

import hashlib
import re
import threading
from typing import Any

import pytest
from django.db import connection
from django.test import Client

from parley.accounts.models import Reader
from parley.conversation.actions.threads import open_thread
from parley.conversation.models import Comment
from tests.conftest import Cast
from tests.posting import HELD, HONEST, SPAM, announce, send, write
from tests.public import every_public_byte, page_text, page_tree, parsed, words_of


def status_page(client: Client, response: Any) -> str:
    assert response.status_code == 303
    assert response["Location"].startswith("/conversation/status/")
    return client.get(response["Location"]).content.decode()


def test_a_comment_stands_in_the_file_before_the_redirect_answers(reader: Client, cast: Cast) -> None:
    response = send(reader, cast.thread)
    assert response.status_code == 303
    assert HONEST in page_text(cast.article.public_path)


def test_its_writer_is_led_to_the_private_page_and_from_there_to_its_place(reader: Client, cast: Cast) -> None:
    page = status_page(reader, send(reader, cast.thread))
    assert "is published" in page
    assert f'href="{cast.article.public_path}#c{Comment.objects.get().pk}"' in page


def test_with_a_script_its_writer_is_led_to_its_place_and_the_script_hears_of_the_private_page(
    reader: Client, cast: Cast
) -> None:
    response = send(reader, cast.thread, place="1")
    comment = Comment.objects.get()
    assert response["Location"] == f"{cast.article.public_path}?own={comment.private_key}#c{comment.pk}"


def test_a_comment_that_waits_says_so_on_its_private_page(reader: Client, cast: Cast) -> None:
    page = status_page(reader, send(reader, cast.thread, HELD))
    assert "waits for a moderator" in page
    assert HELD in page
    assert HELD not in page_text(cast.article.public_path)


def test_spam_is_told_that_it_was_held_back(reader: Client, cast: Cast) -> None:
    page = status_page(reader, send(reader, cast.thread, SPAM, name="Best Casino"))
    assert "looks like advertising" in page
    assert Comment.objects.get().status == "spam"


def test_the_hidden_field_makes_it_spam_and_says_why(reader: Client, cast: Cast) -> None:
    send(reader, cast.thread, subject="Parley Ltd")
    comment = Comment.objects.get()
    assert comment.status == "spam"
    assert comment.judgements.get().reasons[0]["sentence"] == "A field that people cannot see was filled in."


def test_the_status_page_is_for_its_writer_alone(reader: Client, cast: Cast) -> None:
    response = reader.get(send(reader, cast.thread, HELD)["Location"])
    assert response["X-Robots-Tag"] == "noindex"
    assert response["Referrer-Policy"] == "same-origin"
    assert "no-store" in response["Cache-Control"]


def test_the_status_page_follows_what_happens(reader: Client, cast: Cast) -> None:
    address = send(reader, cast.thread, HELD)["Location"]
    comment = Comment.objects.get()
    for status, words in (("approved", "is published"), ("trash", "was removed"), ("spam", "is not published")):
        Comment.objects.update(status=status)
        assert words in reader.get(address).content.decode()
    assert comment.private_key in address


def test_no_public_page_leads_to_a_status_page(reader: Client, cast: Cast) -> None:
    send(reader, cast.thread)
    send(reader, cast.thread, HELD, email="dora@example.org")
    published = every_public_byte()
    for key in Comment.objects.values_list("private_key", flat=True):
        assert key.encode() not in published
    for general in (b"Disallow: /conversation/status/", b"/conversation/status/own/"):  # the latter for the script
        published = published.replace(general, b"")
    assert b"/conversation/status/" not in published


def test_an_unknown_status_page_is_missing(reader: Client) -> None:
    assert reader.get("/conversation/status/nobodys/").status_code == 404


def test_no_cookie_is_set_for_a_reader(reader: Client, cast: Cast) -> None:
    comment = write(cast.thread)
    answers = [
        send(reader, cast.thread),
        send(reader, cast.thread, HELD, email="dora@example.org"),
        send(reader, cast.thread, text=""),
        reader.get(f"/conversation/reply/{comment.pk}/"),
        reader.get(f"/conversation/c/{comment.pk}/"),
        reader.get("/"),
        reader.get("/nowhere/"),
        reader.get("/embed/thread.json", {"url": cast.thread.url}),
    ]
    answers.append(reader.get(answers[1]["Location"]))
    assert [answer.status_code for answer in answers] == [303, 303, 422, 200, 302, 200, 404, 200, 200]
    assert [dict(answer.cookies) for answer in answers] == [{}] * len(answers)


TYPED = {
    "text": "Words that\n\nmust <b>not</b> get lost & “stay”",
    "name": "Cleo </textarea>",
    "email": "cleo+gauge@example.org",
    "website": "https://cleo.example/?a=1&b=2",
    "notify": "replies",
}


def typed_again(html: str) -> dict[str, str]:
    """What stands in the fields of the form that came back."""
    form = next(e for e in parsed(html).iter("form") if e.get("id") == "comment-form")
    (textarea,) = form.iter("textarea")
    found = {"text": "".join(textarea.itertext())}
    for field in form.iter("input"):
        if field.get("type") != "radio" or "checked" in field.attrib:
            found[field.get("name", "")] = field.get("value", "")
    return {name: found.get(name, "") for name in TYPED}


REFUSED: dict[str, tuple[int, dict[str, str], str]] = {
    "cross-site": (403, {"HTTP_SEC_FETCH_SITE": "cross-site"}, "sent from another site"),
    "missing thread": (404, {"thread": "999999"}, "no longer here"),
    "missing parent": (422, {"parent": "999999"}, "no longer here"),
    "no name": (422, {"name": ""}, "Please give a name"),
    "no address": (422, {"email": ""}, "Please give your e-mail address"),
    "wrong address": (422, {"email": "cleo"}, "does not look like an e-mail address"),
    "wrong website": (422, {"website": "javascript:alert(1)"}, "address of a website"),
    "no text": (422, {"text": "  \n "}, "Please write your comment"),
    "long text": (422, {"text": "long " * 5000}, "longer than 20,000 characters"),
    "wrong notify": (422, {"notify": "everything"}, "not one of the available choices"),
    "hostile thread": (422, {"thread": "1; DROP"}, "whole number"),
    "huge thread": (422, {"thread": "9" * 40}, "less than or equal"),
    "NUL": (422, {"name": "Cl\0eo"}, "Null characters"),
}
"""Why → the status, what is sent in place of good words, a piece of the sentence that is answered."""


@pytest.mark.parametrize("kind", REFUSED)
def test_a_refused_comment_comes_back_with_every_word(reader: Client, cast: Cast, kind: str) -> None:
    status, changes, sentence = REFUSED[kind]
    response = send(reader, cast.thread, **(TYPED | changes))
    html = response.content.decode()
    expected = {name: changes.get(name, word) for name, word in TYPED.items()}
    if kind == "wrong notify":
        expected["notify"] = ""
    assert response.status_code == status
    assert sentence in html
    assert typed_again(html) == {name: word.replace("\0", "\ufffd") for name, word in expected.items()}
    assert not Comment.objects.exists()


def test_a_closed_thread_gives_the_words_back(reader: Client, cast: Cast) -> None:
    cast.thread.is_open = False
    cast.thread.save()
    response = send(reader, cast.thread, **TYPED)
    assert response.status_code == 403
    assert "This conversation is closed" in response.content.decode()
    assert typed_again(response.content.decode()) == TYPED


def test_too_many_from_one_network_are_asked_to_wait_and_keep_their_words(
    reader: Client, cast: Cast, settings: Any
) -> None:
    settings.PARLEY = settings.PARLEY.model_copy(update={"comment_rate": 2})
    for number, word in enumerate(("river", "bridge")):
        assert (
            send(reader, cast.thread, f"About the {word} at Lindau.", email=f"r{number}@example.org").status_code == 303
        )
    response = send(reader, cast.thread, **TYPED)
    assert response.status_code == 429
    assert "in 10 minutes" in response.content.decode()
    assert typed_again(response.content.decode()) == TYPED


def test_another_network_may_write_meanwhile(reader: Client, cast: Cast, settings: Any) -> None:
    settings.PARLEY = settings.PARLEY.model_copy(update={"comment_rate": 1})
    send(reader, cast.thread, REMOTE_ADDR="192.0.2.1")
    assert send(reader, cast.thread, "Who read it?", REMOTE_ADDR="192.0.2.2", email="d@example.org").status_code == 303


def test_a_whole_ipv6_network_counts_as_one_sender(reader: Client, cast: Cast, settings: Any) -> None:
    settings.PARLEY = settings.PARLEY.model_copy(update={"comment_rate": 1})
    send(reader, cast.thread, REMOTE_ADDR="2001:db8::1")
    second = send(reader, cast.thread, "Who read it?", REMOTE_ADDR="2001:db8::ffff", email="d@example.org")
    assert second.status_code == 429


def test_a_forged_forwarding_header_does_not_pass_the_rate_gate(reader: Client, cast: Cast, settings: Any) -> None:
    settings.PARLEY = settings.PARLEY.model_copy(update={"comment_rate": 1})
    send(reader, cast.thread, HTTP_X_FORWARDED_FOR="198.51.100.1")
    second = send(reader, cast.thread, "Who?", HTTP_X_FORWARDED_FOR="198.51.100.2", email="d@example.org")
    assert second.status_code == 429


def test_behind_a_trusted_proxy_the_rightmost_address_counts(reader: Client, cast: Cast, settings: Any) -> None:
    settings.PARLEY = settings.PARLEY.model_copy(update={"comment_rate": 1, "trusted_proxies": 1})
    send(reader, cast.thread, HTTP_X_FORWARDED_FOR="198.51.100.1")
    forged = send(reader, cast.thread, "Who?", HTTP_X_FORWARDED_FOR="8.8.8.8, 198.51.100.1", email="d@example.org")
    other = send(reader, cast.thread, "Who then?", HTTP_X_FORWARDED_FOR="198.51.100.9", email="e@example.org")
    assert (forged.status_code, other.status_code) == (429, 303)


@pytest.mark.parametrize(
    ("headers", "is_taken"),
    [
        ({}, True),
        ({"HTTP_SEC_FETCH_SITE": "same-origin"}, True),
        ({"HTTP_SEC_FETCH_SITE": "none"}, True),
        ({"HTTP_SEC_FETCH_SITE": "same-site"}, False),
        ({"HTTP_SEC_FETCH_SITE": "cross-site"}, False),
        ({"HTTP_SEC_FETCH_SITE": "cross-site", "HTTP_ORIGIN": "http://testserver"}, False),
        ({"HTTP_SEC_FETCH_SITE": "invented"}, False),
        ({"HTTP_ORIGIN": "http://testserver"}, True),
        ({"HTTP_ORIGIN": "http://testserver:81"}, False),
        ({"HTTP_ORIGIN": "http://testserver.evil.example"}, False),
        ({"HTTP_ORIGIN": "http://evil.example"}, False),
        ({"HTTP_ORIGIN": "null"}, False),
        ({"HTTP_ORIGIN": "http://["}, False),
    ],
)
def test_only_our_own_page_may_send_for_a_browser(
    reader: Client, cast: Cast, headers: dict[str, str], is_taken: bool
) -> None:
    response = send(reader, cast.thread, **headers)
    assert (response.status_code, Comment.objects.exists()) == ((303, True) if is_taken else (403, False))


def test_posting_is_never_a_get(reader: Client) -> None:
    assert reader.get("/conversation/post/").status_code == 405


def test_a_double_click_makes_one_comment(reader: Client, cast: Cast) -> None:
    first, second = send(reader, cast.thread), send(reader, cast.thread)
    assert Comment.objects.count() == 1
    assert first["Location"] == second["Location"]


def test_a_double_click_at_once_makes_one_comment(cast: Cast) -> None:
    start = threading.Barrier(2)
    answers: list[tuple[int, str]] = []

    def click() -> None:
        try:
            client = Client()
            start.wait(timeout=10)
            response = send(client, cast.thread)
            answers.append((response.status_code, response["Location"]))
        finally:
            connection.close()

    clicks = [threading.Thread(target=click) for _ in range(2)]
    for one in clicks:
        one.start()
    for one in clicks:
        one.join(timeout=60)
    assert Comment.objects.count() == 1
    assert answers == [(303, f"/conversation/status/{Comment.objects.get().private_key}/")] * 2
    assert page_text(cast.thread.url).count(HONEST) == 1


def test_the_same_words_of_another_person_are_another_comment(reader: Client, cast: Cast) -> None:
    send(reader, cast.thread, "I agree.")
    send(reader, cast.thread, "I agree.", name="Dora", email="dora@example.org")
    assert Comment.objects.count() == 2


def test_only_named_fields_come_in(reader: Client, cast: Cast) -> None:
    send(reader, cast.thread, HELD, status="approved", staff=str(cast.ben.pk), staff_id=str(cast.ben.pk), html="<b>x")
    comment = Comment.objects.get()
    assert (comment.status, comment.staff, "<b>" in comment.html) == ("pending", None, False)


def test_a_comment_cannot_answer_one_of_another_thread(reader: Client, cast: Cast) -> None:
    other = open_thread(site="elsewhere.example", url="/x/", title="Another", text="")
    response = send(reader, cast.thread, parent=str(write(other).pk))
    assert response.status_code == 422
    assert "no longer here" in response.content.decode()


def test_a_comment_cannot_answer_one_that_is_not_public(reader: Client, cast: Cast) -> None:
    held = write(cast.thread, status="pending", author_name="Hidden Hans")
    response = send(reader, cast.thread, parent=str(held.pk))
    assert response.status_code == 422
    assert "Hidden Hans" not in response.content.decode()
    assert reader.get(f"/conversation/reply/{held.pk}/").status_code == 404


def test_a_reply_stands_under_what_it_answers(reader: Client, cast: Cast) -> None:
    send(reader, cast.thread)
    question = Comment.objects.get()
    form = reader.get(f"/conversation/reply/{question.pk}/").content.decode()
    assert f'name="parent" value="{question.pk}"' in form
    assert HONEST in form
    send(reader, cast.thread, "Who read it?", parent=str(question.pk), name="Dora", email="dora@example.org")
    item = next(e for e in page_tree(cast.thread.url).iter("li") if e.get("id") == question.anchor)
    assert "Who read it?" in words_of(item)


def test_a_permalink_leads_to_the_comment(reader: Client, cast: Cast) -> None:
    comment = write(cast.thread)
    assert reader.get(f"/conversation/c/{comment.pk}/")["Location"] == f"{cast.thread.url}#c{comment.pk}"


@pytest.mark.parametrize("status", ["pending", "spam", "trash"])
def test_a_permalink_tells_nothing_of_what_is_not_public(reader: Client, cast: Cast, status: str) -> None:
    assert reader.get(f"/conversation/c/{write(cast.thread, status=status).pk}/").status_code == 404


HOSTILE = (
    "<script>alert(1)</script><img src=x onerror=alert(1)>\"'><svg onload=x> [x](javascript:alert(1)) {{7*7}} {% x %}"
)


def test_hostile_words_are_shown_and_do_nothing(reader: Client, cast: Cast) -> None:
    write(cast.thread, HOSTILE, author_name='"><script>name()</script>', author_url="https://x.example/?'\"")
    announce(cast.thread)
    tree = page_tree(cast.thread.url)
    assert [e for e in tree.iter("script") if not e.get("src") and e.get("type") != "application/ld+json"] == []
    assert not [e for e in tree.iter() if any(name.lower().startswith("on") for name in e.attrib)]
    assert not [e for e in tree.iter("a") if (e.get("href") or "").lower().startswith("javascript")]
    assert "{{7*7}}" in words_of(tree)


def test_neither_address_nor_its_hash_nor_network_is_in_a_public_byte(reader: Client, cast: Cast) -> None:
    send(reader, cast.thread, website="https://cleo.example/", REMOTE_ADDR="203.0.113.77", email="Cleo.B@Example.org")
    question = Comment.objects.get()
    send(
        reader,
        cast.thread,
        "Who read it?",
        parent=str(question.pk),
        name="Dora",
        email="dora.k@example.org",
        REMOTE_ADDR="2001:db8:77::1",
    )
    person = Reader.objects.order_by("pk").first()
    assert person is not None
    secrets = ["203.0.113.77", "2001:db8:77", question.private_key, question.submission_key, question.network_key]
    secrets += [person.address_key]
    for address in ("cleo.b@example.org", "Cleo.B@Example.org", "dora.k@example.org"):
        secrets += [address, *(hashlib.new(name, address.encode()).hexdigest() for name in ("md5", "sha1", "sha256"))]
    answers = [
        reader.get("/embed/thread.json", {"url": cast.thread.url}),
        reader.get(f"/conversation/reply/{question.pk}/"),
        reader.get(cast.thread.url),
    ]
    headers = "".join(f"{name}: {value}\n" for answer in answers for name, value in answer.items())
    stored = every_public_byte() + b"".join(answer.content for answer in answers)
    published = stored.decode(errors="replace").lower() + headers.lower()
    assert HONEST.lower() in published
    assert [secret for secret in secrets if secret.lower() in published] == []
    assert re.search(r"[\w.]+@example\.org", published) is None
