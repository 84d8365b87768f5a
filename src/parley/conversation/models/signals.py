"""What readers say about comments without words: useful, or to be looked at."""

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from parley.accounts.models import Reader
from parley.conversation.models.comments import Comment


class Vote(models.Model):
    """Somebody found a comment useful. `voter_key` is a keyed hash: one voter counts once."""

    comment = models.ForeignKey(Comment, on_delete=models.CASCADE, related_name="votes")
    voter_key = models.CharField(max_length=32)
    network_key = models.CharField(max_length=32, blank=True, help_text="Keyed hash of the voter's network; expires.")
    voted_at = models.DateTimeField()

    class Meta:
        constraints = (models.UniqueConstraint(fields=("comment", "voter_key"), name="conversation_one_vote_each"),)
        indexes = (models.Index(fields=("comment", "network_key"), name="conversation_votes_network"),)

    def __str__(self) -> str:
        return f"vote for {self.comment_id}"


class Report(models.Model):
    """Somebody asks a moderator to look at a comment."""

    class Reason(models.TextChoices):
        SPAM = "spam", _("Advertising or spam")
        INSULT = "insult", _("Insult, threat or hate")
        OFF_TOPIC = "off_topic", _("Not about the article")
        FALSE = "false", _("A false claim")
        PRIVATE = "private", _("Somebody's private data")
        OTHER = "other", _("Something else")

    class State(models.TextChoices):
        OPEN = "open", "Not decided"
        UPHELD = "upheld", "Upheld"
        DISMISSED = "dismissed", "Dismissed"

    comment = models.ForeignKey(Comment, on_delete=models.CASCADE, related_name="reports")
    reporter_key = models.CharField(max_length=32)
    network_key = models.CharField(max_length=32, blank=True, help_text="Keyed hash of the sender's network; expires.")
    reader = models.ForeignKey(Reader, on_delete=models.SET_NULL, null=True, blank=True, related_name="+")
    reason = models.CharField(max_length=10, choices=Reason.choices)
    words = models.CharField(max_length=1000, blank=True)
    reported_at = models.DateTimeField()
    state = models.CharField(max_length=10, choices=State.choices, default=State.OPEN)
    decided_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.SET_NULL, null=True, blank=True, related_name="+"
    )
    decided_at = models.DateTimeField(null=True, blank=True)
    batch = models.CharField(max_length=32, blank=True, help_text="The decision that settled it; undone with it.")

    class Meta:
        ordering = ("pk",)
        constraints = (
            models.UniqueConstraint(fields=("comment", "reporter_key"), name="conversation_one_report_each"),
        )
        indexes = (
            models.Index(fields=("comment",), name="conversation_reported", condition=Q(state="open")),
            models.Index(fields=("batch",), name="conversation_reports_batch"),
        )

    def __str__(self) -> str:
        return f"report of {self.comment_id}: {self.reason}"
