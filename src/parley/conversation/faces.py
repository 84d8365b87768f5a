"""A small pattern beside each name, so that the eye tells writers apart. Drawn by the style sheet, asked of nobody.

Six bits of a keyed hash choose colour and pattern. The hash is of the record's number, not of the address, and its key
is this installation's own: a face leads back to no address, and the same person has another one elsewhere.
"""

from django.conf import settings

from parley.conversation.models import Comment
from parley.conversation.queries.placed import PlacedComment
from parley.kit.signing import keyed_hash

COLOURS = PATTERNS = 8


def face_of(comment: Comment | PlacedComment) -> str:
    """The classes that draw the face of a comment's writer, as in "f3 g5"; "" for one whose data were erased."""
    if comment.erased_at is not None:
        return ""
    if comment.staff_id is not None:
        who = f"staff {comment.staff_id}"
    elif comment.reader_id is not None:
        who = f"reader {comment.reader_id}"
    else:
        who = f"name {comment.author_name}"
    bits = int(keyed_hash(settings.SECRET_KEY, "face", who)[:4], 16)
    return f"f{bits % COLOURS} g{bits // COLOURS % PATTERNS}"
