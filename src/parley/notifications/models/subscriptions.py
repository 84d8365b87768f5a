"""What readers asked to be told, and how."""

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from parley.accounts.models import Reader
from parley.conversation.models import Thread


class Subscription(models.Model):
    """A reader wants to hear of a thread, of new articles, or gets the newsletter.

    A reader has one row for a thread (answers to the own comments, or every comment: the wider wish holds), one for
    each target of articles, one for the newsletter; whoever comes to it by four ways still gets one mail.
    """

    class Kind(models.TextChoices):
        REPLIES = "replies", _("Replies to my comments")
        THREAD = "thread", _("All new comments")
        ARTICLES = "articles", _("New articles")
        NEWSLETTER = "newsletter", _("The newsletter")

    class State(models.TextChoices):
        UNCONFIRMED = "unconfirmed"
        ACTIVE = "active"
        ENDED = "ended"

    class Frequency(models.TextChoices):
        QUIET = "quiet", _("One mail, then nothing until I come back")
        EACH = "each", _("Each at once")
        HOURLY = "hourly", _("At most once an hour")
        DAILY = "daily", _("Once a day")
        WEEKLY = "weekly", _("Once a week")

    reader = models.ForeignKey(Reader, on_delete=models.CASCADE, related_name="subscriptions")
    thread = models.ForeignKey(Thread, on_delete=models.CASCADE, null=True, blank=True, related_name="subscriptions")
    kind = models.CharField(max_length=10, choices=Kind.choices)
    target = models.CharField(
        max_length=40,
        blank=True,
        help_text="Of articles: 'site', 'section:3', 'author:5', 'topic:2', by number, so that a rename breaks none.",
    )
    state = models.CharField(max_length=12, choices=State.choices, default=State.UNCONFIRMED)
    frequency = models.CharField(max_length=8, choices=Frequency.choices, default=Frequency.EACH)
    private_key = models.CharField(max_length=32, unique=True, help_text="In the links of its mails; never expires.")
    asked_at = models.DateTimeField()
    asked_via = models.CharField(max_length=20, blank=True, help_text="The form: 'comment', 'follow', 'articles', …")
    wording = models.TextField(blank=True, help_text="What the form said, in the reader's language: the consent.")
    network_key = models.CharField(max_length=32, blank=True, help_text="Keyed hash of the asker's network; expires.")
    confirmed_at = models.DateTimeField(null=True, blank=True)
    ended_at = models.DateTimeField(null=True, blank=True)
    told_at = models.DateTimeField(
        null=True, blank=True, help_text="Of what came up to this moment the reader was told. Empty: of nothing yet."
    )
    returned_at = models.DateTimeField(
        null=True,
        blank=True,
        help_text="When the reader last came back to the thread, by a link in a mail or to write.",
    )

    class Meta:
        constraints = (
            models.UniqueConstraint(fields=("reader", "thread"), name="notifications_one_a_thread"),
            models.UniqueConstraint(
                fields=("reader", "kind", "target"), condition=Q(thread=None), name="notifications_one_a_target"
            ),
            models.CheckConstraint(
                condition=Q(kind__in=("replies", "thread"), thread__isnull=False)
                | Q(kind__in=("articles", "newsletter"), thread__isnull=True),
                name="notifications_thread_where_it_is_about_one",
            ),
        )
        indexes = (
            models.Index(fields=("kind", "target"), name="notifications_by_target", condition=Q(thread=None)),
            models.Index(
                fields=("network_key", "asked_at"), name="notifications_by_network", condition=~Q(network_key="")
            ),
        )

    def __str__(self) -> str:
        return f"{self.kind} {self.state}"

    @property
    def is_about_a_thread(self) -> bool:
        return self.thread_id is not None

    @property
    def is_silent(self) -> bool:
        """Quiet until the reader returns: told of something, and not back since."""
        return self.told_at is not None and (self.returned_at is None or self.returned_at <= self.told_at)


class ReaderMails(models.Model):
    """How a reader wants to be written to, whatever about. Its key opens the page where all of it is changed."""

    reader = models.OneToOneField(Reader, on_delete=models.CASCADE, related_name="mails")
    private_key = models.CharField(max_length=32, unique=True, help_text="Opens the page 'My mails'; never expires.")
    language = models.CharField(max_length=12, blank=True, help_text="Of the mails; empty: the site's.")
    time_zone = models.CharField(max_length=40, blank=True, help_text="'Asia/Almaty'; empty: the site's.")
    paused_at = models.DateTimeField(null=True, blank=True)
    paused_until = models.DateTimeField(
        null=True, blank=True, help_text="Until then nothing but what was asked for now."
    )
    articles_frequency = models.CharField(
        max_length=8, choices=Subscription.Frequency.choices, default=Subscription.Frequency.EACH
    )
    articles_told_at = models.DateTimeField(null=True, blank=True, help_text="As told_at of a subscription.")

    class Meta:
        verbose_name_plural = "readers' mails"

    def __str__(self) -> str:
        return f"mails of reader {self.reader_id}"
