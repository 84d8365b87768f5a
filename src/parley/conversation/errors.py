"""What a reader or moderator can be refused. `code` is stable; the message says what to do."""

from django.utils.translation import gettext as _
from django.utils.translation import ngettext


class ConversationError(Exception):
    """Base of every refusal in this room.

    Raised by actions, shown by views.

    * ThreadClosed: the conversation takes no more comments
    * CommentRefused: a field is missing or too long; `field` names it
    * TooManyComments: one sender writes too quickly; `seconds` says how long to wait
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
