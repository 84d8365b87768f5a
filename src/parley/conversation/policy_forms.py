"""What a moderator may send about how conversations are run."""

from django import forms
from django.utils.translation import gettext_lazy as _

from parley.conversation.models import ConversationPolicy
from parley.kit.markup import COMMENT_LIMIT
from parley.kit.text import storable

_WHOLE = _("Please give a whole number, or leave it empty.")


class PolicyForm(forms.Form):
    """The fields of a scope; an empty one leaves it to the scope above."""

    mode = forms.ChoiceField(required=False, choices=ConversationPolicy.Mode.choices)
    trusted_after = forms.IntegerField(required=False, min_value=1, max_value=100, error_messages={"invalid": _WHOLE})
    newcomers_held_after_days = forms.IntegerField(
        required=False, min_value=0, max_value=36_500, error_messages={"invalid": _WHOLE}
    )
    closes_after_days = forms.IntegerField(
        required=False, min_value=0, max_value=36_500, error_messages={"invalid": _WHOLE}
    )
    slow_mode = forms.ChoiceField(required=False, choices=ConversationPolicy.Slow.choices)
    house_rules = forms.CharField(required=False, max_length=COMMENT_LIMIT)

    def clean_house_rules(self) -> str:
        return storable(self.cleaned_data["house_rules"]).strip()
