"""kill -9 of the real processes while readers post: nothing that was acknowledged may be lost, and the pages show
what the database holds within ten seconds of the restart."""

import random
import time
from collections import Counter
from dataclasses import dataclass, field

from evals.faults.installation import (
    Installation,
    Writers,
    differences,
    integrity,
    stored_tokens,
    torn_pages,
    wait_until,
)

WITHIN = 10.0
"""Seconds after the restart in which the pages must show what the database holds (goal 9)."""

KINDS = ("answers", "worker")
"""One process by itself, as when the machine has no memory left; another must follow it unattended."""


@dataclass
class Killed:
    """What came of it."""

    kills: Counter[str] = field(default_factory=Counter)
    acknowledged: int = 0
    lost: list[str] = field(default_factory=list)
    damaged: list[str] = field(default_factory=list)
    torn: list[str] = field(default_factory=list)
    late: list[str] = field(default_factory=list)
    restarts: list[float] = field(default_factory=list)
    agreements: list[float] = field(default_factory=list)

    @property
    def count(self) -> int:
        return sum(self.kills.values())

    @property
    def is_clean(self) -> bool:
        return not (self.lost or self.damaged or self.torn or self.late)


def kill_again_and_again(kills: int, writers: int, seed: int = 2, every: int = 14) -> Killed:
    """Kill processes until `kills` have died; every `every`-th round all of them, and the accounts are made then."""
    chance, result = random.Random(seed), Killed()
    house = Installation()
    try:
        house.found()
        crowd = Writers(house, writers, seed)
        house.start()
        rounds = 0
        while result.count < kills:
            rounds += 1
            with crowd.writing():
                time.sleep(chance.uniform(0.5, 3))
                for _ in range(every - 1):
                    kind = chance.choice(KINDS)
                    result.kills[kind] += house.kill(kind)
                    time.sleep(chance.uniform(0.4, 3))
                result.kills["all"] += house.kill()
            result.torn += torn_pages(house.data / "public")
            result.restarts.append(house.start())
            _account(house, crowd, result)
            print(f"{result.count} kills, {len(crowd.acknowledged)} acknowledged, clean: {result.is_clean}", flush=True)
        result.acknowledged = len(crowd.acknowledged)
    finally:
        house.remove()
    return result


def _account(house: Installation, crowd: Writers, result: Killed) -> None:
    try:
        result.agreements.append(wait_until(lambda: not differences(house.data), WITHIN))
    except AssertionError:
        result.late.append("; ".join(differences(house.data)[:5]) or "a moment too late")
    stored = stored_tokens(house.data / "parley.sqlite3")
    result.lost = sorted(set(crowd.acknowledged) - set(stored))
    if (answer := integrity(house.data / "parley.sqlite3")) != "ok":
        result.damaged.append(answer)
