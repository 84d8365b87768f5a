"""Both sides of a notice of illegal content are told: that it came, how it was decided, and why."""

from datetime import timedelta

from django.utils.translation import gettext as _

from parley.accounts.models import Reader
from parley.conversation.models import Notice
from parley.kit import clock
from parley.notifications import ledger, links
from parley.notifications.models import Delivery

RECEIVED, DECIDED, REASONS = "received", "decided", "reasons"
"""To the sender: it came; it was decided. To the comment's writer: why it was removed."""

A_DAY = 5
"""Mails about notices to one address within 24 hours, since forms take any address. The private page says the same."""


def record_notice_mail(notice: Notice, reader: Reader | None, what: str) -> None:
    """Write the mail's row in the ledger, unless it is there, or nobody can be written to."""
    if reader is None:
        return
    today = Delivery.objects.filter(
        reader=reader, purpose=Delivery.Purpose.NOTICE, created_at__gt=clock.now() - timedelta(days=1)
    )
    if what == RECEIVED and today.count() >= A_DAY:
        return
    ledger.record(event=f"notice:{notice.pk}:{what}", reader=reader, purpose=Delivery.Purpose.NOTICE)


def notice_of(delivery: Delivery) -> Notice | None:
    """The notice that a delivery tells of, or None when it is gone."""
    number = delivery.event.split(":")[1]
    return Notice.objects.filter(pk=int(number)).select_related("comment__thread", "reporter").first()


def notice_context(delivery: Delivery) -> dict[str, object]:
    """What the letter says; its template is one for all three."""
    notice, what = notice_of(delivery), delivery.event.split(":")[2]
    assert notice is not None
    removed = notice.outcome == Notice.Outcome.REMOVED
    comment = notice.comment
    heading = {
        RECEIVED: _("We have received your notice"),
        DECIDED: _("Your notice was decided"),
        REASONS: _("Why your comment was removed"),
    }[what]
    about = comment.thread.title if comment is not None else notice.url
    is_writer = what == REASONS and comment is not None
    return {
        "heading": heading,
        "what": what,
        "number": notice.pk,
        "about": about,
        "removed": removed,
        "ground": str(Notice.Ground(notice.ground).label) if notice.ground else "",
        "statement": notice.statement,
        "link": links.status_link(comment) if is_writer and comment else links.notice_link(notice),
    }
