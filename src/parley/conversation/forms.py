"""What a reader or a moderator may send. Every field that comes in is named here."""

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from parley.accounts.models import User
from parley.conversation.errors import RuleRefused
from parley.conversation.house_names import why_name_is_refused
from parley.conversation.policy import policy_of
from parley.conversation.rule_texts import RULE_TEXTS
from parley.kit.markup import COMMENT_LIMIT
from parley.kit.text import single_line, storable
from parley.kit.urls import web_address

TEXT_ERRORS = {
    "required": _("Please write your comment."),
    "max_length": _("This is longer than 20,000 characters. Please shorten it, or post it in two parts."),
}


class CommentForm(forms.Form):
    """A comment, as the form in a public page sends it."""

    staff: User | None = None
    """The member of staff who is known to have sent it."""

    thread = forms.IntegerField(min_value=1, max_value=2**62)
    parent = forms.IntegerField(required=False, min_value=1, max_value=2**62)
    text = forms.CharField(
        max_length=COMMENT_LIMIT,
        strip=True,
        error_messages=TEXT_ERRORS,
    )
    name = forms.CharField(
        max_length=80,
        error_messages={
            "required": _("Please give a name. It stands beside your comment; it need not be your real one."),
            "max_length": _("Please give a name of at most 80 characters."),
        },
    )
    email = forms.EmailField(
        max_length=254,
        error_messages={
            "required": _("Please give your e-mail address. It will not be published."),
            "invalid": _("This does not look like an e-mail address. It should look like name@example.org."),
        },
    )
    website = forms.CharField(required=False, max_length=2000)
    notify = forms.ChoiceField(required=False, choices=[("", ""), ("replies", ""), ("thread", "")])
    place = forms.BooleanField(required=False)
    """A script will show the writer the way to the comment's private page: lead to its place in the page instead."""
    # What only the gates read. No check refuses it: a fault in it is a finding, never lost words.
    subject = forms.Field(required=False)
    """The trap: people do not meet it, programs fill it in. A name that no browser fills in by itself."""
    proof = forms.Field(required=False)
    """The proof of work, where the page asks for one."""
    warning_read = forms.Field(required=False)
    """Ticked: the writer has read a moderator's warning."""
    opened = forms.Field(required=False)
    """The signed time at which the form was drawn for this reader."""

    def clean_text(self) -> str:
        text = storable(self.cleaned_data["text"]).strip()
        if not text:
            raise forms.ValidationError(_("Please write your comment."))
        return text

    def clean_name(self) -> str:
        name = single_line(self.cleaned_data["name"])
        if not name:
            raise forms.ValidationError(
                _("Please give a name. It stands beside your comment; it need not be your real one.")
            )
        if refusal := why_name_is_refused(name, writer=self.staff):
            raise forms.ValidationError(refusal)
        return name

    def clean_website(self) -> str:
        typed = self.cleaned_data["website"].strip()
        address = web_address(typed)
        if typed and not address:
            raise forms.ValidationError(
                _("This does not look like the address of a website, such as https://example.org.")
            )
        return address


class HoldRateForm(forms.Form):
    """A share of honest comments that may wait, to be tried."""

    percent = forms.FloatField(
        min_value=0.1,
        max_value=10,
        error_messages={
            "required": _("Please give a share, such as 1."),
            "invalid": _("Please give a number, such as 0.5."),
            "min_value": _("Please give a share from 0.1 to 10."),
            "max_value": _("Please give a share from 0.1 to 10."),
        },
    )
    months = forms.IntegerField(min_value=1, max_value=120)


class RuleForm(forms.Form):
    """A publisher's rule, to be tried or switched on."""

    rule = forms.ChoiceField(choices=[(name, text.meaning) for name, text in RULE_TEXTS.items()])
    lines = forms.CharField(required=False, strip=False, max_length=500_000)
    """One word, host, address or language a line; a number; nothing for a switch."""
    months = forms.IntegerField(min_value=1, max_value=120)

    def clean(self) -> dict[str, Any]:
        fields = super().clean() or {}
        if not self.errors:
            fields["values"] = self._values(fields["rule"], fields["lines"])
        return fields

    def _values(self, rule: str, typed: str) -> list[Any]:
        takes = RULE_TEXTS[rule].takes
        if takes == "switch":
            return [True]
        numbered = [(n, line.partition("#")[0].strip()) for n, line in enumerate(typed.splitlines(), start=1)]
        numbered = [(n, line) for n, line in numbered if line]
        values: list[Any] = [line for _n, line in numbered]
        if takes == "number":
            if len(values) != 1 or not (values[0].isascii() and values[0].isdigit()) or len(values[0]) > 6:
                raise forms.ValidationError({"lines": _("Please give one whole number, 0 or more.")})
            return [int(values[0])]
        if not values:
            raise forms.ValidationError({"lines": _("Please write at least one line.")})
        try:
            policy_of({rule: values})
        except RuleRefused as error:
            raise forms.ValidationError({"lines": str(error.at(numbered[error.line - 1][0]))}) from error
        return values
