"""The standing cast and a fresh installation for each test.

Ann edits, Ben moderates, Cleo reads, Sam spams. Tests write for real: transactions commit, files are written, and
what a test did is thrown away by copying the filled database and the written pages back.
"""

import os
import shutil
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pytest
from django.conf import settings
from django.core.cache import cache
from django.test import Client

from tests.databases import CopiedDatabase

ARTICLE_TEXT = (
    "The river Ostra rises in three countries and is measured in none of them the same way. Engineers of the water "
    "board read the gauge at Lindau bridge every morning, and the dam keepers of Velka read their own. When the spring "
    "flood came, the two tables differed by forty centimetres, and nobody opened the sluice."
)
WRITTEN = ("public", "media", "mailbox", "locks", "static", "campaigns")
"""Folders of the data folder that tests write to."""


@dataclass(frozen=True)
class Cast:
    """People and places that every test knows."""

    ann: Any
    ben: Any
    front: Any
    section: Any
    article: Any
    thread: Any


class CopiedInstallation:
    """The database and the pages of a founded publication, as they were before any test."""

    def __init__(self, folder: Path, worker: str) -> None:
        self._pages = folder / "public"
        self._database = CopiedDatabase(folder, worker, _found_magazine)
        shutil.copytree(settings.PUBLIC_ROOT, self._pages)

    def reset(self) -> None:
        """Throw away what a test did."""
        from parley.conversation.moderation import forget_index

        self._database.reset()
        forget_index()
        cache.clear()  # Wagtail remembers sizes of pictures by their ids
        for folder in WRITTEN:
            shutil.rmtree(settings.DATA / folder, ignore_errors=True)
        shutil.copytree(self._pages, settings.PUBLIC_ROOT)


@pytest.fixture(scope="session")
def django_db_setup(django_db_blocker: Any, worker_id: str) -> CopiedInstallation:
    """Replaces pytest-django's: no migration runs, a filled database is copied."""
    folder = Path(settings.DATA) / "copied"
    folder.mkdir()
    with django_db_blocker.unblock():
        copied = CopiedInstallation(folder, worker_id)
        copied.reset()
    return copied


def _found_magazine() -> None:
    from parley.accounts.actions import create_staff
    from parley.materializer.actions import materialize_dirty, reconcile
    from parley.publication.actions import NewArticle, found_publication, open_section, publish_article, record_author

    create_staff(username="ann", password="a long password", role="editor", name="Ann")
    create_staff(username="ben", password="a long password", role="moderator", name="Ben")
    found_publication(name="The Test Review", tagline="What the tests read", base_url=settings.BASE_URL)
    section = open_section(title="Opinion")
    publish_article(
        NewArticle(
            title="A river measured three times",
            standfirst="Three countries share the Ostra and none of them trusts the others' gauge.",
            section=section,
            authors=[record_author(name="Ada Writer")],
            published_at=datetime(2026, 3, 2, 8, 0, tzinfo=UTC),
            body=[
                {"type": "paragraph", "value": f"<p>{ARTICLE_TEXT}</p>"},
                {"type": "heading", "value": {"text": "The gauge at Lindau", "level": 2}},
                {"type": "paragraph", "value": "<p>The keepers met once a year, in a tavern by the bridge.</p>"},
            ],
            topics=["Water"],
        )
    )
    reconcile()
    materialize_dirty()


@pytest.fixture(autouse=True)
def _same_data_folder(monkeypatch: pytest.MonkeyPatch) -> None:
    """A command that is called in this process with `--data` sets the variable; the next test has its own again."""
    monkeypatch.setenv("PARLEY_DATA", os.environ.get("PARLEY_DATA", "var"))


@pytest.fixture
def installation(django_db_setup: CopiedInstallation, django_db_blocker: Any) -> Iterator[Path]:
    """A founded publication with one article in a data folder of its own. Returns the folder."""
    with django_db_blocker.unblock():
        yield Path(settings.DATA)
        django_db_setup.reset()


@pytest.fixture
def cast(installation: Path) -> Cast:
    """Ann, Ben, the front page, the section, its article and the article's thread."""
    from parley.accounts.models import User
    from parley.conversation.models import Thread
    from parley.publication.models import ArticlePage, FrontPage, SectionPage

    return Cast(
        ann=User.objects.get(username="ann"),
        ben=User.objects.get(username="ben"),
        front=FrontPage.objects.get(),
        section=SectionPage.objects.get(),
        article=ArticlePage.objects.get(),
        thread=Thread.objects.get(),
    )


@pytest.fixture
def reader(installation: Path) -> Client:
    """A browser that is nobody in particular."""
    return Client()


@pytest.fixture
def moderator(cast: Cast) -> Client:
    """Ben's browser, signed in."""
    client = Client()
    client.force_login(cast.ben)
    return client


@pytest.fixture
def editor(cast: Cast) -> Client:
    """Ann's browser, signed in."""
    client = Client()
    client.force_login(cast.ann)
    return client
