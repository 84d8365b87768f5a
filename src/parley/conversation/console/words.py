"""What the console says of times and decisions."""

from collections import Counter
from collections.abc import Sequence
from datetime import datetime, timedelta

from django.utils.timesince import timesince
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from parley.conversation.models import Comment, Decision
from parley.kit import clock

_EACH_NAMED = 3
"""Comments of one answer that are named; more are counted."""


def ago(moment: datetime) -> str:
    """How long ago it was: "a moment ago", "3 hours ago"."""
    if clock.now() - moment < timedelta(minutes=2):
        return _("a moment ago")
    return _("%(age)s ago") % {"age": timesince(moment, clock.now(), depth=1).replace("\xa0", " ")}


def status_in_words(status: str) -> str:
    """What a status means for a comment: "published"."""
    words = {
        "": _("new"),
        "pending": _("waiting"),
        "approved": _("published"),
        "spam": _("spam"),
        "trash": _("removed"),
    }
    return words.get(status, status)


def decided_in_words(decision: Decision) -> str:
    """Who decided what and when: "Decided by Ben a moment ago: published."."""
    said = {"who": str(decision.moderator), "when": ago(decision.decided_at)}
    sentence = _("Decided by %(who)s %(when)s: %(status)s.") % (said | {"status": status_in_words(decision.after)})
    return f"{sentence} {decision.reason}" if _is_for_people(decision.reason) else sentence


def left_alone_in_words(already: Sequence[Decision]) -> list[str]:
    """What was not changed, because another moderator was quicker."""
    if len(already) <= _EACH_NAMED:
        return [f"{line.comment.author_name}: {decided_in_words(line)}" for line in already]
    by_person = Counter(str(line.moderator) for line in already)
    return [
        ngettext(
            "%(n)d comment was left as it is: %(who)s had decided about it.",
            "%(n)d comments were left as they are: %(who)s had decided about them.",
            number,
        )
        % {"n": number, "who": who}
        for who, number in by_person.items()
    ]


def done_in_words(status: str, number: int) -> str:
    """What was just done: "3 comments are spam now."."""
    sentences = {
        Comment.Status.APPROVED: ngettext("%(n)d comment published.", "%(n)d comments published.", number),
        Comment.Status.SPAM: ngettext("%(n)d comment is spam now.", "%(n)d comments are spam now.", number),
        Comment.Status.TRASH: ngettext("%(n)d comment rejected.", "%(n)d comments rejected.", number),
        Comment.Status.PENDING: ngettext("%(n)d comment waits again.", "%(n)d comments wait again.", number),
    }
    return sentences[Comment.Status(status)] % {"n": number}


def _is_for_people(reason: str) -> bool:
    return bool(reason) and reason != "undo" and not reason.startswith(("campaign ", "filter: "))
