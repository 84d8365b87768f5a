"""What the forms said when a reader asked for mail: kept with the subscription, as the law wants consent remembered."""

from django.utils.translation import gettext as _

from parley.notifications.models import Subscription

_Kind = Subscription.Kind


def wording_of_comment_form(kind: str) -> str:
    """As it stands under a comment's form."""
    choice = _("When somebody replies to me") if kind == _Kind.REPLIES else _("For every new comment")
    return f"{_('Email me about this conversation')}: {choice}"


def wording_of_follow_form(kind: str, title: str) -> str:
    """As it stands on the page that asks for an address; the page shows this very text."""
    if kind == _Kind.NEWSLETTER:
        return _("Send me the newsletter of %(title)s.") % {"title": title}
    if kind == _Kind.ARTICLES:
        return _("Send me new articles of %(title)s by mail.") % {"title": title}
    return _("Write to me about new comments on “%(title)s”.") % {"title": title}
