"""Rules that moderators switched on."""

from django.conf import settings
from django.db import models


class PublisherRule(models.Model):
    """A rule on comments that a moderator switched on in the console, beside those of `parley.toml`.

    Never changed but for being switched off, so that who ordered what, and when, stays readable.
    """

    rule = models.CharField(max_length=40, help_text="A name of spamfilter.Policy, such as 'banned_words'.")
    values = models.JSONField(help_text="The lines of a list; [number]; [true] for a switch.")
    switched_on_by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.SET_NULL, null=True, related_name="+")
    switched_on_at = models.DateTimeField()
    switched_off_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.SET_NULL, null=True, blank=True, related_name="+"
    )
    switched_off_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        ordering = ("-pk",)

    def __str__(self) -> str:
        return f"{self.rule}: {self.values}"
