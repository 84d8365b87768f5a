"""The article with which a new publication begins: it shows what a page looks like, and leaves with one click."""

from django.conf import settings
from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import override

from parley.publication.actions import NewArticle, open_section, publish_article, record_author
from parley.publication.models import ArticlePage, FrontPage

PATH = "/sample/"
"""Where it stands, and by which it is known again."""


@transaction.atomic
def write_sample() -> ArticlePage:
    """Publish the sample article, in the site's language, in a section that stays."""
    with override(settings.LANGUAGE_CODE):
        return publish_article(
            NewArticle(
                title=_("A first article, to look at and to throw away"),
                standfirst=_("It shows what a page looks like. Readers can answer below it."),
                section=open_section(title=_("Articles"), slug="articles"),
                authors=[record_author(name=FrontPage.objects.get().title)],
                published_at=timezone.now(),
                permalink=PATH,
                body=[
                    {"type": "paragraph", "value": f"<p>{text}</p>"}
                    for text in (
                        _("Write one of your own at the editors’ side: choose a section, add an article, publish."),
                        _("Then remove this one: the page of first steps has a button for it."),
                    )
                ],
            )
        )


def sample_article() -> ArticlePage | None:
    """The sample article, while it stands."""
    return ArticlePage.objects.filter(permalink=PATH).first()


def remove_sample() -> bool:
    """Delete the sample article with its page. False when it is gone already."""
    article = sample_article()
    if article is None:
        return False
    article.delete()
    return True
