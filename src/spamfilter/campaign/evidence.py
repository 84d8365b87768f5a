"""Stage 5: what a campaign says about one comment."""

import math
from collections.abc import Iterator

from spamfilter.campaign.index import Match
from spamfilter.records import Reason

STAGE = "campaign"
_MARKED = 14.0  # A person has decided: this outweighs whatever the text alone suggests.
_IDENTICAL = 0.97
# In campaigns of three and more by two and more names stood 52 in a hundred link-free comments of a spammed blog, none
# of a newspaper's honest comments, but 0.5 of the honest ones under music videos.
_FIRST = 1.6
_DOUBLING = 0.8
_MOST = 4.5
# "Best song ever": what is short, honest people say in the same words. That may hold a comment, no more.
_SHORT = 10
_MOST_IF_SHORT = 2.0


def campaign_reasons(match: Match, words: int) -> Iterator[Reason]:
    """Return the evidence of near-duplicates of a comment of so many words."""
    if match.spam is True:
        yield Reason(STAGE, "spam_campaign", _MARKED, "A moderator called this campaign spam.")
    elif match.spam is False:
        return  # A moderator said that these comments only look alike.
    elif match.names < 2:
        yield Reason(STAGE, "repeated", 0.6, f"The same author wrote nearly the same {_times(match.size)}.")
    else:
        likeness = "the same" if match.similarity >= _IDENTICAL else "nearly the same"
        sentence = f"Stands {likeness} in {_comments(match.size)} under other names."
        yield Reason(STAGE, "campaign", _weight(match, words), sentence)


def _weight(match: Match, words: int) -> float:
    # One person's running gag, taken up by one other, is no campaign of ten.
    company = min(match.size, 2 * (match.names - 1))
    return min(_FIRST + _DOUBLING * math.log2(company), _MOST if words >= _SHORT else _MOST_IF_SHORT)


def _times(count: int) -> str:
    return "once before" if count == 1 else f"{count} times before"


def _comments(count: int) -> str:
    return "another comment" if count == 1 else f"{count} other comments"
