"""Readers' signals: votes and reports; editors' picks."""

from dataclasses import dataclass
from datetime import timedelta

from django.conf import settings
from django.db import IntegrityError, transaction
from django.db.models import Q

from parley.accounts.models import Reader, User
from parley.conversation import events
from parley.conversation.actions.moving import move
from parley.conversation.errors import TooManySignals
from parley.conversation.models import Comment, Decision, Report, Vote
from parley.conversation.ranking import wilson_lower_bound
from parley.kit import clock
from parley.kit.signing import new_token

VOTES_OF_A_NETWORK = 5
"""Voters of one network that count for one comment: a household or an office, not a farm."""

SIGNALS_OF_A_NETWORK = 60
"""Votes, and reports, that one network may send within ten minutes."""

WINDOW = timedelta(minutes=10)


@dataclass(frozen=True, slots=True)
class Sender:
    """Who signals: keyed hashes of a browser's or a reader's identity, and of the network."""

    key: str
    network_key: str
    reader: Reader | None = None


def vote(*, comment: Comment, sender: Sender) -> bool:
    """Somebody finds a published comment useful. Returns whether that is news. Raises TooManySignals."""
    _check_rate(Vote.objects.filter(network_key=sender.network_key, voted_at__gt=clock.now() - WINDOW).count(), sender)
    of_network = Vote.objects.filter(comment=comment, network_key=sender.network_key)
    if sender.network_key and of_network.count() >= VOTES_OF_A_NETWORK:
        return False
    try:
        with transaction.atomic():
            Vote.objects.create(
                comment=comment, voter_key=sender.key, network_key=sender.network_key, voted_at=clock.now()
            )
            _count(comment)
    except IntegrityError:  # the same voter again
        return False
    return True


@transaction.atomic
def take_back_vote(*, comment: Comment, sender: Sender) -> bool:
    """The voter thinks otherwise. Returns whether there was a vote."""
    deleted, _rows = Vote.objects.filter(comment=comment, voter_key=sender.key).delete()
    if deleted:
        _count(comment)
    return bool(deleted)


def report(*, comment: Comment, sender: Sender, reason: str, words: str = "") -> Report:
    """Somebody asks for a moderator's eye. The same sender again changes the own report while it is open.

    When as many senders of different networks as the setting `reports_to_hold` says have reported a comment that no
    moderator has approved, it waits for one. Raises TooManySignals.
    """
    recent = Report.objects.filter(network_key=sender.network_key, reported_at__gt=clock.now() - WINDOW)
    _check_rate(recent.count(), sender)
    said = {"reason": reason, "words": words[:1000], "reader": sender.reader}
    with transaction.atomic():
        made, created = Report.objects.get_or_create(
            comment=comment,
            reporter_key=sender.key,
            defaults=said | {"network_key": sender.network_key, "reported_at": clock.now()},
        )
        if not created and made.state == Report.State.OPEN:
            Report.objects.filter(pk=made.pk).update(**said)
            made.refresh_from_db()
        if created:
            _count(comment)
            _hold_if_many(comment)
    return made


def settle_reports(comments: list[Comment], *, batch: str, moderator: User) -> None:
    """A moderator decided about reported comments: what stands in public now was reported in vain. For `decide`."""
    open_ones = Report.objects.filter(comment__in=comments, state=Report.State.OPEN)
    reported = set(open_ones.values_list("comment", flat=True))
    for comment in comments:
        if comment.pk in reported:
            state = Report.State.DISMISSED if comment.is_public else Report.State.UPHELD
            open_ones.filter(comment=comment).update(
                state=state, decided_by=moderator, decided_at=clock.now(), batch=batch
            )
            _count(comment)


def reopen_reports(*, batch: str) -> None:
    """A decision was undone: the reports that it settled are open again. For `undo`."""
    settled = list(Report.objects.filter(batch=batch).select_related("comment"))
    Report.objects.filter(batch=batch).update(state=Report.State.OPEN, decided_by=None, decided_at=None, batch="")
    for comment in {report.comment_id: report.comment for report in settled}.values():
        _count(comment)


@transaction.atomic
def pick(*, comment: Comment, moderator: User, picked: bool = True) -> None:
    """The editors show a comment to all readers as one of their picks, or do so no longer."""
    moment = clock.now() if picked else None
    changed = (
        Comment.objects.filter(pk=comment.pk, status=Comment.Status.APPROVED)
        .exclude(picked_at__isnull=not picked)
        .update(picked_at=moment, picked_by=moderator if picked else None)
    )
    if changed:
        comment.picked_at = moment
        events.comment_rated(comment)


def forget_networks_of_signals() -> int:
    """Delete the keyed hashes of senders' networks that are older than the setting allows. Returns how many."""
    before = clock.now() - timedelta(days=settings.PARLEY.network_days)
    votes = Vote.objects.filter(voted_at__lt=before).exclude(network_key="").update(network_key="")
    reports = Report.objects.filter(reported_at__lt=before).exclude(network_key="").update(network_key="")
    return votes + reports


def _check_rate(sent: int, sender: Sender) -> None:
    if sender.network_key and sent >= SIGNALS_OF_A_NETWORK:
        raise TooManySignals


def _count(comment: Comment) -> None:
    """Bring what the comment's row says of its signals up to date, and the pages with it. In a transaction."""
    useful = Vote.objects.filter(comment=comment).count()
    against = Report.objects.filter(comment=comment).exclude(state=Report.State.DISMISSED).count()
    Comment.objects.filter(pk=comment.pk).update(useful=useful, rank=wilson_lower_bound(useful, against))
    events.comment_rated(comment)


def _hold_if_many(comment: Comment) -> None:
    limit = settings.PARLEY.reports_to_hold
    by_person = Q(moderator__isnull=False) & Q(after=Comment.Status.APPROVED)
    if not limit or comment.staff_id or Decision.objects.filter(by_person, comment=comment).exists():
        return
    networks = Report.objects.filter(comment=comment, state=Report.State.OPEN).values("network_key").distinct().count()
    if networks >= limit:
        public = Comment.objects.filter(pk=comment.pk, status=Comment.Status.APPROVED)
        move(
            public, Comment.Status.PENDING, moderator=None, reason="reports", batch=new_token(), cause=Decision.READERS
        )
