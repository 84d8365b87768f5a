"""What waits for a moderator at the moment of sending."""

from django.utils.translation import gettext as _

from parley.conversation.console.words import ago
from parley.notifications import links
from parley.notifications.decisions_by_mail import oldest_waiting
from parley.notifications.digests import digest_for, mails_of, moderator_of
from parley.notifications.mail.message import Letter
from parley.notifications.models import Delivery
from parley.notifications.purposes.writing import Purpose, one_click


class DigestMail(Purpose):
    """The moderators' digest."""

    def reason_against(self, delivery: Delivery) -> str:
        wanted = moderator_of(delivery) is not None
        return "" if wanted else "nothing waits any more, or the moderator wants no mail"

    def letter(self, delivery: Delivery) -> Letter:
        moderator = moderator_of(delivery)
        assert moderator is not None
        digest, stop_link = digest_for(moderator), links.stop_digest_link(mails_of(moderator).private_key)
        context = {
            "name": str(moderator),
            "digest": digest,
            "waiting": oldest_waiting(moderator),
            "oldest": ago(digest.oldest) if digest.oldest else "",
            "console_link": links.console_link(),
            "campaigns_link": links.console_link("campaigns"),
            "reported_link": links.console_link("reported"),
            "appealed_link": links.console_link("appealed"),
            "notices_link": links.notices_link(),
            "mails_link": links.moderators_mails_link(),
            "stop_link": stop_link,
        }
        subject = _("What waits for you at %(site)s") % {"site": self.site_name}
        return self.plain_letter(delivery, "digest", subject, context, one_click(stop_link))
