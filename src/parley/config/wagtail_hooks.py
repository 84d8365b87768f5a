"""The first steps in the editors' menu."""

from django.http import HttpRequest
from django.urls import URLPattern, path, reverse
from django.utils.translation import gettext_lazy as _
from wagtail import hooks
from wagtail.admin.menu import MenuItem

from parley.config.first_steps import first_steps


class FirstStepsItem(MenuItem):
    """Shown to editors and administrators; contributors have nothing to set up."""

    def is_shown(self, request: HttpRequest) -> bool:
        return request.user.has_perm("publication.change_author")


@hooks.register("register_admin_menu_item")  # type: ignore[untyped-decorator]
def first_steps_item() -> MenuItem:
    return FirstStepsItem(_("First steps"), reverse("first_steps"), name="first-steps", icon_name="list-ul", order=10)


@hooks.register("register_admin_urls")  # type: ignore[untyped-decorator]
def first_steps_urls() -> list[URLPattern]:
    return [path("first-steps/", first_steps, name="first_steps")]
