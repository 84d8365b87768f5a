"""Release an issue, stop it, try it out; let the calendar compose one."""

from datetime import datetime, timedelta

from django.conf import settings
from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from parley.accounts.models import User
from parley.kit import clock
from parley.publication import events
from parley.publication.errors import IssueEmpty, IssueNotDraft, IssueNotReleased
from parley.publication.newsletters.models import IssueArticle, NewsletterIssue
from parley.publication.newsletters.queries import articles_since, issue_document
from parley.publication.queries import front_page

_State = NewsletterIssue.State
LONGEST_LOOK_BACK = timedelta(days=14)
"""A calendar that rested does not tell of last year's articles."""


@transaction.atomic
def release_issue(*, issue: NewsletterIssue, by: User | None) -> None:
    """Send an issue to all who get the newsletter, and put it into the archive. Once.

    Raises IssueNotDraft, IssueEmpty.
    """
    document = issue_document(issue)
    if not document.entries and not document.intro:
        raise IssueEmpty
    changed = NewsletterIssue.objects.filter(pk=issue.pk, state=_State.DRAFT).update(
        state=_State.RELEASED, released_at=clock.now(), released_by=by
    )
    if not changed:
        raise IssueNotDraft
    issue.refresh_from_db()
    events.issue_released(issue.pk)


@transaction.atomic
def cancel_issue(*, issue: NewsletterIssue) -> None:
    """Send an issue to nobody more. What has left has left, so it stays in the archive. Raises IssueNotReleased."""
    changed = NewsletterIssue.objects.filter(pk=issue.pk, state=_State.RELEASED).update(
        state=_State.CANCELLED, cancelled_at=clock.now()
    )
    if not changed:
        raise IssueNotReleased
    issue.refresh_from_db()
    events.issue_cancelled(issue.pk)


@transaction.atomic
def send_test_of_issue(*, issue: NewsletterIssue, to: User) -> None:
    """Mail an issue to one of the editors, as it is now."""
    events.issue_test_wanted(issue.pk, to.pk)


def compose_due_issue() -> NewsletterIssue | None:
    """For the worker: make the issue of the period that has begun, of the articles since the last one; None where it
    is made already, is not due, or nothing is new. Released at once or left as a draft, as the settings say."""
    begins = _period_begins()
    if begins is None or NewsletterIssue.objects.filter(period=_name(begins)).exists():
        return None
    articles = list(reversed(articles_since(_told_until(begins))))
    if not articles:
        return None
    front = front_page()
    with transaction.atomic():
        issue, is_new = NewsletterIssue.objects.get_or_create(
            period=_name(begins),
            defaults={"subject": _subject(front.title if front else "Parley", articles[-1].title, len(articles))},
        )
        if not is_new:  # another worker
            return None
        IssueArticle.objects.bulk_create(
            IssueArticle(issue=issue, article=article, sort_order=order)
            for order, article in enumerate(reversed(articles))
        )
        if settings.PARLEY.newsletter.send_at_once:
            release_issue(issue=NewsletterIssue.objects.get(pk=issue.pk), by=None)
    return NewsletterIssue.objects.get(pk=issue.pk)


def _subject(site: str, title: str, count: int) -> str:
    if count == 1:
        return title[:120]
    return (_("%(title)s, and more from %(site)s") % {"title": title, "site": site})[:120]


def _period_begins() -> datetime | None:
    """The newest moment at which an issue was due, in the site's time zone; None while the calendar makes none."""
    asked = settings.PARLEY.newsletter
    if asked.rhythm == "off":
        return None
    now = timezone.localtime(clock.now())
    begins = now.replace(hour=asked.hour, minute=0, second=0, microsecond=0)
    if asked.rhythm == "weekly":
        begins -= timedelta(days=(begins.isoweekday() - asked.weekday) % 7)
    if begins > now:
        begins -= timedelta(days=7 if asked.rhythm == "weekly" else 1)
    # Whoever switches the calendar on at noon did not mean this morning's; a worker that rested makes up for hours.
    return begins if now - begins < timedelta(hours=6) else None


def _name(begins: datetime) -> str:
    return begins.strftime("%Y-%m-%d")


def _told_until(begins: datetime) -> datetime:
    last = NewsletterIssue.objects.filter(period__isnull=False).order_by("-period").first()
    length = timedelta(days=7 if settings.PARLEY.newsletter.rhythm == "weekly" else 1)
    earliest = clock.now() - LONGEST_LOOK_BACK
    return max(last.created_at if last else begins - length, earliest)
