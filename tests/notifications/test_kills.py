"""Real worker processes, killed by SIGKILL at points in their work: `make evals-ledger` in short."""

import os
import random
import time
from pathlib import Path

import pytest
from evals.notifications.followers import follow
from evals.notifications.reckoning import Account, reckon
from evals.notifications.victims import DAY, Plan, start_worker

from parley.conversation.models import Thread
from parley.notifications.models import Delivery
from tests.notifications.conftest import Post
from tests.notifications.post_office import PostOffice

ANSWERS = ("accept", "rcpt 450", "data 451", "text 452", "text 554", "drop in text", "drop stored", "drop lost")
POINTS = (
    "before claim_due",
    "after claim_due",
    "before the dot is written",
    "after the dot is written",
    "after the dot is sent",
    "after the answer",
    "before accepted",
    "after accepted",
    "before telling",
    "after telling",
)


def account_for(office: PostOffice, expected: set[tuple[int, str]]) -> Account:
    account = Account()
    mails = [
        {"message_id": mail.message["Message-ID"], "rcpt": mail.recipients, "stored": True, "acked": True}
        for mail in office.mails
    ]
    reckon(account, mails, expected)
    return account


@pytest.mark.parametrize("point", POINTS)
def test_a_worker_killed_at_any_point_is_followed_by_one_that_repeats_and_loses_nothing(
    thread: Thread, post: Post, post_office: PostOffice, point: str, tmp_path: Path
) -> None:
    addresses = [f"reader{number}@example.org" for number in range(3)]
    follow(thread, addresses)
    comment = post(None)
    tally = tmp_path / "deaths"
    _status(start_worker(Plan(seed=1, only_at=point, kill_chance=1, tally=tally, lasting=10), post_office.port))
    assert tally.read_text() == f"{point}\n"
    _status(start_worker(Plan(seed=2, ahead=DAY, lasting=20, until_quiet=True), post_office.port))
    account = account_for(post_office, {(comment.pk, address) for address in addresses})
    assert account.is_clean, account
    unclear = (
        1
        if point in {"after the dot is written", "after the dot is sent", "after the answer", "before accepted"}
        else 0
    )
    assert account.states["unknown"] <= unclear
    assert account.states["sent"] + account.states["unknown"] == 3


@pytest.mark.timeout(120)
def test_whoever_is_killed_whenever_nothing_is_repeated_or_lost(
    thread: Thread, post: Post, post_office: PostOffice, tmp_path: Path
) -> None:
    chance = random.Random(5)
    addresses = [f"reader{number}@example.org" for number in range(25)]
    follow(thread, addresses)
    comments = [post(None), post(None, "It reads high.")]
    post_office.plan(*chance.choices(ANSWERS, weights=(5, 1, 1, 1, 1, 1, 1, 1), k=80))
    workers: list[int] = []
    deaths = 0
    end = time.monotonic() + 6
    while time.monotonic() < end:
        workers, ended = _still_living(workers)
        deaths += ended
        while len(workers) < 2:
            plan = Plan(seed=chance.getrandbits(32), kill_chance=0.01, leap_chance=0.1, tally=tmp_path / "d", lasting=3)
            workers.append(start_worker(plan, post_office.port))
        time.sleep(0.02)
    for worker in workers:
        os.kill(worker, 9)
        _status(worker)
    _status(start_worker(Plan(seed=3, ahead=2 * DAY, lasting=30, until_quiet=True), post_office.port))
    account = account_for(post_office, {(comment.pk, address) for comment in comments for address in addresses})
    assert account.is_clean, account
    assert deaths >= 2
    assert not Delivery.objects.filter(state__in=("waiting", "sending", "dot")).exists()


def _status(worker: int) -> int:
    return os.waitpid(worker, 0)[1]


def _still_living(workers: list[int]) -> tuple[list[int], int]:
    living = [worker for worker in workers if not os.waitpid(worker, os.WNOHANG)[0]]
    return living, len(workers) - len(living)
