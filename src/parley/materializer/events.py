"""What the materializer tells the rooms above, as data."""

from parley.outbox.actions import append_event

FEED_CHANGED = "feed_changed"


def feed_changed(output_id: int, path: str) -> None:
    """The file of a feed of articles has other bytes than before. Written only where a WebSub hub is set."""
    append_event(kind=FEED_CHANGED, subject=f"feed:{output_id}", payload={"path": path})
