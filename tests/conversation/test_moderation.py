"""The moderators' console: what it shows, and what a decision does to the page."""

import threading
from collections.abc import Callable
from typing import Any

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from parley.accounts.actions import create_staff
from parley.accounts.models import User
from parley.conversation.actions.deciding import decide, decide_campaign, undo
from parley.conversation.console.items import FAINT
from parley.conversation.errors import NothingToUndo
from parley.conversation.models import Campaign, Comment, Decision, Thread
from parley.conversation.scripts import console_script
from parley.kit import clock
from tests.conftest import Cast
from tests.posting import HELD, HONEST, announce, send, write
from tests.public import page_text, parsed, words_of

SPIN = (
    "The keepers of {} told my cousin that the sluice was never opened before the {} flood, and that both tables "
    "were copied by hand into the book of the water board by the same {} engineer every single morning."
)


def spun(*words: str) -> str:
    """One spin of a template; the words go into its gaps."""
    return SPIN.format(*words)


def campaign_of_two(client: Client, thread: Thread) -> Campaign:
    """Two senders, one text."""
    send(client, thread, spun("Velka", "spring", "tired"), name="Sam", email="sam@example.org")
    send(client, thread, spun("Lindau", "autumn", "young"), name="Tom", email="tom@example.org")
    return Campaign.objects.get()


def act(client: Client, comment: Comment, decision: str, queue: str = "pending") -> Any:
    return client.post(
        "/moderation/decide/", {"comment": comment.pk, "decision": decision, "queue": queue}, follow=True
    )


def queue_words(client: Client, name: str = "pending") -> str:
    return words_of(parsed(client.get(f"/moderation/{name}/").content.decode()))


ADDRESSES = ["/moderation/", "/moderation/pending/", "/moderation/campaigns/", "/moderation/spam/"]


@pytest.mark.parametrize("address", ADDRESSES)
def test_the_console_asks_strangers_to_sign_in(reader: Client, cast: Cast, address: str) -> None:
    response = reader.get(address)
    assert response.status_code == 302
    assert response["Location"].startswith("/moderation/sign-in/")


def test_a_stranger_decides_nothing(reader: Client, cast: Cast) -> None:
    comment = write(cast.thread, status="pending")
    assert act(reader, comment, "approve").redirect_chain[0][0].startswith("/moderation/sign-in/")
    comment.refresh_from_db()
    assert comment.status == "pending"


def test_staff_without_the_permission_are_refused(reader: Client, cast: Cast) -> None:
    reader.force_login(User.objects.create_user("intern", password="a long password", is_staff=True))
    comment = write(cast.thread, status="pending")
    assert reader.get("/moderation/").status_code == 403
    assert act(reader, comment, "approve").status_code == 403
    assert reader.post(f"/moderation/undo/{'x' * 22}/").status_code == 403


def test_another_site_cannot_decide_for_a_moderator(cast: Cast) -> None:
    client = Client(enforce_csrf_checks=True)
    client.force_login(cast.ben)
    comment = write(cast.thread, status="pending")
    assert act(client, comment, "approve").status_code == 403
    comment.refresh_from_db()
    assert comment.status == "pending"


def test_a_decision_is_never_a_get(moderator: Client) -> None:
    assert moderator.get("/moderation/decide/").status_code == 405


def test_the_console_is_kept_in_no_cache(moderator: Client) -> None:
    assert "no-store" in moderator.get("/moderation/")["Cache-Control"]


def test_the_queue_shows_what_waits_with_the_filters_reasons(moderator: Client, cast: Cast, reader: Client) -> None:
    send(reader, cast.thread, HELD, website="https://cleo.example/")
    judgement = Comment.objects.get().judgements.get()
    shown = queue_words(moderator)
    assert HELD in shown
    assert "cleo@example.org" in shown
    assert judgement.reasons
    for reason in judgement.reasons:
        if abs(reason["weight"]) >= FAINT:
            assert " ".join(reason["sentence"].split()) in shown


def test_approving_publishes_at_once(moderator: Client, cast: Cast) -> None:
    comment = write(cast.thread, "Held for no reason.", status="pending")
    act(moderator, comment, "approve")
    assert "Held for no reason." in page_text(cast.thread.url)


@pytest.mark.parametrize("decision", ["spam", "trash"])
def test_spam_and_trash_withdraw_at_once(moderator: Client, cast: Cast, decision: str) -> None:
    comment = write(cast.thread, "Here for a short while.")
    announce(cast.thread)
    assert "Here for a short while." in page_text(cast.thread.url)
    act(moderator, comment, decision, queue="approved")
    assert "Here for a short while." not in page_text(cast.thread.url)


