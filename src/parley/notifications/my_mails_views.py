"""The page "My mails": all that a reader gets and why, and every change to it. No account, no script.

Its key stands in every mail and never expires. Opening it changes nothing; each button posts, and leads back here.
"""

from datetime import datetime, time

from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import override
from django.views.decorators.csrf import csrf_exempt
from django.views.decorators.http import require_http_methods

from parley.conversation.origin import is_from_this_site
from parley.notifications.actions import (
    choose_articles_frequency,
    choose_frequency,
    choose_place,
    end_everything,
    end_subscription,
    pause,
    resume_subscription,
    unpause,
)
from parley.notifications.forms import ArticlesForm, FollowForm, PauseForm, PlaceForm, SubscriptionForm
from parley.notifications.models import ReaderMails, Subscription
from parley.notifications.my_mails import done_words, my_mails_document, send_link_to_my_mails
from parley.notifications.private_pages import behind_a_private_link, message, untold
from parley.notifications.reader_mails import language_of, mails_by_key, spoken_languages, zone_of

_Frequency = Subscription.Frequency


@behind_a_private_link
def my_mails(request: HttpRequest, private_key: str) -> HttpResponse:
    """Shows all of it; POST changes one thing: `do` says what."""
    mails = mails_by_key(private_key)
    with override(language_of(mails.reader)):
        if request.method != "POST":
            return _page(request, mails)
        done, error = _change(request, mails)
        if error:
            return _page(request, mails, error=error, status=422)
        return HttpResponseRedirect(f"{request.path}?done={done}", status=303)


@csrf_exempt
@require_http_methods(["GET", "HEAD", "POST"])
def ask_for_link(request: HttpRequest) -> HttpResponse:
    """Has the link to the page mailed again. The same answer whatever address was typed."""
    error, status, typed = "", 200, request.POST.get("email", "")
    if request.method == "POST":
        form = FollowForm(request.POST)
        if not is_from_this_site(request):
            error, status = _("Your browser says that this was sent from another site. Please send it from here."), 403
        elif not form.is_valid():
            error, status = str(next(iter(form.errors.values()))[0]), 422
        else:
            if not form.cleaned_data["subject"]:
                send_link_to_my_mails(address=form.cleaned_data["email"])
            text = _(
                "If we write to this address, a mail with the link is on its way. When nothing comes, look among the "
                "unwanted mails, and ask again in ten minutes."
            )
            return untold(message(request, heading=_("Look into your mail"), text=text))
    context = {"error": error, "email": typed}
    return untold(render(request, "notifications/ask_for_my_mails.html", context, status=status, using="jinja2"))


def _page(request: HttpRequest, mails: ReaderMails, *, error: str = "", status: int = 200) -> HttpResponse:
    context = {
        "mails": my_mails_document(mails),
        "frequencies": _Frequency.choices,
        "articles_frequencies": ArticlesForm.base_fields["frequency"].choices,  # type: ignore[attr-defined]
        "pauses": PauseForm.base_fields["length"].choices,  # type: ignore[attr-defined]
        "action": reverse("my_mails", args=[mails.private_key]),
        "done": done_words(request.GET.get("done", "")),
        "error": error,
    }
    return render(request, "notifications/my_mails.html", context, status=status, using="jinja2")


def _change(request: HttpRequest, mails: ReaderMails) -> tuple[str, str]:
    """Do what was posted. Returns (what was done, "") or ("", what is wrong)."""
    do = request.POST.get("do", "")
    if do in ("stop", "resume", "frequency"):
        return _change_one(request, mails, do)
    if do == "stop_all":
        end_everything(reader=mails.reader)
        return "all", ""
    if do == "unpause":
        unpause(mails.reader)
        return "unpaused", ""
    if do == "pause":
        return _pause(request, mails)
    if do == "articles":
        articles = ArticlesForm(request.POST)
        if articles.is_valid():
            choose_articles_frequency(mails.reader, frequency=articles.cleaned_data["frequency"])
            return "saved", ""
    if do == "place":
        place = PlaceForm(request.POST)
        if not place.is_valid():
            return "", str(next(iter(place.errors.values()))[0])
        language = place.cleaned_data["language"]
        choose_place(
            mails.reader,
            time_zone=place.cleaned_data["time_zone"],
            language=language if language in spoken_languages() else mails.language,
        )
        return "saved", ""
    return "", _("We did not understand that. Please use the buttons on this page.")


def _change_one(request: HttpRequest, mails: ReaderMails, do: str) -> tuple[str, str]:
    form = SubscriptionForm(request.POST)
    subscription = (
        Subscription.objects.filter(reader=mails.reader, pk=form.cleaned_data["subscription"]).first()
        if form.is_valid()
        else None
    )
    if subscription is None:
        return "", _("That is no longer here. The page shows how it is now.")
    if do == "stop":
        end_subscription(private_key=subscription.private_key)
        return "stopped", ""
    if do == "resume":
        resume_subscription(private_key=subscription.private_key)
        return "resumed", ""
    if form.cleaned_data["frequency"]:
        choose_frequency(subscription, frequency=form.cleaned_data["frequency"])
    return "saved", ""


def _pause(request: HttpRequest, mails: ReaderMails) -> tuple[str, str]:
    form = PauseForm(request.POST)
    if not form.is_valid():
        return "", str(next(iter(form.errors.values()))[0])
    pause(mails.reader, until=datetime.combine(form.cleaned_data["until"], time(7), tzinfo=zone_of(mails)))
    return "paused", ""
