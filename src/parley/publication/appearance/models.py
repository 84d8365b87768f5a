"""The choices that are kept. An empty field leaves it to the theme."""

from django.db import models
from django.db.models.functions import Now

from parley.publication.pictures import Picture


class Appearance(models.Model):
    """One row, of number 1."""

    class Type(models.TextChoices):
        THEME = "", "As the theme has it"
        SERIF = "serif", "Serif: Charter, Georgia"
        OLD_STYLE = "old-style", "Old style: Iowan, Palatino"
        SANS = "sans", "Sans: the system's own"
        HUMANIST = "humanist", "Humanist sans: Seravek, Optima"

    class Density(models.TextChoices):
        THEME = "", "As the theme has it"
        COMPACT = "compact", "Compact: more on a screen"
        AIRY = "airy", "Airy: more room between things"

    class Lists(models.TextChoices):
        THEME = "", "As the theme has it"
        ROWS = "rows", "Rows: one article under the other"
        HEADLINES = "headlines", "Headlines: no pictures, two columns"

    paper = models.CharField(max_length=7, blank=True)
    ink = models.CharField(max_length=7, blank=True)
    accent = models.CharField(max_length=7, blank=True)
    dark_paper = models.CharField(max_length=7, blank=True)
    dark_ink = models.CharField(max_length=7, blank=True)
    dark_accent = models.CharField(max_length=7, blank=True)
    text_type = models.CharField(max_length=20, blank=True, choices=Type.choices, default=Type.THEME)
    heading_type = models.CharField(max_length=20, blank=True, choices=Type.choices, default=Type.THEME)
    density = models.CharField(max_length=20, blank=True, choices=Density.choices, default=Density.THEME)
    lists = models.CharField(max_length=20, blank=True, choices=Lists.choices, default=Lists.THEME)
    logo = models.ForeignKey(Picture, on_delete=models.SET_NULL, null=True, blank=True, related_name="+")
    changed_at = models.DateTimeField(db_default=Now(), editable=False)

    class Meta:
        constraints = (models.CheckConstraint(condition=models.Q(pk=1), name="publication_one_appearance"),)
        permissions = (("choose_appearance", "Can choose colours, type and logo"),)

    def __str__(self) -> str:
        return "appearance"
