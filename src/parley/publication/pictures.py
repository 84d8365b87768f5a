"""Pictures carry their credit, licence and alternative text with them."""

from django.db import models
from wagtail.images.models import AbstractImage, AbstractRendition, Image

WIDTHS = (400, 800, 1200, 1600)
"""Widths, in CSS pixels, at which every picture is kept."""


class Picture(AbstractImage):
    """An uploaded picture. `description` (Wagtail's) is the alternative text; `is_decorative` says it needs none."""

    credit = models.CharField(max_length=200, blank=True, help_text="Who made it: 'Photo: Ana Lima'.")
    licence = models.CharField(max_length=120, blank=True, help_text="Under which terms we may show it: 'CC BY 4.0'.")
    caption = models.CharField(max_length=400, blank=True)
    is_decorative = models.BooleanField(default=False, help_text="It says nothing that the text does not say.")

    admin_form_fields = (*Image.admin_form_fields, "credit", "licence", "caption", "is_decorative")

    class Meta(AbstractImage.Meta):
        permissions = (("choose_picture", "Can choose picture"),)


class PictureRendition(AbstractRendition):
    """One stored size of a picture."""

    image = models.ForeignKey(Picture, on_delete=models.CASCADE, related_name="renditions")

    class Meta:
        constraints = (
            models.UniqueConstraint(
                fields=("image", "filter_spec", "focal_point_key"), name="publication_one_rendition"
            ),
        )
