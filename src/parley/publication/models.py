"""The publication's pages and what hangs on them."""

from typing import ClassVar

from django.conf import settings
from django.core.exceptions import ValidationError
from django.db import models
from django.http import HttpRequest, HttpResponse
from django.utils.translation import gettext_lazy as _
from modelcluster.contrib.taggit import ClusterTaggableManager
from modelcluster.fields import ParentalKey
from taggit.models import ItemBase, TagBase
from wagtail.admin.panels import FieldPanel, InlinePanel, MultiFieldPanel
from wagtail.fields import StreamField
from wagtail.models import Orderable, Page
from wagtail.snippets.models import register_snippet

from parley.kit.urls import page_path
from parley.publication.appearance.models import Appearance
from parley.publication.article_form import ArticleForm, ContentChecksPanel
from parley.publication.blocks import BodyBlock, SourcesBlock
from parley.publication.front_blocks import FrontBlock
from parley.publication.licences import LICENCES
from parley.publication.newsletters.models import IssueArticle, NewsletterIssue
from parley.publication.pictures import Picture, PictureRendition
from parley.publication.records import Correction, FormerAddress, FoundRelation, PublishedVersion

__all__ = [
    "Appearance",
    "ArticlePage",
    "Author",
    "Byline",
    "Correction",
    "FormerAddress",
    "FoundRelation",
    "FrontPage",
    "InformationPage",
    "IssueArticle",
    "NewsletterIssue",
    "Picture",
    "PictureRendition",
    "PublishedVersion",
    "RelatedArticle",
    "SectionPage",
    "Topic",
]


@register_snippet
class Author(models.Model):  # type: ignore[django-manager-missing]
    """Somebody who writes. Need not be able to sign in."""

    name = models.CharField(max_length=120)
    slug = models.SlugField(max_length=120, unique=True, allow_unicode=True)
    role = models.CharField(max_length=120, blank=True, help_text="As shown: 'Correspondent for Central Asia'.")
    biography = models.TextField(blank=True)
    user = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        on_delete=models.SET_NULL,
        null=True,
        blank=True,
        related_name="+",
        verbose_name="account",
        help_text="Comments of this account under the author's articles are marked 'Author'.",
    )

    panels: ClassVar = [
        FieldPanel("name"),
        FieldPanel("slug"),
        FieldPanel("role"),
        FieldPanel("biography"),
        FieldPanel("user"),
    ]

    class Meta:
        ordering = ("name",)

    def __str__(self) -> str:
        return self.name

    @property
    def path(self) -> str:
        return f"/authors/{self.slug}/"


@register_snippet
class Topic(TagBase):
    """What articles are about, across sections."""

    free_tagging = True

    @property
    def path(self) -> str:
        return f"/topics/{self.slug}/"


class TaggedArticle(ItemBase):
    tag = models.ForeignKey(Topic, on_delete=models.CASCADE, related_name="tagged_articles")
    content_object = ParentalKey("publication.ArticlePage", on_delete=models.CASCADE, related_name="tagged_topics")


class ArticleKind(models.TextChoices):
    """What an article is, in the words of https://schema.org/NewsArticle."""

    NEWS = "NewsArticle", _("News")
    ANALYSIS = "AnalysisNewsArticle", _("Analysis")
    OPINION = "OpinionNewsArticle", _("Opinion")
    REPORTAGE = "ReportageNewsArticle", _("Reportage")
    REVIEW = "ReviewNewsArticle", _("Review")


class PublicPage(Page):
    """A page whose public form is a file at `public_path`; Wagtail is where it is written, not where it is read."""

    class Meta:
        abstract = True

    @property
    def public_path(self) -> str:
        raise NotImplementedError

    def get_url_parts(self, request: HttpRequest | None = None) -> tuple[int, str, str] | None:
        parts = super().get_url_parts(request)
        return None if parts is None else (parts[0], settings.BASE_URL, self.public_path)


