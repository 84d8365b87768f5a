"""Pictures become plain documents. Sizes are made when a picture is uploaded, never while a page is drawn."""

from parley.publication.documents import PictureDocument, Rendition
from parley.publication.pictures import WIDTHS, Picture, PictureRendition

WEBP = {f"width-{width}|format-webp|webpquality-70" for width in WIDTHS}
AVIF = {f"width-{width}|format-avif|avifquality-50" for width in WIDTHS}
JPEG = "width-800|format-jpeg|jpegquality-75"
ALL_SPECS = (*sorted(WEBP), JPEG, *sorted(AVIF))


def picture_document(picture: Picture, *, alt: str = "", caption: str = "", credit: str = "") -> PictureDocument:
    """A picture with the sizes that stand; words given here override the picture's own."""
    renditions = {r.filter_spec: r for r in picture.renditions.all()}
    webp = sorted((_rendition(r) for spec, r in renditions.items() if spec in WEBP), key=lambda r: r.width)
    avif = sorted((_rendition(r) for spec, r in renditions.items() if spec in AVIF), key=lambda r: r.width)
    jpeg = renditions.get(JPEG)
    return PictureDocument(
        alt="" if picture.is_decorative else alt or picture.description,
        caption=caption or picture.caption,
        credit=credit or picture.credit,
        licence=picture.licence,
        renditions=tuple(webp),
        fallback=_rendition(jpeg) if jpeg else None,
        avif=tuple(avif),
    )


def missing_picture(address: str, *, alt: str, caption: str, credit: str) -> PictureDocument:
    """The words of a picture whose file did not come along with an import."""
    return PictureDocument(alt, caption, credit, "", (), None, address)


def make_renditions(picture: Picture) -> None:
    """Make every size that is missing. Slow (about a second): for the worker and the importers."""
    picture.get_renditions(*ALL_SPECS)


def _rendition(stored: PictureRendition) -> Rendition:
    return Rendition(stored.url, stored.width, stored.height)
