"""Fills an installation with threads of 0, 1, 50 and 1,000 comments that try to break the page:
`python -m evals.conversation.hostile FILE`. What was
made is written to FILE. The data folder is that of PARLEY_DATA.

Long words and addresses, stacked accents, directions turned round, emoji, code, deep answers; stubs of every kind;
answers of the author, picks and votes. A thread of 100 ordinary comments under 2,000 words serves for weighing.
"""

import json
import os
import random
import sys
from datetime import timedelta
from pathlib import Path
from typing import Any

from evals.conversation.threads import START, Talk

LENGTHS = (0, 1, 50, 1000)
DEEP = 20
"""Levels of the deepest chain of answers."""

HOSTILE = (
    "Donaudampfschiff" * 13,
    "See https://far.example/" + "a-path-without-end/" * 100 + "?" + "q=1&" * 20,
    "Z̸̧̢̛̰̙̟̠̞̩̱͖͔̪̩̊̈̔̆̾̏̃̕͝͝a̴̢̛͎̖̙̯͓̮̬̗͆̎̐̓̈́̃̄͜l̵̨̢͕̜̬̞̠̦̈̈́̑̆̿̇͘g̵̢̙̟̙̩̰̦̑̆̾̐ȏ̶̢̧̙̩̰̦̆̾̐̄ " * 12,
    "👩‍👩‍👧‍👦🏳️‍🌈🧑🏽‍🚀" * 60,
    "Turned \u202eround, and never turned back: gauge \u202e\u2067river\u2067 \u202dferry",
    "هذا تعليق طويل عن النهر والجسر " * 12,
    "שלום (123) gauge, river: 45% – שלום " * 8,
    "> quoted\n>> twice\n>>> thrice\n>>>> four times\n\n- one\n  - two\n    - three\n      - four\n        - five "
    + "word" * 40,
    "`" + "code_without_a_break" * 20 + "`\n\n```\n" + "a line of code that goes on and on; " * 12 + "\n```",
    "[" + "linked" * 50 + "](https://far.example/" + "x" * 300 + ") **" + "strong" * 40 + "**",
    "<script>alert(1)</script> &lt;b&gt; </article></li></ol> <!-- \x00 -->",
    "W" * 400,
    "|" * 300 + " " + "—" * 300 + " " + "…" * 200,
    "Short.",
)
NAMES = (
    "Ana",
    "Wolfeschlegelsteinhausenbergerdorff" * 2,
    "\u202eegdirb eht fo repeek ehT",
    "محمد بن عبد الله القارئ",
    "🦢🦢🦢 Swan 🦢🦢🦢",
    "Ḩ̷̛̫̦̲̭̈́͆e̶̢̛̞̱͖͛̔r̶̛̘̯̅͘o̵̢̬̗̾n̴̨̛̺̐",
    "Dr. Maria del Carmen Fernández y Rodríguez de la Vega, retired",
)


def fill() -> dict[str, Any]:
    """Make the articles and their conversations; the path of each by its length, and ids that pages need."""
    from parley.materializer.actions import materialize_all_dirty

    made: dict[str, Any] = {"threads": {}}
    for length in LENGTHS:
        thread = new_article(f"A thread of {length} comments, with {HOSTILE[0][:48]} in its title", paragraphs=4)
        comments = hostile_comments(thread, length)
        made["threads"][str(length)] = thread.url
        if length == 50:
            made["comment"], made["thread"] = comments[0].pk, thread.pk
            made["waiting"] = next(c.private_key for c in comments if c.status == "pending")
            made["reader"] = comments[0].reader_id
        if length == max(LENGTHS):
            made["branch"] = f"c{comments[0].pk}"
    ordinary = new_article("Two thousand words", paragraphs=28)
    from evals.conversation.threads import fill as fill_ordinary

    fill_ordinary(ordinary, 100, "mixed")
    made["ordinary"] = ordinary.url
    materialize_all_dirty()
    return made


def new_article(title: str, *, paragraphs: int) -> Any:
    from parley.conversation.models import Thread
    from parley.publication.actions import NewArticle, publish_article, record_author
    from parley.publication.models import SectionPage

    talk = Talk(3)
    said = [f"{talk.comment()} {talk.comment()}" for _ in range(paragraphs)]
    article = publish_article(
        NewArticle(
            title=title,
            standfirst="Will it hold?",
            section=SectionPage.objects.first(),
            authors=[record_author(name="Ada Writer")],
            published_at=START,
            body=[{"type": "paragraph", "value": f"<p>{words}</p>"} for words in said],
        )
    )
    return Thread.objects.get(url=article.public_path)


def hostile_comments(thread: Any, length: int) -> list[Any]:
    from django.db import transaction

    from parley.accounts.actions import record_reader
    from parley.conversation.actions.threads import announce_thread
    from parley.conversation.models import Comment
    from parley.kit import clock
    from parley.kit.markup import comment_html
    from parley.kit.signing import new_token
    from parley.kit.text import single_line

    chance, made = random.Random(length), list[Any]()
    statuses = (Comment.Status.PENDING, Comment.Status.TRASH, Comment.Status.SPAM)
    for number in range(length):
        text = HOSTILE[number % len(HOSTILE)].replace("\x00", "")
        parent = made[-1] if 0 < number < DEEP else chance.choice(made) if made and chance.random() < 0.5 else None
        name = single_line(NAMES[number % len(NAMES)])
        made.append(
            Comment.objects.create(
                thread=thread,
                parent=parent,
                root=(parent.root or parent) if parent else None,
                reader=record_reader(address=f"hostile{number % 40}@example.org", name=name),
                author_name=name,
                author_url="https://far.example/" if number % 3 == 0 else "",
                source=text,
                html=comment_html(text),
                status=statuses[number % 3] if number > DEEP and number % 11 == 0 else Comment.Status.APPROVED,
                posted_at=clock.now() - timedelta(minutes=length - number),
                received_at=clock.now() - timedelta(minutes=length - number),
                private_key=new_token(),
                submission_key=new_token(),
            )
        )
    with transaction.atomic():
        announce_thread(thread)
    return made


if __name__ == "__main__":
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "parley.config.settings")
    import django

    django.setup()
    Path(sys.argv[1]).write_text(json.dumps(fill()), encoding="utf-8")
