"""What is kept for programs: their tokens, how often a network called, and where news is sent."""

from typing import ClassVar

from django.conf import settings
from django.db import models
from django.db.models import Q

from parley.outbox.models import Event


class ApiToken(models.Model):
    """Lets a program call the API. The token is shown once, when it is issued; a keyed hash stays."""

    class Scope(models.TextChoices):
        READ = "read", "Read what is public"
        WRITE = "write", "Post comments"
        MODERATE = "moderate", "Read queues, decide, undo"

    name = models.CharField(max_length=80, help_text="What the operator calls it.")
    token_hash = models.CharField(max_length=32, unique=True, help_text="Keyed hash of the token.")
    scopes = models.CharField(max_length=40, help_text="Scopes, with spaces between: 'read write'.")
    moderator = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        on_delete=models.CASCADE,
        null=True,
        blank=True,
        related_name="+",
        help_text="In whose name it moderates.",
    )
    calls_a_minute = models.PositiveIntegerField(help_text="Calls answered in one minute; more are refused.")
    issued_at = models.DateTimeField()
    expires_at = models.DateTimeField(null=True, blank=True)
    revoked_at = models.DateTimeField(null=True, blank=True)
    minute = models.DateTimeField(null=True, blank=True, help_text="The minute of the newest call.")
    calls = models.PositiveIntegerField(default=0, help_text="Calls in that minute.")

    class Meta:
        ordering = ("pk",)

    def __str__(self) -> str:
        return f"token {self.pk}: {self.name}"

    def has_scope(self, scope: str) -> bool:
        return scope in self.scopes.split()


class NetworkCalls(models.Model):
    """How often a network called without a token in its newest minute. Forgotten within the hour."""

    network_key = models.CharField(max_length=32, unique=True, help_text="Keyed hash of the caller's network.")
    minute = models.DateTimeField(db_index=True)
    calls = models.PositiveIntegerField(default=0)

    def __str__(self) -> str:
        return f"{self.calls} calls"


class Webhook(models.Model):
    """An address of somebody else's to which news is sent. Its secret is derived, not stored: whoever reads the table
    cannot sign."""

    url = models.CharField(max_length=2000)
    types = models.CharField(max_length=200, help_text="Kinds of news, with spaces between: 'comment.published'.")
    salt = models.CharField(max_length=32, help_text="From which its secret is derived.")
    added_at = models.DateTimeField()
    failing_since = models.DateTimeField(null=True, blank=True, help_text="Nothing arrived since; null: all is well.")
    last_error = models.CharField(max_length=300, blank=True)
    disabled_at = models.DateTimeField(null=True, blank=True)
    removed_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        ordering = ("pk",)

    def __str__(self) -> str:
        return f"webhook {self.pk}: {self.url}"


class WebhookDelivery(models.Model):
    """One piece of news for one webhook: sent until it arrives, for a day. The pair is unique."""

    class State(models.TextChoices):
        WAITING = "waiting"
        CLAIMED = "claimed"
        DELIVERED = "delivered"
        FAILED = "failed"
        CANCELLED = "cancelled"

    webhook = models.ForeignKey(Webhook, on_delete=models.CASCADE, related_name="deliveries")
    event = models.ForeignKey(Event, on_delete=models.SET_NULL, null=True, related_name="+")
    type = models.CharField(max_length=40)
    message_id = models.CharField(max_length=40, help_text="The header webhook-id: the same at each attempt.")
    comment = models.PositiveBigIntegerField(null=True, help_text="The comment that it is about.")
    body = models.TextField(blank=True, help_text="JSON as it is signed; emptied when it is no longer needed.")
    state = models.CharField(max_length=10, choices=State.choices, default=State.WAITING)
    attempts = models.PositiveIntegerField(default=0)
    due_at = models.DateTimeField(help_text="Not before this moment; for a claim: when its lease expires.")
    made_at = models.DateTimeField()
    settled_at = models.DateTimeField(null=True, blank=True)
    last_error = models.CharField(max_length=300, blank=True)

    class Meta:
        ordering = ("pk",)
        constraints: ClassVar = [
            models.UniqueConstraint(fields=("event", "webhook"), name="api_one_delivery_an_event"),
        ]
        indexes: ClassVar = [
            models.Index(fields=("due_at",), name="api_deliveries_open", condition=Q(state__in=("waiting", "claimed"))),
        ]

    def __str__(self) -> str:
        return f"{self.type} for {self.webhook_id}: {self.state}"
