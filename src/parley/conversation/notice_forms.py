"""What may come in with a notice of illegal content, and with the decision about it."""

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from parley.conversation.models import Notice
from parley.kit.text import single_line, storable


class NoticeForm(forms.Form):
    """What article 16 of Regulation (EU) 2022/2065 asks for: reasons, exact place, name and address, good faith."""

    url = forms.CharField(max_length=500, error_messages={"required": _("Please give the address of the comment.")})
    category = forms.ChoiceField(
        choices=Notice.Category.choices, error_messages={"required": _("Please choose what it is about.")}
    )
    explanation = forms.CharField(
        max_length=10_000,
        error_messages={
            "required": _("Please explain why this is against the law."),
            "max_length": _("This is longer than 10,000 characters. Please shorten it."),
        },
    )
    name = forms.CharField(required=False, max_length=80)
    email = forms.EmailField(
        required=False,
        max_length=254,
        error_messages={
            "invalid": _("This does not look like an e-mail address. It should look like name@example.org.")
        },
    )
    good_faith = forms.BooleanField(
        error_messages={"required": _("Please confirm that you believe in good faith that what you say is right.")}
    )
    subject = forms.Field(required=False)
    """The trap: people do not meet it."""

    def clean_name(self) -> str:
        return single_line(self.cleaned_data["name"])

    def clean_explanation(self) -> str:
        return storable(self.cleaned_data["explanation"])

    def clean(self) -> dict[str, Any]:
        """Name and address are asked for, unless it is about minors, where nobody has to give any."""
        fields = super().clean() or {}
        if fields.get("category") != Notice.Category.MINORS:
            for name, sentence in _ASKED_FOR.items():
                if name not in self.errors and not fields.get(name):
                    self.add_error(name, sentence)
        return fields


_ASKED_FOR = {
    "name": _("Please give your name. Only the moderators see it."),
    "email": _("Please give your e-mail address. Only the moderators see it; the decision is sent to it."),
}


class NoticeDecisionForm(forms.Form):
    """A moderator's decision with its reasons."""

    outcome = forms.ChoiceField(choices=[("removed", ""), ("kept", "")])
    ground = forms.ChoiceField(required=False, choices=[("", ""), *Notice.Ground.choices])
    statement = forms.CharField(
        max_length=5_000, error_messages={"required": _("Please give your reasons: both sides are told them.")}
    )

    def clean(self) -> dict[str, Any]:
        fields = super().clean() or {}
        if fields.get("outcome") == "removed" and not fields.get("ground"):
            self.add_error("ground", _("Please say whether it is against the law or against your rules."))
        return fields
