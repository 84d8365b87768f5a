"""Which files should stand. Compared with what stands, this is how faults heal."""

from dataclasses import dataclass

from django.conf import settings

from parley.conversation.queries.threads import pages_at
from parley.conversation.scripts import scripts_in_use
from parley.materializer.recipes.errors import TEXTS
from parley.materializer.recipes.figures import PATH
from parley.publication.queries import article_paths, listed_authors, listed_topics, live_sections
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
    pages = pages_at(site=settings.SITE_HOST)
    for article_id, path in article_paths():
        found += article_outputs(article_id, path, pages.get(path, 1))
    return {expected.path: expected for expected in found}


def lists_and_fixed() -> list[Expected]:
    """The files that are not an article's: front page, sections, topics, authors, feeds, style sheet, error pages."""
    return [*_fixed(), *_lists()]


def article_outputs(article_id: int, path: str, pages: int) -> list[Expected]:
    """The files of one article: itself and the further pages of its conversation."""
    further = [
        Expected(f"{path}conversation/{number}/", "conversation", f"{article_id}:{number}")
        for number in range(2, pages + 1)
    ]
    return [Expected(path, "article", str(article_id), priority=3), *further]


def _fixed() -> list[Expected]:
    errors = [Expected(f"/errors/{status}/", "error", str(status), priority=2) for status in TEXTS]
    return [
        Expected(stylesheet_path(), "stylesheet", priority=1),
        Expected(icon_path(), "icon", priority=1),
        *(Expected(path, "script", name, priority=1) for name, path in scripts_in_use().items()),
        Expected("/", "list", "front:", priority=2),
        Expected("/feed.xml", "feed"),
        Expected("/robots.txt", "robots"),
        *errors,
        *([Expected(PATH, "figures")] if settings.PARLEY.moderation_figures else []),
    ]


def _lists() -> list[Expected]:
    found = []
    for section in live_sections():
        found.append(Expected(section.public_path, "list", f"section:{section.slug}", priority=4))
        found.append(Expected(f"{section.public_path}feed.xml", "feed", section.slug))
    found += [Expected(f"/topics/{slug}/", "list", f"topic:{slug}") for slug in listed_topics()]
    found += [Expected(f"/authors/{slug}/", "list", f"author:{slug}") for slug in listed_authors()]
    return found
