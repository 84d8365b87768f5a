"""What a file of a picture says about itself: its credit and its licence, and nothing of the camera, the place or the
person who took it.

Wagtail's filters copy all EXIF of the uploaded file, the coordinates of a telephone included, into every size.
"""

from typing import Any

from PIL import Image
from wagtail.images.image_operations import AvifQualityOperation, JPEGQualityOperation, WebPQualityOperation

_ARTIST, _COPYRIGHT = 0x013B, 0x8298
"""Tags of EXIF 2.32, 4.6.4."""
_UNSAID = ("exif", "xmp", "comment", "photoshop")


class _Clean:
    """Before Wagtail's operation in each of our sizes; the colour profile stays, since it is needed to show it."""

    def run(self, willow: Any, image: Any, env: dict[str, Any]) -> Any:
        super().run(willow, image, env)  # type: ignore[misc]
        pixels = getattr(willow, "image", None)
        if pixels is not None:
            for name in _UNSAID:
                pixels.info.pop(name, None)
            said = Image.Exif()
            if image.credit:
                said[_ARTIST] = image.credit
            if image.licence:
                said[_COPYRIGHT] = image.licence
            if len(said):
                pixels.info["exif"] = said.tobytes()
        return willow


class CleanJpeg(_Clean, JPEGQualityOperation):
    """JPEG of a given quality, cleaned."""


class CleanWebP(_Clean, WebPQualityOperation):
    """WebP of a given quality, cleaned."""


class CleanAvif(_Clean, AvifQualityOperation):
    """AVIF of a given quality, cleaned."""


OPERATIONS = [("jpegquality", CleanJpeg), ("webpquality", CleanWebP), ("avifquality", CleanAvif)]
