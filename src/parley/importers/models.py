"""Where an imported thing came from, so that importing again doubles nothing."""

from django.db import models


class ImportedItem(models.Model):
    """One thing of one source, and what it became here."""

    source = models.CharField(max_length=200, help_text="'wordpress:https://magazine.example'.")
    kind = models.CharField(max_length=20, help_text="'post', 'comment', 'author', 'attachment'.")
    external_id = models.CharField(max_length=200)
    object_id = models.BigIntegerField(help_text="Primary key of what it became.")
    imported_at = models.DateTimeField()

    class Meta:
        constraints = (
            models.UniqueConstraint(fields=("source", "kind", "external_id"), name="importers_imported_once"),
        )

    def __str__(self) -> str:
        return f"{self.source} {self.kind} {self.external_id}"
