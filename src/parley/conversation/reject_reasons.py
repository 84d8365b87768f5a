"""Why a comment is rejected, in words that its writer can read: a short list to choose from, and own words."""

from django.utils.translation import gettext as _
from django.utils.translation import gettext_noop as later

from parley.conversation.models import CannedReply
from parley.conversation.queries.people import replies_at_hand
from parley.kit.text import shorten, single_line, whole_number

KEPT = "kept-"
"""Begins the name of a reason that moderators keep at hand."""

LONGEST = 200
"""Characters; what a line of the decision log holds."""

REASONS: dict[str, tuple[str, str]] = {
    "off_topic": (later("Off topic"), later("It does not speak of the article or of the conversation.")),
    "insult": (later("Insult"), later("It attacks a person. Please argue with what was said.")),
    "hate": (later("Hatred"), later("It speaks of people with contempt for what they are.")),
    "private": (later("Private details"), later("It makes details of somebody's private life public.")),
    "claim": (later("Unproven claim"), later("It accuses somebody without saying how one can know.")),
    "repeated": (later("Repeated"), later("The same was said in this conversation already.")),
    "advertising": (later("Advertising"), later("It advertises something.")),
}
"""Name → what the moderators' menu says, what the writer reads."""


def reject_menu() -> list[tuple[str, str]]:
    """(name, label) of each reason, in the language of now; then those that moderators keep at hand."""
    kept = replies_at_hand(CannedReply.Use.REASON)
    shipped = [(name, _(label)) for name, (label, _sentence) in REASONS.items()]
    return shipped + [(f"{KEPT}{reply.pk}", reply.title) for reply in kept]


def reason_in_words(name: str, own_words: str) -> str:
    """The sentence of a chosen reason, then the moderator's own words, as one line of the log; "" without either."""
    sentence = _(REASONS[name][1]) if name in REASONS else ""
    if name.startswith(KEPT):
        number = whole_number(name.removeprefix(KEPT))
        kept = replies_at_hand(CannedReply.Use.REASON).filter(pk=number or 0).first()
        sentence = single_line(kept.words) if kept else ""
    return shorten(" ".join(part for part in (sentence, single_line(own_words)) if part), LONGEST)
