"""The form of the look. Every field may stay empty."""

from typing import Any

from django import forms
from django.utils.translation import gettext as now
from django.utils.translation import gettext_lazy as _
from wagtail.images.widgets import AdminImageChooser

from parley.kit.colour import is_colour
from parley.publication.appearance.actions import unreadable_in
from parley.publication.appearance.models import Appearance
from parley.publication.appearance.palette import Unreadable
from parley.publication.theme_files import Theme

COLOURS = {
    "paper": _("Ground"),
    "ink": _("Text"),
    "accent": _("Accent: links, buttons, section names"),
    "dark_paper": _("Ground in the dark"),
    "dark_ink": _("Text in the dark"),
    "dark_accent": _("Accent in the dark"),
}


class ColourField(forms.CharField):
    """A colour as #rrggbb. The theme's own stands in the field until another is chosen."""

    def clean(self, value: str) -> str:
        text = super().clean(value).strip().lower()
        if text and not is_colour(text):
            raise forms.ValidationError(_("Write a colour as #rrggbb, such as #962311."), code="colour")
        return text


class AppearanceForm(forms.ModelForm[Appearance]):
    """Refuses what could not be read, and says which colour could."""

    class Meta:
        model = Appearance
        fields = (*COLOURS, "text_type", "heading_type", "density", "lists", "logo")
        field_classes = dict.fromkeys(COLOURS, ColourField)
        labels = {
            **COLOURS,
            "text_type": _("Type of the text"),
            "heading_type": _("Type of headings"),
            "density": _("Density"),
            "lists": _("Lists of articles"),
            "logo": _("Logo, instead of the name"),
        }

    def __init__(self, *args: Any, theme: Theme, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.theme = theme
        self.fields["logo"].widget = AdminImageChooser()
        for name in COLOURS:
            own = theme.palette(dark=name.startswith("dark_"))[name.removeprefix("dark_")]
            self.fields[name].widget.attrs |= {"placeholder": own, "spellcheck": "false", "autocomplete": "off"}

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean() or self.cleaned_data
        if any(name in self.errors for name in COLOURS):
            return cleaned
        tried = Appearance(**{name: cleaned.get(name, "") for name in COLOURS})
        for dark in (False, True):
            for found in unreadable_in(tried, self.theme, dark=dark):
                self.add_error(f"dark_{found.name}" if dark else found.name, _why(found))
        return cleaned


def _why(found: Unreadable) -> str:
    numbers = {"ratio": f"{found.ratio:.1f}", "least": f"{found.least:g}", "colour": found.proposal or ""}
    if found.proposal is None:
        return now("This has a contrast of %(ratio)s and needs %(least)s. Choose a lighter or darker ground.") % numbers
    words = now("This has a contrast of %(ratio)s and needs %(least)s. The nearest that can be read: %(colour)s.")
    return words % numbers
