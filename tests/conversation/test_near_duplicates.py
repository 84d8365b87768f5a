"""The index of near-duplicates in the life of an installation: restarts, decisions, undone decisions, erasure."""

import json
from pathlib import Path

import numpy as np
import pytest
from django.conf import settings
from django.test import Client

from parley.conversation.actions.deciding import decide_campaign, undo
from parley.conversation.models import Campaign, Comment, Thread
from parley.conversation.moderation import campaign_members, forget_index, keep_campaign_index, live
from tests.conftest import Cast
from tests.conversation.test_moderation import campaign_of_two, spun
from tests.posting import send, write

PLACES = ["Velka", "Lindau", "Ostra", "Bergen", "Narva", "Tartu", "Porto", "Aveiro"]


def write_spins(thread: Thread, count: int) -> list[Comment]:
    return [
        write(thread, text=spun(place, "spring", "tired"), author_name=f"name {number}")
        for number, place in enumerate(PLACES[:count])
    ]


def send_one_more(client: Client, thread: Thread) -> Comment:
    send(client, thread, spun("Ostra", "winter", "old"), name="Una", email="una@example.org")
    return Comment.objects.latest("pk")


def snapshots() -> list[Path]:
    return list((Path(settings.DATA) / "campaigns").glob("*"))


@pytest.fixture
def eager(monkeypatch: pytest.MonkeyPatch) -> None:
    """An index that reads two comments at a time and is stored after each."""
    monkeypatch.setattr(live, "READ_AT_ONCE", 2)
    monkeypatch.setattr(live, "STORED_EVERY", 1)


def test_undoing_the_second_decision_restores_the_first(reader: Client, cast: Cast) -> None:
    campaign = campaign_of_two(reader, cast.thread)
    decide_campaign(campaign=campaign, label="spam", moderator=cast.ben)
    campaign.refresh_from_db()
    before = (campaign.label, campaign.decided_at)
    batch = decide_campaign(campaign=campaign, label="honest", moderator=cast.ben)
    undo(batch=batch, moderator=cast.ben)

    campaign.refresh_from_db()

    assert (campaign.label, campaign.decided_at) == before
    assert send_one_more(reader, cast.thread).status == "spam"


def test_undoing_the_only_decision_leaves_the_next_to_the_filter(reader: Client, cast: Cast) -> None:
    campaign = campaign_of_two(reader, cast.thread)
    undo(batch=decide_campaign(campaign=campaign, label="spam", moderator=cast.ben), moderator=cast.ben)

    comment = send_one_more(reader, cast.thread)

    assert "spam_campaign" not in {reason["rule"] for reason in comment.judgements.get().reasons}
    assert comment.campaign == campaign


def test_likes_of_what_is_no_campaign_are_not_shown_as_one(reader: Client, cast: Cast) -> None:
    campaign = campaign_of_two(reader, cast.thread)
    decide_campaign(campaign=campaign, label="honest", moderator=cast.ben)

    comment = send_one_more(reader, cast.thread)

    assert comment.campaign is None
    assert campaign_members(comment) == []
    assert not {reason["stage"] for reason in comment.judgements.get().reasons} & {"campaign"}


def test_a_decision_in_another_process_is_heard(reader: Client, cast: Cast) -> None:
    campaign = campaign_of_two(reader, cast.thread)
    ours = live.live_index()
    forget_index()
    batch = decide_campaign(campaign=campaign, label="spam", moderator=cast.ben)

    ours.catch_up()
    heard = ours.index.find(spun("Ostra", "winter", "old"))
    undo(batch=batch, moderator=cast.ben)
    ours.catch_up()
    taken_back = ours.index.find(spun("Ostra", "winter", "old"))

    assert heard is not None
    assert taken_back is not None
    assert (heard.spam, taken_back.spam) == (True, None)


@pytest.mark.usefixtures("eager")
def test_without_a_snapshot_the_worker_reads_everything_a_little_at_a_time(cast: Cast) -> None:
    spins = write_spins(cast.thread, 6)

    assert len(campaign_members(spins[-1])) < 6
    for _ in range(6):
        keep_campaign_index()

    assert campaign_members(spins[-1]) == [spin.pk for spin in spins]
    assert len(snapshots()) == 1


