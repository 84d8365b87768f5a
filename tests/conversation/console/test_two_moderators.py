"""Two moderators at once: what one has decided, the other learns, and overwrites nothing."""

import threading

import pytest
from django.db import connection
from django.test import Client

from parley.accounts.actions import create_staff
from parley.accounts.models import User
from parley.conversation.actions.deciding import (
    Decided,
    decide,
    decide_as_seen,
    decide_campaign_as_seen,
    undo,
)
from parley.conversation.models import Campaign, Comment, Decision
from parley.conversation.queries.decisions import newest_line
from parley.kit import clock
from tests.conftest import Cast
from tests.conversation.console.asking import as_seen, decide_by_script, decide_found
from tests.posting import write
from tests.public import page_text


@pytest.fixture
def kim(cast: Cast) -> User:
    """Moderates, as Ben does."""
    return create_staff(username="kim", password="a long password", role="moderator", name="Kim")


@pytest.fixture
def kims_browser(kim: User) -> Client:
    client = Client()
    client.force_login(kim)
    return client


def status_of(comment: Comment) -> str:
    return Comment.objects.get(pk=comment.pk).status


def test_the_script_is_told_who_was_quicker_and_nothing_is_overwritten(
    cast: Cast, moderator: Client, kims_browser: Client
) -> None:
    comment = write(cast.thread, status="pending")
    name = as_seen(comment)
    assert decide_by_script(moderator, "approve", name).json()["moved"] == [comment.pk]
    answer = decide_by_script(kims_browser, "spam", name).json()
    assert answer["already"] == [{"id": comment.pk, "sentence": "Decided by Ben a moment ago: published."}]
    assert (answer["batch"], answer["moved"]) == ("", [])
    assert status_of(comment) == "approved"
    assert Decision.objects.filter(comment=comment).count() == 1


def test_without_a_script_the_page_says_it_too(cast: Cast, moderator: Client, kims_browser: Client) -> None:
    comment = write(cast.thread, status="pending", author_name="Cleo")
    fields = {"comment": as_seen(comment), "queue": "pending"}
    moderator.post("/moderation/decide/", fields | {"decision": "trash", "canned": "insult"})
    page = kims_browser.post("/moderation/decide/", fields | {"decision": "approve"}, follow=True).content.decode()
    assert "Cleo: Decided by Ben a moment ago: removed. It attacks a person." in page
    assert status_of(comment) == "trash"


def test_of_a_selection_the_others_are_decided(cast: Cast, moderator: Client, kims_browser: Client) -> None:
    comments = [write(cast.thread, status="pending") for _ in range(3)]
    names = [as_seen(comment) for comment in comments]
    decide_by_script(moderator, "approve", names[1])
    answer = decide_by_script(kims_browser, "spam", *names).json()
    assert answer["moved"] == [comments[0].pk, comments[2].pk]
    assert [one["id"] for one in answer["already"]] == [comments[1].pk]
    assert [status_of(comment) for comment in comments] == ["spam", "approved", "spam"]


def test_many_that_were_decided_are_counted_not_named(cast: Cast, moderator: Client, kims_browser: Client) -> None:
    comments = [write(cast.thread, status="pending") for _ in range(5)]
    names = [as_seen(comment) for comment in comments]
    decide_by_script(moderator, "approve", *names)
    form = {"comment": names, "decision": "spam", "queue": "pending"}
    page = kims_browser.post("/moderation/decide/", form, follow=True).content.decode()
    assert "5 comments were left as they are: Ben had decided about them." in page


def test_what_another_took_back_is_open_again(cast: Cast, kim: User) -> None:
    comment = write(cast.thread, status="pending")
    batch = decide(comments=[comment], status="spam", moderator=cast.ben)
    undo(batch=batch, moderator=cast.ben)
    assert decide_as_seen(seen={comment.pk: 0}, status="approved", moderator=kim).batch
    assert status_of(comment) == "approved"


