"""What a search costs over many articles and comments.

    python -m evals.search.speed [--articles 10000] [--comments 100000] [--database-url postgresql://…]

The texts are made of word pairs of the demo's articles. Entries and words are written as the worker writes them,
without pages in the database: what is measured is the index and the excerpts. Goal: at most 20 ms at 10,000 articles.
"""

import argparse
import os
import random
import statistics
import time
from datetime import UTC, datetime, timedelta
from pathlib import Path

from evals.conversation.threads import Talk, fill, new_thread, open_installation
from evals.filter.recording import Recording

RESULTS = Path(__file__).with_name("results")
GOAL_MS = 20.0
ROUNDS = 40


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--articles", type=int, default=10_000)
    parser.add_argument("--comments", type=int, default=100_000)
    parser.add_argument("--words", type=int, default=1_000, help="words of an article")
    parser.add_argument("--database-url", default="", help="PostgreSQL; empty: SQLite")
    parser.add_argument("--keep", type=Path, default=RESULTS, help="folder for the results")
    chosen = parser.parse_args()
    if chosen.database_url:
        os.environ["DATABASE_URL"] = chosen.database_url
    open_installation()
    from django.db import connection, transaction

    from parley.search.index import write_words
    from parley.search.models import Entry

    talk, chance = Talk(7), random.Random(7)
    moment = datetime(2026, 1, 1, tzinfo=UTC)
    written = {}
    for kind, number in (("article", chosen.articles), ("comment", chosen.comments)):
        started = time.perf_counter()
        for at in range(0, number, 500):
            with transaction.atomic():
                for one in range(at, min(at + 500, number)):
                    text = _text(talk, chosen.words if kind == "article" else 50)
                    entry = Entry.objects.create(
                        kind=kind,
                        object_id=10_000_000 + one,
                        article_id=10_000_000 + one,
                        language="en",
                        section="opinion" if chance.random() < 0.5 else "science",
                        year=2016 + one % 10,
                        published_at=moment - timedelta(hours=one),
                        place=Entry.place_for(moment - timedelta(hours=one), one),
                        text=text if kind == "article" else "",
                    )
                    write_words(entry, {"title": text[:50], "standfirst": text[50:200], "body": text[200:]})
        written[kind] = (time.perf_counter() - started) / number * 1000
    thread = new_thread("A conversation that is searched")
    fill(thread, 1_000, "mixed")
    recording = Recording(
        name=f"search_{connection.vendor}",
        title="What a search costs",
        engine=f"Parley on {connection.vendor}",
        remarks=[
            f"{chosen.articles:,} articles of {chosen.words:,} words, {chosen.comments:,} comments of 50 words. "
            f"Writing an entry: {written['article']:.1f} ms and {written['comment']:.1f} ms."
        ],
    )
    rows = [
        _measured(kind, name, text, filters) for kind in ("article", "comment") for name, text, filters in _asked(talk)
    ]
    head = ["In", "Question", "Found", "Median, ms", "p95, ms", f"At most {GOAL_MS:.0f} ms"]
    recording.add("Index and excerpts of ten results", head, rows)
    for path in recording.keep(chosen.keep):
        print(path)


def _text(talk: Talk, words: int) -> str:
    text = ""
    while text.count(" ") < words:
        text += talk.comment() + " "
    return text


def _asked(talk: Talk) -> list[tuple[str, str, dict[str, object]]]:
    common = ("the", "bread", "gauge")
    rare = sorted(set(talk.comment().split()), key=len)[-1].strip(".,;")
    return [
        ("a word in nearly all", common[0], {}),
        ("two frequent words", "the and", {}),
        ("a long word", rare, {}),
        ("a long word of one section", rare, {"section": "science"}),
        ("a frequent word of one year", "the", {"year": 2020}),
        ("a phrase", '"of the"', {}),
        ("nothing", "zzyzx", {}),
    ]


def _measured(kind: str, name: str, text: str, filters: dict[str, object]) -> list[str]:
    from parley.search.excerpts import excerpt
    from parley.search.index import matching
    from parley.search.models import Entry
    from parley.search.queries import PER_PAGE
    from parley.search.questions import question

    taken, count = [], 0
    for _round in range(ROUNDS):
        started = time.perf_counter()
        sought = question(text, ["en"])
        found = matching(kind, sought, filters)
        count, ids = len(found), found[:PER_PAGE]
        wanted = frozenset(stem for forms in sought.phrases for form in forms for stem in form)
        for entry in Entry.objects.in_bulk(ids).values():
            excerpt(entry.text, wanted, "en")
        taken.append((time.perf_counter() - started) * 1000)
    median, p95 = statistics.median(taken), statistics.quantiles(taken, n=20)[-1]
    return [kind, name, f"{count:,}", f"{median:.1f}", f"{p95:.1f}", "yes" if median <= GOAL_MS else "NO"]


if __name__ == "__main__":
    main()
