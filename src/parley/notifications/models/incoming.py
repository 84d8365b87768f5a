"""Mail that came in."""

from django.db import models
from django.db.models import Q

from parley.accounts.fields import SealedTextField
from parley.accounts.models import Reader
from parley.conversation.models import Comment


class ReceivedMail(models.Model):
    """One mail to one of our addresses. The same mail again, to the same address, is the same row, by constraint.

    What was written is sealed, and kept only until it was dealt with; the words of an answer that was refused stay a
    few days longer, since the mail that says so carries them.
    """

    class State(models.TextChoices):
        WAITING = "waiting"
        POSTED = "posted", "Became a comment"
        REFUSED = "refused", "An answer that could not be posted"
        HANDED_ON = "handed_on", "A returned mail, a stop, a complaint"
        IGNORED = "ignored", "From a program, or too many from one reader"
        FAILED = "failed", "Could not be dealt with; the operator looks at it"

    key = models.CharField(max_length=32, unique=True, help_text="Keyed hash of address, Message-ID and content.")
    address = models.CharField(max_length=320, help_text="Ours, to which it was sent.")
    reader = models.ForeignKey(
        Reader, on_delete=models.CASCADE, null=True, blank=True, related_name="received_mails"
    )  # fmt: skip
    comment = models.ForeignKey(
        Comment,
        on_delete=models.SET_NULL,
        null=True,
        blank=True,
        related_name="received_mails",
        help_text="What it became.",
    )
    state = models.CharField(max_length=10, choices=State.choices, default=State.WAITING)
    outcome = models.CharField(max_length=20, blank=True, help_text="Why it was refused or ignored.")
    detail = models.CharField(max_length=500, blank=True, help_text="What the answer mail adds to that.")
    raw = SealedTextField(purpose="received-mail", blank=True, help_text="The mail itself, until dealt with.")
    words = SealedTextField(purpose="received-words", blank=True, help_text="What was refused, for the answer mail.")
    has_words = models.BooleanField(default=True, help_text="`raw` or `words` may hold something.")
    received_at = models.DateTimeField()
    due_at = models.DateTimeField(help_text="Not before this moment; for a claim: when its lease expires.")
    attempts = models.PositiveIntegerField(default=0)
    dealt_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        indexes = (
            models.Index(fields=("due_at",), name="notifications_received_waiting", condition=Q(state="waiting")),
            models.Index(fields=("reader", "received_at"), name="notifications_received_of"),
        )

    def __str__(self) -> str:
        return f"received {self.pk} {self.state}"
