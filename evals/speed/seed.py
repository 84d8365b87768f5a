"""Fill an installation of its own with the shared work: `python -m evals.speed.seed --tools FOLDER --articles 41`.

The same articles and comments that the other systems get, from the tools' `fixture.py`, published by Parley's actions.
The place is PARLEY_DATA. Writes `threads.json` there: name → id of the thread.
"""

import argparse
import json
import os
import sys
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

SETTINGS = """\
base_url = "{base_url}"
listen = "{listen}"
comments_per_page = 100
comment_rate = 1000000
address_rate = 1000000
flood_brake = 0
slow_mode_from = 0
"""
"""A load from one machine is a flood to the brakes: they are off. The filter judges each comment."""


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--tools", type=Path, required=True)
    parser.add_argument("--articles", type=int, default=41)
    parser.add_argument("--port", type=int, required=True)
    chosen = parser.parse_args()
    sys.path.insert(0, str(chosen.tools))
    import fixture

    data = Path(os.environ["PARLEY_DATA"])
    data.mkdir(parents=True, exist_ok=True)
    listen = f"127.0.0.1:{chosen.port}"
    (data / "parley.toml").write_text(SETTINGS.format(base_url=f"http://{listen}", listen=listen), encoding="utf-8")
    os.environ["DJANGO_SETTINGS_MODULE"] = "parley.config.settings"
    import django

    django.setup()
    from django.core.management import call_command

    call_command("migrate", verbosity=0, interactive=False)
    from parley.materializer.actions import materialize_all_dirty, reconcile, show_changed_shell
    from parley.publication.actions import found_publication, open_section, record_author

    found_publication(name="The Review", tagline="Speed", base_url=f"http://{listen}")
    section, author = open_section(title="Opinion"), record_author(name="Ada Writer")
    lengths = {f"a{number}": 100 for number in range(chosen.articles)} | {f"big{n}": n for n in fixture.BIG}
    threads = {name: _thread(fixture, name, count, section, author) for name, count in lengths.items()}
    (data / "threads.json").write_text(json.dumps(threads), encoding="utf-8")
    reconcile()
    show_changed_shell()
    materialize_all_dirty()


def _thread(fixture: Any, name: str, count: int, section: Any, author: Any) -> int:
    from parley.conversation.actions.threads import announce_thread
    from parley.conversation.models import Comment, Thread
    from parley.kit import clock
    from parley.kit.markup import comment_html
    from parley.publication.actions import NewArticle, publish_article

    kinds = {"p": "paragraph", "h2": "heading", "quote": "quote"}
    body = []
    for kind, text in fixture.article():
        value: Any = (
            f"<p>{text}</p>" if kind == "p" else {"text": text, "level": "2"} if kind == "h2" else {"text": text}
        )
        body.append({"type": kinds[kind], "value": value})
    article = publish_article(
        NewArticle(
            title=fixture.title(name),
            standfirst="",
            section=section,
            authors=[author],
            published_at=datetime(2026, 1, 5, tzinfo=UTC),
            slug=name,
            body=body,
        )
    )
    thread = Thread.objects.get(url=article.public_path)
    now = clock.now()
    made: list[Any] = []
    for index, parent, writer, _email, text, age in fixture.comments(name, count):
        moment = now - timedelta(seconds=age)
        made.append(
            Comment(
                thread=thread,
                author_name=writer,
                source=text,
                html=comment_html(text),
                status=Comment.Status.APPROVED,
                posted_at=moment,
                received_at=moment,
                private_key=f"{thread.pk}k{index}",
                submission_key=f"{thread.pk}s{index}",
                parent=made[parent] if parent is not None else None,
            )
        )
    Comment.objects.bulk_create((c for c in made if c.parent is None), batch_size=500)
    replies = [c for c in made if c.parent is not None]
    for comment in replies:
        comment.parent = comment.root = comment.parent  # its id is known only now
    Comment.objects.bulk_create(replies, batch_size=500)
    announce_thread(thread)
    return int(thread.pk)


if __name__ == "__main__":
    main()
