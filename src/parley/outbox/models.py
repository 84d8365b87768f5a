"""Two tables: what happened, and who has dealt with it."""

from django.db import models


class Event(models.Model):
    """Something that happened, as data. Immutable."""

    kind = models.CharField(max_length=60)
    subject = models.CharField(max_length=80, help_text="What it happened to: 'article:12', 'thread:5'.")
    payload = models.JSONField(default=dict)
    happened_at = models.DateTimeField()

    class Meta:
        ordering = ("pk",)

    def __str__(self) -> str:
        return f"{self.kind} {self.subject}"


class Receipt(models.Model):
    """One consumer's dealing with one event. The pair is unique: each consumer deals with each event once."""

    class State(models.TextChoices):
        WAITING = "waiting"
        CLAIMED = "claimed"
        DONE = "done"
        FAILED = "failed"

    event = models.ForeignKey(Event, on_delete=models.CASCADE, related_name="receipts")
    consumer = models.CharField(max_length=40)
    state = models.CharField(max_length=10, choices=State.choices, default=State.WAITING)
    due_at = models.DateTimeField(help_text="Not before this moment; for a claim: when its lease expires.")
    attempts = models.PositiveIntegerField(default=0)
    last_error = models.TextField(blank=True)

    class Meta:
        constraints = (models.UniqueConstraint(fields=("event", "consumer"), name="outbox_once_per_consumer"),)
        indexes = (
            models.Index(
                fields=("consumer", "due_at"),
                name="outbox_open",
                condition=models.Q(state__in=("waiting", "claimed")),
            ),
        )

    def __str__(self) -> str:
        return f"{self.consumer}: {self.event_id} {self.state}"
