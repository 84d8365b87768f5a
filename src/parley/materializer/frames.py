"""An article's page without its conversation, kept: a new comment is then joined to it, and nothing of the article, its
authors, its relatives or the menu is read again.

A frame is right while no change of anything but the conversation was marked since it was begun (`frame_wanted` of the
article's file, raised by `mark_dirty`). Whoever makes one reads that number first, then the article: a change that
comes in between leaves a frame that is never used.
"""

import json
from dataclasses import dataclass

from parley.database.prepared import Prepared
from parley.materializer.fragments import keep_fragments
from parley.materializer.models import Fragment, Output
from parley.publication.themes import theme_digest

CONVERSATION = "thread:"
"""What a change of a conversation alone is about begins with this; all other subjects concern the frame."""

_stamp = Prepared(
    lambda subject: Output.objects.filter(recipe="article", subject=subject).values_list("frame_wanted", flat=True)
)
_stored = Prepared(lambda key, recipe: Fragment.objects.filter(key=key, recipe=recipe).values_list("html", flat=True))


@dataclass(frozen=True, slots=True)
class Frame:
    """What stands before and after the conversation in an article's page."""

    path: str
    before: str
    after: str
    depends_on: frozenset[str]
    has_conversation: bool
    """Whether the article had a conversation: its head says where the feed is."""

    def around(self, conversation: str) -> str:
        """The whole page."""
        return f"{self.before}{conversation}{self.after}"


def frame_stamp(article_id: int) -> str:
    """What a frame must have been made for to be right now; "" for an article whose file is not known."""
    wanted = _stamp.first(str(article_id))
    return f"{wanted}-{theme_digest()[:32]}" if wanted is not None else ""


def stored_frame(article_id: int, stamp: str) -> Frame | None:
    """The frame that was kept for this stamp, or None."""
    kept = _stored.first(f"frame:{article_id}", stamp) if stamp else None
    if kept is None:
        return None
    path, before, after, depends_on, has_conversation = json.loads(kept)
    return Frame(path, before, after, frozenset(depends_on), has_conversation)


def keep_frame(article_id: int, stamp: str, frame: Frame) -> None:
    """Keep a frame that was made after its stamp was read."""
    if stamp:
        kept = [frame.path, frame.before, frame.after, sorted(frame.depends_on), frame.has_conversation]
        keep_fragments([Fragment(key=f"frame:{article_id}", recipe=stamp, html=json.dumps(kept, ensure_ascii=False))])


def forget_frame(article_id: int) -> None:
    """Delete what is kept of an article that is public no longer."""
    Fragment.objects.filter(key__in=(f"frame:{article_id}", f"article:{article_id}")).delete()
