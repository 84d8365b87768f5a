"""What a writer changed later, and what a writer asks of the moderators."""

from django.conf import settings
from django.db import models
from django.db.models import Q

from parley.conversation.models.comments import Comment


class Revision(models.Model):
    """Words that a comment had before an edit. The newest words stand in the comment itself."""

    comment = models.ForeignKey(Comment, on_delete=models.CASCADE, related_name="revisions")
    number = models.PositiveSmallIntegerField(help_text="1 for the words that were posted, 2 for those after, …")
    source = models.TextField()
    html = models.TextField()
    written_at = models.DateTimeField()
    replaced_at = models.DateTimeField()

    class Meta:
        ordering = ("number",)
        constraints = (
            models.UniqueConstraint(fields=("comment", "number"), name="conversation_one_revision_a_number"),
        )

    def __str__(self) -> str:
        return f"{self.comment_id}, words {self.number}"


class Appeal(models.Model):
    """A writer asks a person to look again at a comment that was refused. One that is open at a time."""

    class State(models.TextChoices):
        OPEN = "open", "Waits for an answer"
        UPHELD = "upheld", "The comment was restored"
        REJECTED = "rejected", "The decision stands"

    comment = models.ForeignKey(Comment, on_delete=models.CASCADE, related_name="appeals")
    words = models.TextField(blank=True)
    made_at = models.DateTimeField()
    state = models.CharField(max_length=10, choices=State.choices, default=State.OPEN)
    answer = models.TextField(blank=True, help_text="What the moderator says to the writer.")
    answered_at = models.DateTimeField(null=True, blank=True)
    answered_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.SET_NULL, null=True, blank=True, related_name="+"
    )
    batch = models.CharField(max_length=32, blank=True, help_text="The decision by which the comment was restored.")

    class Meta:
        ordering = ("-pk",)
        constraints = (
            models.UniqueConstraint(
                fields=("comment",), condition=Q(state="open"), name="conversation_one_open_appeal"
            ),
        )

    def __str__(self) -> str:
        return f"appeal about {self.comment_id}: {self.state}"
