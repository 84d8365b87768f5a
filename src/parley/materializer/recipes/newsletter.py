"""The open archive of the newsletter."""

from django.conf import settings

from parley.materializer.recipes.made import Made
from parley.publication.newsletters.queries import issue_document, released_issues
from parley.publication.newsletters.rendering import archive_page, issue_page

ARCHIVE = "newsletter"
"""What the list of issues depends on."""


def archive(_subject: str) -> Made | None:
    """All issues; None while the publisher offers no newsletter and none was sent."""
    issues = list(released_issues())
    if not issues and not settings.PARLEY.newsletter.is_offered:
        return None
    return Made(archive_page([issue_document(issue) for issue in issues]), frozenset({"shell", ARCHIVE}))


def issue(subject: str) -> Made | None:
    """`subject`: the issue's id."""
    found = released_issues().filter(pk=int(subject)).first()
    if found is None:
        return None
    shown = {f"article:{one.article_id}" for one in found.articles.all()}
    return Made(issue_page(issue_document(found)), frozenset({"shell", ARCHIVE, *shown}))
