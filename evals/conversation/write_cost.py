"""What a new comment costs in a thread of 100 and of 10,000 comments, and how large the pages get.

    python -m evals.conversation.write_cost [--comments 100] [--database-url postgresql://…]

In turn a comment is posted to each thread, roots and replies mixed, so that whatever else the machine does falls on all
alike. Measured are the request's part (judging, rows, events, its page) and with the worker's part, which brings every
other file up to date that the comment concerns. Processor time is given too: waiting for others is not in it.
"""

import argparse
import gzip
import os
import statistics
import time
from html.parser import HTMLParser
from pathlib import Path
from typing import Any

from evals.conversation.threads import Talk, fill, new_thread, open_installation
from evals.filter.recording import Recording

LENGTHS = (100, 10_000)
SHAPES = ("mixed", "one root")
RESULTS = Path(__file__).with_name("results")
MOST_BYTES, MOST_ELEMENTS, MOST_RATIO = 60_000, 3_000, 2.0


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--comments", type=int, default=100, help="comments posted to each thread")
    parser.add_argument("--database-url", default="", help="PostgreSQL; empty: SQLite")
    parser.add_argument("--keep", type=Path, default=RESULTS, help="folder for the results")
    chosen = parser.parse_args()
    if chosen.database_url:
        os.environ["DATABASE_URL"] = chosen.database_url
    open_installation()
    from django.db import connection

    from parley.materializer.actions import materialize_all_dirty, reconcile

    recording = Recording(
        name=f"write_cost_{connection.vendor}",
        title="What a comment costs, by the length of its thread",
        engine=f"Parley on {connection.vendor}",
        remarks=[
            "Texts are generated from word pairs of the demo's articles. A shared machine: compare, do not add up."
        ],
    )
    threads, rows = {}, []
    for shape in SHAPES:
        for length in LENGTHS:
            thread = threads[shape, length] = new_thread(f"A conversation of {length} comments, {shape}")
            started = time.perf_counter()
            fill(thread, length, shape)
            placed = time.perf_counter()
            reconcile()
            materialize_all_dirty()
            rows.append([shape, f"{length:,}", f"{placed - started:.1f}", f"{time.perf_counter() - placed:.1f}"])
    recording.add("Filling a thread", ["Shape", "Comments", "Rows and places, s", "All files, s"], rows)
    costs = {key: Cost() for key in threads}
    talks = {key: Talk(hash(key[1]) + len(key[0])) for key in threads}
    for number in range(chosen.comments):
        for key, thread in threads.items():
            costs[key].measure(thread, talks[key], number)
    _report_costs(recording, costs)
    _report_pages(recording, threads)
    assert reconcile() == 0, "files and database do not agree"
    from parley.conversation.queries.shapes import miscounted_threads

    assert miscounted_threads() == [], "counts do not agree with the comments"
    for path in recording.keep(chosen.keep):
        print(path)


class Cost:
    """Milliseconds of each comment."""

    def __init__(self) -> None:
        self.request: list[float] = []
        self.total: list[float] = []
        self.processor: list[float] = []
        self.files: list[int] = []
        self.held = 0

    def measure(self, thread: Any, talk: Talk, number: int) -> None:
        from parley.conversation.actions.posting import post_comment
        from parley.conversation.models import Comment
        from parley.conversation.submissions import NewComment
        from parley.materializer.actions import materialize_dirty

        standing = Comment.objects.filter(thread=thread, status="approved").order_by("pk")
        nearly_last = list(standing.values_list("pk", flat=True).reverse()[:30])
        parent = talk.choice(nearly_last) if number % 2 else None
        name = talk.name()
        submission = NewComment(
            thread=thread,
            text=talk.comment(),
            name=name,
            address=f"{name.replace(' ', '.').encode('ascii', 'ignore').decode()}@example.org",
            parent_id=parent,
        )
        started, processor = time.perf_counter(), time.process_time()
        comment = post_comment(submission)
        posted = time.perf_counter()
        files = 0
        while made := materialize_dirty():
            files += made
        if comment.status != "approved":
            self.held += 1
            return
        self.request.append((posted - started) * 1000)
        self.total.append((time.perf_counter() - started) * 1000)
        self.processor.append((time.process_time() - processor) * 1000)
        self.files.append(files)


def _report_costs(recording: Recording, costs: dict[tuple[str, int], Cost]) -> None:
    rows = []
    for (shape, length), cost in costs.items():
        one, all_of_it = _p95(cost.request), _p95(cost.total)
        rows.append(
            [
                shape,
                f"{length:,}",
                str(len(cost.request)),
                str(cost.held),
                f"{statistics.median(cost.request):.1f}",
                f"{one:.1f}",
                f"{statistics.median(cost.total):.1f}",
                f"{all_of_it:.1f}",
                f"{_p95(cost.processor):.1f}",
                f"{statistics.mean(cost.files):.1f}",
            ]
        )
    head = ["Shape", "Comments", "Published", "Held", "Request p50, ms", "Request p95, ms"]
    head += ["With worker p50, ms", "With worker p95, ms", "of it processor p95, ms", "Files by the worker"]
    recording.add("One new comment", head, rows)
    ratios = []
    for shape in SHAPES:
        short, long = (costs[shape, length] for length in LENGTHS)
        for part, few, many in (
            ("request", short.request, long.request),
            ("with worker", short.total, long.total),
            ("with worker, processor time", short.processor, long.processor),
        ):
            ratio = _p95(many) / _p95(few)
            ratios.append([shape, part, f"{ratio:.2f}", "yes" if ratio <= MOST_RATIO else "NO"])
    recording.add(
        f"p95 at {LENGTHS[1]:,} comments over p95 at {LENGTHS[0]:,}",
        ["Shape", "Part", "Ratio", f"At most {MOST_RATIO}"],
        ratios,
    )


def _report_pages(recording: Recording, threads: dict[tuple[str, int], Any]) -> None:
    from parley.materializer.files import file_of
    from parley.materializer.models import Output

    rows = []
    for (shape, length), thread in threads.items():
        paths = list(Output.objects.filter(path__startswith=thread.url).values_list("path", flat=True))
        weighed = {path: weigh(file_of(path)) for path in paths}
        largest = max(weighed, key=lambda path: weighed[path][0])
        most = max(elements for _size, elements in weighed.values())
        size, elements = weighed[thread.url]
        fits = weighed[largest][0] <= MOST_BYTES and most <= MOST_ELEMENTS
        rows.append(
            [
                shape,
                f"{length:,}",
                f"{size:,}",
                f"{elements:,}",
                str(len(paths)),
                f"{weighed[largest][0]:,}",
                f"{most:,}",
                "yes" if fits else "NO",
            ]
        )
    head = ["Shape", "Comments", "Article, bytes packed", "Article, elements", "Files"]
    head += ["Largest file, bytes", "Most elements", f"All at most {MOST_BYTES:,} and {MOST_ELEMENTS:,}"]
    recording.add("Pages", head, rows)


def weigh(file: Path) -> tuple[int, int]:
    """Bytes of a stored page as it is sent, and its elements."""
    counter = _Counter()
    counter.feed(gzip.decompress(file.read_bytes()).decode())
    return file.stat().st_size, counter.elements


class _Counter(HTMLParser):
    def __init__(self) -> None:
        super().__init__()
        self.elements = 0

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.elements += 1


def _p95(values: list[float]) -> float:
    return statistics.quantiles(values, n=20)[-1]


if __name__ == "__main__":
    main()