def test_a_decision_can_be_undone_where_it_was_made(moderator: Client, cast: Cast) -> None:
    comment = write(cast.thread, "Approved by mistake.", status="pending")
    page = parsed(act(moderator, comment, "approve").content.decode())
    form = next(f for f in page.iter("form") if (f.get("action") or "").startswith("/moderation/undo/"))
    moderator.post(form.get("action") or "")
    comment.refresh_from_db()
    assert comment.status == "pending"
    assert "Approved by mistake." not in page_text(cast.thread.url)


def test_a_selection_is_decided_and_undone_as_one(moderator: Client, cast: Cast) -> None:
    comments = [write(cast.thread, status="pending") for _ in range(3)]
    moderator.post("/moderation/decide/", {"comment": [c.pk for c in comments], "decision": "spam", "queue": "pending"})
    assert set(Comment.objects.values_list("status", flat=True)) == {"spam"}
    batch = Decision.objects.values_list("batch", flat=True).first()
    moderator.post(f"/moderation/undo/{batch}/")
    assert set(Comment.objects.values_list("status", flat=True)) == {"pending"}


def test_what_was_undone_cannot_be_undone_again(cast: Cast) -> None:
    comment = write(cast.thread, status="pending")
    batch = decide(comments=[comment], status="approved", moderator=cast.ben)
    undo(batch=batch, moderator=cast.ben)
    with pytest.raises(NothingToUndo):
        undo(batch=batch, moderator=cast.ben)


def test_an_undo_leaves_a_newer_decision_alone(cast: Cast) -> None:
    first, second = write(cast.thread, status="pending"), write(cast.thread, status="pending")
    batch = decide(comments=[first, second], status="spam", moderator=cast.ben)
    decide(comments=[Comment.objects.get(pk=first.pk)], status="approved", moderator=cast.ann)
    undo(batch=batch, moderator=cast.ben)
    assert [Comment.objects.get(pk=c.pk).status for c in (first, second)] == ["approved", "pending"]


def test_an_undo_of_nothing_says_so(moderator: Client) -> None:
    response = moderator.post(f"/moderation/undo/{'x' * 22}/", follow=True)
    assert "There is nothing to undo here" in response.content.decode()


def test_an_unknown_decision_changes_nothing(moderator: Client, cast: Cast) -> None:
    comment = write(cast.thread, status="pending")
    assert act(moderator, comment, "promote").status_code == 200
    assert not Decision.objects.exists()


def test_two_senders_of_one_text_are_a_campaign_and_wait_together(
    moderator: Client, reader: Client, cast: Cast
) -> None:
    campaign = campaign_of_two(reader, cast.thread)
    assert set(campaign.comments.values_list("status", flat=True)) <= {"pending", "spam"}
    assert campaign.comments.count() == 2
    shown = queue_words(moderator, "campaigns")
    assert "Campaign: 2 comments made from one text" in shown


def test_what_the_filter_let_through_is_held_again_when_its_campaign_shows(reader: Client, cast: Cast) -> None:
    send(reader, cast.thread, spun("Velka", "spring", "tired"), name="Sam", email="sam@example.org")
    first = Comment.objects.get()
    assert first.status == "approved"
    send(reader, cast.thread, spun("Lindau", "autumn", "young"), name="Tom", email="tom@example.org")
    first.refresh_from_db()
    assert first.status == "pending"
    assert first.anchor not in page_text(cast.thread.url)


def test_what_a_moderator_approved_stays_when_a_lookalike_comes(reader: Client, cast: Cast) -> None:
    send(reader, cast.thread, spun("Velka", "spring", "tired"), name="Sam", email="sam@example.org")
    first = Comment.objects.get()
    decide(comments=[first], status="approved", moderator=cast.ben)
    send(reader, cast.thread, spun("Lindau", "autumn", "young"), name="Tom", email="tom@example.org")
    first.refresh_from_db()
    assert first.status == "approved"


def test_one_person_who_repeats_herself_is_no_campaign(reader: Client, cast: Cast) -> None:
    send(reader, cast.thread, spun("Velka", "spring", "tired"))
    send(reader, cast.thread, spun("Lindau", "autumn", "young"))
    assert not Campaign.objects.exists()


