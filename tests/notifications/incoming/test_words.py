# ruff: noqa: E501 - mails are as wide as they are
"""From a mail to the writer's own words, for the programs and languages in which people answer."""

from email import message_from_bytes, policy
from email.message import EmailMessage, Message
from time import process_time

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from parley.kit.markup import comment_html
from parley.notifications.incoming.messages import passed_dmarc, read_message, sender_of
from parley.notifications.incoming.quotes import own_words
from parley.notifications.incoming.words import written_in
from tests.notifications.incoming.examples import EXAMPLES, OURS_HTML, QUOTED, WORDS, Example


def as_message(example: Example) -> Message:
    """The example as it comes in: through the bytes of a real message."""
    message = EmailMessage(policy=policy.SMTP)
    message["From"], message["To"] = "Cleo <cleo@example.org>", "talk@magazine.example"
    subtype = "html" if example.kind == "html" else "plain"
    message.set_content(example.sent, subtype=subtype, cte="base64")
    if example.kind == "flowed":
        message.set_param("format", "flowed")
    return read_message(message.as_bytes())


def text(octets: bytes) -> str:
    return written_in(read_message(octets.replace(b"\n", b"\r\n"))).text


def test_there_are_examples_of_every_program_and_language() -> None:
    assert len(EXAMPLES) >= 40
    assert len({example.name for example in EXAMPLES}) == len(EXAMPLES)


@pytest.mark.parametrize("example", EXAMPLES, ids=lambda example: example.name)
def test_the_own_words_are_found(example: Example) -> None:
    assert written_in(as_message(example)).text == example.own


def test_plain_text_goes_before_html_unless_it_is_empty() -> None:
    message = EmailMessage(policy=policy.SMTP)
    message.set_content("From the plain part.")
    message.add_alternative("<p>From the <b>HTML</b> part.</p>", subtype="html")
    assert written_in(read_message(message.as_bytes())).text == "From the plain part."
    message = EmailMessage(policy=policy.SMTP)
    message.set_content(" \n")
    message.add_alternative("<p>From the <b>HTML</b> part.</p>", subtype="html")
    assert written_in(read_message(message.as_bytes())).text == "From the **HTML** part."


def test_text_around_a_picture_is_joined_and_the_picture_left_out() -> None:
    octets = (
        b"Content-Type: multipart/mixed; boundary=b\n\n--b\nContent-Type: text/plain\n\nBefore.\n"
        b"--b\nContent-Type: image/png\nContent-ID: <logo>\nContent-Disposition: inline; filename=logo.png\n\nx\n"
        b"--b\nContent-Type: text/plain\n\nAfter.\n--b--\n"
    )
    written = written_in(read_message(octets))
    assert (written.text, written.attachments) == ("Before.\n\nAfter.", ())


def test_attachments_are_named_and_signatures_are_none() -> None:
    message = EmailMessage(policy=policy.SMTP)
    message.set_content(WORDS)
    message.add_attachment(b"x", maintype="image", subtype="jpeg", filename="gauge\u202e.jpg")
    message.add_attachment(b"x", maintype="application", subtype="pgp-signature", filename="signature.asc")
    message.add_attachment("BEGIN:VCARD", subtype="vcard", filename="cleo.vcf")
    written = written_in(read_message(message.as_bytes()))
    assert written.text == WORDS
    assert len(written.attachments) == 1
    assert written.attachments[0].startswith("gauge")


def test_a_signed_mail_is_read_and_an_encrypted_one_is_said_to_be() -> None:
    signed = (
        b"Content-Type: multipart/signed; protocol=application/pgp-signature; boundary=b\n\n"
        b"--b\nContent-Type: text/plain\n\nSigned words.\n"
        b"--b\nContent-Type: application/pgp-signature\n\n-----BEGIN PGP SIGNATURE-----\n--b--\n"
    )
    assert text(signed) == "Signed words."
    encrypted = (
        b"Content-Type: multipart/encrypted; protocol=application/pgp-encrypted; boundary=b\n\n"
        b"--b\nContent-Type: application/pgp-encrypted\n\nVersion: 1\n"
        b"--b\nContent-Type: application/octet-stream\n\n-----BEGIN PGP MESSAGE-----\n--b--\n"
    )
    written = written_in(read_message(encrypted))
    assert (written.text, written.attachments, written.is_sealed) == ("", (), True)
    opaque = b"Content-Type: application/pkcs7-mime; smime-type=signed-data; name=smime.p7m\n\nMIIB\n"
    assert written_in(read_message(opaque)).is_sealed


