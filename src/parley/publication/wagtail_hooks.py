"""What we add to the editors' side: the newsletter, and the way to the moderators' console, which stands on a page of
its own."""

from collections.abc import Iterator
from typing import Any

from django.http import HttpRequest
from django.urls import URLPattern, path, reverse
from django.utils.translation import gettext_lazy as _
from wagtail import hooks
from wagtail.admin.menu import MenuItem
from wagtail.admin.widgets.button import ListingButton
from wagtail.snippets.models import register_snippet
from wagtail.snippets.views.snippets import SnippetViewSet

from parley.accounts.models import User
from parley.publication.newsletters.models import NewsletterIssue
from parley.publication.newsletters.views import look_and_send


class ModerationMenuItem(MenuItem):
    """Shown to those who may moderate."""

    def is_shown(self, request: HttpRequest) -> bool:
        return request.user.has_perm("accounts.moderate_conversation")


@hooks.register("register_admin_menu_item")  # type: ignore[untyped-decorator]
def moderation_menu_item() -> MenuItem:
    return ModerationMenuItem(_("Moderation"), reverse("moderation"), name="moderation", icon_name="comment", order=250)


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