@pytest.mark.usefixtures("eager")
def test_a_restarted_process_reads_the_snapshot_and_what_came_since(reader: Client, cast: Cast) -> None:
    spins = write_spins(cast.thread, 6)
    for _ in range(6):
        keep_campaign_index()
    Comment.objects.filter(pk=spins[0].pk).update(source="Not what the snapshot was made of.")
    spins += [write(cast.thread, text=spun("Porto", "winter", "old"), author_name="late")]
    forget_index()

    live.live_index().catch_up()

    assert campaign_members(spins[1]) == [spin.pk for spin in spins]


@pytest.mark.usefixtures("eager")
def test_decisions_hold_after_a_restart_and_can_be_undone_then(reader: Client, cast: Cast) -> None:
    campaign = campaign_of_two(reader, cast.thread)
    batch = decide_campaign(campaign=campaign, label="spam", moderator=cast.ben)
    for _ in range(4):
        keep_campaign_index()
    forget_index()
    assert send_one_more(reader, cast.thread).status == "spam"
    undo(batch=batch, moderator=cast.ben)
    forget_index()

    match = live.live_index().catch_up().find(spun("Bergen", "winter", "old"))

    assert match is not None
    assert match.spam is None


@pytest.mark.usefixtures("eager")
def test_what_was_erased_does_not_come_back_with_the_snapshot(cast: Cast) -> None:
    spins = write_spins(cast.thread, 6)
    for _ in range(6):
        keep_campaign_index()
    Comment.objects.filter(pk__in=[spins[0].pk, spins[3].pk]).delete()
    forget_index()

    assert campaign_members(spins[1]) == [spin.pk for spin in spins if spin not in (spins[0], spins[3])]


@pytest.mark.usefixtures("eager")
def test_a_damaged_snapshot_is_thrown_away_and_made_anew(cast: Cast) -> None:
    spins = write_spins(cast.thread, 6)
    for _ in range(6):
        keep_campaign_index()
    (snapshot,) = snapshots()
    snapshot.write_bytes(b"half a snapsh")
    forget_index()

    for _ in range(6):
        keep_campaign_index()

    assert campaign_members(spins[1]) == [spin.pk for spin in spins]
    assert snapshots() == [snapshot]
    assert snapshot.stat().st_size > 100


@pytest.mark.usefixtures("eager")
def test_the_snapshot_of_an_older_version_is_thrown_away_and_made_anew(reader: Client, cast: Cast) -> None:
    spins = write_spins(cast.thread, 6)
    for _ in range(6):
        keep_campaign_index()
    (snapshot,) = snapshots()
    as_written_by_format_2(snapshot)
    forget_index()

    late = send_one_more(reader, cast.thread)  # somebody posts before the worker has built it again
    assert late.judgements.exists()
    assert snapshots() == []
    for _ in range(6):
        keep_campaign_index()

    assert snapshots() == [snapshot]
    forget_index()
    assert campaign_members(spins[1]) == [*(spin.pk for spin in spins), late.pk]


def as_written_by_format_2(snapshot: Path) -> None:
    """Change a snapshot into one of the format before: it kept lengths where scales stand now."""
    with np.load(snapshot) as stored:
        parts = dict(stored)
    head = json.loads(parts["head"].tobytes())
    head["format"] = 2
    head["columns"] = ["lengths" if name == "scales" else name for name in head["columns"]]
    parts["head"] = np.frombuffer(json.dumps(head).encode(), dtype=np.uint8)
    parts["lengths"] = parts.pop("scales").astype(np.uint8)
    with snapshot.open("wb") as file:
        np.savez(file, **parts)


def test_a_small_installation_needs_no_snapshot(reader: Client, cast: Cast) -> None:
    campaign_of_two(reader, cast.thread)

    keep_campaign_index()

    assert snapshots() == []
    assert Campaign.objects.get().comments.count() == 2
