"""What a writer may send about a comment that stands or was refused."""

from django import forms
from django.utils.translation import gettext_lazy as _

from parley.conversation.forms import TEXT_ERRORS
from parley.kit.markup import COMMENT_LIMIT
from parley.kit.text import storable

LONGEST_APPEAL = 2_000
"""Characters."""


class EditForm(forms.Form):
    """New words for a comment."""

    text = forms.CharField(max_length=COMMENT_LIMIT, strip=True, error_messages=TEXT_ERRORS)
    edits = forms.IntegerField(required=False, min_value=0, max_value=1_000)
    """How many edits there were when the form was drawn."""

    def clean_text(self) -> str:
        text = storable(self.cleaned_data["text"]).strip()
        if not text:
            raise forms.ValidationError(TEXT_ERRORS["required"])
        return text


class AppealForm(forms.Form):
    """Why a person should look again."""

    words = forms.CharField(
        max_length=LONGEST_APPEAL,
        error_messages={
            "required": _("Please say in a few words why this should be looked at again."),
            "max_length": _("This is longer than 2,000 characters. Please shorten it."),
        },
    )

    def clean_words(self) -> str:
        return storable(self.cleaned_data["words"]).strip()
