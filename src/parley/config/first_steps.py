"""The editors' page that says what a new publication still needs, and does what can be done with one click."""

import json
from dataclasses import dataclass
from typing import Any

from django.conf import settings
from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from parley.accounts.models import User
from parley.config.launching import launch, preview_link, private_key
from parley.conversation.models import ConversationPolicy
from parley.kit import clock
from parley.notifications.doctor.findings import Level
from parley.notifications.doctor.letters import send_trial
from parley.publication.models import ArticlePage, FrontPage
from parley.publication.sample import PATH, remove_sample, sample_article

_FILE = "first-steps.json"
"""In the data folder: what was done and leaves no other trace, name → when."""


@dataclass(frozen=True, slots=True)
class Step:
    """One thing to do. `action`: what a button posts, "" for none; `link`: where it is done instead."""

    name: str
    is_done: bool
    title: str
    text: str
    action: str = ""
    button: str = ""
    link: str = ""


def steps_of(user: User) -> list[Step]:
    """All steps, in the order in which they are best taken."""
    noted = _noted()
    front = FrontPage.objects.get()
    is_private = private_key(settings.DATA) is not None
    return [
        Step(
            "tagline",
            bool(front.tagline),
            _("Say in one line what the magazine is about"),
            _("It stands under the name, on the front page."),
            link=reverse("wagtailadmin_pages:edit", args=[front.pk]),
        ),
        Step(
            "article",
            ArticlePage.objects.live().exclude(permalink=PATH).exists(),
            _("Publish the first article"),
            _("Choose a section and add an article below it."),
            link=reverse("wagtailadmin_explore", args=[front.pk]),
        ),
        Step(
            "sample",
            sample_article() is None,
            _("Remove the sample article"),
            _("It only shows what a page looks like."),
            action="remove-sample",
            button=_("Remove it"),
        ),
        Step(
            "rules",
            ConversationPolicy.objects.exclude(house_rules="").exists(),
            _("Write the house rules"),
            _("What you expect of those who comment; they stand beside the form."),
            link=reverse("moderation_policies"),
        ),
        _mail_step(user, is_tested="mail" in noted),
        Step(
            "backup",
            "backup" in noted or bool(settings.PARLEY.backup_folder),
            _("Set up backups"),
            _("Set a folder for backups on another disk or machine: they are made each day. Try to restore one once."),
            action="note-backup",
            button=_("Backups are set up"),
        ),
        Step(
            "launch",
            not is_private,
            _("Open the site"),
            _("Until then only editors see it, and whoever has the private link."),
            action="launch" if user.is_superuser else "",
            button=_("Open it to everybody"),
        ),
    ]


def _mail_step(user: User, *, is_tested: bool) -> Step:
    title = _("Try whether mail arrives")
    if not settings.MAIL_SERVER:
        words = _("Mails are kept in the data folder and reach nobody. Set email_url in parley.toml and start again.")
        return Step("mail", False, title, words)
    if not user.email:
        words = _("Give your account an e-mail address to send yourself a trial.")
        return Step("mail", is_tested, title, words, link=reverse("wagtailadmin_account"))
    words = _("A trial goes to %(address)s.") % {"address": user.email}
    return Step("mail", is_tested, title, words, action="send-trial", button=_("Send it"))


@require_http_methods(["GET", "HEAD", "POST"])
def first_steps(request: HttpRequest) -> HttpResponse:
    """The list; posted `do`: one of the steps' actions."""
    user = request.user
    if not isinstance(user, User) or not user.has_perm("publication.change_author"):
        raise PermissionDenied
    if request.method == "POST":
        _do(request, user, request.POST.get("do", ""))
        return HttpResponseRedirect(reverse("first_steps"), status=303)
    key = private_key(settings.DATA)
    context: dict[str, Any] = {
        "steps": steps_of(user),
        "private_link": preview_link(settings.BASE_URL, key) if key else "",
    }
    return render(request, "first_steps/page.html", context, using="django")


def _do(request: HttpRequest, user: User, what: str) -> None:
    if what == "remove-sample":
        remove_sample()
    elif what == "note-backup":
        _note("backup")
    elif what == "send-trial" and user.email and settings.MAIL_SERVER:
        finding = send_trial(user.email)
        if finding.level is Level.OK:
            _note("mail")
            messages.success(request, finding.words)
        else:
            messages.error(request, f"{finding.words} {finding.remedy}")
    elif what == "launch":
        if not user.is_superuser:
            raise PermissionDenied
        launch(settings.DATA)


def _noted() -> dict[str, str]:
    try:
        noted: dict[str, str] = json.loads((settings.DATA / _FILE).read_text(encoding="utf-8"))
    except (FileNotFoundError, ValueError):
        return {}
    return noted


def _note(name: str) -> None:
    (settings.DATA / _FILE).write_text(json.dumps(_noted() | {name: clock.now().isoformat()}), encoding="utf-8")