@pytest.mark.parametrize(
    ("head", "octets", "expected"),
    [
        ("text/plain; charset=utf-8", "Zürich".encode(), "Zürich"),
        ("text/plain; charset=iso-8859-1", "Zürich – „so“".encode("cp1252"), "Zürich – „so“"),
        ("text/plain; charset=utf-8", "Zürich".encode("latin-1"), "Zürich"),
        ("text/plain; charset=unknown-8bit", "Zürich".encode(), "Zürich"),
        ("text/plain; charset=x-no-such", "Zürich".encode("cp1252"), "Zürich"),
        ("text/plain", "Zürich".encode(), "Zürich"),
        ("text/plain; charset=iso-8859-2", "Łódź".encode("iso-8859-2"), "Łódź"),
        ("text/plain; charset=utf-16", "Łódź".encode("utf-16"), "Łódź"),
        ("nonsense", "Zürich".encode(), "Zürich"),
    ],
)
def test_a_wrong_charset_costs_no_words(head: str, octets: bytes, expected: str) -> None:
    assert text(b"Content-Type: " + head.encode() + b"\nContent-Transfer-Encoding: 8bit\n\n" + octets) == expected


@pytest.mark.parametrize(
    "page",
    [
        f"<script>alert(1)</script><p>{WORDS}</p>",
        f"<p onclick='x()'>{WORDS}</p><img src='https://t.example/p.gif' width=1>",
        f"<style>p {{ color: red }}</style>{WORDS}<iframe src=//evil.example></iframe>",
        f"<div><div><p>{WORDS}</p></div></div>{OURS_HTML}",
        f"<?xml version='1.0' encoding='utf-16'?><html><body>{WORDS}</body></html>",
        "<div>" * 2_000 + WORDS,
    ],
)
def test_of_html_the_words_are_left(page: str) -> None:
    assert own_text(page) == WORDS


def own_text(page: str) -> str:
    return written_in(as_message(Example("", page, "", "html"))).text


def test_the_sender_is_the_one_address_in_from() -> None:
    def sender(*lines: str) -> str:
        return sender_of(read_message("".join(f"From: {line}\n" for line in lines).encode() + b"\nx"))

    assert sender('"Reader, Cleo" <cleo@example.org>') == "cleo@example.org"
    assert sender("cleo@example.org") == "cleo@example.org"
    assert sender("Cleo <cleo@example.org>, Sam <sam@example.org>") == ""
    assert sender("cleo@example.org", "sam@example.org") == ""
    assert sender() == ""


@pytest.mark.parametrize(
    ("lines", "passed"),
    [
        (["mx.magazine.example; spf=pass; dmarc=pass (p=reject) header.from=example.org"], True),
        (["mx.magazine.example 1; dmarc = pass"], True),
        (["mx.magazine.example; dmarc=fail"], False),
        (["mx.magazine.example; spf=pass (said dmarc=pass; dmarc=pass)"], False),
        (["evil.example; dmarc=pass"], False),
        (["mx.magazine.example; dmarc=none", "mx.magazine.example; dmarc=pass"], False),
        ([], False),
    ],
)
def test_only_our_own_servers_word_on_top_counts(lines: list[str], passed: bool) -> None:
    head = "".join(f"Authentication-Results: {line}\n" for line in lines)
    assert passed_dmarc(read_message(f"{head}\nx".encode()), "mx.magazine.example") is passed
    assert not passed_dmarc(read_message(f"{head}\nx".encode()), "")


