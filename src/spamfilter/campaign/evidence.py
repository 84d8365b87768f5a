"""Stage 5: what a campaign says about one comment."""

import math
from collections.abc import Iterator

from spamfilter.campaign.index import Match
from spamfilter.records import Reason

STAGE = "campaign"
_MARKED = 14.0  # A person has decided: this outweighs whatever the text alone suggests.
_IDENTICAL = 0.97


def campaign_reasons(match: Match) -> Iterator[Reason]:
    """Return the evidence of near-duplicates."""
    if match.spam is True:
        yield Reason(STAGE, "spam_campaign", _MARKED, "A moderator called this campaign spam.")
    elif match.spam is False:
        return  # A moderator said that these comments only look alike.
    elif match.names < 2:
        yield Reason(STAGE, "repeated", 0.6, f"The same author wrote nearly the same {_times(match.size)}.")
    else:
        weight = 1.6 + 0.7 * math.log2(match.size)
        likeness = "the same" if match.similarity >= _IDENTICAL else "nearly the same"
        yield Reason(
            STAGE, "campaign", min(weight, 4.5), f"Stands {likeness} in {_comments(match.size)} under other names."
        )


def _times(count: int) -> str:
    return "once before" if count == 1 else f"{count} times before"


def _comments(count: int) -> str:
    return "another comment" if count == 1 else f"{count} other comments"
