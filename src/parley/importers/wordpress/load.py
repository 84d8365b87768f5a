"""An export becomes publication and conversation, in one transaction: all of it or nothing."""

from collections.abc import Callable
from pathlib import Path

from django.db import transaction

from parley.conversation.moderation import forget_index
from parley.importers.wordpress.articles import ArticleLoader
from parley.importers.wordpress.conversation import load_comments
from parley.importers.wordpress.ledger import Ledger
from parley.importers.wordpress.records import Author, Post, Term
from parley.importers.wordpress.report import ImportReport
from parley.importers.wordpress.uploads import Uploads
from parley.importers.wordpress.wxr import Export, read_export

Progress = Callable[[str, int, int], None]
"""Called with (what is being done, how far, of how much)."""

ARTICLE_TYPES = {"post", "page"}
LEFT_OUT_STATUS = {"trash": "it was in the trash", "auto-draft": "it was never written", "inherit": "it is a revision"}


def load_export(
    path: Path, *, uploads: Path | None = None, dry_run: bool = False, progress: Progress | None = None
) -> ImportReport:
    """Import the WordPress export at `path`. Importing it again adds only what is new in it.

    Raises ExportError, before anything is changed, when the file is not a whole and harmless export.
    """
    reading = _scaled(progress, "Reading the export")
    export = read_export(path, progress=reading)
    report = ImportReport.of(export)
    try:
        with transaction.atomic():
            _load(export, Uploads(uploads), report, progress)
            if dry_run:
                report.is_rehearsal = True
                transaction.set_rollback(True)
    except BaseException:
        forget_index()  # it has read rows that are gone now
        raise
    if dry_run:
        forget_index()
    return report


def _load(export: Export, uploads: Uploads, report: ImportReport, progress: Progress | None) -> None:
    ledger = Ledger(f"wordpress:{export.channel.base_blog_url or export.channel.link}"[:200])
    loader = ArticleLoader(ledger, uploads, report, export.channel)
    for record in export:  # what posts refer to may stand behind them in the file
        if isinstance(record, Author):
            loader.know_author(record)
        elif isinstance(record, Term):
            loader.know_term(record)
        else:
            loader.know_post(record)
    total, done = sum(export.survey.posts.values()), 0
    for record in export:
        if not isinstance(record, Post):
            continue
        _load_post(record, loader, ledger, report)
        done += 1
        if progress is not None:
            progress("Importing", done, total)


def _load_post(post: Post, loader: ArticleLoader, ledger: Ledger, report: ImportReport) -> None:
    if post.type not in ARTICLE_TYPES:
        if post.type != "attachment":  # pictures come with the article that shows them
            report.skip(post.type, "this kind has no place here")
        return
    if post.status in LEFT_OUT_STATUS:
        report.skip(post.type, LEFT_OUT_STATUS[post.status])
        return
    article = loader.load_article(post)
    if article is not None and post.comments:
        load_comments(article, post, ledger, report)


def _scaled(progress: Progress | None, label: str) -> Callable[[int, int], None] | None:
    """The first half of the reader's progress: the check of the whole file. The rest is counted in entries."""
    if progress is None:
        return None

    def report(done: int, total: int) -> None:
        if 2 * done <= total:
            progress(label, 2 * done, total)

    return report
