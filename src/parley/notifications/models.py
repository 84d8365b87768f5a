"""Subscriptions, and the ledger of deliveries."""

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from parley.accounts.models import Reader, User
from parley.conversation.models import Comment, Thread


class Subscription(models.Model):
    """A reader wants to hear of a thread: answers to the own comments, or every comment."""

    class Kind(models.TextChoices):
        REPLIES = "replies", "Replies to my comments"
        THREAD = "thread", "All new comments"

    class State(models.TextChoices):
        UNCONFIRMED = "unconfirmed"
        ACTIVE = "active"
        ENDED = "ended"

    reader = models.ForeignKey(Reader, on_delete=models.CASCADE, related_name="subscriptions")
    thread = models.ForeignKey(Thread, on_delete=models.CASCADE, related_name="subscriptions")
    kind = models.CharField(max_length=10, choices=Kind.choices)
    state = models.CharField(max_length=12, choices=State.choices, default=State.UNCONFIRMED)
    private_key = models.CharField(max_length=32, unique=True, help_text="In the links of its mails; never expires.")
    asked_at = models.DateTimeField()
    confirmed_at = models.DateTimeField(null=True, blank=True)
    ended_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        constraints = (models.UniqueConstraint(fields=("reader", "thread"), name="notifications_one_a_thread"),)

    def __str__(self) -> str:
        return f"{self.kind} {self.state}"


class Delivery(models.Model):
    """One mail to one reader about one event: at most one for each (event, reader, purpose), by constraint.

    States: waiting → sending (claimed) → handed over (`dot`: the final dot is about to be sent) → sent.
    A crash before `dot` is safe to repeat; one after it leaves UNKNOWN, which is never sent again by itself.
    """

    class Purpose(models.TextChoices):
        CONFIRM = "confirm", "Asks the owner of the address"
        COMMENT = "comment", "A new comment"
        SIGN_IN = "sign_in", "A link to sign in"
        NOTICE = "notice", "About a notice of illegal content"
        DIGEST = "digest", "Tells a moderator what waits"

    class State(models.TextChoices):
        WAITING = "waiting"
        SENDING = "sending"
        DOT = "dot"
        SENT = "sent"
        REFUSED = "refused"
        UNKNOWN = "unknown"
        CANCELLED = "cancelled"

    event = models.CharField(max_length=80, help_text="What happened: 'comment:12', 'sign-in:5'.")
    reader = models.ForeignKey(Reader, on_delete=models.CASCADE, related_name="deliveries")
    purpose = models.CharField(max_length=10, choices=Purpose.choices)
    subscription = models.ForeignKey(
        Subscription, on_delete=models.CASCADE, null=True, blank=True, related_name="deliveries"
    )
    comment = models.ForeignKey(Comment, on_delete=models.CASCADE, null=True, blank=True, related_name="deliveries")
    state = models.CharField(max_length=10, choices=State.choices, default=State.WAITING)
    due_at = models.DateTimeField(help_text="Not before this moment; for a claim: when its lease expires.")
    attempts = models.PositiveIntegerField(default=0)
    message_id = models.CharField(max_length=200, blank=True)
    last_error = models.TextField(blank=True)
    created_at = models.DateTimeField()
    sent_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        verbose_name_plural = "deliveries"
        constraints = (
            models.UniqueConstraint(fields=("event", "reader", "purpose"), name="notifications_each_thing_once"),
        )
        indexes = (
            models.Index(
                fields=("due_at",), name="notifications_open", condition=Q(state__in=("waiting", "sending", "dot"))
            ),
        )

    def __str__(self) -> str:
        return f"{self.purpose} {self.event} {self.state}"


class ModeratorMails(models.Model):
    """How often a moderator is told by mail what waits. `last_period` is the fence: a period counts once."""

    class Rhythm(models.TextChoices):
        OFF = "off", _("Never")
        HOURLY = "hourly", _("At most once an hour")
        DAILY = "daily", _("At most once a day")

    moderator = models.OneToOneField(User, on_delete=models.CASCADE, related_name="mails")
    rhythm = models.CharField(max_length=10, choices=Rhythm.choices, default=Rhythm.DAILY)
    private_key = models.CharField(max_length=32, unique=True, help_text="In the links of the mails; never expires.")
    last_period = models.CharField(max_length=20, help_text="The newest day or hour that was looked at.")
    told_at = models.DateTimeField(null=True, blank=True, help_text="When the last mail was queued.")

    class Meta:
        verbose_name_plural = "moderators' mails"

    def __str__(self) -> str:
        return f"{self.moderator}: {self.rhythm}"
