"""What the server has, held against what the ledger says. Every delivery of a round must be accounted for."""

import re
from collections import Counter
from collections.abc import Collection, Iterable
from dataclasses import dataclass, field
from typing import Any

_FINAL_NO = re.compile(r"\b5\d\d\b")
_COMMENT = re.compile(r"<c(\d+)\.")


@dataclass
class Account:
    """Sums over all rounds. The lists name what must not be: all are empty when the ledger keeps its promise."""

    trials: int = 0
    states: Counter[str] = field(default_factory=Counter)
    unknown_stored: int = 0
    unknown_not_stored: int = 0
    stored_unanswered: int = 0
    repeated: list[str] = field(default_factory=list)
    lost: list[str] = field(default_factory=list)
    unlisted: list[str] = field(default_factory=list)
    unexpected: list[str] = field(default_factory=list)

    @property
    def is_clean(self) -> bool:
        return not (self.repeated or self.lost or self.unlisted or self.unexpected)


def reckon(
    account: Account,
    mails: Iterable[dict[str, Any]],
    expected: set[tuple[int, str]],
    stopped: Collection[str] = (),
    paused: Collection[str] = (),
) -> None:
    """`mails`: lines of the server's log. `expected`: comment and address of each trial. `stopped`: those whose mail
    may have been cancelled, since the reader stopped; `paused`: that may have no row, since the reader had stopped for
    a while when the event was dealt with. What waits for an address that the server called wrong at RCPT may be
    cancelled, too: bounces block it."""
    from parley.notifications.models import Delivery, DeliveryProblem

    stored: Counter[tuple[int, str]] = Counter()
    answered: set[tuple[int, str]] = set()
    for mail in mails:
        found = _COMMENT.match(mail.get("message_id") or "")
        if mail["stored"] and found:
            key = (int(found[1]), mail["rcpt"][0])
            stored[key] += 1
            if mail["acked"]:
                answered.add(key)
    rows = {
        (row.comment_id, row.reader.address): row
        for row in Delivery.objects.filter(comment__in={number for number, _ in expected}).select_related("reader")
    }
    # Not by the rows' states: whoever was told 550 may have lost the claim meanwhile, and the block took the row away.
    problems = DeliveryProblem.objects.filter(delivery__comment__in={number for number, _ in expected})
    turned_away = {
        address
        for address, words in problems.values_list("delivery__reader__address", "words")
        if "rcpt_550" in address and _FINAL_NO.search(words)
    }
    account.trials += len(expected)
    account.repeated += [f"{key}: {count} copies" for key, count in stored.items() if count > 1]
    account.unexpected += [f"{key}: stored" for key in stored if key not in expected]
    account.unexpected += [f"{key}: a row" for key in rows if key not in expected]
    for key in sorted(expected):
        row = rows.get(key)
        if row is None and key[1] in paused:
            account.states["none, stopped in time"] += 1
            continue
        if row is None:
            account.lost.append(f"{key}: no row")
            continue
        account.states[row.state] += 1
        account.stored_unanswered += key in stored and key not in answered
        may_be_cancelled = key[1] in stopped or key[1] in turned_away
        _judge(account, key, row, is_stored=key in stored, may_be_cancelled=may_be_cancelled)


def _judge(account: Account, key: tuple[int, str], row: Any, *, is_stored: bool, may_be_cancelled: bool) -> None:
    what = f"{key}: {row.state}, {row.last_error!r}, attempt {row.attempts}"
    if row.state == "unknown":
        account.unknown_stored += is_stored
        account.unknown_not_stored += not is_stored
    elif is_stored and row.state != "sent":
        account.unlisted.append(what)
    elif row.state == "cancelled" and may_be_cancelled or row.state == "refused" and _FINAL_NO.search(row.last_error):
        return
    elif not is_stored:
        account.lost.append(what)
