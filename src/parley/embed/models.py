"""What is kept for other people's sites: their keys, and which comments they reported. No text, name or address."""

from typing import ClassVar

from django.db import models


class SiteKey(models.Model):
    """Lets one foreign site ask the filter. The key itself is shown once, when it is issued; a keyed hash stays."""

    class Unsure(models.TextChoices):
        HOLD = "hold", "Hold for a moderator"
        PUBLISH = "publish", "Publish"

    site = models.CharField(max_length=100, db_index=True, help_text="Host of the site, such as 'blog.example'.")
    key_hash = models.CharField(max_length=32, unique=True, help_text="Keyed hash of the key.")
    unsure = models.CharField(
        max_length=10,
        choices=Unsure.choices,
        default=Unsure.HOLD,
        help_text="What the site is told of a comment about which the filter is not sure.",
    )
    calls_a_minute = models.PositiveIntegerField(help_text="Calls answered in one minute; more are refused.")
    issued_at = models.DateTimeField()
    revoked_at = models.DateTimeField(null=True, blank=True)
    minute = models.DateTimeField(null=True, blank=True, help_text="The minute of the newest call.")
    calls = models.PositiveIntegerField(default=0, help_text="Calls in that minute.")

    def __str__(self) -> str:
        return f"key {self.pk} of {self.site}"


class Report(models.Model):
    """A site's newest word on one of its comments. The comment is known by a keyed hash only."""

    site = models.CharField(max_length=100)
    comment_key = models.CharField(max_length=32, help_text="Keyed hash of what names the comment.")
    is_spam = models.BooleanField()
    reported_at = models.DateTimeField(db_index=True)

    class Meta:
        constraints: ClassVar = [
            models.UniqueConstraint(fields=("site", "comment_key"), name="embed_one_report_a_comment")
        ]

    def __str__(self) -> str:
        return f"{'spam' if self.is_spam else 'ham'} at {self.site}"
