"""Programs are told from people by what stands in the head of their mails."""

from email import message_from_string

import pytest

from parley.notifications.mail.automatic import is_automatic

PROGRAMS = [
    "Auto-Submitted: auto-replied",
    "Auto-Submitted: auto-generated; owner-email=x@y.example",
    "auto-submitted: Auto-Replied (vacation)",
    "X-Autoreply: yes",
    "X-Autorespond: Out of office",
    "Precedence: bulk",
    "Precedence: Auto_reply",
    "X-Precedence: junk",
    "Return-Path: <>",
    "From: Mail Delivery System <MAILER-DAEMON@mx.example>",
    "From: postmaster@mx.example",
    "From: bounces+17=a.example@list.example",
    "List-Id: <all.list.example>",
    "Content-Type: multipart/report; report-type=delivery-status; boundary=x",
    "Content-Type: multipart/mixed; report-type=disposition-notification; boundary=x",
    "X-Failed-Recipients: a@b.example",
]
PEOPLE = [
    "From: Dora <dora@example.org>",
    "From: Dora <dora@example.org>\nAuto-Submitted: no",
    "From: Dora <dora@example.org>\nPrecedence: normal",
    "From: Dora <dora@example.org>\nReturn-Path: <dora@example.org>",
    # Exchange sets it on every mail: it asks others not to answer automatically, and says nothing of the sender.
    "From: Dora <dora@example.org>\nX-Auto-Response-Suppress: All",
    "From: Bounceworthy <bouncer@example.org>",
]


@pytest.mark.parametrize("head", PROGRAMS)
def test_a_program_is_recognised(head: str) -> None:
    assert is_automatic(message_from_string(f"{head}\nSubject: x\n\nText\n"))


@pytest.mark.parametrize("head", PEOPLE)
def test_a_person_is_not_taken_for_a_program(head: str) -> None:
    assert not is_automatic(message_from_string(f"{head}\nSubject: x\n\nText\n"))


@pytest.mark.parametrize("octets", ["", "\n", "Auto-Submitted:\n\n", "From: \udcff\n\n", "Content-Type: ;;;\n\n"])
def test_a_broken_head_is_no_error(octets: str) -> None:
    is_automatic(message_from_string(octets))
