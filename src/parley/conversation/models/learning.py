"""What the filter learned from decisions."""

from django.db import models

from parley.conversation.models.comments import Comment


class Lesson(models.Model):
    """What the filter learned from a moderator's decision about one comment: hashes and weights, no text.

    `site` and `key` name the comment, also one that stands on a foreign site and is not stored here.
    """

    site = models.CharField(max_length=100)
    key = models.CharField(max_length=64)
    comment = models.ForeignKey(Comment, on_delete=models.CASCADE, null=True, blank=True, related_name="lessons")
    spam = models.BooleanField()
    group = models.CharField(max_length=64, blank=True, help_text="Decisions of one group weigh little more than one.")
    content = models.BinaryField()
    engine = models.CharField(max_length=60, blank=True, help_text="The filter that made it.")
    learned_at = models.DateTimeField()

    class Meta:
        ordering = ("pk",)
        constraints = (models.UniqueConstraint(fields=("site", "key"), name="conversation_one_lesson_a_comment"),)

    def __str__(self) -> str:
        return f"{self.site} {self.key}: {'spam' if self.spam else 'honest'}"


class Teaching(models.Model):
    """How often a site's lessons changed: by it every process sees that its memory is out of date."""

    site = models.CharField(max_length=100, unique=True)
    revision = models.PositiveBigIntegerField(default=0)

    def __str__(self) -> str:
        return f"{self.site}: {self.revision}"
