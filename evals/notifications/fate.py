"""What readers, moderators and the outbox do to a round while its mails are under way."""

import random
import time
from collections import Counter
from typing import Any

LASTS = 7.5
"""Seconds."""


class Fate:
    """Acts through the product's own actions, in a process of its own."""

    def __init__(self, chance: random.Random, comments: list[Any], followers: list[Any]) -> None:
        self.chance, self.comments, self.followers = chance, comments, followers
        self.told: Counter[str] = Counter()
        self._stopped: dict[str, str] = {}
        self._paused: set[str] = set()

    def run(self) -> tuple[dict[str, int], list[str], list[str]]:
        """Returns what happened how often, the addresses whose readers have stopped in the end, and those whose readers
        had stopped for a while: what is published meanwhile is none of their mail."""
        end = time.monotonic() + LASTS
        while time.monotonic() < end:
            time.sleep(self.chance.uniform(0.0, 0.3))
            draw = self.chance.random()
            if draw < 0.60:
                self._say_again(self.chance.choice(self.comments))
            elif draw < 0.75:
                self._decide_to_and_fro(self.comments[0])
            elif draw < 0.90:
                self._stop(self.chance.choice(self.followers[1:]))
            elif self._stopped:
                self._undo(self.chance.choice(sorted(self._stopped)))
        return dict(self.told), sorted(self._stopped), sorted(self._paused)

    def _stop(self, reader: Any) -> None:
        from parley.notifications.actions import end_subscription
        from parley.notifications.models import Subscription

        subscription = Subscription.objects.get(reader=reader)
        end_subscription(private_key=subscription.private_key)
        self._stopped[reader.address] = subscription.private_key
        self._paused.add(reader.address)
        self.told["reader stopped"] += 1

    def _undo(self, address: str) -> None:
        from parley.notifications.actions import resume_subscription

        resume_subscription(private_key=self._stopped.pop(address))
        self.told["reader undid it"] += 1

    def _say_again(self, comment: Any) -> None:
        """The event is written again, or an old one is delivered once more."""
        from django.db import transaction

        from parley.conversation.events import comment_published
        from parley.kit import clock
        from parley.outbox.models import Receipt

        if self.chance.random() < 0.5:
            with transaction.atomic():
                comment_published(comment)
        else:
            receipts = Receipt.objects.filter(consumer="notifications", event__kind="comment_published", state="done")
            receipts.filter(event__payload__comment=comment.pk).update(state="waiting", due_at=clock.now())
        self.told["event again"] += 1

    def _decide_to_and_fro(self, comment: Any) -> None:
        """Spam, and approved again; twice, sometimes."""
        from parley.conversation.actions.deciding import decide
        from parley.conversation.models import Comment

        these = Comment.objects.filter(pk=comment.pk)
        for status in ("spam", "approved", "approved"):
            decide(comments=these, status=status, moderator=_moderator())
            time.sleep(self.chance.choice((0, 0.02, 0.2)))
        self.told["spam and approved again"] += 1


def _moderator() -> Any:
    from parley.accounts.actions import create_staff
    from parley.accounts.models import User

    found = User.objects.filter(username="ben").first()
    return found or create_staff(username="ben", password="a long password", role="moderator", name="Ben")
