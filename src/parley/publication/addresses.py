"""Which addresses are free for an article or a section: no other page stands there, and nothing of the house."""

from parley.publication.models import ArticlePage, InformationPage, SectionPage

HOUSE = frozenset(
    {
        *(
            "conversation",
            "notifications",
            "moderation",
            "moderation-figures",
            "api",
            "editors",
            "embed",
            "mailbox",
            "stop",
            "my",
            "search",
            "1.1",
            *("healthz", "readyz", "metrics"),
        ),  # what the program answers
        *("media", "static", "assets", "errors"),  # what the fronts answer from other folders
        *("authors", "topics", "archive", "feeds", "comments", "newsletter", "sitemaps"),
    }
)
"""First segments that no page of the publication may have."""


BESIDE_ARTICLES = frozenset({"changes", "cite", "republish"})
"""Last segments of the pages that stand beside an article."""


def is_of_the_house(path: str) -> bool:
    """Whether a path ('/media/talks/') is the front page's, a further page's of a conversation or of a list, the page
    of an article's changes, or lies under HOUSE."""
    segments = path.strip("/").split("/")
    is_further_page = len(segments) > 2 and (
        (segments[-2] in {"conversation", "page"} and segments[-1].isdigit()) or segments[-1] in BESIDE_ARTICLES
    )
    return not segments[0] or segments[0] in HOUSE or "." in segments[0] or is_further_page


def is_too_long(path: str) -> bool:
    """Whether a segment is longer than a folder's name may be (255 bytes), or all than the column (500 characters).

    Room is left for a number, or for a further page of the conversation, behind it.
    """
    return len(path) > 450 or any(len(segment.encode()) > 240 for segment in path.split("/"))


def is_free(path: str, *, but: int | None = None) -> bool:
    """Whether an article (other than the one with the id `but`) may stand at `path`."""
    if (
        is_of_the_house(path)
        or is_too_long(path)
        or ArticlePage.objects.filter(permalink=path).exclude(pk=but).exists()
    ):
        return False
    section, _slash, slug = path.strip("/").partition("/")
    if not slug:
        kinds = (SectionPage, InformationPage)
        return not any(kind.objects.filter(slug=section).exists() for kind in kinds)
    under = SectionPage.objects.filter(slug=section).first()
    taken = ArticlePage.objects.filter(slug=slug, permalink="").exclude(pk=but)
    return under is None or not taken.child_of(under).exists()
