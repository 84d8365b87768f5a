"""Fragments, outputs, and what an output depends on."""

from django.db import models


class Fragment(models.Model):
    """A rendered piece of a page, kept so that a page is joined, not rendered, when one comment changes."""

    key = models.CharField(max_length=80, unique=True, help_text="'comment:12', 'article:3', 'frame:3'.")
    recipe = models.CharField(
        max_length=64, help_text="Digest of what it was made from and with; another: render anew."
    )
    html = models.TextField()

    def __str__(self) -> str:
        return self.key


class Output(models.Model):
    """A public file that should stand, how it is made, and what stands now."""

    path = models.CharField(max_length=500, unique=True, help_text="'/opinion/talks/', '/feed.xml'.")
    recipe = models.CharField(max_length=20, help_text="Name of the recipe that makes it.")
    subject = models.CharField(max_length=80, blank=True, help_text="What the recipe is given: '12', '5:2'.")
    digest = models.CharField(max_length=64, blank=True, help_text="Of the text that stands; empty: nothing stands.")
    written_at = models.DateTimeField(null=True, blank=True)
    wanted = models.PositiveIntegerField(default=1, help_text="Raised by each change that the file should show.")
    frame_wanted = models.PositiveIntegerField(
        default=1, help_text="Raised by each change of what stands around a conversation in the file."
    )
    made = models.PositiveIntegerField(default=0, help_text="The value of `wanted` that the standing file shows.")
    failures = models.PositiveSmallIntegerField(default=0, help_text="Attempts in a row that failed.")
    retry_at = models.DateTimeField(null=True, blank=True, help_text="After a failure: not before this moment.")
    priority = models.PositiveSmallIntegerField(default=5, help_text="Lower is sooner: 1 moderator, 2 reader, 5 rest.")

    class Meta:
        indexes = (
            models.Index(
                fields=("priority",), name="materializer_dirty", condition=models.Q(made__lt=models.F("wanted"))
            ),
        )

    def __str__(self) -> str:
        return self.path


class Dependency(models.Model):
    """An output shows a subject: when the subject changes, the output is dirty."""

    output = models.ForeignKey(Output, on_delete=models.CASCADE, related_name="dependencies")
    subject = models.CharField(max_length=80, db_index=True, help_text="'article:3', 'thread:5', 'articles', 'shell'.")

    class Meta:
        verbose_name_plural = "dependencies"
        constraints = (models.UniqueConstraint(fields=("output", "subject"), name="materializer_depends_once"),)

    def __str__(self) -> str:
        return f"{self.output_id} on {self.subject}"