def test_ones_own_second_thought_needs_no_reload(cast: Cast, moderator: Client) -> None:
    comment = write(cast.thread, status="pending")
    name = as_seen(comment)
    decide_by_script(moderator, "approve", name)
    assert decide_by_script(moderator, "spam", name).json()["moved"] == [comment.pk]


def test_all_that_were_found_are_those_that_stood_there(cast: Cast, kim: User, moderator: Client) -> None:
    first, second = write(cast.thread, status="pending"), write(cast.thread, status="pending")
    seen = newest_line()
    decide(comments=[first], status="approved", moderator=kim)
    late = write(cast.thread, status="pending")
    answer = decide_found(moderator, "spam", seen=str(seen), up_to=str(second.pk)).json()
    assert answer["moved"] == [second.pk]
    assert [status_of(c) for c in (first, second, late)] == ["approved", "spam", "pending"]


def campaign_of(cast: Cast, number: int) -> Campaign:
    campaign = Campaign.objects.create(key="c1", found_at=clock.now())
    for _ in range(number):
        write(cast.thread, status="pending", campaign=campaign)
    return campaign


def test_a_campaign_that_another_decided_about_stays_as_it_is(cast: Cast, kim: User) -> None:
    campaign, seen = campaign_of(cast, 3), newest_line()
    decide_campaign_as_seen(campaign=campaign, label="honest", moderator=kim, seen=seen)
    decided = decide_campaign_as_seen(campaign=campaign, label="spam", moderator=cast.ben, seen=seen)
    assert (decided.batch, len(decided.already)) == ("", 3)
    assert set(campaign.comments.values_list("status", flat=True)) == {"approved"}
    campaign.refresh_from_db()
    assert campaign.label == "honest"


def test_a_member_that_another_decided_about_meanwhile_is_left_out(cast: Cast, kim: User) -> None:
    campaign, seen = campaign_of(cast, 3), newest_line()
    one = campaign.comments.earliest("pk")
    decide(comments=[one], status="approved", moderator=kim)
    decided = decide_campaign_as_seen(campaign=campaign, label="spam", moderator=cast.ben, seen=seen)
    assert ([line.comment_id for line in decided.already], len(decided.comments)) == ([one.pk], 2)
    assert status_of(one) == "approved"


def test_the_news_say_what_others_decided_and_how_many_are_left(
    cast: Cast, moderator: Client, kims_browser: Client
) -> None:
    comments = [write(cast.thread, status="pending") for _ in range(3)]
    since = newest_line()
    decide_by_script(moderator, "approve", as_seen(comments[0]))
    decide_by_script(kims_browser, "spam", as_seen(comments[1]))
    news = kims_browser.get("/moderation/news/", {"since": since}).json()
    assert [one["id"] for one in news["already"]] == [comments[0].pk]
    assert (news["counts"]["pending"], news["counts"]["recent"]) == (1, 1)
    assert kims_browser.get("/moderation/news/", {"since": news["seen"]}).json()["already"] == []


def test_of_two_in_the_same_instant_one_decides_and_the_other_is_told(cast: Cast, kim: User) -> None:
    comments = [write(cast.thread, status="pending") for _ in range(8)]
    seen = dict.fromkeys([comment.pk for comment in comments], 0)
    start = threading.Barrier(2)
    decided: list[Decided] = []
    failures: list[BaseException] = []

    def judge(status: str, who: User) -> None:
        try:
            start.wait(timeout=10)
            decided.append(decide_as_seen(seen=seen, status=status, moderator=who))
        except BaseException as error:
            failures.append(error)
        finally:
            connection.close()

    judges = [threading.Thread(target=judge, args=args) for args in (("approved", cast.ben), ("spam", kim))]
    for one in judges:
        one.start()
    for one in judges:
        one.join(timeout=60)
    assert failures == []
    assert sorted(len(one.comments) for one in decided) == [0, 8]
    assert sorted(len(one.already) for one in decided) == [0, 8]
    (status,) = set(Comment.objects.values_list("status", flat=True))
    assert Decision.objects.count() == 8
    assert all((f'id="{c.anchor}"' in page_text(cast.thread.url)) == (status == "approved") for c in comments)
