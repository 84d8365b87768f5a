"""Pictures come from a copy of the old site's uploads folder; nothing is fetched from the network."""

from pathlib import Path
from urllib.parse import unquote, urlsplit

from django.core.files.images import ImageFile
from PIL import Image as Decoder
from PIL import UnidentifiedImageError

from parley.importers.wordpress.kinds import Image
from parley.kit.text import single_line
from parley.publication.models import Picture
from parley.publication.picture_documents import make_renditions

MARK = "/uploads/"
LARGEST = 40_000_000
"""Pixels; a larger picture is left out rather than decoded."""


class Uploads:
    """The folder `wp-content/uploads` of the old site, or none."""

    def __init__(self, folder: Path | None) -> None:
        self.folder = folder.resolve() if folder is not None else None

    def has(self, address: str) -> bool:
        """Whether the file of this address came along."""
        return self._file(address) is not None

    def picture(self, image: Image) -> Picture | None:
        """The picture of this address with its words and all its sizes; None when it did not come or is no picture."""
        path = self._file(image.src)
        if path is None or not _is_picture(path):
            return None
        title = single_line(image.caption or image.alt or path.stem)[:255]
        with path.open("rb") as file:
            picture = Picture(
                title=title, description=image.alt[:255], caption=image.caption[:400], credit=image.credit[:200]
            )
            picture.file = ImageFile(file, name=path.name)
            picture.save()
        make_renditions(picture)
        return picture

    def _file(self, address: str) -> Path | None:
        if self.folder is None or MARK not in address:
            return None
        name = unquote(urlsplit(address).path).partition(MARK)[2]
        path = (self.folder / name).resolve()
        return path if path.is_relative_to(self.folder) and path.is_file() else None


def _is_picture(path: Path) -> bool:
    try:
        with Decoder.open(path) as picture:
            picture.verify()
            return picture.width * picture.height <= LARGEST
    except (UnidentifiedImageError, OSError, SyntaxError, ValueError, Decoder.DecompressionBombError):
        return False
