"""A moderator decides out of the digest mail: about one comment, by a signed link, without signing in.

The link names moderator, comment, decision and what the moderator had seen. It is good for a week and for that only;
when anybody decides meanwhile, it lapses. What the moderator may do is asked when the button is pressed, not when the
mail is written.
"""

from dataclasses import dataclass
from datetime import timedelta

from django.core.signing import BadSignature, SignatureExpired, TimestampSigner
from django.db import transaction
from django.utils.translation import gettext as _

from parley.accounts.models import User
from parley.conversation.actions.deciding import decide_as_seen, undo
from parley.conversation.errors import NothingToUndo
from parley.conversation.models import Comment, Decision
from parley.conversation.queries.decisions import newest_lines
from parley.conversation.queries.queues import newest_judgement
from parley.conversation.queries.reach import batches_beyond_reach, comments_within_reach
from parley.kit.text import shorten, single_line, whole_number
from parley.notifications import links
from parley.notifications.digests import MODERATES, WEB_ADDRESSES, waiting_comments
from parley.notifications.errors import LinkExpired, NoLongerModerator, UnknownKey
from parley.notifications.mail.wrapping import quote

GOOD_FOR = timedelta(days=7)
LISTED = 10
"""Comments in a mail; the console has the others."""
EXCERPT = 300
"""Characters of a comment in a mail."""
REASONS = 2

ACTIONS = {"approve": Comment.Status.APPROVED, "spam": Comment.Status.SPAM, "trash": Comment.Status.TRASH}
_SALT = "notifications.decisions_by_mail"


@dataclass(frozen=True, slots=True)
class Action:
    """What a link in the mail does."""

    label: str
    link: str


@dataclass(frozen=True, slots=True)
class WaitingLine:
    """A comment that waits, as a mail shows it: without a link of its own, for mail programs would make it live."""

    name: str
    title: str
    words: str
    quoted: str
    reasons: tuple[str, ...]
    actions: tuple[Action, ...]


@dataclass(frozen=True, slots=True)
class MailDecision:
    """What a link means: `moderator` decides `action` about `comment`, of which the log's line `seen` was known."""

    moderator: User
    comment: Comment
    action: str
    seen: int


def oldest_waiting(moderator: User) -> list[WaitingLine]:
    """The comments that have waited longest, for the moderator's mail."""
    waiting = waiting_comments(moderator).select_related("thread").prefetch_related("judgements")
    comments = list(waiting.order_by("received_at", "pk")[:LISTED])
    seen = newest_lines(comment.pk for comment in comments)
    return [_line(moderator, comment, seen.get(comment.pk, 0)) for comment in comments]


def decision_token(moderator: User, comment: Comment, action: str, seen: int) -> str:
    """The signed part of a link."""
    return TimestampSigner(salt=_SALT).sign(f"{moderator.pk}.{comment.pk}.{action}.{seen}")


def read_decision(token: str) -> MailDecision:
    """What a link means, for somebody who may still act by it. Raises UnknownKey, LinkExpired, NoLongerModerator."""
    try:
        value = TimestampSigner(salt=_SALT).unsign(token, max_age=GOOD_FOR)
    except SignatureExpired as error:
        raise LinkExpired from error
    except BadSignature as error:
        raise UnknownKey from error
    moderator_id, comment_id, action, seen = value.split(".")
    moderator = User.objects.filter(pk=whole_number(moderator_id) or 0, is_active=True).first()
    comment = Comment.objects.select_related("thread").filter(pk=whole_number(comment_id) or 0).first()
    if comment is None or action not in ACTIONS:
        raise UnknownKey
    if moderator is None or not moderator.has_perm(MODERATES):
        raise NoLongerModerator
    if not comments_within_reach(Comment.objects.filter(pk=comment.pk), moderator).exists():
        raise NoLongerModerator
    return MailDecision(moderator, comment, action, int(seen))


def decided_since(decision: MailDecision) -> Decision | None:
    """What a moderator has decided about the comment since the mail, and what stands; None while it is open."""
    lines = Decision.objects.filter(comment=decision.comment, pk__gt=decision.seen, moderator__isnull=False)
    newest = lines.select_related("moderator").order_by("-pk").first()
    return None if newest is None or newest.undoes else newest


def decide_by_mail(decision: MailDecision) -> bool:
    """Do what the link says, unless somebody decided meanwhile, its writer deleted it, or it is so already."""
    with transaction.atomic():
        comment = Comment.objects.select_for_update(of=("self",)).get(pk=decision.comment.pk)
        if decided_since(decision) is not None or comment.status == Comment.Status.DELETED:
            return False
        decided = decide_as_seen(
            seen={comment.pk: decision.seen},
            status=ACTIONS[decision.action],
            moderator=decision.moderator,
            cause=Decision.MAIL,
        )
    return bool(decided.batch)


def may_undo(decision: MailDecision, made: Decision) -> bool:
    """Whether what was decided can be taken back by the link: a decision about this comment alone, within reach."""
    is_alone = not Decision.objects.filter(batch=made.batch).exclude(comment=decision.comment).exists()
    return is_alone and not batches_beyond_reach(decision.moderator, [made.batch])


def undo_by_mail(decision: MailDecision) -> bool:
    """Take back what was decided since the mail. Returns whether anything was."""
    made = decided_since(decision)
    if made is None or not may_undo(decision, made):
        return False
    try:
        undo(batch=made.batch, moderator=decision.moderator)
    except NothingToUndo:
        return False
    return True


def excerpt(comment: Comment, limit: int = EXCERPT) -> str:
    """The beginning of a comment in one line; where an address stood, an ellipsis."""
    return shorten(WEB_ADDRESSES.sub("…", single_line(comment.source)), limit)


def _line(moderator: User, comment: Comment, seen: int) -> WaitingLine:
    labels = {"approve": _("Approve"), "spam": _("Spam"), "trash": _("Reject")}
    words = excerpt(comment)
    return WaitingLine(
        name=WEB_ADDRESSES.sub("…", comment.author_name),
        title=single_line(comment.thread.title),
        words=words,
        quoted=quote(words),
        reasons=_reasons(comment),
        actions=tuple(
            Action(labels[action], links.mail_decision_link(decision_token(moderator, comment, action, seen)))
            for action in ACTIONS
        ),
    )


def _reasons(comment: Comment) -> tuple[str, ...]:
    """The filter's strongest reasons against it, in the filter's words, without addresses."""
    judgement = newest_judgement(comment)
    against = [reason for reason in (judgement.reasons if judgement else []) if reason["weight"] >= 0]
    strongest = sorted(against, key=lambda reason: -reason["weight"])[:REASONS]
    return tuple(shorten(WEB_ADDRESSES.sub("…", _(r["sentence"])), 120) for r in strongest if r["sentence"])
