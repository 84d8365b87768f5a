"""What we add to the editors' side: newsletter, checks before publishing, the way to the moderators' console."""

from collections.abc import Iterator, Sequence
from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.templatetags.static import static
from django.urls import URLPattern, path, reverse
from django.utils.html import format_html
from django.utils.safestring import SafeString
from django.utils.translation import gettext as now
from django.utils.translation import gettext_lazy as _
from wagtail import hooks
from wagtail.admin.menu import MenuItem
from wagtail.admin.widgets.button import ListingButton
from wagtail.snippets.models import register_snippet
from wagtail.snippets.views.snippets import SnippetViewSet

from parley.accounts.models import User
from parley.publication.appearance.views import appearance, try_appearance
from parley.publication.content_checks import errors
from parley.publication.desk import content_checks
from parley.publication.models import ArticlePage
from parley.publication.newsletters.models import NewsletterIssue
from parley.publication.newsletters.views import look_and_send
from parley.publication.picture_metadata import OPERATIONS


class ModerationMenuItem(MenuItem):
    """Shown to those who may moderate."""

    def is_shown(self, request: HttpRequest) -> bool:
        return request.user.has_perm("accounts.moderate_conversation")


@hooks.register("register_admin_menu_item")  # type: ignore[untyped-decorator]
def moderation_menu_item() -> MenuItem:
    return ModerationMenuItem(_("Moderation"), reverse("moderation"), name="moderation", icon_name="comment", order=250)


@hooks.register("register_admin_urls")  # type: ignore[untyped-decorator]
def desk_urls() -> list[URLPattern]:
    return [path("content-checks/<int:article_id>/", content_checks, name="content_checks")]


@hooks.register("register_image_operations", order=100)  # type: ignore[untyped-decorator]
def clean_sizes() -> list[tuple[str, Any]]:
    """In place of Wagtail's own, which it registers first."""
    return OPERATIONS


@hooks.register("insert_editor_js")  # type: ignore[untyped-decorator]
def content_checks_script() -> SafeString:
    return format_html('<script src="{}" defer></script>', static("publication/content-checks.js"))


@hooks.register("before_bulk_action")  # type: ignore[untyped-decorator]
def check_before_publishing_many(
    request: HttpRequest, action_type: str, objects: Sequence[Any], action: object
) -> HttpResponse | None:
    """Publishing from a list passes no form, so what would be refused there is refused here: all or none."""
    del action
    if action_type != "publish":
        return None
    found = {article.title: errors(article) for article in _drafts(objects)}
    refused = {title: problems for title, problems in found.items() if problems}
    for title, problems in refused.items():
        words = " ".join(problem.words for problem in problems[:3])
        messages.error(request, now("“%(title)s” was not published. %(words)s") % {"title": title, "words": words})
    return HttpResponseRedirect(request.GET.get("next") or reverse("wagtailadmin_explore_root")) if refused else None


def _drafts(pages: Sequence[Any]) -> list[ArticlePage]:
    """The newest drafts of the articles among some pages and below them."""
    ids = [pk for page in pages for pk in page.get_descendants(inclusive=True).values_list("pk", flat=True)]
    return [article.get_latest_revision_as_object() for article in ArticlePage.objects.filter(pk__in=ids)]


class AppearanceMenuItem(MenuItem):
    """Shown to those who may choose the look."""

    def is_shown(self, request: HttpRequest) -> bool:
        return request.user.has_perm("publication.choose_appearance")


@hooks.register("register_admin_menu_item")  # type: ignore[untyped-decorator]
def appearance_menu_item() -> MenuItem:
    return AppearanceMenuItem(_("Appearance"), reverse("appearance"), name="appearance", icon_name="view", order=260)


@hooks.register("register_admin_urls")  # type: ignore[untyped-decorator]
def appearance_urls() -> list[URLPattern]:
    return [
        path("appearance/", appearance, name="appearance"),
        path("appearance/try/", try_appearance, name="try_appearance"),
    ]


class NewsletterViewSet(SnippetViewSet):
    """Issues of the newsletter, written like any snippet."""

    model = NewsletterIssue
    icon = "mail"
    menu_label = _("Newsletter")
    menu_order = 240
    add_to_admin_menu = True
    list_display = ("subject", "state", "released_at")
    list_filter = ("state",)


register_snippet(NewsletterViewSet)


@hooks.register("register_admin_urls")  # type: ignore[untyped-decorator]
def newsletter_urls() -> list[URLPattern]:
    return [path("newsletter/<int:issue_id>/", look_and_send, name="newsletter_look_and_send")]


@hooks.register("register_snippet_listing_buttons")  # type: ignore[untyped-decorator]
def newsletter_button(snippet: Any, user: User, next_url: str | None = None) -> Iterator[ListingButton]:
    if isinstance(snippet, NewsletterIssue) and user.has_perm("publication.change_newsletterissue"):
        address = reverse("newsletter_look_and_send", args=[snippet.pk])
        yield ListingButton(_("Look and send"), url=address, icon_name="mail", priority=20)