class PageBelowFront(PublicPage):
    """A page whose address is its slug alone."""

    class Meta:
        abstract = True

    @property
    def public_path(self) -> str:
        return f"/{self.slug}/"

    def clean(self) -> None:
        super().clean()
        from parley.publication.addresses import is_of_the_house, is_too_long  # noqa: PLC0415 - it reads these models

        if self.slug and is_of_the_house(self.public_path):
            raise ValidationError({"slug": f"/{self.slug}/ is used by Parley itself. Please choose another."})
        if is_too_long(self.slug):
            raise ValidationError({"slug": "This is too long for an address. Please shorten it."})


class FrontPage(PublicPage):
    """The publication itself: its title is the magazine's name."""

    tagline = models.CharField(max_length=200, blank=True)
    description = models.TextField(blank=True)
    composition = StreamField(FrontBlock(), blank=True, help_text="Empty: the newest articles.")

    content_panels: ClassVar = [
        *Page.content_panels,
        FieldPanel("tagline"),
        FieldPanel("description"),
        FieldPanel("composition"),
    ]
    parent_page_types: ClassVar = ["wagtailcore.Page"]
    subpage_types: ClassVar = ["publication.SectionPage", "publication.InformationPage"]
    max_count = 1

    @property
    def public_path(self) -> str:
        return "/"


class SectionPage(PageBelowFront):
    """A part of the magazine: Opinion, Science, …"""

    description = models.TextField(blank=True)
    article_kind = models.CharField(
        max_length=40,
        choices=ArticleKind,
        default=ArticleKind.NEWS,
        help_text=_("What search engines are told that its articles are."),
    )

    content_panels: ClassVar = [*Page.content_panels, FieldPanel("description")]
    settings_panels: ClassVar = [*Page.settings_panels, FieldPanel("article_kind")]
    parent_page_types: ClassVar = ["publication.FrontPage"]
    subpage_types: ClassVar = ["publication.ArticlePage"]


class ArticlePage(PublicPage):
    """An article: a standfirst, bylines, a body of typed blocks, and a conversation beneath."""

    standfirst = models.TextField(blank=True, help_text="One or two sentences that say what the article says.")
    body = StreamField(BodyBlock(), blank=True)
    hero = models.ForeignKey(Picture, on_delete=models.SET_NULL, null=True, blank=True, related_name="+")
    hero_credit = models.CharField(max_length=200, blank=True, help_text="Overrides the picture's own credit.")
    hero_caption = models.CharField(max_length=400, blank=True, help_text="Overrides the picture's own caption.")
    permalink = models.CharField(
        max_length=500, blank=True, help_text="An address to keep, such as '/2019/02/talks/'. Empty: /section/slug/."
    )
    updated_on = models.DateTimeField(null=True, blank=True, help_text="Shown to readers as 'Updated'.")
    takes_comments = models.BooleanField(default=True)
    topics = ClusterTaggableManager(through=TaggedArticle, blank=True)
    disclosure = models.CharField(
        max_length=400,
        blank=True,
        help_text="What readers should know about who wrote this: 'The author advised the delegation in 2017.'",
    )
    article_kind = models.CharField(
        max_length=40, choices=ArticleKind, blank=True, help_text=_("Empty: as the section says.")
    )
    licence = models.CharField(
        max_length=40,
        choices=[(code, licence.name) for code, licence in LICENCES.items()],
        blank=True,
        help_text=_("Under which terms the text may be passed on. Empty: as the setting 'licence' says."),
    )
    sources = StreamField(SourcesBlock(), blank=True, help_text="Where the text leans on one, write [^key].")

    base_form_class = ArticleForm
    content_panels: ClassVar = [
        ContentChecksPanel(heading="Before publishing"),
        *Page.content_panels,
        FieldPanel("standfirst"),
        InlinePanel("bylines", label="Byline", heading="Bylines"),
        FieldPanel("disclosure"),
        MultiFieldPanel(
            [FieldPanel("hero"), FieldPanel("hero_caption"), FieldPanel("hero_credit")], heading="Lead picture"
        ),
        FieldPanel("body"),
        FieldPanel("sources"),
        InlinePanel("corrections", label="Correction", heading="Corrections"),
        InlinePanel("related_articles", label="Related article", heading="Related articles"),
        FieldPanel("topics"),
    ]
    settings_panels: ClassVar = [
        *Page.settings_panels,
        FieldPanel("permalink"),
        FieldPanel("updated_on"),
        FieldPanel("takes_comments"),
        FieldPanel("article_kind"),
        FieldPanel("licence"),
    ]
    parent_page_types: ClassVar = ["publication.SectionPage"]
    subpage_types: ClassVar[list[str]] = []

    @property
    def public_path(self) -> str:
        return self.permalink or f"/{self.get_parent().slug}/{self.slug}/"

    def clean(self) -> None:
        super().clean()
        from parley.publication.addresses import is_too_long  # noqa: PLC0415 - it reads these models

        if is_too_long(self.slug):
            raise ValidationError({"slug": "This is too long for an address. Please shorten it."})
        if self.permalink:
            self._clean_permalink()

    def _clean_permalink(self) -> None:
        try:
            self.permalink = page_path(self.permalink)
        except ValueError as error:
            raise ValidationError(
                {"permalink": "This is not an address on this site, such as '/2019/02/talks/'."}
            ) from error
        from parley.publication.addresses import is_free  # noqa: PLC0415 - it reads these models

        if not is_free(self.permalink, but=self.pk):
            raise ValidationError({"permalink": "Another page has this address already."})

    def serve_preview(self, request: HttpRequest, mode_name: str) -> HttpResponse:
        """What an editor sees before publishing: the real page with an empty conversation."""
        from parley.publication.rendering import preview_page  # noqa: PLC0415 - rendering reads these models

        return HttpResponse(preview_page(self))


