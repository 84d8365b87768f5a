"""Stage 6: what the caller knows of the author."""

import math
from collections.abc import Iterator

from spamfilter.normalise import NormalText
from spamfilter.records import History, Reason

STAGE = "history"
# Nobody types faster than this over a whole comment (characters a second); pasting does.
_FASTEST_TYPING = 25.0
_SHORTEST_VISIT = 3.0


def history_reasons(text: NormalText, history: History) -> Iterator[Reason]:
    """Return the evidence of reputation and behaviour."""
    if history.approved > 0:
        weight = -min(0.8 * math.log2(1 + history.approved), 3.0)
        yield Reason(
            STAGE, "approved_before", weight, f"Moderators approved {_times(history.approved)} of this author."
        )
    if history.rejected > 0:
        weight = min(1.2 * math.log2(1 + history.rejected), 4.0)
        yield Reason(
            STAGE, "rejected_before", weight, f"Moderators rejected {_times(history.rejected)} of this author."
        )
    if history.known:
        yield Reason(STAGE, "known_author", -1.5, "The author is signed in or has confirmed an address.")
    seconds = history.seconds_to_write
    if seconds is not None and seconds >= 0 and _too_fast(seconds, len(text.plain)):
        yield Reason(STAGE, "written_too_fast", 1.6, "The comment came back faster than a person can write it.")


def _too_fast(seconds: float, characters: int) -> bool:
    return seconds < _SHORTEST_VISIT or (characters > 200 and characters / max(seconds, 0.1) > _FASTEST_TYPING)


def _times(count: int) -> str:
    return "one earlier comment" if count == 1 else f"{count} earlier comments"
