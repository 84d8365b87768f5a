"""Comments as mails, for programs that judge mail.

Name and e-mail stand in `From`; they and the site's address stand in the body as well, since not every program reads
every header. Everything else is the same for all, so that nothing in a mail tells which set a comment is from.
"""

import hashlib
from collections.abc import Iterator, Sequence
from pathlib import Path

from spamfilter.evaluation import LabelledComment

_NOBODY = "reader@comments.invalid"


def write_mails(comments: Sequence[LabelledComment], folder: Path) -> list[Path]:
    """Write each comment as a mail into a new folder; returns the files in the comments' order."""
    folder.mkdir()
    return list(_write(comments, folder))


def _write(comments: Sequence[LabelledComment], folder: Path) -> Iterator[Path]:
    for number, comment in enumerate(comments):
        path = folder / f"{number:06}.eml"
        path.write_bytes(_mail(comment).encode("utf-8", "replace"))
        yield path


def _mail(comment: LabelledComment) -> str:
    given = comment.submission
    author, email, url = (_one_line(field) for field in (given.author, given.email, given.url))
    lines = [given.text]
    lines += [f"{title}: {field}" for title, field in (("Name", author), ("E-mail", email), ("Website", url)) if field]
    body = "\n\n".join(lines)
    name = author.replace("\\", "").replace('"', "")
    head = (
        f'From: "{name}" <{email or _NOBODY}>',
        "To: site@comments.invalid",
        "Subject: Comment",
        "Date: Mon, 01 Jan 2024 00:00:00 +0000",
        f"Message-ID: <{hashlib.blake2s(body.encode('utf-8', 'replace')).hexdigest()[:16]}@comments.invalid>",
        "MIME-Version: 1.0",
        "Content-Type: text/plain; charset=utf-8",
        "Content-Transfer-Encoding: 8bit",
    )
    return "\n".join([*head, "", body, ""])


def _one_line(field: str) -> str:
    return " ".join(field.split())
