"""Fills an installation with comments for a measurement: `python -m evals.conversation.filling held 60`.

The data folder is that of PARLEY_DATA. Half of the spam stands in public, so that taking it out has pages to change.
"""

import os
import random
import sys
from datetime import timedelta

WORDS = (
    "river gauge morning ferry winter rope crossing timetable captain bridge table water bank keeper flood sluice "
    "market letter bicycle garden kitchen window harbour notebook engine mountain signal platform ticket weather"
)


def fill(kind: str, number: int) -> None:
    """`held`: each by another writer, waiting. `spam`: one host, many writers. `campaign`: spins of one text. `clear`:
    what waits of the first kind waits no longer."""
    from django.db import transaction

    from parley.accounts.actions import record_reader
    from parley.conversation.actions.moving import log_decision
    from parley.conversation.actions.threads import announce_thread
    from parley.conversation.models import Campaign, Comment, Judgement, Thread
    from parley.kit import clock
    from parley.kit.markup import comment_html
    from parley.kit.signing import new_token
    from parley.materializer.actions import materialize_all_dirty

    if kind == "clear":
        Comment.objects.filter(reader__name__startswith="Writer ", status=Comment.Status.PENDING).delete()
        return
    chance, vocabulary = random.Random(7), WORDS.split()
    threads = list(Thread.objects.order_by("pk"))
    campaign = Campaign.objects.create(key="c-eval", found_at=clock.now()) if kind == "campaign" else None
    reasons = [
        {"stage": "words", "rule": "words", "weight": 1.2, "sentence": "Its words are more usual in spam than here."},
        {"stage": "author", "rule": "new", "weight": 0.7, "sentence": "Its writer has not been published here before."},
        {"stage": "relevance", "rule": "speaks", "weight": -0.9, "sentence": "Speaks of the article: gauge, river."},
    ]
    with transaction.atomic():
        for place in range(number):
            words = " ".join(chance.choice(vocabulary) for _ in range(chance.randint(15, 70)))
            if kind == "spam":
                words = f"{words[:90]} https://pills.example/{place} buy"
            elif kind == "campaign":
                fill_in = [chance.choice(vocabulary) for _ in range(3)]
                words = "I found your {} by a search and must say that every {} of it is what my {} needed.".format(
                    *fill_in
                )
            is_public = kind != "held" and place % 2 == 0
            moment = clock.now() - timedelta(minutes=number - place)
            comment = Comment.objects.create(
                thread=threads[place % len(threads)],
                reader=record_reader(address=f"{kind}{place}@example.org", name=f"Writer {place}"),
                author_name=f"Writer {place}",
                source=words,
                html=comment_html(words),
                status=Comment.Status.APPROVED if is_public else Comment.Status.PENDING,
                campaign=campaign,
                posted_at=moment,
                received_at=moment,
                private_key=new_token(),
                submission_key=new_token(),
            )
            Judgement.objects.create(
                comment=comment,
                outcome="unsure",
                probability=0.7,
                score=1.0,
                reasons=reasons,
                engine="eval",
                judged_at=moment,
            )
            log_decision(comment, before="", after=comment.status, reason="filter: unsure", batch=new_token())
        for thread in threads:
            announce_thread(thread)
    materialize_all_dirty()


if __name__ == "__main__":
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "parley.config.settings")
    import django

    django.setup()
    fill(sys.argv[1], int(sys.argv[2]))