def test_one_decision_holds_for_the_whole_campaign_and_for_those_that_come_later(
    moderator: Client, reader: Client, cast: Cast
) -> None:
    campaign = campaign_of_two(reader, cast.thread)
    moderator.post(f"/moderation/campaign/{campaign.pk}/", {"decision": "spam"})
    assert set(Comment.objects.values_list("status", flat=True)) == {"spam"}
    send(reader, cast.thread, spun("Ostra", "winter", "old"), name="Una", email="una@example.org")
    assert Comment.objects.latest("pk").status == "spam"


def test_a_text_that_a_moderator_found_honest_is_not_held_again(moderator: Client, reader: Client, cast: Cast) -> None:
    campaign = campaign_of_two(reader, cast.thread)
    moderator.post(f"/moderation/campaign/{campaign.pk}/", {"decision": "honest"})
    assert set(Comment.objects.values_list("status", flat=True)) == {"approved"}
    send(reader, cast.thread, spun("Ostra", "winter", "old"), name="Una", email="una@example.org")
    assert Comment.objects.latest("pk").status == "approved"


def test_a_campaigns_decision_is_undone_as_one_and_opens_it_again(
    moderator: Client, reader: Client, cast: Cast
) -> None:
    campaign = campaign_of_two(reader, cast.thread)
    before = list(campaign.comments.order_by("pk").values_list("status", flat=True))
    batch = decide_campaign(campaign=campaign, label="spam", moderator=cast.ben)
    moderator.post(f"/moderation/undo/{batch}/")
    campaign.refresh_from_db()
    assert list(campaign.comments.order_by("pk").values_list("status", flat=True)) == before
    assert (campaign.label, campaign.decided_at) == ("open", None)


def test_what_a_moderator_removed_stays_removed_when_its_campaign_is_found_honest(reader: Client, cast: Cast) -> None:
    campaign = campaign_of_two(reader, cast.thread)
    removed = campaign.comments.order_by("pk")[0]
    decide(comments=[removed], status="trash", moderator=cast.ben)
    decide_campaign(campaign=campaign, label="honest", moderator=cast.ben)
    removed.refresh_from_db()
    assert removed.status == "trash"


def test_the_card_of_a_campaign_counts_what_the_decision_is_about(
    moderator: Client, reader: Client, cast: Cast
) -> None:
    campaign = campaign_of_two(reader, cast.thread)
    send(reader, cast.thread, spun("Ostra", "winter", "old"), name="Una", email="una@example.org")
    decide(comments=[campaign.comments.order_by("pk")[0]], status="trash", moderator=cast.ben)
    assert "Spam, all 2" in queue_words(moderator, "campaigns")


def test_two_moderators_at_once_leave_two_lines_and_one_status(cast: Cast) -> None:
    kim = create_staff(username="kim", password="a long password", role="moderator")
    comment = write(cast.thread, status="pending")
    start = threading.Barrier(2)
    failures: list[BaseException] = []

    def judge(status: str, who: User) -> None:
        try:
            mine = Comment.objects.get(pk=comment.pk)
            start.wait(timeout=10)
            decide(comments=[mine], status=status, moderator=who)
        except BaseException as error:
            failures.append(error)
        finally:
            connection.close()

    judges = [threading.Thread(target=judge, args=args) for args in (("approved", cast.ben), ("spam", kim))]
    for one in judges:
        one.start()
    for one in judges:
        one.join(timeout=60)
    comment.refresh_from_db()
    assert failures == []
    last = Decision.objects.filter(comment=comment).first()
    assert last is not None
    assert last.after == comment.status
    assert (f'id="{comment.anchor}"' in page_text(cast.thread.url)) == (comment.status == "approved")


def test_the_log_only_grows(cast: Cast) -> None:
    comment = write(cast.thread, status="pending")

    def rows() -> list[Any]:
        return list(Decision.objects.order_by("pk").values_list())

    steps: list[Callable[[], object]] = [
        lambda: decide(comments=[Comment.objects.get(pk=comment.pk)], status="approved", moderator=cast.ben),
        lambda: decide(comments=[Comment.objects.get(pk=comment.pk)], status="spam", moderator=cast.ann),
        lambda: undo(batch=Decision.objects.first().batch, moderator=cast.ben),  # type: ignore[union-attr]
        lambda: decide(comments=[Comment.objects.get(pk=comment.pk)], status="trash", moderator=cast.ben),
    ]
    before = rows()
    for step in steps:
        step()
        after = rows()
        assert after[: len(before)] == before
        assert len(after) == len(before) + 1
        before = after


