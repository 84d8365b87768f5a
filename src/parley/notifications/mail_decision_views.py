"""The pages behind the links in a moderator's digest: opening one shows the comment, its button decides."""

from django.http import HttpRequest, HttpResponse
from django.urls import reverse
from django.utils.translation import gettext as _

from parley.conversation.console.words import decided_in_words
from parley.conversation.models import Comment
from parley.notifications import decisions_by_mail
from parley.notifications.decisions_by_mail import MailDecision, decided_since, may_undo, read_decision
from parley.notifications.errors import LinkExpired, NoLongerModerator
from parley.notifications.private_pages import behind_a_private_link, message

LINES_SHOWN = 3_000
"""Characters of the comment on the page."""


@behind_a_private_link
def decide_by_mail(request: HttpRequest, private_key: str) -> HttpResponse:
    """Shows the comment and asks; POST decides. What somebody decided meanwhile stays, and is shown."""
    try:
        decision = read_decision(private_key)
    except (LinkExpired, NoLongerModerator) as error:
        return _refused(request, error)
    if request.method == "POST":
        decisions_by_mail.decide_by_mail(decision)
        decision.comment.refresh_from_db()
    if decided_since(decision) is not None:
        return _decided(request, private_key, decision)
    if decision.comment.status == Comment.Status.DELETED:
        return message(request, heading=_("Nothing left to decide"), text=_("Its writer has deleted this comment."))
    headings = {
        "approve": (_("Publish this comment?"), _("Approve")),
        "spam": (_("Is this spam?"), _("Spam")),
        "trash": (_("Remove this comment?"), _("Reject")),
    }
    heading, button = headings[decision.action]
    return message(
        request,
        heading=heading,
        text=_about(decision),
        details=[decisions_by_mail.excerpt(decision.comment, LINES_SHOWN)],
        buttons=[(request.path, button)],
    )


@behind_a_private_link
def undo_by_mail(request: HttpRequest, private_key: str) -> HttpResponse:
    """Takes back, on POST, what was decided since the mail."""
    if request.method != "POST":
        return decide_by_mail(request, private_key=private_key)
    try:
        decision = read_decision(private_key)
    except (LinkExpired, NoLongerModerator) as error:
        return _refused(request, error)
    if not decisions_by_mail.undo_by_mail(decision):
        return message(request, heading=_("Nothing to undo"), text=_("It was taken back already, or decided anew."))
    return message(request, heading=_("Taken back"), text=_("The comment is as it was before: %s") % _about(decision))


def _decided(request: HttpRequest, private_key: str, decision: MailDecision) -> HttpResponse:
    made = decided_since(decision)
    assert made is not None
    can_be_undone = may_undo(decision, made)
    return message(
        request,
        heading=_("Decided"),
        text=decided_in_words(made),
        details=[_about(decision), decisions_by_mail.excerpt(decision.comment)],
        undo=(reverse("undo_by_mail", args=[private_key]), _("Undo")) if can_be_undone else None,
    )


def _about(decision: MailDecision) -> str:
    said = {"name": decision.comment.author_name, "title": decision.comment.thread.title}
    return _("%(name)s on %(title)s") % said


def _refused(request: HttpRequest, error: LinkExpired | NoLongerModerator) -> HttpResponse:
    return message(request, heading=_("This link no longer works"), text=str(error), status=error.status)
