"""What became of an answer by mail, where it is not simply published. The words of a refused one are in it."""

from django.utils.translation import gettext as _

from parley.conversation.models import Comment
from parley.kit.text import shorten
from parley.notifications import links
from parley.notifications.incoming.outcomes import SILENT, Outcome
from parley.notifications.mail.message import Letter
from parley.notifications.mail.plus_addresses import read_plus_address
from parley.notifications.mail.wrapping import quote
from parley.notifications.models import Delivery, ReceivedMail
from parley.notifications.purposes.writing import Purpose

LONGEST_RETURNED = 60_000
"""Characters of the words that go back: three comments of the longest kind."""


_ON_THE_PAGE_NEITHER = frozenset({Outcome.CLOSED, Outcome.BARRED, Outcome.DUPLICATE})
"""What the page would refuse as well."""


class AnswerMail(Purpose):
    """The answer to an answer. It has no Reply-To: whoever answers it reaches nobody, and it says so."""

    def reason_against(self, delivery: Delivery) -> str:
        mail = _mail_of(delivery)
        if mail is None:
            return "the mail was forgotten"
        return "there is nothing to say about it" if Outcome(mail.outcome) in SILENT else ""

    def letter(self, delivery: Delivery) -> Letter:
        mail = _mail_of(delivery)
        assert mail is not None
        outcome, answered = Outcome(mail.outcome), _answered_by(mail)
        context = {
            "outcome": str(outcome),
            "sentences": _sentences(outcome, mail),
            "title": answered.thread.title if answered is not None else "",
            "words": mail.words,
            "quoted_words": quote(shorten(mail.words, LONGEST_RETURNED)) if mail.words else "",
            "reply_link": _where_to_answer(outcome, answered),
            "status_link": links.status_link(mail.comment) if mail.comment is not None else "",
        }
        subject = _("Your answer is here") if mail.comment is not None else _("Your answer could not be posted")
        return self.plain_letter(delivery, "answer", subject, context)


def _where_to_answer(outcome: Outcome, answered: Comment | None) -> str:
    """The form for an answer, where it would take one."""
    is_of_use = answered is not None and answered.is_public and outcome not in _ON_THE_PAGE_NEITHER
    return links.reply_link(answered) if answered is not None and is_of_use else ""


def _mail_of(delivery: Delivery) -> ReceivedMail | None:
    number = int(delivery.event.split(":")[1])
    return ReceivedMail.objects.filter(pk=number).select_related("comment", "reader").first()


def _answered_by(mail: ReceivedMail) -> Comment | None:
    read = read_plus_address(mail.address)
    return Comment.objects.select_related("thread").filter(pk=read[1][0]).first() if read is not None else None


def _sentences(outcome: Outcome, mail: ReceivedMail) -> list[str]:
    """What happened, why, and what can be done."""
    again = _("You can post them on the page, or send them once more.")
    said = {
        Outcome.GONE: [_("The comment that you answered is no longer there."), _("Your words are below.")],
        Outcome.WRONG_SENDER: [
            _("A mail came to your private address for answers, but not from your own address, so it was not posted."),
            _("It came from %(address)s. Please answer from the account to which we write.") % {"address": mail.detail}
            if mail.detail
            else _("Please answer from the account to which we write."),
            _("If it was not you: somebody to whom you forwarded our mail answered it. Nothing happened."),
        ],
        Outcome.CLOSED: [_("This conversation is closed. Your words are below, so that you can keep them.")],
        Outcome.BARRED: [mail.detail, _("Your words are below, so that you can keep them.")],
        Outcome.WARNING: [
            _("A moderator has a word for you: %(reason)s") % {"reason": mail.detail},
            _("Please answer on the page this time, where you can tick that you have read it. Your words are below."),
        ],
        Outcome.TOO_LONG: [
            _("Your answer has %(count)s characters; 20,000 are the most. Please shorten it, or send it in parts.")
            % {"count": mail.detail}
        ],
        Outcome.EMPTY: [
            _("We found no words of your own in your mail."),
            _("Please write above the quotation, and not between its lines."),
        ],
        Outcome.SEALED: [_("Your mail is encrypted, and we cannot read it. Please send it again without that.")],
        Outcome.DUPLICATE: [_("These words are here already; your mail was not posted a second time.")],
        Outcome.RATE: [
            _("You wrote a great deal in a short time. Please wait %(minutes)s minutes.") % {"minutes": mail.detail},
            again,
        ],
        Outcome.NAME: [
            mail.detail or _("We do not know under which name your answer should stand."),
            _("Please answer on the page this once and give a name there; after that, by mail again."),
        ],
        Outcome.HELD: [_("Your answer has arrived and waits for a moderator. It appears when it is approved.")],
        Outcome.ATTACHMENTS: [
            _("Your words have arrived. What you attached could not come along: %(names)s.") % {"names": mail.detail},
            _("You can write the address of a picture or a document into your comment instead."),
        ],
    }
    return [sentence for sentence in said.get(outcome, []) if sentence]
