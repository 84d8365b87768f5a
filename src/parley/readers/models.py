"""The report of what was deleted, and why."""

from django.conf import settings
from django.db import models


class Removal(models.Model):
    """Data went: by a rule of retention, or because a reader or an administrator wanted it. Says of no person whom."""

    class Cause(models.TextChoices):
        READER = "reader", "Erased by the reader"
        ADMINISTRATOR = "administrator", "Erased by an administrator"
        SPAM = "keep_spam_days", "Old spam"
        TRASH = "keep_removed_days", "Comments removed long ago"
        READERS = "keep_unconfirmed_days", "Addresses that were never confirmed and never wrote"
        DECIDERS = "keep_moderators_days", "Moderators' names in old decisions"
        NOTICES = "keep_notices_days", "Names and addresses in old notices"

    cause = models.CharField(max_length=30, choices=Cause.choices)
    count = models.PositiveIntegerField(help_text="Rows; for an erased reader: comments.")
    actor = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.SET_NULL, null=True, blank=True, related_name="+"
    )
    removed_at = models.DateTimeField(db_index=True)

    class Meta:
        ordering = ("-pk",)

    def __str__(self) -> str:
        return f"{self.cause}: {self.count}"
