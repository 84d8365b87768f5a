"""The page that Parley starts from: its export comes in clean, and honest people can talk beneath it."""

import json
import re
from collections import Counter
from pathlib import Path
from typing import Any

import pytest
from django.db.models import F
from django.test import Client

from parley.conversation.models import Campaign, Comment, Thread
from parley.importers.models import ImportedItem
from parley.importers.wordpress.load import load_export
from parley.publication.models import ArticlePage
from parley.publication.queries import article_document
from tests.posting import send
from tests.public import every_public_byte, page_text

SEED = Path(__file__).parents[3] / "shared" / "seed"
EXPORT, HONEST = SEED / "page.wxr.xml", SEED / "honest-comments.jsonl"

pytestmark = [
    pytest.mark.skipif(not EXPORT.is_file(), reason="the seed's export lies outside the repository"),
    pytest.mark.usefixtures("installation"),
]


def article() -> ArticlePage:
    found: ArticlePage = ArticlePage.objects.get(pk=ImportedItem.objects.get(kind="post").object_id)
    return found


def test_the_article_is_made_of_the_right_kinds_of_content() -> None:
    load_export(EXPORT)
    document = article_document(article())
    kinds = Counter(block.kind for block in document.blocks)
    assert kinds["paragraph"] >= 10
    assert kinds["heading"] >= 1
    assert kinds["pull_quote"] == 1
    assert kinds["related"] == 1
    assert document.hero_credit
    assert document.summary.section.title
    assert document.summary.bylines
    assert document.topics
    assert document.summary.published_at.year < 2026


def test_no_comment_of_the_export_is_public_and_each_has_reasons() -> None:
    report = load_export(EXPORT)
    assert report.made["comment"] == 15
    comments = list(Comment.objects.all())
    assert [c.pk for c in comments if c.is_public] == []
    assert [c.pk for c in comments if not c.judgements.get().reasons] == []
    published = every_public_byte().decode(errors="replace")
    assert [c.pk for c in comments if f'id="{c.anchor}"' in published] == []


def test_spins_of_one_text_are_one_campaign() -> None:
    load_export(EXPORT)
    assert Campaign.objects.exists()
    assert all(campaign.comments.count() > 1 for campaign in Campaign.objects.all())


def test_the_queue_shows_them(moderator: Client) -> None:
    load_export(EXPORT)
    pages = {moderator.get(f"/moderation/{name}/").content.decode() for name in ("pending", "spam")}
    items = {found for page in pages for found in re.findall(r'id="item-(\d+)"', page)}
    cards = {found for page in pages for found in re.findall(r'id="campaign-(\d+)-heading">Campaign: (\d+)', page)}
    assert len(items) + sum(int(size) for _id, size in cards) == 15


def test_again_doubles_nothing() -> None:
    load_export(EXPORT)
    before = (ArticlePage.objects.count(), Comment.objects.count(), Thread.objects.count(), Campaign.objects.count())
    report = load_export(EXPORT)
    after = (ArticlePage.objects.count(), Comment.objects.count(), Thread.objects.count(), Campaign.objects.count())
    assert after == before
    assert not +report.made


def test_a_rehearsal_changes_nothing() -> None:
    load_export(EXPORT, dry_run=True)
    assert (ArticlePage.objects.count(), Comment.objects.count()) == (1, 0)


def test_honest_readers_are_heard(reader: Client) -> None:
    load_export(EXPORT)
    thread = Thread.objects.get(url=article().public_path)
    lines: list[dict[str, Any]] = [json.loads(line) for line in HONEST.read_text(encoding="utf-8").splitlines()]
    for number, line in enumerate(lines):
        answer = send(reader, thread, line["text"], name=f"Reader {number}", email=f"reader{number}@example.org")
        assert answer.status_code == 303
    statuses = Counter(
        Comment.objects.filter(reader__isnull=False, received_at=F("posted_at")).values_list("status", flat=True)
    )
    assert sum(statuses.values()) == len(lines)
    assert statuses["spam"] == 0
    assert statuses["pending"] <= 2
    published = page_text(thread.url)
    assert published.count('<article class="comment') == statuses["approved"]
