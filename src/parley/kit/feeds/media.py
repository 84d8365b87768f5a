"""A picture with its words, in the vocabulary that RSS and Atom share (Media RSS 1.5.1)."""

from parley.kit.feeds.documents import FeedPicture
from parley.kit.feeds.xml import MEDIA, Element, append


def append_media(parent: Element, picture: FeedPicture) -> None:
    """`media:content` with alternative text, caption, credit and terms.

    To be written behind the entry's own texts: widespread readers take the first description that they meet.
    """
    size = {"fileSize": str(picture.length)} if picture.length else {}
    content = append(
        parent,
        f"{{{MEDIA}}}content",
        url=picture.url,
        type=picture.content_type,
        medium="image",
        width=str(picture.width),
        height=str(picture.height),
        **size,
    )
    if picture.caption:
        append(content, f"{{{MEDIA}}}title", picture.caption, type="plain")
    if picture.alt:
        append(content, f"{{{MEDIA}}}description", picture.alt, type="plain")
    if picture.credit:
        append(content, f"{{{MEDIA}}}credit", picture.credit)
    if picture.licence:
        append(content, f"{{{MEDIA}}}copyright", picture.licence)
