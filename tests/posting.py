"""Comments as readers send them, and comments that stand already."""

from datetime import timedelta
from itertools import count
from typing import Any

from django.db import transaction
from django.http import HttpResponse
from django.test import Client

from parley.accounts.actions import record_reader
from parley.conversation.actions.settling import settle
from parley.conversation.actions.threads import announce_thread
from parley.conversation.models import Comment, Judgement, Thread
from parley.kit import clock
from parley.kit.markup import comment_html
from parley.kit.signing import new_token

HONEST = (
    "The gauge at Lindau read low again this morning, and the dam keepers of Velka measured forty centimetres more."
)
HELD = "Nice article, thanks for sharing. Keep up the good work!"
SPAM = "Cheap pills online, best casino bonus and payday loans: https://cheap-pills.example/ https://casino.example/"

_numbers = count(1)


def send(client: Client, thread: Thread, text: str = HONEST, /, **changes: Any) -> HttpResponse:
    """Post the form as Cleo; `changes` are fields of the form, or `HTTP_…` headers."""
    headers = {name: changes.pop(name) for name in list(changes) if name.startswith(("HTTP_", "REMOTE_"))}
    fields = {
        "thread": str(thread.pk),
        "parent": "",
        "text": text,
        "name": "Cleo",
        "email": "cleo@example.org",
        "website": "",
        "notify": "",
        "subject": "",
    } | changes
    return client.post("/conversation/post/", fields, **headers)  # type: ignore[return-value]


def write(thread: Thread, text: str = "", *, parent: Comment | None = None, **fields: Any) -> Comment:
    """A comment that stands in the database, whatever the filter would think of it; each a second after the last.

    No page shows it before `announce`.
    """
    number = next(_numbers)
    moment = clock.now() - timedelta(days=2) + timedelta(seconds=number)
    name = fields.pop("author_name", f"Reader {number}")
    comment = Comment.objects.create(
        **{
            "thread": thread,
            "parent": parent,
            "root": (parent.root or parent) if parent else None,
            "reader": record_reader(address=f"reader{number}@example.org", name=name),
            "author_name": name,
            "source": text or f"Word {number} about the gauge.",
            "html": comment_html(text or f"Word {number} about the gauge."),
            "status": Comment.Status.APPROVED,
            "posted_at": moment,
            "received_at": moment,
            "private_key": new_token(),
            "submission_key": new_token(),
            **fields,
        }
    )
    reasons = [{"stage": "rules", "rule": "test", "weight": 1.5, "sentence": f"Reason {number}."}]
    Judgement.objects.create(
        comment=comment,
        outcome="unsure",
        probability=0.8,
        score=1.5,
        reasons=reasons,
        engine="test",
        judged_at=moment,
    )
    if comment.is_public:
        with transaction.atomic():
            settle([comment])
    return comment


def announce(thread: Thread) -> None:
    """Let the pages show what `write` wrote."""
    from parley.materializer.actions import materialize_dirty

    with transaction.atomic():
        announce_thread(thread)
    materialize_dirty()
