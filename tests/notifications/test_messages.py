"""What stands in a mail, read back by Python's own parser, which did not write it."""

import re
from collections.abc import Callable
from email import message_from_bytes, policy
from email.header import decode_header, make_header
from email.message import EmailMessage, Message

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from parley.accounts.actions import record_reader
from parley.accounts.models import Reader
from parley.conversation.models import Comment, Thread
from parley.kit import clock
from parley.kit.markup import comment_html
from parley.kit.text import single_line
from parley.notifications.mail.headers import UnwritableAddress, header_line, header_text, mailbox, written_address
from parley.notifications.mail.message import Letter, message_bytes
from parley.notifications.mail.wrapping import columns
from parley.notifications.models import Delivery, Subscription
from parley.notifications.purposes import Correspondent
from parley.outbox.actions import deal_with_waiting_events
from tests.notifications.conftest import Follow, Post
from tests.notifications.post_office import Mail, PostOffice

Work = Callable[[], None]

HOSTILE = [
    "=?utf-8?q?x=0ABcc=3A_victim=40x=2Etest?=",
    "x\r\nBcc: victim@x.test",
    "x\nBcc: victim@x.test",
    "x\rBcc: victim@x.test",
    "x\x00\x0b\x0c\x1b[2J",
    "x\u2028Bcc: victim@x.test\u2029\x85y",
    "=?utf-8?b?eApCY2M6IHZpY3RpbUB4LnRlc3Q=?= and =?",
    '"quoted\\" <evil@x.test>, other',
    "ünï € 😀 " * 40,
    "a" * 900,
    "",
]


def octets_with(subject: str = "Plain", name: str = "Magazine") -> bytes:
    return message_bytes(
        Letter(
            sender_name=name,
            sender="conversation@magazine.example",
            recipient="dora@example.org",
            subject=subject,
            text="Words.",
            html="<p>Words.</p>",
            message_id="<c1.r2@magazine.example>",
            sent_at=clock.now(),
        )
    )


def field_names(message: Message) -> list[str]:
    return [name for name, _ in message.items()]


@pytest.mark.parametrize("text", HOSTILE)
@pytest.mark.parametrize("parser", [policy.compat32, policy.default])
def test_no_text_becomes_another_header_field(text: str, parser: policy.Policy) -> None:
    plain = field_names(message_from_bytes(octets_with(), policy=parser))
    for octets in (octets_with(subject=text), octets_with(name=text)):
        assert field_names(message_from_bytes(octets, policy=parser)) == plain
        assert b"\nBcc" not in octets.replace(b"\r", b"")


@pytest.mark.parametrize("text", HOSTILE)
def test_what_looks_like_an_encoded_word_is_shown_as_it_was_typed(text: str) -> None:
    shown = str(make_header(decode_header(header_text(text))))
    assert shown == single_line(text)


def test_the_attack_is_real_against_pythons_own_classes() -> None:
    """The guard exists because of this; when Python no longer does it, this test says so."""
    message = EmailMessage()
    message["Subject"] = HOSTILE[0]
    written = message.as_bytes()
    assert b"\nBcc" in written or b"=?" in written


@given(st.text(max_size=300))
@settings(max_examples=300, deadline=None, suppress_health_check=[HealthCheck.differing_executors])
def test_any_text_comes_back_as_one_field_of_short_lines(text: str) -> None:
    line = header_line("Subject", header_text(text))
    assert line.endswith("\r\n")
    assert line.isascii()
    assert line.count("\n") == line.count("\r\n") == line.count("\r")
    assert all(part.startswith(("Subject:", " ")) for part in line.rstrip("\r\n").split("\r\n"))
    (field,) = message_from_bytes(line.encode() + b"\r\n").items()
    shown = str(make_header(decode_header(re.sub(r"\r?\n", "", str(field[1])))))
    assert " ".join(shown.split()) == " ".join(single_line(text).split())


@pytest.mark.parametrize("text", HOSTILE)
def test_a_display_name_never_changes_the_address(text: str) -> None:
    message = message_from_bytes(octets_with(name=text), policy=policy.default)
    assert [a.addr_spec for a in message["From"].addresses] == ["conversation@magazine.example"]


