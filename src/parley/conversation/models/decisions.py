"""The log of decisions about comments."""

from typing import ClassVar

from django.conf import settings
from django.db import models

from parley.conversation.models.comments import Comment


class Decision(models.Model):
    """One line of the decision log: who moved a comment from where to where, and why. Never changed, never deleted
    while its comment lives; an undo is a new line that names the batch it takes back. The database itself refuses to
    change a line (`parley.conversation.log_guard`)."""

    PERSON, FILTER, CAMPAIGN, IMPORT = "person", "filter", "campaign", "import"
    WRITER, ERASING, READERS, EXTERNAL = "writer", "erasing", "readers", "external"
    MAIL = "mail"
    """Causes; those of a gate or a rule are its stage and name."""

    BY_PEOPLE = (PERSON, MAIL)
    """Causes of what a moderator decided: in the console or by a program, and by a link in a mail."""

    BY_WRITER = "writer: "
    """How the reason begins of what the writer did, not a moderator and not the filter."""

    comment = models.ForeignKey(Comment, on_delete=models.CASCADE, related_name="decisions")
    moderator = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.SET_NULL, null=True, blank=True, related_name="+"
    )
    before = models.CharField(max_length=10, choices=Comment.Status.choices, blank=True)
    after = models.CharField(max_length=10, choices=Comment.Status.choices)
    reason = models.CharField(max_length=200)
    batch = models.CharField(max_length=32, help_text="Decisions made together are undone together.")
    undoes = models.CharField(max_length=32, blank=True, help_text="The batch that this decision takes back.")
    decided_at = models.DateTimeField()
    cause = models.CharField(
        max_length=80,
        default="person",
        help_text="What decided: 'person', 'filter', 'campaign', 'policy:banned_words'.",
    )

    class Meta:
        ordering = ("-pk",)
        indexes: ClassVar = [
            models.Index(fields=("batch",), name="conversation_batch"),
            models.Index(fields=("decided_at",), name="conversation_by_decision"),
        ]

    def __str__(self) -> str:
        return f"{self.comment_id}: {self.before or 'new'} → {self.after}"
