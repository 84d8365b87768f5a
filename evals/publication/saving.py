"""How long saving a draft takes while readers post comments.

    python -m evals.publication.saving [--saves 200] [--database-url postgresql://…]

An editor's browser saves a draft of 2,000 words as Wagtail's autosave does, while another process posts one comment
after the other, each with its judgement, its events and its page. Measured is the whole request, without a server.
"""

import argparse
import json
import multiprocessing
import os
import statistics
import time
from collections.abc import Sequence
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

from evals.conversation.threads import Talk, new_thread, open_installation
from evals.filter.recording import Recording

RESULTS = Path(__file__).with_name("results")
PARAGRAPHS, WORDS = 20, 100
GOAL = 300
"""Milliseconds, p95, on SQLite."""


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--saves", type=int, default=200)
    parser.add_argument("--database-url", default="", help="PostgreSQL; empty: SQLite")
    parser.add_argument("--keep", type=Path, default=RESULTS, help="folder for the results")
    chosen = parser.parse_args()
    if chosen.database_url:
        os.environ["DATABASE_URL"] = chosen.database_url
    open_installation()
    from django.db import connection

    vendor = connection.vendor
    recording = Recording(
        name=f"saving_{vendor}",
        title="Saving a draft while readers post comments",
        engine=f"Parley on {vendor}",
        remarks=[f"A shared machine: load average {os.getloadavg()[0]:.1f} on {os.cpu_count()} cores at the start."],
    )
    new_thread("A conversation while somebody writes")
    draft = Draft()
    rows = [["nobody posts", *draft.measure(chosen.saves), "0"]]
    connection.close()
    apart = multiprocessing.get_context("spawn")
    stop, posted = apart.Event(), apart.Value("i", 0)
    readers = apart.Process(target=_post_comments, args=(stop, posted))
    readers.start()
    while not posted.value:
        time.sleep(0.1)
    before, started = posted.value, time.perf_counter()
    row = draft.measure(chosen.saves)
    rate = (posted.value - before) / (time.perf_counter() - started)
    stop.set()
    readers.join()
    rows.append(["comments are posted", *row, f"{rate:.1f}"])
    head = ["Meanwhile", "p50", "p95", "Longest", "of it processor p95", "Comments/s"]
    recording.add("One saving, ms", head, rows, f"Goal: p95 ≤ {GOAL} ms.")
    for path in recording.keep(chosen.keep):
        print(path)


def _post_comments(stop: Any, posted: Any) -> None:
    """Readers, in a process of their own, until told to stop."""
    import django

    django.setup()
    import logging

    import structlog

    structlog.configure(wrapper_class=structlog.make_filtering_bound_logger(logging.WARNING))
    from parley.conversation.actions.posting import post_comment
    from parley.conversation.models import Thread
    from parley.conversation.submissions import NewComment

    thread, talk, number = Thread.objects.get(), Talk(3), 0
    while not stop.is_set():
        number += 1
        post_comment(
            NewComment(thread=thread, text=talk.comment(), name=talk.name(), address=f"reader{number}@example.org")
        )
        posted.value = number


class Draft:
    """An editor's browser with a draft open."""

    def __init__(self) -> None:
        from django.conf import settings
        from django.test import Client

        from parley.accounts.actions import create_staff
        from parley.publication.actions import NewArticle, publish_article, record_author
        from parley.publication.models import SectionPage

        settings.ALLOWED_HOSTS = ["*"]
        article = publish_article(
            NewArticle(
                title="A draft",
                standfirst="What is written while others talk.",
                section=SectionPage.objects.get(),
                authors=[record_author(name="Ada Writer")],
                published_at=datetime(2026, 3, 1, tzinfo=UTC),
                body=[{"type": "paragraph", "value": "<p>x</p>"}],
                is_public=False,
            )
        )
        self._article, self._talk = article, Talk(5)
        self._client = Client()
        self._client.force_login(create_staff(username="ann", password="a long password", role="editor"))
        self._texts = [" ".join(self._talk.comment() for _ in range(3)).split()[:WORDS] for _ in range(PARAGRAPHS)]
        self._number = 0

    def measure(self, saves: int) -> list[str]:
        """Milliseconds: p50, p95, the longest; p95 of the processor's time, in which waiting for others is not."""
        both = [self._save() for _ in range(saves)]
        took, processor = (sorted(times) for times in zip(*both, strict=True))
        last = int(saves * 0.95) - 1
        return [f"{value:.0f}" for value in (statistics.median(took), took[last], took[-1], processor[last])]

    def _save(self) -> tuple[float, float]:
        self._number += 1
        form = self._form()
        started, processor = time.perf_counter(), time.process_time()
        response = self._client.post(
            f"/editors/pages/{self._article.pk}/edit/", form, headers={"accept": "application/json"}
        )
        took = (time.perf_counter() - started) * 1000, (time.process_time() - processor) * 1000
        assert response.status_code == 200, response.status_code
        assert response.json()["success"], response.content[:500]
        return took

    def _form(self) -> dict[str, str]:
        byline = self._article.bylines.get()
        fields = {
            "title": f"A draft, saved {self._number} times",
            "slug": self._article.slug,
            "standfirst": "What is written while others talk.",
            "topics": "",
            "takes_comments": "on",
            "body-count": str(PARAGRAPHS),
            "sources-count": "0",
            **_formset("bylines", 1),
            "bylines-0-id": str(byline.pk),
            "bylines-0-ORDER": "1",
            "bylines-0-author": str(byline.author_id),
            **_formset("corrections", 0),
            **_formset("related_articles", 0),
            **_formset("comments", 0),
        }
        for index, words in enumerate(self._texts):
            fields |= _paragraph(index, [*words[:-1], f"{self._number}."])
        return fields


def _formset(name: str, count: int) -> dict[str, str]:
    return {f"{name}-TOTAL_FORMS": str(count), f"{name}-INITIAL_FORMS": str(count), f"{name}-MIN_NUM_FORMS": "0",
            f"{name}-MAX_NUM_FORMS": "1000"}  # fmt: skip


def _paragraph(index: int, words: Sequence[str]) -> dict[str, str]:
    block = {"key": "a", "text": " ".join(words), "type": "unstyled", "depth": 0, "inlineStyleRanges": [],
             "entityRanges": []}  # fmt: skip
    return {
        f"body-{index}-deleted": "",
        f"body-{index}-order": str(index),
        f"body-{index}-type": "paragraph",
        f"body-{index}-id": f"00000000-0000-0000-0000-{index:012}",
        f"body-{index}-value": json.dumps({"blocks": [block], "entityMap": {}}),
    }


if __name__ == "__main__":
    main()