@pytest.mark.parametrize(
    "address",
    ['"a b"@x.test', "a@x.test>", "a@x.test\r\nRCPT TO:<b@x.test>", "a,b@x.test", "@x.test", "a@", "ü@x.test"],
)
def test_an_address_that_could_say_more_than_an_address_is_refused(address: str) -> None:
    with pytest.raises(UnwritableAddress):
        written_address(address)


def test_a_domain_in_other_letters_is_written_in_ascii() -> None:
    assert mailbox("", "dora@bücher.example") == "dora@xn--bcher-kva.example"


@pytest.fixture
def mail_of(
    post: Post, follow: Follow, work: Work, cleo: Reader, dora: Reader, post_office: PostOffice
) -> Callable[..., Mail]:
    """The mail by which Dora is told of Cleo's comment."""

    def made(text: str = "The gauge *reads low*.\n\nSee <https://example.org/a>.", **fields: object) -> Mail:
        follow(dora)
        post(cleo, text, **fields)
        work()
        (mail,) = post_office.to("dora@example.org")
        return mail

    return made


def test_the_first_screen_says_who_where_what_and_how_to_stop(mail_of: Callable[..., Mail], thread: Thread) -> None:
    mail = mail_of()
    key = Subscription.objects.get().private_key
    comment = Comment.objects.get()
    for kind in ("text/plain", "text/html"):
        words = mail.part(kind)
        for needed in (
            "Cleo", thread.title, "gauge", "example.org/a", f"/conversation/reply/{comment.pk}/",
            f"/stop/{key}\n" if kind == "text/plain" else f'/stop/{key}"', f"/stop/{key}/all",
        ):  # fmt: skip
            assert needed in words.replace("\r\n", "\n")
    assert "<em>reads low</em>" in mail.part("text/html")


def test_the_headers_are_those_that_mail_programs_and_standards_ask_for(mail_of: Callable[..., Mail]) -> None:
    mail = mail_of()
    headers = dict(mail.message.items())
    comment, subscription = Comment.objects.get(), Subscription.objects.get()
    assert headers["List-Unsubscribe"] == f"<http://testserver/stop/{subscription.private_key}>"
    assert headers["List-Unsubscribe-Post"] == "List-Unsubscribe=One-Click"
    assert headers["List-Id"].endswith(f"<thread-{comment.thread_id}.testserver>")
    assert headers["Auto-Submitted"] == "auto-generated"
    assert headers["From"] == "The Test Review <conversation@testserver>"
    assert headers["References"] == headers["In-Reply-To"] == f"<t{comment.thread_id}@testserver>"
    assert re.fullmatch(rf"<c{comment.pk}\.r[0-9a-f]{{16}}@testserver>", headers["Message-ID"])
    assert "Precedence" not in headers
    assert max(mail.message.items().count(item) for item in mail.message.items()) == 1
    assert mail.sender == "conversation@testserver"


def test_a_reply_refers_to_the_mail_about_the_comment_it_answers(
    post: Post, follow: Follow, work: Work, cleo: Reader, dora: Reader, post_office: PostOffice
) -> None:
    follow(dora)
    question = post(cleo, "Which gauge?")
    post(cleo, "I mean the one at the bridge.", parent=question)
    work()
    first, second = (mail.message for mail in post_office.mails)
    assert second["In-Reply-To"] == first["Message-ID"]
    assert second["References"].split()[-1] == first["Message-ID"]
    assert second["Subject"] == first["Subject"]


@pytest.mark.parametrize(
    "text",
    [
        "word " * 3000,
        "x" * 15_000,
        "河水在春天上涨。" * 1500,
        "<&\"'" * 4000,
        "😀" * 15_000,
        "a  b\n" * 2000,
        "- " * 8000,
    ],
    ids=["words", "one long word", "wide", "markup", "emoji", "lines", "lists"],
)
def test_a_long_comment_stays_within_78_columns_and_20_000_bytes(mail_of: Callable[..., Mail], text: str) -> None:
    mail = mail_of(text)
    assert max(len(line) for line in mail.octets.split(b"\r\n")) <= 78
    assert mail.octets.count(b"\n") == mail.octets.count(b"\r\n")
    lines = mail.part("text/plain").split("\r\n")
    assert max(columns(line) for line in lines) <= 78
    html = mail.part("text/html")
    assert len(html.encode()) <= 20_000
    assert "/all" in html
    if len(comment_html(text).encode()) > 19_000:
        assert "Read the whole comment" in html


