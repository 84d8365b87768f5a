"""The console's pages of policies: how conversations are run, on the site, in a section, in one thread."""

from typing import Any

from django.core.exceptions import PermissionDenied
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from parley.accounts.models import User
from parley.conversation.actions.policies import PolicyChange, set_policy
from parley.conversation.console.access import acting_moderator, moderators_only
from parley.conversation.console.shell import shell_of
from parley.conversation.models import ConversationPolicy, Thread
from parley.conversation.models.policies import SITE
from parley.conversation.policy_forms import PolicyForm
from parley.conversation.queries.policies import DEFAULTS, policy_above
from parley.conversation.queries.reach import is_confined, sections_of, threads_within_reach
from parley.kit.text import whole_number


@moderators_only
@require_http_methods(["GET", "HEAD", "POST"])
def policies(request: HttpRequest, scope: str = SITE) -> HttpResponse:
    """One scope: what it says, what it inherits, and the other scopes that say something. Posted: what it says from
    now on."""
    moderator = acting_moderator(request)
    own = _own_scopes(moderator)
    if own and request.resolver_match and request.resolver_match.url_name == "moderation_policies":
        return HttpResponseRedirect(reverse("moderation_policy", args=[own[0]]), status=303)
    _check_scope(scope, moderator)
    title = _title(scope)
    standing = ConversationPolicy.objects.filter(scope=scope).select_related("changed_by").first()
    form = PolicyForm(request.POST or None, initial={name: getattr(standing, name, None) for name in DEFAULTS})
    if request.method == "POST" and form.is_valid():
        set_policy(scope=scope, change=PolicyChange(**form.cleaned_data), moderator=moderator)
        return HttpResponseRedirect(f"{reverse('moderation_policy', args=[scope])}?saved=1", status=303)
    context = {
        **shell_of(request, "policies"),
        "scope": scope,
        "title": title,
        "typed": {name: _typed(form, name) for name in DEFAULTS},
        "errors": {field: str(messages[0]) for field, messages in form.errors.items()},
        "above": policy_above(scope),
        "above_words": _above_in_words(scope),
        "scopes": [(name, _title(name)) for name in _scopes(scope, moderator)],
        "modes": ConversationPolicy.Mode.choices,
        "slow_modes": ConversationPolicy.Slow.choices,
        "changed_by": str(standing.changed_by or "") if standing else "",
        "changed_at": standing.changed_at if standing else None,
        "saved": "saved" in request.GET,
    }
    status = 422 if form.errors else 200
    return render(request, "conversation/moderation/policies.html", context, status=status, using="jinja2")


def _typed(form: PolicyForm, name: str) -> Any:
    value = form[name].value()
    return "" if value is None else value


def _own_scopes(moderator: User) -> list[str]:
    """The sections of a moderator who is confined to some; [] for one who moderates everything."""
    return [f"section:{name}" for name in sections_of(moderator)]


def _check_scope(scope: str, moderator: User) -> None:
    """Raises PermissionDenied for a scope that goes further than the moderator."""
    own = _own_scopes(moderator)
    if not own or scope in own:
        return
    kind, _colon, number = scope.partition(":")
    thread = whole_number(number) if kind == "thread" else None
    if not threads_within_reach(moderator).filter(pk=thread or 0).exists():
        raise PermissionDenied


def _scopes(current: str, moderator: User) -> list[str]:
    """The site, its sections, and the threads that say something of their own: those within reach."""
    sections = Thread.objects.exclude(section="").order_by("section").values_list("section", flat=True).distinct()
    threads = ConversationPolicy.objects.filter(scope__startswith="thread:").order_by("-changed_at")
    if is_confined(moderator):
        within = {f"thread:{pk}" for pk in threads_within_reach(moderator).values_list("pk", flat=True)}
        own = [name for name in threads.values_list("scope", flat=True) if name in within][:20]
        return list(dict.fromkeys([*_own_scopes(moderator), *own, current]))
    own = list(threads.values_list("scope", flat=True)[:20])
    return list(dict.fromkeys([SITE, *(f"section:{name}" for name in sections), *own, current]))


def _title(scope: str) -> str:
    kind, _colon, name = scope.partition(":")
    if scope == SITE:
        return _("The whole site")
    if kind == "section" and Thread.objects.filter(section=name).exists():
        return _("Section %(name)s") % {"name": name}
    if kind == "thread":
        thread = Thread.objects.filter(pk=whole_number(name) or 0).first()
        if thread is not None:
            return thread.title
    raise Http404


def _above_in_words(scope: str) -> dict[str, str]:
    """What each field would be if the scope left it empty."""
    above = policy_above(scope)
    never = _("never")
    return {
        "mode": str(ConversationPolicy.Mode(above.mode).label),
        "slow_mode": str(ConversationPolicy.Slow(above.slow_mode).label),
        "trusted_after": str(above.trusted_after),
        "newcomers_held_after_days": str(above.newcomers_held_after_days or never),
        "closes_after_days": str(above.closes_after_days or never),
        "house_rules": above.house_rules or _("none"),
    }
