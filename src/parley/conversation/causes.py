"""What decided about a comment, in words: for the decision log and for the figures."""

from django.utils.translation import gettext as _

from parley.conversation.gates import STAGE as GATES
from parley.conversation.gates import finding_in_words
from parley.conversation.models import Decision
from parley.conversation.moderation import POLICY
from parley.conversation.rule_texts import RULE_TEXTS


def who_in_words(name: str, cause: str) -> str:
    """Who decided: the moderator of that name, and by which way where it was not the console; else what did."""
    if name and cause == Decision.MAIL:
        return _("%(name)s (by a link in a mail)") % {"name": name}
    return name or cause_in_words(cause)


def cause_in_words(cause: str) -> str:
    """The words for `Decision.cause`; a person whose name is gone is "somebody"."""
    plain = {
        Decision.PERSON: _("somebody who is no longer here"),
        Decision.MAIL: _("somebody who is no longer here"),
        Decision.FILTER: _("the filter"),
        Decision.CAMPAIGN: _("the filter: a campaign"),
        Decision.IMPORT: _("the import"),
        Decision.EXTERNAL: _("the external moderation step"),
        Decision.WRITER: _("the writer"),
        Decision.ERASING: _("the writer, whose data were erased"),
        Decision.READERS: _("readers' reports"),
    }
    if cause in plain:
        return plain[cause]
    stage, _colon, rule = cause.partition(":")
    if stage == POLICY and rule in RULE_TEXTS:
        return _("a rule: %(rule)s") % {"rule": RULE_TEXTS[rule].meaning}
    if stage == GATES and (sentence := finding_in_words(rule)):
        return _("a gate: %(finding)s") % {"finding": sentence}
    return cause
