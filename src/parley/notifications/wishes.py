"""What a subscription is about, in words and as a link."""

from dataclasses import dataclass

from django.utils.translation import gettext as _

from parley.notifications import links
from parley.notifications.models import Subscription
from parley.publication.announcing import SITE, target_link

_Kind = Subscription.Kind


@dataclass(frozen=True, slots=True)
class Wish:
    title: str
    link: str
    """Absolute; "" when what it is about is no more."""
    what: str
    """What of it: "all new comments"."""

    @property
    def line(self) -> str:
        return f"{self.title}: {self.what}"


def wish_of(subscription: Subscription) -> Wish:
    """Title, link and words of a subscription."""
    if subscription.thread is not None:
        what = _("replies to your comments") if subscription.kind == _Kind.REPLIES else _("all new comments")
        return Wish(subscription.thread.title, links.thread_link(subscription.thread), what)
    found = target_link(SITE if subscription.kind == _Kind.NEWSLETTER else subscription.target)
    what = _("the newsletter") if subscription.kind == _Kind.NEWSLETTER else _("new articles")
    if found is None:
        return Wish(_("something that is no longer here"), "", what)
    return Wish(found.title, links.page_link(found.path), what)
