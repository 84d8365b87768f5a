"""What a reader may send to ask for mail, and to change how it comes. Every field that comes in is named here."""

from datetime import timedelta
from zoneinfo import available_timezones

from django import forms
from django.utils.translation import gettext_lazy as _

from parley.kit import clock
from parley.notifications.models import Subscription

LONGEST_PAUSE = timedelta(days=366)

_Frequency = Subscription.Frequency


class FollowForm(forms.Form):
    """An address, and the trap that people do not see."""

    email = forms.EmailField(
        max_length=254,
        error_messages={
            "required": _("Please give your e-mail address."),
            "invalid": _("This does not look like an e-mail address. It should look like name@example.org."),
        },
    )
    subject = forms.Field(required=False)


class SubscriptionForm(forms.Form):
    """One subscription on the page of mails: stop it, take that back, or choose how often."""

    subscription = forms.IntegerField(min_value=1, max_value=2**62)
    frequency = forms.ChoiceField(required=False, choices=_Frequency.choices)


class ArticlesForm(forms.Form):
    """How often new articles are told of."""

    frequency = forms.ChoiceField(
        choices=[
            (_Frequency.EACH, _Frequency.EACH.label),
            (_Frequency.DAILY, _Frequency.DAILY.label),
            (_Frequency.WEEKLY, _Frequency.WEEKLY.label),
        ]
    )


class PauseForm(forms.Form):
    """For how long nothing is to come: a week, a month, or until a day."""

    length = forms.ChoiceField(choices=[("week", _("For a week")), ("month", _("For a month")), ("until", _("Until"))])
    until = forms.DateField(
        required=False, error_messages={"invalid": _("Please give the day as 2030-12-31, with year, month and day.")}
    )

    def clean(self) -> dict[str, object]:
        fields = super().clean() or {}
        if self.errors:
            return fields
        today = clock.now().date()
        if fields["length"] == "until":
            day = fields.get("until")
            if day is None or not today < day <= today + LONGEST_PAUSE:
                raise forms.ValidationError({"until": _("Please give a day after today, and within a year.")})
        else:
            fields["until"] = today + timedelta(days=7 if fields["length"] == "week" else 30)
        return fields


class PlaceForm(forms.Form):
    """The reader's clock and language; empty: the site's."""

    time_zone = forms.CharField(required=False, max_length=40)
    language = forms.CharField(required=False, max_length=12)

    def clean_time_zone(self) -> str:
        name = str(self.cleaned_data["time_zone"]).strip()
        if name and name not in available_timezones():
            raise forms.ValidationError(
                _("We do not know this time zone. It should look like Europe/Berlin or Asia/Almaty.")
            )
        return name
