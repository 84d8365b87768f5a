"""What a reader or moderator can be refused. `code` is stable; the message says what to do."""

from datetime import datetime

from django.utils import timezone
from django.utils.formats import date_format
from django.utils.translation import gettext as _
from django.utils.translation import ngettext, pgettext


class ConversationError(Exception):
    """Base of every refusal in this room.

    Raised by actions, shown by views.

    * ThreadClosed: the conversation takes no more comments
    * CommentsOff: the operator has switched comments off for a while
    * CommentRefused: a field is missing or too long; `field` names it
    * TooManyComments: one sender writes too quickly; `seconds` says how long to wait
    * EditRefused: the writer may no longer change or delete this comment
    * CommentChanged: the comment was edited elsewhere since the writer began to edit it
    * AppealRefused: the comment cannot be appealed for, or the appeal was answered already
    * SlowMode: the thread is hot, and this reader wrote a moment ago; `seconds` says how long to wait
    * Sanctioned: the reader is suspended or banned
    * WarningUnread: the reader has to read a moderator's warning first
    * TooManySignals: one network votes or reports too quickly
    * NothingToUndo: the batch is unknown or was undone already
    * RuleRefused: a line of a publisher's rule cannot be used
    * TooManyNotices: one network sent many notices of illegal content
    * NoticeDecided: another moderator was quicker
    """

    code = "conversation_error"


class ThreadClosed(ConversationError):
    code = "thread_closed"

    def __init__(self) -> None:
        super().__init__(
            _("This conversation is closed. Your words are still in the box below, so that you can copy them.")
        )


class CommentsOff(ConversationError):
    code = "comments_off"

    def __init__(self) -> None:
        super().__init__(
            _(
                "Comments are switched off for a while. Your words are still in the box below; please send them again "
                "later."
            )
        )


class CommentRefused(ConversationError):
    code = "comment_refused"

    def __init__(self, field: str, message: str) -> None:
        super().__init__(message)
        self.field = field


class TooManyComments(ConversationError):
    code = "too_many_comments"

    def __init__(self, seconds: int) -> None:
        self.seconds = seconds
        minutes = -(-seconds // 60)
        sentence = ngettext(
            "You have sent many comments in a short time. Please send this one again in %(minutes)d minute.",
            "You have sent many comments in a short time. Please send this one again in %(minutes)d minutes.",
            minutes,
        )
        super().__init__(sentence % {"minutes": minutes})


class EditRefused(ConversationError):
    code = "edit_refused"

    def __init__(self) -> None:
        super().__init__(
            _("This comment can no longer be changed. Your words are still here, so that you can copy them.")
        )


class CommentChanged(ConversationError):
    code = "comment_changed"

    def __init__(self) -> None:
        super().__init__(
            _(
                "You changed this comment somewhere else meanwhile. Your newest words are still in the box below; send "
                "them once more if they are to stand."
            )
        )


class AppealRefused(ConversationError):
    code = "appeal_refused"

    def __init__(self) -> None:
        super().__init__(_("This was answered already. The page shows how it stands now."))


class SlowMode(ConversationError):
    code = "slow_mode"

    def __init__(self, seconds: int) -> None:
        self.seconds = seconds
        minutes = -(-seconds // 60)
        sentence = ngettext(
            "Many are writing here just now, so each reader can write once in a while. Please send this again in "
            "%(minutes)d minute; your words are all here.",
            "Many are writing here just now, so each reader can write once in a while. Please send this again in "
            "%(minutes)d minutes; your words are all here.",
            minutes,
        )
        super().__init__(sentence % {"minutes": minutes})


class Sanctioned(ConversationError):
    code = "sanctioned"

    def __init__(self, reason: str, until: datetime | None = None) -> None:
        if until is None:
            sentence = _("You cannot write here any more. The moderators' reason: %(reason)s")
        else:
            sentence = _("You cannot write here until %(until)s. The moderators' reason: %(reason)s")
        day = (
            date_format(timezone.localtime(until), pgettext("date", "j F Y, H:i"))
            if isinstance(until, datetime)
            else ""
        )
        super().__init__(sentence % {"reason": reason, "until": day})


class WarningUnread(ConversationError):
    code = "warning_unread"

    def __init__(self, reason: str) -> None:
        self.reason = reason
        super().__init__(
            _(
                "A moderator has a word for you: %(reason)s Please tick that you have read it, and send your comment "
                "again."
            )
            % {"reason": reason}
        )


class TooManySignals(ConversationError):
    code = "too_many_signals"

    def __init__(self) -> None:
        super().__init__(_("That was a lot at once. Please try again in ten minutes."))


class NothingToUndo(ConversationError):
    code = "nothing_to_undo"

    def __init__(self) -> None:
        super().__init__(_("There is nothing to undo here: this was undone already, or decided anew since."))


class RuleRefused(ConversationError):
    code = "rule_refused"

    def __init__(self, line: int, problem: str) -> None:
        super().__init__(_("Line %(line)d: %(problem)s.") % {"line": line, "problem": problem})
        self.line = line
        self.problem = problem

    def at(self, line: int) -> "RuleRefused":
        """The same refusal, counted from where the lines were typed."""
        return RuleRefused(line, self.problem)


class TooManyNotices(ConversationError):
    code = "too_many_notices"

    def __init__(self) -> None:
        super().__init__(_("Many notices came from your network today. Please write to the editors instead."))


class NoticeDecided(ConversationError):
    code = "notice_decided"

    def __init__(self) -> None:
        super().__init__(_("Somebody else has decided about this notice a moment ago."))
