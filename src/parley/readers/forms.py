"""What readers and administrators may send about a record."""

from django import forms
from django.utils.translation import gettext_lazy as _

from parley.conversation.actions.erasing import Words

_ADDRESS_ERRORS = {
    "required": _("Please give your e-mail address."),
    "invalid": _("This does not look like an e-mail address. It should look like name@example.org."),
}


class AddressForm(forms.Form):
    """Whose link to sign in is asked for, or whose record is looked for."""

    email = forms.EmailField(max_length=254, error_messages=_ADDRESS_ERRORS)
    subject = forms.Field(required=False)
    """The trap: people do not meet it."""
    back_to = forms.CharField(required=False, max_length=500)


class EraseForm(forms.Form):
    """What becomes of the words, and a tick that makes it no slip."""

    words = forms.ChoiceField(
        choices=[(word.value, word.value) for word in Words],
        error_messages={"required": _("Please choose what becomes of what you wrote.")},
    )
    sure = forms.BooleanField(error_messages={"required": _("Please tick that you are sure: it cannot be undone.")})
