"""Comments about which another program is asked."""

from django.db import models

from parley.conversation.models.comments import Comment


class ExternalReview(models.Model):
    """A question to the external moderation step: one for a comment, settled once."""

    class State(models.TextChoices):
        WAITING = "waiting"
        ANSWERED = "answered"
        SILENT = "silent", "No answer in time"
        OVERTAKEN = "overtaken", "Decided otherwise before"

    comment = models.OneToOneField(Comment, on_delete=models.CASCADE, related_name="external_review")
    state = models.CharField(max_length=10, choices=State.choices, default=State.WAITING)
    deadline = models.DateTimeField(help_text="Until then an answer counts.")
    due_at = models.DateTimeField(help_text="Not asked before this moment; for a claim: when its lease expires.")
    attempts = models.PositiveIntegerField(default=0)
    last_error = models.CharField(max_length=300, blank=True)

    class Meta:
        indexes = (
            models.Index(fields=("due_at",), name="conversation_to_be_asked", condition=models.Q(state="waiting")),
        )

    def __str__(self) -> str:
        return f"{self.comment_id}: {self.state}"
