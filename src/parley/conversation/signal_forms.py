"""What a reader may send about somebody else's comment."""

from django import forms
from django.utils.translation import gettext_lazy as _

from parley.conversation.models import Report
from parley.kit.text import single_line


class ReportForm(forms.Form):
    """A report: one reason, and words if they are needed."""

    reason = forms.ChoiceField(
        choices=Report.Reason.choices, error_messages={"required": _("Please choose what is wrong with it.")}
    )
    words = forms.CharField(
        required=False,
        max_length=1000,
        error_messages={"max_length": _("Please say it in at most 1,000 characters.")},
    )
    subject = forms.Field(required=False)
    """The trap, as in the comment form."""

    def clean_words(self) -> str:
        return single_line(self.cleaned_data["words"])