LINES = st.sampled_from(
    ["", "> ", ">> x", "From: a@b", "Sent: x", "To: y", "-- ", "##- x -##", "On 1.1.2026 Ben wrote:", "x" * 200, "_" * 40,
     "-----Original Message-----", "Am 1.", "a", "\u2028", "\x00", "<b>", "](javascript:x)", "`", "    "]
)  # fmt: skip
HEADS = st.sampled_from(
    ["text/plain", "text/html", "multipart/mixed; boundary=b", "multipart/alternative; boundary=b", "message/rfc822",
     "multipart/signed; boundary=b", "text/plain; charset=\"", "text/plain; charset*=''%ff", "image/png", "/", "text/plain; format=flowed; delsp=yes",
     "multipart/mixed", "message/delivery-status", "application/pkcs7-mime"]
)  # fmt: skip
ENCODINGS = st.sampled_from(["7bit", "base64", "quoted-printable", "x-uuencode", "nonsense", "8bit"])
TREES = st.recursive(
    st.tuples(HEADS, ENCODINGS, st.one_of(st.binary(max_size=200), st.lists(LINES).map(lambda ls: "\n".join(ls).encode(errors="replace")))),
    lambda inner: st.tuples(HEADS, ENCODINGS, st.lists(inner, max_size=4)),
    max_leaves=8,
)  # fmt: skip


def written_out(tree: tuple[str, str, object]) -> bytes:
    head, encoding, inside = tree
    top = f"Content-Type: {head}\nContent-Transfer-Encoding: {encoding}\n\n".encode()
    if isinstance(inside, bytes):
        return top + inside
    assert isinstance(inside, list)
    return top + b"".join(b"--b\n" + written_out(each) + b"\n" for each in inside) + b"--b--\n"


@settings(max_examples=400, deadline=None, suppress_health_check=list(HealthCheck))
@given(tree=TREES, head=st.binary(max_size=100))
def test_no_shape_of_a_mail_raises_or_yields_markup(tree: tuple[str, str, object], head: bytes) -> None:
    written = written_in(read_message(head + b"\n" + written_out(tree)))
    page = comment_html(written.text)
    assert "<script" not in page
    assert 'href="javascript' not in page
    assert "\x00" not in written.text


@settings(max_examples=300, deadline=None)
@given(lines=st.lists(LINES, max_size=30))
def test_no_quotation_is_left_and_no_word_invented(lines: list[str]) -> None:
    sent = "\n".join(lines)
    own = own_words(sent).split("\n")
    assert not any(line.startswith(">") for line in own)
    assert {line.strip() for line in own} <= {line.strip() for line in sent.split("\n")} | {""}


@pytest.mark.parametrize(
    "hostile",
    [
        "a\n> b\n" * 50_000,
        "From: x\n" * 50_000,
        "On 1.1.2026 wrote " * 20_000,
        "-" * 200_000,
        "> " * 100_000,
        "<" * 100_000,
        " " * 200_000 + ":",
        "*" * 100_000,
        "<div>" * 80_000,
        "<blockquote>" * 40_000,
        "On 1.1. " + "x " * 100_000 + "wrote:",
    ],
)
def test_hostile_text_costs_no_time(hostile: str) -> None:
    before = process_time()
    own_words(hostile)
    own_text(hostile)
    assert process_time() - before < 2.5


def test_parts_nested_without_end_are_given_up() -> None:
    octets = b"".join(b"Content-Type: multipart/mixed; boundary=b%d\n\n--b%d\n" % (n, n) for n in range(3_000))
    assert written_in(read_message(octets + b"\nx")).text == ""


def test_the_standard_parser_agrees_about_a_real_message() -> None:
    octets = as_message(EXAMPLES[0]).as_bytes()
    standard = message_from_bytes(octets, policy=policy.default)
    assert isinstance(standard, EmailMessage)
    body = standard.get_body(("plain",))
    assert body is not None
    assert QUOTED in body.get_content().replace("\r\n", "\n")
