"""Pages about the publication itself: as documents, and the ones that a new publication begins with."""

from dataclasses import dataclass

from django.db import transaction
from django.utils.html import escape
from django.utils.translation import gettext as _

from parley.publication.block_documents import body_documents
from parley.publication.documents import InformationDocument
from parley.publication.models import FrontPage, InformationPage
from parley.publication.queries import live_information

Purpose = InformationPage.Purpose


def information_document(page: InformationPage) -> InformationDocument:
    """A page about the publication."""
    return InformationDocument(
        title=page.title,
        path=page.public_path,
        purpose=page.purpose,
        blocks=body_documents(page.body).blocks,
        updated_at=page.last_published_at,
    )


def information_paths() -> dict[str, str]:
    """Purpose → path of the first live page of that purpose."""
    return {page.purpose: page.public_path for page in reversed(list(live_information())) if page.purpose != "other"}


@transaction.atomic
def write_information_pages(front: FrontPage) -> list[InformationPage]:
    """The pages that readers and search engines look for, where none of that purpose was ever written.

    What holds for every publication with Parley is public at once. The masthead is a draft: only its publisher knows
    what belongs there.
    """
    written = []
    for purpose, words in _beginnings(front.title).items():
        if InformationPage.objects.filter(purpose=purpose).exists():
            continue
        page = InformationPage(title=str(purpose.label), slug=words.slug, purpose=purpose, live=False)
        page.body = words.body
        front.add_child(instance=page)
        revision = page.save_revision(log_action=False)
        if words.is_public:
            revision.publish(log_action=False)
        written.append(page)
    return written


@dataclass(frozen=True, slots=True)
class _Words:
    slug: str
    paragraphs: tuple[str, ...]
    is_public: bool = True

    @property
    def body(self) -> list[dict[str, str]]:
        return [{"type": "paragraph", "value": f"<p>{text}</p>"} for text in self.paragraphs]


def _beginnings(name: str) -> dict[InformationPage.Purpose, _Words]:
    name = escape(name)
    return {
        Purpose.ABOUT: _Words(
            "about",
            (
                _("%(name)s is published for its readers, and hosts their conversation under its articles.")
                % {"name": name},
                _("Every article can be read without an account. No page follows readers or sets a cookie."),
            ),
        ),
        Purpose.MASTHEAD: _Words(
            "masthead",
            (
                _("Publisher: name and postal address."),
                _("Responsible for the content: name."),
                _("Reach us: e-mail address and telephone."),
            ),
            is_public=False,
        ),
        Purpose.ETHICS: _Words(
            "ethics",
            (
                _("We name our sources, and say so where we cannot. Opinion is marked as opinion."),
                _("Who writes about something in which they have a part says so under their name."),
                _("Pictures carry their makers' names. Nobody pays for what an article says."),
            ),
        ),
        Purpose.CORRECTIONS: _Words(
            "corrections-policy",
            (
                _("When something was wrong we correct it and say what was wrong, with the date, under the article."),
                _("What was changed can be compared word by word. We do not take errors away silently."),
                _("If you have found one, please write it under the article, or to us."),
            ),
        ),
        Purpose.PRIVACY: _Words(
            "privacy",
            (
                _("Reading needs no account. Our pages set no cookie and ask no other site for anything."),
                _(
                    "Who comments may give an e-mail address. It is stored encrypted, shown to nobody, and used only "
                    "for the mails that were asked for; each of them can be stopped with one click."
                ),
                _(
                    "Of the network from which a comment came we keep a keyed hash for some days, against spam. The "
                    "address itself is not kept."
                ),
                _("All that is stored about you can be downloaded and erased under “My mails”."),
            ),
        ),
    }
