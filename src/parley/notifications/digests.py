"""Moderators are told what waits: one mail a day or an hour, and none when nothing is new. Never one mail a comment."""

import re
from dataclasses import dataclass
from datetime import datetime, timedelta

from django.db import transaction
from django.db.models import Min, Q, QuerySet
from django.utils import timezone

from parley.accounts.actions import record_reader
from parley.accounts.errors import AddressRefused
from parley.accounts.models import User
from parley.conversation.models import Appeal, Campaign, Comment, Notice, Report
from parley.conversation.queries.queues import campaign_members_shown, open_campaigns, queue_counts
from parley.conversation.queries.reach import comments_within_reach, is_confined, notices_within_reach
from parley.kit import clock
from parley.kit.signing import new_token
from parley.kit.text import shorten, single_line
from parley.notifications import ledger
from parley.notifications.errors import UnknownKey
from parley.notifications.models import Delivery, ModeratorMails

MODERATES = "accounts.moderate_conversation"
DAY_BEGINS = timedelta(hours=7)
"""When the daily mail goes out, after midnight in the site's time zone."""

CAMPAIGNS_NAMED = 10
EXCERPT = 70
"""Characters of a campaign in a mail."""

WEB_ADDRESSES = re.compile(r"\S*(?:://|www\.|@)\S*|\b[\w-]+(?:\.[\w-]+)+\S*")
"""What a mail program would make a link of."""


@dataclass(frozen=True, slots=True)
class CampaignLine:
    """An open campaign in one line of a mail, without its links."""

    words: str
    size: int
    senders: int
    articles: int


@dataclass(frozen=True, slots=True)
class Digest:
    """What waits for one moderator. `waiting` leaves out the members of `campaigns`."""

    waiting: int
    oldest: datetime | None
    campaigns: tuple[CampaignLine, ...]
    more_campaigns: int
    reported: int
    appealed: int
    notices: int

    @property
    def is_empty(self) -> bool:
        """Whether there is nothing to tell."""
        return not (self.waiting or self.campaigns or self.reported or self.appealed or self.notices)


def mails_of(moderator: User) -> ModeratorMails:
    """What a moderator chose; who never chose is told daily, from the next morning on."""
    mails, _created = ModeratorMails.objects.get_or_create(
        moderator=moderator,
        defaults={"private_key": new_token(), "last_period": _period(ModeratorMails.Rhythm.DAILY, clock.now())},
    )
    return mails


@transaction.atomic
def choose_rhythm(*, moderator: User, rhythm: str) -> None:
    """From now on tell the moderator so often. "off" cancels what is queued; the period that runs counts as told."""
    mails = mails_of(moderator)
    period = _period(rhythm, clock.now())
    ModeratorMails.objects.filter(pk=mails.pk).update(rhythm=rhythm, last_period=period)
    if rhythm == ModeratorMails.Rhythm.OFF:
        ledger.cancel_queued(_queued(moderator))


def stop_by_key(*, private_key: str, resume: bool = False) -> ModeratorMails:
    """Whoever has the mail stops the mails, or takes that back: then they come daily. Raises UnknownKey."""
    mails = mails_by_key(private_key)
    rhythm = ModeratorMails.Rhythm.DAILY if resume else ModeratorMails.Rhythm.OFF
    if resume == (mails.rhythm == ModeratorMails.Rhythm.OFF):
        choose_rhythm(moderator=mails.moderator, rhythm=rhythm)
    mails.refresh_from_db()
    return mails


def mails_by_key(private_key: str) -> ModeratorMails:
    """What a link in a mail means. Raises UnknownKey."""
    mails = ModeratorMails.objects.filter(private_key=private_key).select_related("moderator").first()
    if mails is None:
        raise UnknownKey
    return mails


def record_digests() -> int:
    """Queue the mails whose period has begun. For the worker, once a minute. Returns how many were queued."""
    return sum(_record(mails_of(moderator)) for moderator in _moderators_with_address())


def _moderators_with_address() -> QuerySet[User]:
    found = User.objects.with_perm(MODERATES, backend="django.contrib.auth.backends.ModelBackend")
    return found.exclude(email="").order_by("pk")


