"""`parley filter top`, `export` and `import`: what a site's moderators taught the filter."""

from pathlib import Path

import click

from parley.config.cli.start import Refused, json_option, report, start_django

_RECENT_COMMENTS = 2_000


@click.command()
@click.option("--site", default="", help="Host of the site; this publication's own without it.")
@click.option("-n", "most", type=click.IntRange(1, 500), default=20, show_default=True, help="How many words to show.")
@json_option
def top(site: str, most: int, as_json: bool) -> None:
    """Show which words the moderators' decisions taught most about.

    The memory holds hashes, no words: those of the newest comments are looked up in it. Then come the decisions that
    all others speak against, which may be slips.
    """
    start_django()
    from parley.conversation.models import Comment, Lesson  # noqa: PLC0415
    from parley.conversation.moderation import (  # noqa: PLC0415
        doubted_decisions,
        holding_in_words,
        strongest_words,
    )

    site = site or _own_site()
    lessons = Lesson.objects.filter(site=site)
    texts = Comment.objects.order_by("-pk").values_list("source", flat=True)[:_RECENT_COMMENTS]
    words = strongest_words(site=site, texts=texts, most=most)
    counts = {"spam": lessons.filter(spam=True).count(), "honest": lessons.filter(spam=False).count()}
    lines = [f"{site}: {counts['spam']} decisions for spam, {counts['honest']} against it."]
    if site == _own_site():
        lines.append(holding_in_words(site))
    if not words:
        lines.append("Nothing was learned yet. Approve comments or call them spam in the moderation console.")
    lines += [f"  {weight:+6.2f}  {word}" for word, weight in words]
    doubted = doubted_decisions(site=site)
    if doubted:
        lines.append("These decisions hardly count, because all others speak against them. Look at them again:")
        lines += [f"  {key}: {'called spam' if spam else 'approved'}" for key, spam in doubted[:most]]
    report(
        {"site": site, "decisions": counts, "words": dict(words), "doubted": [key for key, _ in doubted]},
        as_json=as_json,
        lines=lines,
    )


@click.command("export")
@click.argument("file", type=click.Path(dir_okay=False, path_type=Path))
@click.option("--site", default="", help="Host of the site; this publication's own without it.")
@json_option
def export_memory(file: Path, site: str, as_json: bool) -> None:
    """Write what a site's moderators taught to FILE. It holds hashes and weights, no text and no names."""
    start_django()
    from parley.conversation.lessons import export_lessons  # noqa: PLC0415

    site = site or _own_site()
    content = export_lessons(site)
    try:
        file.write_bytes(content)
    except OSError as error:
        raise Refused(f"{file} cannot be written: {error.strerror or error}.") from error
    line = f"{len(content):,} bytes written to {file}."
    report({"site": site, "file": str(file), "bytes": len(content)}, as_json=as_json, lines=[line])


@click.command("import")
@click.argument("file", type=click.Path(exists=True, dir_okay=False, path_type=Path))
@click.option("--site", default="", help="Host of the site that is to learn; this publication's own without it.")
@json_option
def import_memory(file: Path, site: str, as_json: bool) -> None:
    """Let a site learn what is in FILE, written by `parley filter export`. Doing it again adds nothing."""
    start_django()
    from parley.conversation.lessons import import_lessons  # noqa: PLC0415

    site = site or _own_site()
    try:
        learned = import_lessons(site, file.read_bytes())
    except ValueError as error:
        raise Refused(str(error)) from error
    report({"site": site, "learned": learned}, as_json=as_json, lines=[f"{learned} decisions were new to {site}."])


def _own_site() -> str:
    from django.conf import settings  # noqa: PLC0415

    return str(settings.SITE_HOST)
