"""Who may enter the console, and who acts there."""

from collections.abc import Callable
from functools import wraps
from typing import Any

from django.contrib.auth.decorators import login_required
from django.contrib.auth.views import LoginView
from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponse
from django.views.decorators.cache import never_cache

from parley.accounts.models import User

View = Callable[..., HttpResponse]


def moderators_only(view: View) -> View:
    """Ask for sign-in; refuse those who may not moderate. Nothing of the console is kept in a cache."""

    @never_cache
    @login_required(login_url="moderation_sign_in")
    @wraps(view)
    def guarded(request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        if not request.user.has_perm("accounts.moderate_conversation"):
            raise PermissionDenied
        return view(request, *args, **kwargs)

    return guarded


def administrators_only(view: View) -> View:
    """Whole records of readers, and the way of all mail, are not every moderator's business."""

    @moderators_only
    @wraps(view)
    def guarded(request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        if not acting_moderator(request).is_superuser:
            raise PermissionDenied
        return view(request, *args, **kwargs)

    return guarded


class SignIn(LoginView):
    """The console's own door: without JavaScript, in the site's look. The account is the same as the desk's."""

    template_name = "conversation/moderation/sign_in.html"
    template_engine = "jinja2"
    next_page = "moderation"


def acting_moderator(request: HttpRequest) -> User:
    """Who acts; `moderators_only` has seen to it that somebody is signed in."""
    if not isinstance(request.user, User):
        raise PermissionDenied
    return request.user
