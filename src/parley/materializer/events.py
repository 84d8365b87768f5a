"""What the materializer tells the rooms above, as data."""

from parley.outbox.actions import append_event

FEED_CHANGED = "feed_changed"


def feed_changed(path: str) -> None:
    """The file of a feed of articles has other bytes than before. Written only where a WebSub hub is set."""
    append_event(kind=FEED_CHANGED, subject=f"feed:{path}"[:80], payload={"path": path})
