"""What is searched. The words themselves lie in tables that only the database's own full-text search can read
(`index.py`); here is what results are filtered and ordered by."""

from datetime import datetime

from django.db import models


class Entry(models.Model):
    """An article or a published comment in the index."""

    class Kind(models.TextChoices):
        ARTICLE = "article"
        COMMENT = "comment"

    kind = models.CharField(max_length=8, choices=Kind.choices)
    object_id = models.BigIntegerField(help_text="Of the article or the comment.")
    article_id = models.BigIntegerField(db_index=True, help_text="The article, or the one under which the comment is.")
    language = models.CharField(max_length=12)
    section = models.CharField(max_length=255, help_text="Its slug.")
    year = models.PositiveSmallIntegerField()
    published_at = models.DateTimeField()
    place = models.BigIntegerField(help_text="Grows with the date: the words lie in this order, the newest last.")
    text = models.TextField(blank=True, help_text="An article's words, for excerpts. A comment's stay where they are.")
    version = models.CharField(max_length=40, help_text="What of the article was read: when it was last published.")

    class Meta:
        verbose_name_plural = "entries"
        constraints = (
            models.UniqueConstraint(fields=("kind", "object_id"), name="search_each_once"),
            models.UniqueConstraint(fields=("kind", "place"), name="search_one_place"),
        )
        indexes = (
            models.Index(fields=("kind", "year"), name="search_years"),
            models.Index(fields=("kind", "language"), name="search_languages"),
        )

    def __str__(self) -> str:
        return f"{self.kind} {self.object_id}"

    @staticmethod
    def place_for(published_at: datetime, object_id: int) -> int:
        """The minute, then the id: unique for each kind, good for 4 billion ids."""
        return int(published_at.timestamp() // 60) << 32 | (object_id & 0xFFFFFFFF)


class EntryAuthor(models.Model):
    """Who wrote an article, for the filter."""

    entry = models.ForeignKey(Entry, on_delete=models.CASCADE, related_name="authors")
    slug = models.CharField(max_length=120, db_index=True)

    def __str__(self) -> str:
        return self.slug


class Walk(models.Model):
    """How far the slow walk over all comments has come, which finds what events have missed."""

    name = models.CharField(max_length=20, unique=True)
    last_id = models.BigIntegerField(default=0)

    def __str__(self) -> str:
        return f"{self.name} {self.last_id}"


class Searches(models.Model):
    """How often a network searched in its newest minute. Forgotten within the hour."""

    network_key = models.CharField(max_length=32, unique=True, help_text="Keyed hash of the network.")
    minute = models.DateTimeField(db_index=True)
    calls = models.PositiveIntegerField(default=0)

    class Meta:
        verbose_name_plural = "searches"

    def __str__(self) -> str:
        return f"{self.calls} searches"
