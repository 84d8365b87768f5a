"""How often moderators are told."""

from django.db import models
from django.utils.translation import gettext_lazy as _

from parley.accounts.models import User


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
