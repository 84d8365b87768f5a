"""What is recorded about an article beside its text: corrections, published versions, addresses that it had."""

import uuid

from django.db import models
from django.utils import timezone
from django.utils.translation import gettext_lazy as _
from modelcluster.fields import ParentalKey
from wagtail.admin.panels import FieldPanel
from wagtail.models import Orderable


class Correction(Orderable):
    """What was set right after publishing. Readers see it as long as the article stands."""

    class Kind(models.TextChoices):
        CORRECTION = "correction", _("Correction: something was wrong")
        CLARIFICATION = "clarification", _("Clarification: something could be misread")
        UPDATE = "update", _("Update: something new was added")

    article = ParentalKey("publication.ArticlePage", on_delete=models.CASCADE, related_name="corrections")
    uid = models.UUIDField(default=uuid.uuid4, editable=False, help_text="The same in every revision.")
    kind = models.CharField(max_length=20, choices=Kind, default=Kind.CORRECTION)
    text = models.TextField(
        max_length=2000, help_text=_("What was wrong and what is right, so that it is understood without the article.")
    )
    made_at = models.DateTimeField(default=timezone.now, verbose_name=_("date"))
    passage = models.CharField(
        max_length=300,
        blank=True,
        help_text=_("Some words of the paragraph as it reads now, copied from the text. Empty: the whole article."),
    )
    block_id = models.CharField(
        max_length=64, blank=True, editable=False, help_text="The block with the passage; found when it is saved."
    )

    panels = (FieldPanel("kind"), FieldPanel("text"), FieldPanel("passage"), FieldPanel("made_at"))

    class Meta(Orderable.Meta):
        verbose_name = _("correction")

    def __str__(self) -> str:
        return f"{self.kind} of {self.made_at:%Y-%m-%d}"


class PublishedVersion(models.Model):
    """The words of an article as they stood in public. A version is kept for each publishing that changed them."""

    article = models.ForeignKey("publication.ArticlePage", on_delete=models.CASCADE, related_name="versions")
    number = models.PositiveIntegerField(help_text="From 1.")
    published_at = models.DateTimeField()
    title = models.CharField(max_length=255)
    standfirst = models.TextField(blank=True)
    blocks = models.JSONField(default=list, help_text="[{id, kind, text}] in the order of the text.")
    anchors = models.JSONField(default=dict, help_text="Id of a heading's block → its anchor, which it keeps.")
    corrections = models.JSONField(default=list, help_text="The uid of each correction that this version carries.")

    class Meta:
        constraints = (models.UniqueConstraint(fields=("article", "number"), name="publication_one_version"),)
        ordering = ("article", "number")

    def __str__(self) -> str:
        return f"{self.article_id} version {self.number}"


class FormerAddress(models.Model):
    """An address at which an article stood. It leads to the article, or says that it was taken away."""

    path = models.CharField(max_length=500, unique=True)
    article = models.ForeignKey(
        "publication.ArticlePage", on_delete=models.SET_NULL, null=True, related_name="former_addresses"
    )
    left_at = models.DateTimeField(default=timezone.now)

    class Meta:
        verbose_name_plural = "former addresses"

    def __str__(self) -> str:
        return self.path


class FoundRelation(models.Model):
    """An article that was found to be close to another by topic and text, for those that no editor chose any for."""

    article = models.ForeignKey("publication.ArticlePage", on_delete=models.CASCADE, related_name="found_relations")
    target = models.ForeignKey("publication.ArticlePage", on_delete=models.CASCADE, related_name="+")
    closeness = models.FloatField(help_text="Larger is closer.")

    class Meta:
        constraints = (models.UniqueConstraint(fields=("article", "target"), name="publication_found_once"),)
        ordering = ("-closeness",)

    def __str__(self) -> str:
        return f"{self.article_id} beside {self.target_id}"
