"""The console's page of rules: what is in force, a rehearsal on past comments, switching on and off."""

from typing import Any

from django.conf import settings
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import get_object_or_404, render
from django.urls import reverse
from django.views.decorators.http import require_http_methods, require_POST

from parley.conversation.actions.rules import switch_off_rule, switch_on_rule
from parley.conversation.console.access import acting_moderator, moderators_only
from parley.conversation.console.shell import shell_of
from parley.conversation.forms import HoldRateForm, RuleForm
from parley.conversation.models import Comment, PublisherRule
from parley.conversation.moderation import Rehearsal
from parley.conversation.policy import policy_in_force, policy_of, policy_of_settings
from parley.conversation.queries.reach import check_everything
from parley.conversation.rehearsing import rehearsal_in_words, rehearse_here, threshold_in_words
from parley.conversation.rule_texts import RULE_TEXTS, rule_in_words, rules_of, toml_of

MOST_REHEARSED = 5_000
"""Newest comments that the page looks at: about two seconds. `parley filter rehearse` takes all."""

MOST_LISTED = 100
"""Comments that one rehearsal lists."""

OLD_RULES = 20
"""Rules that were switched off and are still shown."""


@moderators_only
@require_http_methods(["GET", "HEAD", "POST"])
def rules(request: HttpRequest) -> HttpResponse:
    """The rules in force; posted, one more is rehearsed ("try") or put in force ("switch_on").

    They hold in all sections, and a rehearsal shows comments of all: for moderators of all."""
    check_everything(acting_moderator(request))
    if request.method != "POST":
        return _page(request, RuleForm(initial={"rule": "suspect_words", "months": 12}))
    if request.POST.get("step") == "try_rate":
        return _try_rate(request)
    form = RuleForm(request.POST)
    if not form.is_valid():
        return _page(request, form, status=422)
    rule, values = form.cleaned_data["rule"], form.cleaned_data["values"]
    if request.POST.get("step") == "switch_on":
        switch_on_rule(rule=rule, values=values, moderator=acting_moderator(request))
        return HttpResponseRedirect(reverse("moderation_rules"), status=303)
    return _page(request, form, tried=_rehearsed(rule, values, form.cleaned_data["months"]))


@moderators_only
@require_POST
def switch(request: HttpRequest, rule_id: int) -> HttpResponse:
    """Switch a rule of the console off, or one that is off on again."""
    rule = get_object_or_404(PublisherRule, pk=rule_id)
    moderator = acting_moderator(request)
    check_everything(moderator)
    if request.POST.get("step") == "switch_on":
        switch_on_rule(rule=rule.rule, values=rule.values, moderator=moderator)
    else:
        switch_off_rule(rule=rule, moderator=moderator)
    return HttpResponseRedirect(reverse("moderation_rules"), status=303)


def _try_rate(request: HttpRequest) -> HttpResponse:
    rate_form, empty = HoldRateForm(request.POST), RuleForm(initial={"rule": "suspect_words", "months": 12})
    if not rate_form.is_valid():
        return _page(request, empty, rate_form=rate_form, status=422)
    rate, months = round(rate_form.cleaned_data["percent"] / 100, 5), rate_form.cleaned_data["months"]
    policy = policy_in_force()
    rehearsal = rehearse_here(policy, policy, months=months, newest=MOST_REHEARSED, hold_rate=rate)
    tried = {
        "is_rate": True,
        "rule": threshold_in_words(rate),
        "sentences": rehearsal_in_words(rehearsal, months=months),
        "comments": _comments_touched(rehearsal),
        "more": max(0, len(rehearsal.changes) - MOST_LISTED),
        "toml": f"hold_rate = {rate:g}",
    }
    return _page(request, empty, tried=tried, rate_form=rate_form)


def _rehearsed(rule: str, values: list[Any], months: int) -> dict[str, Any]:
    """What a rule more would have done, for the template."""
    before, more = policy_in_force(), policy_of({rule: values})
    rehearsal = rehearse_here(before, before.merged(more), months=months, newest=MOST_REHEARSED)
    in_file = rules_of(policy_of_settings().merged(more))
    return {
        "is_rate": False,
        "rule": rule_in_words(rule, values),
        "sentences": rehearsal_in_words(rehearsal, months=months),
        "comments": _comments_touched(rehearsal),
        "more": max(0, len(rehearsal.changes) - MOST_LISTED),
        "toml": toml_of({rule: in_file[rule]}),
    }


def _comments_touched(rehearsal: Rehearsal) -> list[dict[str, Any]]:
    """The newest comments that would have been dealt with otherwise, those that should not have been first."""
    changes = list(reversed(rehearsal.changes))
    changes.sort(key=lambda change: change.decided not in {"approved", "published"})
    del changes[MOST_LISTED:]
    comments = Comment.objects.select_related("thread").in_bulk([int(change.id) for change in changes])
    found = ((change, comments.get(int(change.id))) for change in changes)
    return [{"comment": comment, "change": change} for change, comment in found if comment is not None]


def _page(
    request: HttpRequest,
    form: RuleForm,
    *,
    tried: dict[str, Any] | None = None,
    rate_form: HoldRateForm | None = None,
    status: int = 200,
) -> HttpResponse:
    rate_now = settings.PARLEY.hold_rate
    rate = rate_form or HoldRateForm(initial={"percent": 100 * (rate_now or 0.01), "months": 12})
    switched = PublisherRule.objects.select_related("switched_on_by", "switched_off_by")
    context = {
        **shell_of(request, "rules"),
        "of_file": [
            {"words": rule_in_words(name, values), "is_default": name not in settings.PARLEY.rules.model_fields_set}
            for name, values in rules_of(policy_of_settings()).items()
        ],
        "switched_on": [_shown(rule) for rule in switched.filter(switched_off_at=None)],
        "switched_off": [_shown(rule) for rule in switched.exclude(switched_off_at=None)[:OLD_RULES]],
        "choices": [(name, text.meaning) for name, text in RULE_TEXTS.items()],
        "typed": {name: form[name].value() or "" for name in ("rule", "lines", "months")},
        "errors": [str(messages[0]) for messages in form.errors.values()],
        "tried": tried,
        "rate_now": f"{rate_now:g}" if rate_now is not None else "",
        "typed_rate": {name: rate[name].value() or "" for name in ("percent", "months")},
        "rate_errors": [str(messages[0]) for messages in rate.errors.values()],
    }
    return render(request, "conversation/moderation/rules.html", context, status=status, using="jinja2")


def _shown(rule: PublisherRule) -> dict[str, Any]:
    return {
        "id": rule.pk,
        "words": rule_in_words(rule.rule, rule.values),
        "on_by": str(rule.switched_on_by or ""),
        "on_at": rule.switched_on_at,
        "off_by": str(rule.switched_off_by or ""),
        "off_at": rule.switched_off_at,
    }
