"""Which files should stand. Compared with what stands, this is how faults heal."""

from collections.abc import Collection
from dataclasses import dataclass

from django.conf import settings

from parley.conversation.feeds import ALL_COMMENTS
from parley.conversation.queries.shapes import ThreadShape, shapes_at
from parley.conversation.scripts import CONSOLE, console_script, console_style, scripts_in_use
from parley.materializer.recipes.comments_feed import SITE
from parley.materializer.recipes.errors import TEXTS
from parley.materializer.recipes.figures import PATH
from parley.publication.archive import archive_keys
from parley.publication.corrections import CHANGES
from parley.publication.feeds import feed_sources
from parley.publication.lists import list_pages
from parley.publication.newsletters.queries import released_issues
from parley.publication.queries import article_paths, corrected_articles, live_information, republishable_articles
from parley.publication.sitemaps import article_chunks
from parley.publication.themes import icon_path, stylesheet_path


@dataclass(frozen=True, slots=True)
class Expected:
    """One public file: its address, the recipe and what the recipe is given."""

    path: str
    recipe: str
    subject: str = ""
    priority: int = 5


def expected_outputs() -> dict[str, Expected]:
    """Every public file that should stand now, by its address."""
    found = lists_and_fixed()
    shapes = shapes_at(site=settings.SITE_HOST)
    corrected, republished = corrected_articles(), republishable_articles()
    for article_id, path in article_paths():
        found += article_outputs(article_id, path, shapes.get(path, ThreadShape()))
        found += outputs_of_some(article_id, path, corrected=corrected, republished=republished)
    return {expected.path: expected for expected in found}


def lists_and_fixed() -> list[Expected]:
    """The files that are not an article's: front page, sections, topics, authors, feeds, style sheet, error pages."""
    return [*_fixed(), *_lists(), *newsletter_outputs()]


def article_outputs(article_id: int, path: str, shape: ThreadShape) -> list[Expected]:
    """The files of one article: itself and the pages of its conversation."""
    further = [conversation_output(article_id, path, number) for number in shape.pages if number > 1]
    branches = [branch_output(article_id, path, root_id, number) for root_id, number in shape.branches]
    ordered = order_outputs(article_id, path, shape.pages, shape.best_pages) if shape.is_ordered else []
    feeds = feed_outputs(f"{path}conversation/", "comments_feed", f"{article_id}:feed")
    beside = outputs_beside(article_id, path)
    pulse = [pulse_output(article_id, path)] if shape.count else []
    return [
        Expected(path, "article", str(article_id), priority=3),
        *beside,
        *feeds,
        *further,
        *branches,
        *ordered,
        *pulse,
    ]


BESIDE = {"index.html.md": "markdown", "cite/": "cite", "card.png": "card"}
"""What stands beside each article: last segment → recipe."""


def outputs_beside(article_id: int, path: str) -> list[Expected]:
    """An article for programs, how to cite it, the picture of a shared link."""
    return [Expected(f"{path}{name}", recipe, f"{article_id}:{recipe}") for name, recipe in BESIDE.items()]


def outputs_of_some(
    article_id: int, path: str, *, corrected: Collection[int], republished: Collection[int]
) -> list[Expected]:
    """What stands beside articles with corrections, and beside those that others may take; both given by their ids."""
    found = []
    if article_id in corrected:
        found.append(Expected(f"{path}{CHANGES}", "changes", f"{article_id}:changes"))
    if article_id in republished:
        found.append(Expected(f"{path}republish/", "republish", f"{article_id}:republish"))
    return found


def feed_outputs(folder: str, recipe: str, subject: str) -> list[Expected]:
    """A feed in each format."""
    recipes = {"feed.xml": recipe, "feed.rss": f"{recipe}_rss", "feed.json": f"{recipe}_json"}
    return [Expected(f"{folder}{file}", name, subject) for file, name in recipes.items()]


def pulse_output(article_id: int, path: str) -> Expected:
    """How many comments there are and where the newest stands, for pages that are open."""
    return Expected(f"{path}conversation/pulse.json", "pulse", str(article_id), priority=3)


def conversation_output(article_id: int, path: str, number: int) -> Expected:
    """A further page in the order of time."""
    return Expected(f"{path}conversation/{number}/", "conversation", f"{article_id}:{number}")


def branch_output(article_id: int, path: str, root_id: int, number: int) -> Expected:
    """A further page of the replies to one comment."""
    return Expected(f"{path}conversation/c{root_id}/{number}/", "branch", f"{article_id}:{root_id}:{number}")


def order_outputs(article_id: int, path: str, pages: Collection[int], best_pages: int) -> list[Expected]:
    """Where the other orders begin; the pages of 'newest', which are those in the order of time; those of 'best'."""
    newest = [Expected(f"{path}conversation/newest/{number}/", "newest", f"{article_id}:{number}") for number in pages]
    best = [
        Expected(f"{path}conversation/best/{number}/", "best", f"{article_id}:{number}")
        for number in range(2, best_pages + 1)
    ]
    return [
        Expected(f"{path}conversation/newest/", "newest", f"{article_id}:0"),
        Expected(f"{path}conversation/best/", "best", f"{article_id}:1"),
        *newest,
        *best,
    ]


def _fixed() -> list[Expected]:
    errors = [Expected(f"/errors/{status}/", "error", str(status), priority=2) for status in TEXTS]
    return [
        Expected(stylesheet_path(), "stylesheet", priority=1),
        Expected(icon_path(), "icon", priority=1),
        Expected(console_style(), "console_style", priority=1),
        Expected(console_script(), "script", CONSOLE, priority=1),
        *(Expected(path, "script", name, priority=1) for name, path in scripts_in_use().items()),
        Expected("/", "list", "front:", priority=2),
        Expected("/feeds/", "feeds"),
        *feed_outputs(ALL_COMMENTS, "comments_feed", SITE),
        Expected("/robots.txt", "robots"),
        Expected("/llms.txt", "llms"),
        Expected("/sitemap.xml", "sitemap", "index"),
        Expected("/sitemaps/pages.xml", "sitemap", "pages"),
        Expected("/sitemaps/news.xml", "sitemap", "news", priority=3),
        *(Expected(f"/sitemaps/articles-{number}.xml", "sitemap", str(number)) for number in article_chunks()),
        *(Expected(page.public_path, "information", str(page.pk), priority=3) for page in live_information()),
        *errors,
        *([Expected(PATH, "figures")] if settings.PARLEY.moderation_figures else []),
    ]


def newsletter_outputs() -> list[Expected]:
    """The archive of the newsletter, where there is one."""
    issues = [Expected(issue.path, "issue", str(issue.pk), priority=3) for issue in released_issues()]
    if not issues and not settings.PARLEY.newsletter.is_offered:
        return []
    return [Expected("/newsletter/", "newsletter", priority=3), *issues]


def _lists() -> list[Expected]:
    found: list[Expected] = []
    for kind, slug, path, pages in list_pages():
        found.append(Expected(path, "list", f"{kind}:{slug}", priority=4 if kind == "section" else 5))
        found += [Expected(f"{path}page/{n}/", "list", f"{kind}:{slug}:{n}") for n in range(1, pages + 1)]
    found += [Expected(path, "list", f"archive:{key}") for key, path in archive_keys()]
    for source in feed_sources():
        found += feed_outputs(source.path, "feed", source.subject)
    return found
