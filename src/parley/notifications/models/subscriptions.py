"""What readers asked to be told, and how often moderators are."""

from django.db import models
from django.utils.translation import gettext_lazy as _

from parley.accounts.models import Reader, User
from parley.conversation.models import Thread


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
