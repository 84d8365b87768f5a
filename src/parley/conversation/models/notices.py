"""Notices of illegal content (Regulation (EU) 2022/2065, articles 16 and 17)."""

from django.conf import settings
from django.db import models
from django.utils.translation import gettext_lazy as _

from parley.accounts.models import Reader
from parley.conversation.models.comments import Comment


class Notice(models.Model):
    """Somebody says that a comment is against the law: where, why, and in good faith. A moderator decides, and both
    sides are told with reasons."""

    class Category(models.TextChoices):
        HATRED = "hatred", _("Hatred, threats or a call to violence")
        DEFAMATION = "defamation", _("An insult or a false claim about a person")
        PRIVACY = "privacy", _("Somebody's private data or pictures")
        RIGHTS = "rights", _("A breach of copyright or of a trade mark")
        MINORS = "minors", _("Sexual abuse or exploitation of minors")
        FRAUD = "fraud", _("Fraud, or the sale of what may not be sold")
        OTHER = "other", _("Something else that is against the law")

    class Outcome(models.TextChoices):
        OPEN = "", "Not decided"
        REMOVED = "removed", "The comment was removed"
        KEPT = "kept", "The comment stays"

    class Ground(models.TextChoices):
        LAW = "law", _("it is against the law")
        RULES = "rules", _("it is against the rules of this conversation")

    comment = models.ForeignKey(Comment, on_delete=models.SET_NULL, null=True, blank=True, related_name="notices")
    url = models.CharField(max_length=500, help_text="Where the comment stood when the notice came.")
    category = models.CharField(max_length=12, choices=Category.choices)
    explanation = models.TextField()
    reporter = models.ForeignKey(Reader, on_delete=models.SET_NULL, null=True, blank=True, related_name="notices")
    reporter_name = models.CharField(max_length=80, blank=True)
    in_good_faith = models.BooleanField(default=False)
    private_key = models.CharField(max_length=32, unique=True, help_text="Opens the private page of the notice.")
    network_key = models.CharField(max_length=32, blank=True, help_text="Keyed hash of the sender's network; expires.")
    received_at = models.DateTimeField(db_index=True)
    outcome = models.CharField(max_length=10, choices=Outcome.choices, default=Outcome.OPEN, blank=True)
    ground = models.CharField(max_length=10, choices=Ground.choices, blank=True)
    statement = models.TextField(blank=True, help_text="The reasons that both sides are told.")
    decided_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.SET_NULL, null=True, blank=True, related_name="+"
    )
    decided_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        ordering = ("pk",)

    def __str__(self) -> str:
        return f"notice {self.pk}"
