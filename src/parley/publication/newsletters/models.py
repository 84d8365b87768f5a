"""Issues of the newsletter."""

from typing import ClassVar

from django.conf import settings
from django.core.exceptions import ValidationError
from django.db import models
from django.db.models import Q
from django.http import HttpRequest, HttpResponse
from django.utils.translation import gettext_lazy as _
from modelcluster.fields import ParentalKey
from modelcluster.models import ClusterableModel
from wagtail.admin.panels import FieldPanel, InlinePanel, PageChooserPanel
from wagtail.models import Orderable, PreviewableMixin


class NewsletterIssue(PreviewableMixin, ClusterableModel):
    """An issue: articles in an order, with words of the editors. Once it is released nothing of it changes."""

    class State(models.TextChoices):
        DRAFT = "draft", _("Draft")
        RELEASED = "released", _("Released")
        CANCELLED = "cancelled", _("Cancelled")

    subject = models.CharField(max_length=120, help_text=_("The mail's subject, and the heading in the archive."))
    slug = models.SlugField(max_length=120, unique=True, allow_unicode=True, blank=True, editable=False)
    preheader = models.CharField(
        max_length=140, blank=True, help_text=_("What mail programs show beside the subject. Empty: the first title.")
    )
    intro = models.TextField(blank=True, help_text=_("Before the articles. An empty line begins a new paragraph."))
    closing = models.TextField(blank=True, help_text=_("Behind the articles."))
    state = models.CharField(max_length=10, choices=State.choices, default=State.DRAFT, editable=False)
    period = models.CharField(
        max_length=20,
        unique=True,
        null=True,
        blank=True,
        editable=False,
        help_text="Of one that the calendar made: '2026-03-02'. A period has one issue.",
    )
    created_at = models.DateTimeField(auto_now_add=True)
    released_at = models.DateTimeField(null=True, blank=True, editable=False)
    released_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.SET_NULL, null=True, blank=True, editable=False, related_name="+"
    )
    cancelled_at = models.DateTimeField(null=True, blank=True, editable=False)

    panels: ClassVar = [
        FieldPanel("subject"),
        FieldPanel("preheader"),
        FieldPanel("intro"),
        InlinePanel("articles", label=_("Article"), heading=_("Articles")),
        FieldPanel("closing"),
    ]
    preview_modes: ClassVar = [("html", _("Mail")), ("text", _("Text part"))]
    preview_sizes: ClassVar = [
        {"name": "phone", "icon": "mobile-alt", "device_width": 320, "label": _("320 pixels: a small phone")},
        {"name": "mail", "icon": "mail", "device_width": 600, "label": _("600 pixels: a mail program")},
        {"name": "wide", "icon": "desktop", "device_width": 1024, "label": _("1024 pixels: a wide window")},
    ]

    class Meta:
        ordering = ("-created_at",)
        verbose_name = _("newsletter issue")
        permissions = (("release_newsletterissue", "Can release and cancel issues of the newsletter"),)
        constraints = (
            models.CheckConstraint(
                condition=Q(state="draft", released_at=None) | Q(state__in=("released", "cancelled")),
                name="publication_draft_is_not_released",
            ),
        )

    def __str__(self) -> str:
        return self.subject

    @property
    def path(self) -> str:
        return f"/newsletter/{self.slug}/"

    def clean(self) -> None:
        super().clean()
        if self.state != self.State.DRAFT:
            raise ValidationError(_("This issue was released. What was sent can be changed no more."))

    def save(self, *args: object, **kwargs: object) -> None:
        if not self.slug:
            from parley.publication.newsletters.queries import free_slug  # noqa: PLC0415 - it reads this model

            self.slug = free_slug(self.subject)
        super().save(*args, **kwargs)

    def serve_preview(self, request: HttpRequest, mode_name: str) -> HttpResponse:
        """What an editor sees while writing: the mail as it will be, with links to stop that lead nowhere."""
        from parley.publication.newsletters.rendering import preview  # noqa: PLC0415 - it reads this model

        return preview(self, mode_name)


class IssueArticle(Orderable):
    """An article in an issue."""

    issue = ParentalKey(NewsletterIssue, on_delete=models.CASCADE, related_name="articles")
    article = models.ForeignKey("publication.ArticlePage", on_delete=models.CASCADE, related_name="+")
    note = models.TextField(blank=True, help_text=_("Why to read it. Empty: the article's standfirst."))

    panels: ClassVar = [PageChooserPanel("article", "publication.ArticlePage"), FieldPanel("note")]

    class Meta(Orderable.Meta):
        constraints = (models.UniqueConstraint(fields=("issue", "article"), name="publication_once_in_an_issue"),)
