"""How a conversation is run: for the whole site, for a section, for one thread."""

from django.conf import settings
from django.db import models

SITE = "site"


class ConversationPolicy(models.Model):
    """What holds in a scope, where it says something; an empty field leaves it to the scope above.

    Scopes, from wide to narrow: "site", "section:opinion", "thread:12".
    """

    class Mode(models.TextChoices):
        INHERIT = "", "As above"
        OPEN = "open", "Open"
        FIRST_HELD = "first_held", "First comments are held"
        ALL_HELD = "all_held", "All comments are held"
        CLOSED = "closed", "Closed"

    class Slow(models.TextChoices):
        INHERIT = "", "As above"
        AUTO = "auto", "When the thread heats up"
        ON = "on", "Always"
        OFF = "off", "Never"

    scope = models.CharField(max_length=120, unique=True)
    mode = models.CharField(max_length=12, choices=Mode.choices, blank=True)
    trusted_after = models.PositiveSmallIntegerField(
        null=True, help_text="Comments that moderators approved, after which a reader's first comments are over."
    )
    newcomers_held_after_days = models.PositiveSmallIntegerField(
        null=True, help_text="Age of the article, in days, from which newcomers are held; 0: never."
    )
    closes_after_days = models.PositiveSmallIntegerField(
        null=True, help_text="Age of the article, in days, at which the conversation closes; 0: never."
    )
    slow_mode = models.CharField(max_length=5, choices=Slow.choices, blank=True)
    house_rules = models.TextField(blank=True, help_text="Markdown, shown beside the form.")
    changed_by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.SET_NULL, null=True, related_name="+")
    changed_at = models.DateTimeField()

    class Meta:
        verbose_name_plural = "conversation policies"

    def __str__(self) -> str:
        return self.scope