class InformationPage(PageBelowFront):
    """A page about the publication itself: who makes it, by which rules, what becomes of readers' data."""

    class Purpose(models.TextChoices):
        ABOUT = "about", _("About us")
        MASTHEAD = "masthead", _("Masthead and imprint")
        ETHICS = "ethics", _("Ethics")
        CORRECTIONS = "corrections", _("Corrections policy")
        PRIVACY = "privacy", _("Privacy")
        OTHER = "other", _("Another page")

    purpose = models.CharField(
        max_length=20,
        choices=Purpose,
        default=Purpose.OTHER,
        help_text=_("Search engines are told where the masthead and the policies stand."),
    )
    body = StreamField(BodyBlock(), blank=True)

    content_panels: ClassVar = [*Page.content_panels, FieldPanel("purpose"), FieldPanel("body")]
    parent_page_types: ClassVar = ["publication.FrontPage"]
    subpage_types: ClassVar[list[str]] = []

    def serve_preview(self, request: HttpRequest, mode_name: str) -> HttpResponse:
        """What an editor sees before publishing."""
        from parley.publication.information import information_document  # noqa: PLC0415 - it reads these models
        from parley.publication.rendering import information_page  # noqa: PLC0415

        return HttpResponse(information_page(information_document(self)))


class Byline(Orderable):
    """Who wrote an article, in which role."""

    article = ParentalKey(ArticlePage, on_delete=models.CASCADE, related_name="bylines")
    author = models.ForeignKey(Author, on_delete=models.PROTECT, related_name="bylines")
    role = models.CharField(max_length=80, blank=True, help_text="Empty: writer. Else 'Photographs', 'Translation'.")

    class Meta(Orderable.Meta):
        constraints = (models.UniqueConstraint(fields=("article", "author", "role"), name="publication_one_byline"),)


class RelatedArticle(Orderable):
    """An article that an editor chose to stand beside another."""

    article = ParentalKey(ArticlePage, on_delete=models.CASCADE, related_name="related_articles")
    target = models.ForeignKey(ArticlePage, on_delete=models.CASCADE, related_name="+")

    class Meta(Orderable.Meta):
        constraints = (models.UniqueConstraint(fields=("article", "target"), name="publication_related_once"),)
