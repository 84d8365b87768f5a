"""What a moderator may send about a reader."""

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from parley.conversation.models import CannedReply, Sanction
from parley.kit.text import single_line, storable


class SanctionForm(forms.Form):
    """A warning, a suspension with its days, or a ban; always with a reason, since the reader reads it."""

    kind = forms.ChoiceField(choices=Sanction.Kind.choices)
    reason = forms.CharField(
        max_length=500, error_messages={"required": _("Please give a reason. The reader will read it.")}
    )
    days = forms.IntegerField(required=False, min_value=1, max_value=3650)
    remove_comments = forms.BooleanField(required=False)

    def clean_reason(self) -> str:
        return single_line(self.cleaned_data["reason"])

    def clean(self) -> dict[str, Any]:
        fields = super().clean() or {}
        if fields.get("kind") == Sanction.Kind.SUSPENSION and not fields.get("days") and "days" not in self.errors:
            raise forms.ValidationError({"days": _("Please say for how many days.")})
        return fields


class NoteForm(forms.Form):
    """A word about a reader, for the other moderators."""

    words = forms.CharField(max_length=2000, error_messages={"required": _("Please write the note.")})

    def clean_words(self) -> str:
        return storable(self.cleaned_data["words"]).strip()


class CannedReplyForm(forms.Form):
    """Words to keep at hand."""

    title = forms.CharField(max_length=80, error_messages={"required": _("Please give a title.")})
    words = forms.CharField(max_length=2000, error_messages={"required": _("Please write the words.")})
    use = forms.ChoiceField(choices=CannedReply.Use.choices)