def test_the_history_of_a_comment_is_shown(moderator: Client, cast: Cast) -> None:
    comment = write(cast.thread, status="pending")
    decide(comments=[comment], status="spam", moderator=cast.ben, reason="sells pills")
    shown = queue_words(moderator, "spam")
    assert "Ben, waiting → spam (sells pills)" in shown


def test_characters_that_no_database_takes_break_nothing(moderator: Client, cast: Cast) -> None:
    comment = write(cast.thread, status="pending")
    fields = {"comment": comment.pk, "decision": "spam", "reason": "sells\0pills", "queue": "pen\0ding"}
    assert moderator.post("/moderation/decide/", fields).status_code == 303
    assert moderator.get("/moderation/", {"done": "\0", "page": "\0"}).status_code == 200


HOSTILE = "<script>alert(1)</script><img src=x onerror=alert(1)>\"'></textarea><svg/onload=alert(1)>"


@pytest.mark.parametrize("queue", ["pending", "spam", "trash", "approved"])
def test_hostile_comments_do_nothing_in_the_console(moderator: Client, cast: Cast, queue: str) -> None:
    write(cast.thread, HOSTILE, author_name=HOSTILE[:80], author_url='https://x.example/"onmouseover="x', status=queue)
    write(cast.thread, HOSTILE, parent=Comment.objects.get(), author_name="\u202egro", status=queue)
    tree = parsed(moderator.get(f"/moderation/{queue}/").content.decode())
    assert [e.tag for e in tree.iter() if e.tag in {"svg", "img", "iframe"}] == []
    assert [e.get("src") for e in tree.iter("script")] == [console_script()]
    assert not [e for e in tree.iter() if any(name.lower().startswith("on") for name in e.attrib)]
    assert "<script>alert(1)</script>" in words_of(tree)


def test_a_writers_website_is_no_link_for_a_moderator_to_fall_for(moderator: Client, cast: Cast) -> None:
    write(cast.thread, author_url="https://phish.example/", status="pending")
    tree = parsed(moderator.get("/moderation/").content.decode())
    leading_there = [a.get("href") for a in tree.iter("a") if "phish" in (a.get("href") or "")]
    assert leading_there == ["/moderation/all/?host=phish.example"]  # a search in the console


@pytest.mark.parametrize("queue", ["pending", "approved"])
def test_the_queue_costs_the_same_number_of_queries_for_one_and_forty(
    moderator: Client, cast: Cast, queue: str
) -> None:
    def queries() -> int:
        with CaptureQueriesContext(connection) as captured:
            assert moderator.get(f"/moderation/{queue}/").status_code == 200
        return len(captured)

    def fill() -> None:
        comment = write(cast.thread, status=queue, parent=write(cast.thread))
        decide(comments=[comment], status=queue, moderator=cast.ben)

    fill()
    queries()
    few = queries()
    for _ in range(19):
        fill()
    assert queries() == few


def test_the_campaigns_cost_the_same_number_of_queries_whatever_their_number(moderator: Client, cast: Cast) -> None:
    def queries() -> int:
        with CaptureQueriesContext(connection) as captured:
            assert moderator.get("/moderation/campaigns/").status_code == 200
        return len(captured)

    def fill() -> None:
        campaign = Campaign.objects.create(key=f"c{Campaign.objects.count()}", found_at=clock.now())
        for _ in range(3):
            write(cast.thread, status="pending", campaign=campaign)

    fill()
    queries()
    queue_words(moderator, "campaigns")
    few = queries()
    for _ in range(5):
        fill()
    queries()  # the index of near-duplicates reads what is new
    assert queries() == few


def test_a_long_queue_has_pages(moderator: Client, cast: Cast) -> None:
    for _ in range(41):
        write(cast.thread, status="pending")
    first = moderator.get("/moderation/pending/").content.decode()
    second = moderator.get("/moderation/pending/?page=2").content.decode()
    assert 'href="?page=2"' in first
    assert (first.count('class="item"'), second.count('class="item"')) == (40, 1)


def test_an_unknown_queue_leads_to_the_first(moderator: Client) -> None:
    assert moderator.get("/moderation/everything/")["Location"] == "/moderation/"


def test_an_approved_comment_is_published_once(moderator: Client, cast: Cast) -> None:
    comment = write(cast.thread, HONEST, status="pending")
    act(moderator, comment, "approve")
    act(moderator, comment, "approve", queue="approved")
    assert page_text(cast.thread.url).count(HONEST) == 1
