"""New articles, one at once or several in a digest. The links are the articles' own: nobody is followed."""

from django.utils.translation import gettext as _

from parley.notifications import links
from parley.notifications.article_recipients import untold_articles, wish_for
from parley.notifications.mail import identity
from parley.notifications.mail.message import Letter
from parley.notifications.models import Delivery, Subscription
from parley.notifications.purposes.fresh import Fresh
from parley.notifications.purposes.writing import Purpose, one_click, stop_address
from parley.notifications.reader_mails import mails_of
from parley.notifications.wishes import wish_of
from parley.publication.announcing import AnnouncedArticle, announced_articles


class ArticleMail(Purpose):
    """One new article, for whoever wants each."""

    def __init__(self) -> None:
        self._articles: Fresh[str, AnnouncedArticle | None] = Fresh()

    def reason_against(self, delivery: Delivery) -> str:
        article = self._article(delivery)
        if article is None:
            return "the article no longer stands"
        return "" if wish_for(delivery.reader_id, article) is not None else "the reader stopped the subscription"

    def letter(self, delivery: Delivery) -> Letter:
        article = self._article(delivery)
        assert article is not None
        wish = wish_for(delivery.reader_id, article)
        assert wish is not None
        context = {"article": _shown(article), **_ways_out(delivery, wish)}
        return self.plain_letter(delivery, "article", article.title, context, _fields(wish))

    def _article(self, delivery: Delivery) -> AnnouncedArticle | None:
        return self._articles.get(delivery.event, lambda: _announced(delivery))


class ArticlesMail(Purpose):
    """The new articles of a day or a week."""

    def reason_against(self, delivery: Delivery) -> str:
        return "" if self._articles(delivery) else "no article of it stands, or the reader stopped the subscription"

    def letter(self, delivery: Delivery) -> Letter:
        articles = self._articles(delivery)
        wish = wish_for(delivery.reader_id, articles[0])
        assert wish is not None
        context = {"articles": [_shown(article) for article in articles], **_ways_out(delivery, wish)}
        subject = _("New articles: %(title)s") % {"title": articles[0].title}
        return self.plain_letter(delivery, "articles", subject, context, _fields(wish))

    def _articles(self, delivery: Delivery) -> list[AnnouncedArticle]:
        assert delivery.since is not None
        assert delivery.until is not None
        return untold_articles(delivery.reader_id, delivery.since, delivery.until)


def _announced(delivery: Delivery) -> AnnouncedArticle | None:
    found = announced_articles([int(delivery.event.partition(":")[2])])
    return found[0] if found else None


def _shown(article: AnnouncedArticle) -> dict[str, object]:
    return {
        "title": article.title,
        "standfirst": article.standfirst,
        "section": article.section,
        "authors": ", ".join(article.authors),
        "minutes": article.reading_minutes,
        "link": links.page_link(article.path),
    }


def _ways_out(delivery: Delivery, wish: Subscription) -> dict[str, object]:
    return {
        "about": wish_of(wish).title,
        "stop_link": links.stop_link(wish.private_key),
        "stop_kind_link": links.stop_kind_link(wish.private_key),
        "stop_all_link": links.stop_all_link(wish.private_key),
        "my_mails_link": links.my_mails_link(mails_of(delivery.reader).private_key),
    }


def _fields(wish: Subscription) -> tuple[tuple[str, str], ...]:
    label = wish.target.replace(":", "-")
    return (
        ("List-Id", identity.list_id_of(wish_of(wish).title, f"articles-{label}")),
        *one_click(links.stop_link(wish.private_key), stop_address(wish.pk)),
    )
