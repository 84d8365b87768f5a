"""What the site does while attack.py works: articles before it, a moderator between batches, private pages after."""

import json
import re
import sys
from datetime import UTC, datetime
from typing import Any

import django

ON_OUR_PAGES = {"script", "link", "meta", "form", "input", "button", "svg", "style"}


def prepare(batches: int, name: str) -> None:
    """An article for each batch, a moderator; prints the key of the moderator's session."""
    from django.test import Client
    from evals.notifications.followers import follow

    from parley.accounts.actions import create_staff
    from parley.conversation.actions.policies import PolicyChange, set_policy
    from parley.conversation.models import Thread
    from parley.conversation.models.policies import SITE
    from parley.materializer.actions import materialize_all_dirty, reconcile
    from parley.publication.actions import NewArticle, publish_article, record_author
    from parley.publication.models import SectionPage

    for number in [*range(100, 100 + batches), 100 + 90_000]:
        article = publish_article(
            NewArticle(
                title=f"Attack {number}",
                standfirst="Will it hold?",
                section=SectionPage.objects.get(),
                authors=[record_author(name="Ada Writer")],
                published_at=datetime(2026, 3, 1, 8, tzinfo=UTC),
                body=[{"type": "paragraph", "value": "<p>A gauge.</p>"}],
            )
        )
        if name.startswith("page"):
            follow(Thread.objects.get(url=article.public_path), [f"follower{number}@followers.example"])
    from evals.notifications.followers import publish

    from parley.accounts.actions import record_reader

    # Only the name of a known reader is a link: attack.py's own two comments, from which it learns, shall have it.
    thread = Thread.objects.get(url="/opinion/attack-90100/")
    for number in (0, 1):
        publish(thread, "An earlier word.", record_reader(address=f"base{number}@pwnmail.test", name="Mara"))
    ben = create_staff(username="ben", password="the heron stands still", role="moderator", name="Ben")
    if name == "moderation queue":
        set_policy(scope=SITE, change=PolicyChange(mode="all_held"), moderator=ben)
    reconcile()
    materialize_all_dirty()
    client = Client()
    client.force_login(ben)
    print(client.cookies["session"].value)


def after(name: str) -> None:
    """Approve everything; in the round of the queue let only the newest batch wait there."""
    from parley.accounts.models import User
    from parley.conversation.actions.deciding import decide
    from parley.conversation.models import Comment
    from parley.materializer.actions import materialize_all_dirty
    from parley.notifications.sending import send_due
    from parley.outbox.actions import deal_with_waiting_events

    waiting = Comment.objects.filter(status__in=("pending", "spam")).order_by("pk")
    newest = waiting.last()
    if name == "moderation queue":
        old = waiting.exclude(thread=newest.thread_id) if newest is not None else waiting
        old.update(status=Comment.Status.TRASH)
        waiting.update(status=Comment.Status.PENDING)
        return
    if newest is not None:
        decide(comments=waiting, status=Comment.Status.APPROVED, moderator=User.objects.get(username="ben"))
    deal_with_waiting_events()
    materialize_all_dirty()
    send_due()


def private() -> list[dict[str, Any]]:
    """Status page, edit page and reply form of each comment, read as a browser reads them."""
    from django.test import Client

    from parley.conversation.models import Comment

    client, found = Client(raise_request_exception=False), []
    for comment in Comment.objects.all():
        pages = [f"/conversation/status/{comment.private_key}/", f"/conversation/status/{comment.private_key}/edit/"]
        pages += [f"/conversation/reply/{comment.pk}/?quote=1"] if comment.status == "approved" else []
        for path in pages:
            answer = client.get(path)
            problems = [f"HTTP {answer.status_code}"] if answer.status_code >= 500 else foreign(answer.content.decode())
            found += [{"kind": "private-page", "id": str(comment.pk), "detail": f"{path}: {what}"} for what in problems]
    return found


def foreign(html: str) -> list[str]:
    """Elements and attributes that no template of ours writes."""
    import html5lib

    problems = []
    for element in html5lib.parse(html, namespaceHTMLElements=False).iter():
        if not isinstance(element.tag, str):
            continue
        tag = element.tag.rpartition("}")[2]
        ours = tag != "script" or re.fullmatch(r"/assets/[\w.-]+\.js", element.get("src") or "")
        if not ours or tag in {"iframe", "object", "embed", "img", "svg", "math", "video", "audio", "base", "style"}:
            problems.append(tag)
        problems += [f"{tag}.{name}" for name in element.attrib if name.startswith("on") or name in {"style", "srcdoc"}]
        address = (element.get("href") or element.get("src") or "").strip().lower()
        if re.match(r"[\x00-\x20]*(javascript|data|vbscript)\s*:", address):
            problems.append(f"{tag} {address[:30]}")
    return problems


if __name__ == "__main__":
    django.setup()
    if sys.argv[1] == "prepare":
        prepare(int(sys.argv[2]), sys.argv[3])
    elif sys.argv[1] == "after":
        after(sys.argv[2])
    else:
        print(json.dumps(private()))
