"""What programs read and what readers take along: sitemaps, llms.txt, Markdown, citations, share cards."""

from parley.materializer.recipes.lists import DISCUSSED
from parley.materializer.recipes.made import Made
from parley.publication import rendering, sitemaps
from parley.publication.documents import ArticleDocument
from parley.publication.information import information_document
from parley.publication.markdown_text import article_markdown
from parley.publication.queries import article_document, live_articles, live_information


def sitemap(subject: str) -> Made | None:
    """`subject`: "index", "pages", "news", or the number of a sitemap of articles."""
    if subject == "index":
        return Made(sitemaps.sitemap_index(), frozenset({"articles"}))
    if subject == "pages":
        return Made(sitemaps.sitemap_of_pages(), frozenset({"articles", "authors", "shell"}))
    if subject == "news":  # an article leaves it with time alone; the worker marks DISCUSSED every hour
        return Made(sitemaps.news_sitemap(), frozenset({"articles", "shell", DISCUSSED}))
    text = sitemaps.sitemap_of_articles(int(subject))
    return Made(text, frozenset({sitemap_subject(int(subject)), "shell"})) if text else None


def sitemap_subject(number: int) -> str:
    """What a sitemap of articles depends on."""
    return f"sitemap:{number}"


def llms(_subject: str) -> Made | None:
    """The site for language models."""
    return Made(sitemaps.llms_text(), frozenset({"articles", "shell"}))


def markdown(subject: str) -> Made | None:
    """`subject`: the article's id, as in '12:markdown'."""
    article = _article(subject)
    return Made(article_markdown(article), _of(article)) if article else None


def cite(subject: str) -> Made | None:
    """`subject`: the article's id, as in '12:cite'."""
    article = _article(subject)
    return Made(rendering.cite_page(article), _of(article) | {"shell", "authors"}) if article else None


def republish(subject: str) -> Made | None:
    """`subject`: the article's id, as in '12:republish'. A page for every article whose licence allows it."""
    article = _article(subject)
    text = rendering.republish_page(article) if article else None
    return Made(text, _of(article) | {"shell"}) if article and text else None


def card(subject: str) -> Made | None:
    """`subject`: the article's id, as in '12:card'. Not made anew with the shell: 20,000 take a quarter of an hour."""
    article = _article(subject)
    return Made(rendering.card_picture(article), _of(article)) if article else None


def information(subject: str) -> Made | None:
    """`subject`: the page's id."""
    page = live_information().filter(pk=int(subject)).first()
    return Made(rendering.information_page(information_document(page)), frozenset({"shell"})) if page else None


def _article(subject: str) -> ArticleDocument | None:
    article = live_articles().filter(pk=int(subject.partition(":")[0])).first()
    return article_document(article, with_related=False) if article is not None else None


def _of(article: ArticleDocument) -> frozenset[str]:
    return frozenset({f"article:{article.summary.id}"})
