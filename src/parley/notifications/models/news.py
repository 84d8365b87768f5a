"""What there is to tell."""

from django.db import models
from django.db.models import Q

from parley.conversation.models import Comment, Thread


class News(models.Model):
    """A comment or an article that readers may be told of, once in its life, and when it became that.

    Withdrawn and published again, it keeps its moment: what was told stays told. Digests are made of these rows.
    """

    comment = models.OneToOneField(Comment, on_delete=models.CASCADE, null=True, blank=True, related_name="news")
    thread = models.ForeignKey(Thread, on_delete=models.CASCADE, null=True, blank=True, related_name="news")
    article = models.PositiveBigIntegerField(null=True, blank=True, unique=True, help_text="Number of the page.")
    at = models.DateTimeField()

    class Meta:
        verbose_name_plural = "news"
        constraints = (
            models.CheckConstraint(
                condition=Q(comment__isnull=False, thread__isnull=False, article__isnull=True)
                | Q(comment__isnull=True, thread__isnull=True, article__isnull=False),
                name="notifications_news_of_one_thing",
            ),
        )
        indexes = (
            models.Index(fields=("thread", "at"), name="notifications_news_of_thread"),
            models.Index(fields=("at",), name="notifications_news_articles", condition=Q(comment=None)),
        )

    def __str__(self) -> str:
        return f"news {self.pk}"
