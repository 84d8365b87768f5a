"""What we add to the editors' side: the way to the moderators' console, which stands on a page of its own."""

from django.http import HttpRequest
from django.urls import reverse
from django.utils.translation import gettext_lazy as _
from wagtail import hooks
from wagtail.admin.menu import MenuItem


class ModerationMenuItem(MenuItem):
    """Shown to those who may moderate."""

    def is_shown(self, request: HttpRequest) -> bool:
        return request.user.has_perm("accounts.moderate_conversation")


@hooks.register("register_admin_menu_item")  # type: ignore[untyped-decorator]
def moderation_menu_item() -> MenuItem:
    return ModerationMenuItem(_("Moderation"), reverse("moderation"), name="moderation", icon_name="comment", order=250)