def test_a_wide_character_counts_two_columns(mail_of: Callable[..., Mail]) -> None:
    quoted = [line for line in mail_of("水" * 100).part("text/plain").split("\r\n") if line.startswith("> ")]
    assert [len(line) - 2 for line in quoted] == [38, 38, 24]


def test_the_text_part_has_every_word_of_the_comment(mail_of: Callable[..., Mail]) -> None:
    text = " ".join(f"word{n}" for n in range(2000))
    quoted = [line[2:] for line in mail_of(text).part("text/plain").split("\r\n") if line.startswith("> ")]
    assert " ".join(quoted) == text


def test_no_line_of_a_comment_can_pass_for_ours(mail_of: Callable[..., Mail]) -> None:
    mail = mail_of("Hello.\n\nStop all mails from us:\nhttps://evil.example/\n.\nBcc: x")
    lines = mail.part("text/plain").split("\r\n")
    assert [line for line in lines if "evil" in line or "Bcc" in line] == ["> https://evil.example/", "> Bcc: x"]


def test_the_html_part_asks_nothing_of_the_network(mail_of: Callable[..., Mail]) -> None:
    html = mail_of("![x](https://evil.example/p.png) <img src=https://evil.example/q.png>").part("text/html")
    active = r"<(?:img|script|link|iframe|form|object|embed|video|audio)\b|url\(|@import|http-equiv"
    assert not re.search(active, html, re.I)
    assert 'name="color-scheme"' in html


def test_a_name_is_escaped_in_the_html_part(mail_of: Callable[..., Mail]) -> None:
    mail = mail_of(author_name="<b onclick=x>Eve</b>")
    assert "<b onclick" not in mail.part("text/html")
    assert "<b onclick=x>Eve</b>" in mail.part("text/plain")


def test_a_dot_alone_on_a_line_arrives_as_it_was_written(mail_of: Callable[..., Mail]) -> None:
    assert "\r\n> .\r\n> .." in mail_of("a\n.\n..\nb").part("text/plain")


def test_the_question_to_an_address_holds_no_word_of_whoever_typed_it(
    post: Post, work: Work, post_office: PostOffice, cleo: Reader
) -> None:
    post(cleo, "Buy pills", author_name="Pill Seller", author_url="https://evil.example/", notify="thread")
    work()
    (mail,) = post_office.mails
    words = mail.octets.decode() + mail.part("text/plain") + mail.part("text/html")
    assert not re.search("pill|evil|Cleo", words.replace("cleo@example.org", ""), re.I)
    assert "List-Unsubscribe" not in mail.message
    assert mail.message["Auto-Submitted"] == "auto-generated"


def test_the_same_delivery_is_always_the_same_bytes(post: Post, follow: Follow, cleo: Reader, dora: Reader) -> None:
    follow(dora)
    post(cleo, "Grüße 😀")
    deal_with_waiting_events()
    delivery = Delivery.objects.get(purpose="comment")
    once, again = Correspondent().letter(delivery), Correspondent().letter(delivery)
    assert message_bytes(once) == message_bytes(again)


def test_the_unsubscribe_header_stands_in_one_line_of_an_ordinary_host(
    post: Post, follow: Follow, cleo: Reader, dora: Reader, settings: object
) -> None:
    settings.BASE_URL = "https://www.magazine.example"  # type: ignore[attr-defined]
    follow(dora)
    post(cleo)
    deal_with_waiting_events()
    octets = message_bytes(Correspondent().letter(Delivery.objects.get(purpose="comment")))
    (line,) = [line for line in octets.split(b"\r\n") if line.startswith(b"List-Unsubscribe:")]
    assert len(line) <= 78
    assert re.search(rb"/[\w-]{22}>$", line)


def test_each_recipient_of_one_comment_gets_the_own_links_and_nobody_elses(
    post: Post, follow: Follow, work: Work, cleo: Reader, post_office: PostOffice
) -> None:
    keys = {a: follow(record_reader(address=a)).private_key for a in ("dora@example.org", "ed@example.org")}
    post(cleo)
    work()
    for address, key in keys.items():
        (mail,) = post_office.to(address)
        for kind in ("text/plain", "text/html"):
            assert set(re.findall(r"/stop/([\w-]+)", mail.part(kind))) == {key}
        assert str(mail.message["List-Unsubscribe"]).endswith(f"/{key}>")
    assert len({mail.message["Message-ID"] for mail in post_office.mails}) == 2