def _record(mails: ModeratorMails) -> bool:
    moment = clock.now()
    period = _period(mails.rhythm, moment)
    if mails.rhythm == ModeratorMails.Rhythm.OFF or period == mails.last_period:
        return False
    with transaction.atomic():
        mine = ModeratorMails.objects.filter(pk=mails.pk, last_period=mails.last_period, rhythm=mails.rhythm)
        if not mine.update(last_period=period):
            return False  # another worker was quicker
        moderator = mails.moderator
        if digest_for(moderator).is_empty or not is_anything_new(moderator, mails.told_at):
            return False
        try:
            reader = record_reader(address=moderator.email)
        except AddressRefused:
            return False
        created = ledger.record(event=f"{_prefix(moderator)}{period}", reader=reader, purpose=Delivery.Purpose.DIGEST)
        ModeratorMails.objects.filter(pk=mails.pk).update(told_at=moment)
    return created


def digest_for(moderator: User) -> Digest:
    """What waits for a moderator now, as far as this moderator reaches."""
    counts, waiting = queue_counts(moderator), waiting_comments(moderator)
    campaigns = [] if is_confined(moderator) else list(open_campaigns()[: CAMPAIGNS_NAMED + 1])
    return Digest(
        waiting=waiting.count(),
        oldest=waiting.aggregate(oldest=Min("received_at"))["oldest"],
        campaigns=_lines(campaigns[:CAMPAIGNS_NAMED]),
        more_campaigns=max(0, counts["campaigns"] - CAMPAIGNS_NAMED),
        reported=counts["reported"],
        appealed=counts["appealed"],
        notices=counts["notices"],
    )


def is_anything_new(moderator: User, since: datetime | None) -> bool:
    """Whether anything that waits came after `since`. One more comment of a known campaign is nothing new."""
    if since is None:
        return True
    held_since = Q(received_at__gt=since) | Q(decisions__after=Comment.Status.PENDING, decisions__decided_at__gt=since)
    comments = comments_within_reach(Comment.objects.all(), moderator)
    reported = Report.objects.filter(state=Report.State.OPEN, reported_at__gt=since, comment__in=comments)
    appealed = Appeal.objects.filter(state=Appeal.State.OPEN, made_at__gt=since, comment__in=comments)
    notices = notices_within_reach(Notice.objects.filter(outcome=Notice.Outcome.OPEN), moderator)
    campaigns = Campaign.objects.none() if is_confined(moderator) else open_campaigns()
    return (
        waiting_comments(moderator).filter(held_since).exists()
        or campaigns.filter(found_at__gt=since).exists()
        or reported.exists()
        or appealed.exists()
        or notices.filter(received_at__gt=since).exists()
    )


def moderator_of(delivery: Delivery) -> User | None:
    """Whom a delivery tells, while that person moderates and wants to be told and anything waits; else None."""
    number = int(delivery.event.split(":")[1])
    user = User.objects.filter(pk=number, is_active=True).first()
    if user is None or not user.has_perm(MODERATES) or mails_of(user).rhythm == ModeratorMails.Rhythm.OFF:
        return None
    return None if digest_for(user).is_empty else user


def waiting_comments(moderator: User) -> QuerySet[Comment]:
    """Comments that wait within reach; for those who see campaigns without the members of open ones."""
    waiting = comments_within_reach(Comment.objects.filter(status=Comment.Status.PENDING), moderator)
    if is_confined(moderator):
        return waiting
    campaigns = open_campaigns().order_by().values("pk")
    return waiting.filter(Q(campaign=None) | ~Q(campaign__in=campaigns))


def _lines(campaigns: list[Campaign]) -> tuple[CampaignLine, ...]:
    firsts = {member.campaign_id: member.source for member in campaign_members_shown([c.pk for c in campaigns], 1)}
    return tuple(
        CampaignLine(
            words=shorten(WEB_ADDRESSES.sub("…", single_line(firsts.get(campaign.pk, ""))), EXCERPT),
            size=campaign.size,  # type: ignore[attr-defined]  # `open_campaigns` counts
            senders=campaign.senders,  # type: ignore[attr-defined]
            articles=campaign.articles,  # type: ignore[attr-defined]
        )
        for campaign in campaigns
    )


def _period(rhythm: str, moment: datetime) -> str:
    """The day, which begins at seven, or the hour that runs in the site's time zone."""
    local = timezone.localtime(moment)
    if rhythm == ModeratorMails.Rhythm.HOURLY:
        return f"{local:%Y-%m-%dT%H}"
    return f"{local - DAY_BEGINS:%Y-%m-%d}"


def _prefix(moderator: User) -> str:
    return f"digest:{moderator.pk}:"


def _queued(moderator: User) -> Q:
    return Q(purpose=Delivery.Purpose.DIGEST, event__startswith=_prefix(moderator))
