"""What the publication tells the rooms above, as data."""

from django.db import transaction

from parley.outbox.actions import append_event

ARTICLE_PUBLISHED = "article_published"
ARTICLE_WITHDRAWN = "article_withdrawn"
PUBLICATION_CHANGED = "publication_changed"
PICTURE_UPLOADED = "picture_uploaded"
ISSUE_RELEASED = "issue_released"
ISSUE_CANCELLED = "issue_cancelled"
ISSUE_TEST_WANTED = "issue_test_wanted"


def article_published(article_id: int) -> None:
    """An article stands in public, for the first time or changed."""
    with transaction.atomic():
        append_event(kind=ARTICLE_PUBLISHED, subject=f"article:{article_id}", payload={"article": article_id})


def article_withdrawn(article_id: int, path: str) -> None:
    """An article that stood at `path` does so no longer."""
    payload = {"article": article_id, "path": path}
    with transaction.atomic():
        append_event(kind=ARTICLE_WITHDRAWN, subject=f"article:{article_id}", payload=payload)


def publication_changed(subject: str) -> None:
    """Something around the articles changed: 'section:3', 'author:5', 'topic:2', 'article:7' (what stands
    beside it) or 'shell' (name, menu, theme)."""
    with transaction.atomic():
        append_event(kind=PUBLICATION_CHANGED, subject=subject)


def picture_uploaded(picture_id: int) -> None:
    """A picture's file is new: its sizes are to be made."""
    with transaction.atomic():
        append_event(kind=PICTURE_UPLOADED, subject=f"picture:{picture_id}", payload={"picture": picture_id})


def issue_released(issue_id: int) -> None:
    """An issue of the newsletter is to be sent, and stands in the archive."""
    with transaction.atomic():
        append_event(kind=ISSUE_RELEASED, subject=f"issue:{issue_id}", payload={"issue": issue_id})


def issue_cancelled(issue_id: int) -> None:
    """An issue is to be sent to nobody more."""
    with transaction.atomic():
        append_event(kind=ISSUE_CANCELLED, subject=f"issue:{issue_id}", payload={"issue": issue_id})


def issue_test_wanted(issue_id: int, user_id: int) -> None:
    """An editor wants to see an issue in the own mail program."""
    with transaction.atomic():
        append_event(kind=ISSUE_TEST_WANTED, subject=f"issue:{issue_id}", payload={"issue": issue_id, "user": user_id})
