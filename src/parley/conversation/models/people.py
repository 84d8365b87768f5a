"""Moderators and readers: sanctions, notes, replies kept at hand, and who moderates what."""

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from parley.accounts.models import Reader


class Sanction(models.Model):
    """A moderator's measure against a reader. Never changed but for being read and being lifted."""

    class Kind(models.TextChoices):
        WARNING = "warning", _("Warning")
        SUSPENSION = "suspension", _("Suspension")
        BAN = "ban", _("Ban")

    reader = models.ForeignKey(Reader, on_delete=models.CASCADE, related_name="sanctions")
    kind = models.CharField(max_length=10, choices=Kind.choices)
    reason = models.CharField(max_length=500, help_text="Shown to the reader.")
    imposed_by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.SET_NULL, null=True, related_name="+")
    imposed_at = models.DateTimeField()
    ends_at = models.DateTimeField(null=True, blank=True, help_text="Of a suspension.")
    batch = models.CharField(max_length=32, help_text="Decisions about comments that were made with it.")
    read_at = models.DateTimeField(null=True, blank=True, help_text="When the reader said that a warning was read.")
    lifted_at = models.DateTimeField(null=True, blank=True)
    lifted_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.SET_NULL, null=True, blank=True, related_name="+"
    )

    class Meta:
        ordering = ("-pk",)
        indexes = (
            models.Index(fields=("reader",), name="conversation_sanctioned", condition=Q(lifted_at__isnull=True)),
            models.Index(fields=("batch",), name="conversation_sanction_batch"),
        )

    def __str__(self) -> str:
        return f"{self.kind} of {self.reader}"


class ReaderNote(models.Model):
    """What moderators tell each other about a reader. Readers see it when they ask for their data."""

    reader = models.ForeignKey(Reader, on_delete=models.CASCADE, related_name="notes")
    words = models.CharField(max_length=2000)
    written_by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.SET_NULL, null=True, related_name="+")
    written_at = models.DateTimeField()

    class Meta:
        ordering = ("-pk",)

    def __str__(self) -> str:
        return f"note on {self.reader}"


class CannedReply(models.Model):
    """Words that moderators say often: a reason for a decision, or an answer in a thread."""

    class Use(models.TextChoices):
        REASON = "reason", _("Reason for a decision")
        REPLY = "reply", _("Answer in a thread")

    title = models.CharField(max_length=80)
    words = models.TextField(max_length=2000)
    use = models.CharField(max_length=10, choices=Use.choices)
    is_active = models.BooleanField(default=True)

    class Meta:
        verbose_name_plural = "canned replies"
        ordering = ("title",)
        constraints = (models.UniqueConstraint(fields=("title", "use"), name="conversation_canned_title"),)

    def __str__(self) -> str:
        return self.title


class ModeratorSection(models.Model):
    """A moderator with any such row moderates these sections only; one without moderates everything."""

    moderator = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.CASCADE, related_name="moderator_sections")
    section = models.CharField(max_length=100)

    class Meta:
        constraints = (
            models.UniqueConstraint(fields=("moderator", "section"), name="conversation_moderates_section_once"),
        )

    def __str__(self) -> str:
        return f"{self.moderator}: {self.section}"
