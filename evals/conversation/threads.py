"""A publication of its own with threads of given lengths, filled by the generator below."""

import os
import random
import re
import tempfile
from collections import defaultdict
from collections.abc import Iterator, Sequence
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

DEMO = Path(__file__).parents[2] / "demo" / "articles"
START = datetime(2026, 3, 1, 8, tzinfo=UTC)


def open_installation() -> None:
    """Start Django on a data folder of its own, with a database that is filled from nothing."""
    os.environ["PARLEY_DATA"] = tempfile.mkdtemp(prefix="parley-evals-")
    os.environ["DJANGO_SETTINGS_MODULE"] = "parley.config.settings"
    os.environ |= {"PARLEY_FLOOD_BRAKE": "0", "PARLEY_COMMENT_RATE": "1000000", "PARLEY_ADDRESS_RATE": "1000000"}
    import django

    django.setup()
    import logging

    import structlog
    from django.core.management import call_command

    structlog.configure(wrapper_class=structlog.make_filtering_bound_logger(logging.WARNING))
    call_command("migrate", verbosity=0, interactive=False)
    from parley.publication.actions import found_publication, open_section

    found_publication(name="The Long Review", tagline="Threads", base_url="http://localhost:8000")
    open_section(title="Opinion")


class Talk:
    """Endless text, made of word pairs of the demo's articles; seeded, so that each run says the same."""

    def __init__(self, seed: int) -> None:
        self._random = random.Random(seed)
        text = "\n".join(path.read_text(encoding="utf-8") for path in sorted(DEMO.glob("*.md")))
        words = re.findall(r"[A-Za-z’']+[.,;:?!]?", re.sub(r"(?ms)^\+\+\+$.*?^\+\+\+$", "", text))
        self._after: dict[str, list[str]] = defaultdict(list)
        for one, next_one in zip(words, words[1:], strict=False):
            self._after[one].append(next_one)
        self._words = words

    def comment(self) -> str:
        """15 to 150 words in one to three paragraphs: the median is near that of comments under real articles."""
        length = min(150, 15 + int(self._random.expovariate(1 / 40)))
        word = self._random.choice(self._words)
        said = [word.capitalize()]
        for _ in range(length):
            word = self._random.choice(self._after.get(word) or self._words)
            said.append(word)
        cut = [0, *sorted(self._random.sample(range(1, len(said)), k=min(2, len(said) // 60))), len(said)]
        return "\n\n".join(" ".join(said[a:b]) for a, b in zip(cut, cut[1:], strict=False)) + "."

    def name(self) -> str:
        return f"{self._random.choice(self._words).strip('.,;:?!').capitalize()} {self._random.randrange(10**6)}"

    def chance(self) -> float:
        return self._random.random()

    def choice(self, things: Sequence[Any]) -> Any:
        return self._random.choice(things)


def new_thread(title: str) -> Any:
    """An article with an empty thread."""
    from parley.conversation.models import Thread
    from parley.publication.actions import NewArticle, publish_article, record_author
    from parley.publication.models import SectionPage

    article = publish_article(
        NewArticle(
            title=title,
            standfirst="How long can a conversation get?",
            section=SectionPage.objects.get(),
            authors=[record_author(name="Ada Writer")],
            published_at=START,
            body=[{"type": "paragraph", "value": f"<p>{Talk(1).comment()}</p>"} for _ in range(20)],
        )
    )
    return Thread.objects.get(url=article.public_path)


def fill(thread: Any, length: int, shape: str, seed: int = 2) -> None:
    """Let a thread hold `length` published comments. `shape`: 'mixed' (half of them answer, most of those something
    recent), or 'one root' (all answer the first or each other)."""
    from parley.conversation.actions.threads import announce_thread
    from parley.conversation.models import Comment

    made = list(_rows(thread, length, shape, seed))
    Comment.objects.bulk_create((c for c in made if c.parent is None), batch_size=500)
    for comment in made:
        if comment.parent is not None:
            comment.root = comment.parent.root or comment.parent
    waiting = [c for c in made if c.parent is not None]
    while waiting:  # whatever is answered comes before its answers
        ready = [c for c in waiting if c.parent.pk is not None]
        for comment in ready:
            comment.parent, comment.root = comment.parent, comment.root  # their ids are known only now
        Comment.objects.bulk_create(ready, batch_size=500)
        waiting = [c for c in waiting if c.pk is None]
    announce_thread(thread)


def _rows(thread: Any, length: int, shape: str, seed: int) -> Iterator[Any]:
    from parley.conversation.models import Comment
    from parley.kit.markup import comment_html

    talk = Talk(seed)
    made: list[Any] = []
    for number in range(length):
        moment = START + timedelta(minutes=number)
        answers = bool(made) and (shape == "one root" or talk.chance() < 0.5)
        recent = made[-40:] if talk.chance() < 0.8 else made
        if shape == "one root" and talk.chance() < 0.5:
            recent = made[:1]
        text = talk.comment()
        comment = Comment(
            thread=thread,
            parent=talk.choice(recent) if answers else None,
            author_name=talk.name(),
            source=text,
            html=comment_html(text),
            status=Comment.Status.APPROVED,
            posted_at=moment,
            received_at=moment,
            private_key=f"{thread.pk}k{number}",
            submission_key=f"{thread.pk}s{number}",
        )
        made.append(comment)
        yield comment
