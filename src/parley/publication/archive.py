"""Every article by the month in which it was published, in the site's time zone."""

from datetime import datetime

from django.db.models import Count
from django.db.models.functions import TruncMonth
from django.utils import timezone
from django.utils.formats import date_format
from django.utils.translation import gettext as _
from django.utils.translation import pgettext

from parley.publication.documents import ArchiveMonth, ListDocument
from parley.publication.models import ArticlePage
from parley.publication.queries import article_summary, know_sections, live_articles

ARCHIVE = "/archive/"


def archive_months() -> list[ArchiveMonth]:
    """The months in which something was published, newest first."""
    rows = (
        ArticlePage.objects.live()
        .public()
        .exclude(first_published_at=None)
        .annotate(month=TruncMonth("first_published_at"))
        .values_list("month")
        .annotate(count=Count("pk"))
        .order_by("-month")
    )
    return [ArchiveMonth(m.year, m, f"{ARCHIVE}{m.year}/{m.month:02}/", count) for m, count in rows]


def archive_keys() -> list[tuple[str, str]]:
    """(key, path) of every page of the archive; none while nothing is published."""
    months = archive_months()
    years = {month.year for month in months}
    return [
        *([("", ARCHIVE)] if months else []),
        *((str(year), f"{ARCHIVE}{year}/") for year in sorted(years)),
        *((f"{m.year}-{m.month.month:02}", m.path) for m in months),
    ]


def archive_document(key: str) -> ListDocument | None:
    """The archive by its key: "" for all years, "2026" for one, "2026-11" for a month. None when it holds nothing."""
    months = archive_months()
    year, _hyphen, month = key.partition("-")
    if month:
        return _month(months, int(year), int(month))
    shown = tuple(m for m in months if not year or m.year == int(year))
    if not shown:
        return None
    title = _("Archive of %(year)s") % {"year": year} if year else _("Archive")
    return ListDocument("archive", title, f"{ARCHIVE}{year}/" if year else ARCHIVE, "", (), months=shown)


def _month(months: list[ArchiveMonth], year: int, month: int) -> ListDocument | None:
    index = next((i for i, m in enumerate(months) if (m.year, m.month.month) == (year, month)), None)
    if index is None:
        return None
    here = months[index]
    articles = list(
        live_articles().filter(first_published_at__gte=here.month, first_published_at__lt=_next(here.month))
    )
    know_sections(articles)
    return ListDocument(
        "archive",
        date_format(here.month, pgettext("date", "F Y")),
        here.path,
        "",
        tuple(article_summary(article) for article in articles),
        older=months[index + 1].path if index + 1 < len(months) else "",
        newer=months[index - 1].path if index else "",
    )


def _next(month: datetime) -> datetime:
    """The first moment of the next month. Made anew, since the offset from UTC may change in between."""
    year, number = (month.year + 1, 1) if month.month == 12 else (month.year, month.month + 1)
    return timezone.make_aware(datetime(year, number, 1))  # noqa: DTZ001 - made aware at once
