"""Returned mails as servers of many kinds write them, and complaints of mailbox providers; all texts are ours."""

from email.message import Message

ADDRESS = "dora@example.org"


def dsn(
    action: str = "failed", status: str = "5.1.1", said: str = "smtp; 550 5.1.1 User unknown", more: str = ""
) -> bytes:
    """A delivery status notification as RFC 3464 has it."""
    return f"""\
Return-Path: <>
From: Mail Delivery System <MAILER-DAEMON@mx.example>
To: talk+b1-0000@testserver
Subject: Undelivered Mail Returned to Sender
Auto-Submitted: auto-replied
MIME-Version: 1.0
Content-Type: multipart/report; report-type=delivery-status; boundary="b"

--b
Content-Type: text/plain

I am sorry to have to tell you that your message could not be delivered.

--b
Content-Type: message/delivery-status

Reporting-MTA: dns; mx.example
Arrival-Date: Thu, 26 Nov 2026 17:00:00 +0000

Final-Recipient: rfc822; {ADDRESS}
Original-Recipient: rfc822;{ADDRESS}
Action: {action}
Status: {status}
Diagnostic-Code: {said}
{more}
--b
Content-Type: message/rfc822

From: conversation@testserver
To: {ADDRESS}
Subject: New comment: 5.2.2 ways to fill a mailbox

The quota exceeded is mine.
--b--
""".encode()


QMAIL = f"""\
Return-Path: <>
From: MAILER-DAEMON@mail.example
To: talk+b1-0000@testserver
Subject: failure notice

Hi. This is the qmail-send program at mail.example.
I'm afraid I wasn't able to deliver your message to the following addresses.
This is a permanent error; I've given up. Sorry it didn't work out.

<{ADDRESS}>:
192.0.2.7 does not like recipient.
Remote host said: 550 5.1.1 <{ADDRESS}>: no mailbox here by that name
Giving up on 192.0.2.7.

--- Below this line is a copy of the message.

Return-Path: <conversation@testserver>
Subject: New comment
""".encode()

EXCHANGE = f"""\
Return-Path: <>
From: System Administrator <postmaster@corp.example>
To: talk+b1-0000@testserver
Subject: Undeliverable: New comment
X-MS-Embedded-Report:

Your message

  To:      dora
  Subject: New comment
  Sent:    Thu, 26 Nov 2026 17:00:00 -0000

did not reach the following recipient(s):

{ADDRESS} on Thu, 26 Nov 2026 17:00:01 -0000
    The recipient name is not recognized
        The MTS-ID of the original message is: c=us;a= ;p=corp;l=X-261126
    MSEXCH:IMS:CORP:SITE:SERVER 0 (000C05A6) Unknown Recipient
""".encode()

EXIM = f"""\
Return-Path: <>
X-Failed-Recipients: {ADDRESS}
Auto-Submitted: auto-replied
From: Mail Delivery System <Mailer-Daemon@mail.example>
To: talk+b1-0000@testserver
Subject: Mail delivery failed: returning message to sender

This message was created automatically by mail delivery software.

A message that you sent could not be delivered to one or more of its
recipients. This is a permanent error. The following address(es) failed:

  {ADDRESS}
    host mx.example [192.0.2.7]
    SMTP error from remote mail server after RCPT TO:<{ADDRESS}>:
    552 5.2.2 The mailbox is full

------ This is a copy of the message, including all the headers. ------

""".encode()

VACATION = f"""\
Return-Path: <>
From: Dora <{ADDRESS}>
To: talk+b1-0000@testserver
Subject: Out of office
Auto-Submitted: auto-replied
Precedence: bulk

I am away until Monday. My mailbox is not full, and the user dora is not unknown.
""".encode()

ANSWER = f"""\
From: Dora <{ADDRESS}>
To: talk+b1-0000@testserver
Subject: Re: New comment

Did my mail to you bounce? Mine said: 550 user unknown.
""".encode()


def arf(original_head: str, *, kind: str = "abuse", mail_from: str = "", headers_only: bool = False) -> bytes:
    """A complaint as RFC 5965 has it."""
    line = f"Original-Mail-From: <{mail_from}>\n" if mail_from else ""
    part = "text/rfc822-headers" if headers_only else "message/rfc822"
    text = "" if headers_only else "\n\nThe words of the mail.\n"
    return f"""\
From: <abuse@mailbox.example>
To: <abuse@testserver>
Subject: FW: New comment
MIME-Version: 1.0
Content-Type: multipart/report; report-type=feedback-report; boundary="f"

--f
Content-Type: text/plain; charset=utf-8

This is an email abuse report.

--f
Content-Type: message/feedback-report

Feedback-Type: {kind}
User-Agent: SomeGenerator/1.0
Version: 1
{line}
--f
Content-Type: {part}

{original_head}{text}
--f--
""".encode()


def head_of(message: Message) -> str:
    """The fields of a mail as they were sent."""
    return "".join(f"{name}: {value}\n" for name, value in message.items()).replace("\r\n", "\n").rstrip("\n")
