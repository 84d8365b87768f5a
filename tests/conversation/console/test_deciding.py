"""The console decides: by its script, with a reason, about very many, and takes back."""

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from parley.conversation.actions.deciding import decide, decide_campaign, undo
from parley.conversation.actions.people import assign_sections, keep_reply
from parley.conversation.actions.threads import open_thread
from parley.conversation.models import Campaign, Comment, Decision, Lesson, Sanction
from parley.conversation.reject_reasons import REASONS
from parley.conversation.writing.standing import standing_of
from parley.kit import clock
from parley.materializer.actions import materialize_all_dirty
from parley.outbox.models import Event, Receipt
from tests.conftest import Cast
from tests.conversation.console.asking import as_seen, decide_by_script, decide_found
from tests.posting import announce, write
from tests.public import page_text


def statuses() -> list[str]:
    return list(Comment.objects.order_by("pk").values_list("status", flat=True))


def test_the_script_gets_the_batch_the_sentence_and_the_counts(cast: Cast, moderator: Client) -> None:
    comment = write(cast.thread, status="pending")
    write(cast.thread, status="pending")
    answer = decide_by_script(moderator, "approve", as_seen(comment)).json()
    assert answer["sentence"] == "1 comment published."
    assert answer["counts"] == {
        "pending": 1,
        "campaigns": 0,
        "reported": 0,
        "appealed": 0,
        "recent": 1,
        "spam": 0,
        "trash": 0,
        "notices": 0,
    }
    back = moderator.post(f"/moderation/undo/{answer['batch']}/", HTTP_ACCEPT="application/json").json()
    assert (back["sentence"], back["counts"]["pending"]) == ("Taken back: 1 comment.", 2)


def test_the_script_is_told_what_is_no_decision(cast: Cast, moderator: Client) -> None:
    comment = write(cast.thread, status="pending")
    assert decide_by_script(moderator, "promote", as_seen(comment)).status_code == 422
    assert decide_by_script(moderator, "spam").json() == {"error": "Tick a comment first."}
    assert decide_by_script(moderator, "spam", "x", "1.2.3", "٣").status_code == 422
    again = moderator.post(f"/moderation/undo/{'x' * 22}/", HTTP_ACCEPT="application/json")
    assert (again.status_code, "nothing to undo" in again.json()["error"]) == (409, True)
    assert statuses() == ["pending"]


@pytest.mark.parametrize("name", REASONS)
def test_the_writer_reads_the_reason_of_a_rejection(cast: Cast, moderator: Client, reader: Client, name: str) -> None:
    comment = write(cast.thread, status="pending")
    fields = {"canned": name, "reason": "Please write\nto us."}
    decide_by_script(moderator, "trash", as_seen(comment), **fields)
    comment.refresh_from_db()
    assert standing_of(comment).why == f"{REASONS[name][1]} Please write to us."
    page = reader.get(f"/conversation/status/{comment.private_key}/").content.decode()
    assert "Please write to us." in page


def test_an_unknown_reason_is_none_and_an_approval_has_none(cast: Cast, moderator: Client) -> None:
    first, second = write(cast.thread, status="pending"), write(cast.thread, status="pending")
    decide_by_script(moderator, "trash", as_seen(first), canned="boring")
    decide_by_script(moderator, "approve", as_seen(second), canned="insult")
    assert set(Decision.objects.values_list("reason", flat=True)) == {""}


def test_what_the_filter_or_a_campaign_says_is_no_reason_for_the_writer(cast: Cast) -> None:
    campaign = Campaign.objects.create(key="c1", found_at=clock.now())
    comment = write(cast.thread, status="pending", campaign=campaign)
    write(cast.thread, status="pending", campaign=campaign)
    decide_campaign(campaign=campaign, label="spam", moderator=cast.ben)
    comment.refresh_from_db()
    assert standing_of(comment).why == ""


def test_a_decision_about_all_that_were_found_is_undone_as_one(cast: Cast, moderator: Client) -> None:
    for number in range(45):
        write(
            cast.thread, f"See https://www.pills.example/{number} now", status="approved" if number % 2 else "pending"
        )
    honest = write(cast.thread, "The gauge stands at pills.example.org, they say: https://pills.example.org/")
    announce(cast.thread)
    before = statuses()
    answer = decide_found(moderator, "spam", narrowed="host=pills.example").json()
    assert answer["sentence"] == "45 comments are spam now."
    materialize_all_dirty()
    assert "https://www.pills.example/" not in page_text(cast.thread.url)
    assert honest.anchor in page_text(cast.thread.url)
    moderator.post(f"/moderation/undo/{answer['batch']}/")
    assert statuses() == before
    materialize_all_dirty()
    assert "https://www.pills.example/" in page_text(cast.thread.url)


def test_the_page_after_such_a_decision_is_narrowed_as_before(cast: Cast, moderator: Client) -> None:
    write(cast.thread, "Buy https://pills.example/ today", status="pending")
    fields = {"decision": "spam", "queue": "all", "narrowed": "host=pills.example&next=https://evil.example/"}
    location = moderator.post("/moderation/decide-found/", fields)["Location"]
    assert location.startswith("/moderation/all/?host=pills.example&done=")


def test_the_staffs_own_comments_are_in_no_mass_decision(cast: Cast, moderator: Client) -> None:
    own = write(cast.thread, "Read https://pills.example/ for why we warn.", reader=None, staff=cast.ann)
    assert decide_found(moderator, "spam", narrowed="host=pills.example").status_code == 422
    assert Comment.objects.get(pk=own.pk).status == "approved"


def queries_of_a_mass_decision(cast: Cast, number: int) -> tuple[int, int]:
    """Queries of a decision about so many public comments and of its undo."""
    comments = [write(cast.thread) for _ in range(number)]
    announce(cast.thread)
    with CaptureQueriesContext(connection) as decided:
        batch = decide(comments=comments, status="spam", moderator=cast.ben)
    with CaptureQueriesContext(connection) as taken_back:
        undo(batch=batch, moderator=cast.ben)
    return len(decided), len(taken_back)


def test_a_mass_decision_costs_few_queries_more_for_ten_times_as_many(cast: Cast) -> None:
    queries_of_a_mass_decision(cast, 30)
    few, many = queries_of_a_mass_decision(cast, 30), queries_of_a_mass_decision(cast, 300)
    # what grows: inserts in batches (SQLite takes about 1,000 values in one)
    assert many[0] - few[0] <= 40
    assert many[1] - few[1] <= 40


def test_a_mass_decision_leaves_log_events_lessons_and_files_as_single_ones_do(cast: Cast) -> None:
    comments = [write(cast.thread) for _ in range(30)]
    announce(cast.thread)
    Event.objects.all().delete()
    batch = decide(comments=comments, status="spam", moderator=cast.ben)
    lines = Decision.objects.filter(batch=batch)
    assert set(lines.values_list("before", "after", "moderator")) == {("approved", "spam", cast.ben.pk)}
    assert {line.comment_id for line in lines} == {comment.pk for comment in comments}
    told = Event.objects.filter(kind="comment_withdrawn")
    assert {event.payload["comment"] for event in told} == {comment.pk for comment in comments}
    assert set(Receipt.objects.filter(event__in=told, consumer="materializer").values_list("state", flat=True)) == {
        "done"
    }
    assert Receipt.objects.filter(event__in=told, consumer="notifications", state="waiting").count() == 30
    assert set(Lesson.objects.values_list("spam", flat=True)) == {True}
    page = page_text(cast.thread.url)
    assert not [comment for comment in comments if f'id="{comment.anchor}"' in page]


def test_a_ban_is_offered_beside_each_comment_of_a_reader(cast: Cast, moderator: Client) -> None:
    comment = write(cast.thread, status="pending")
    assert f'action="/moderation/reader/{comment.reader_id}/ban/"' in moderator.get("/moderation/").content.decode()


def test_a_reason_that_moderators_keep_at_hand_is_in_the_menu(cast: Cast, moderator: Client) -> None:
    reply = keep_reply(title="Too long", words="Please say it\nin fewer words.", use="reason")
    comment = write(cast.thread, status="pending")
    assert "Too long" in moderator.get("/moderation/").content.decode()
    decide_by_script(moderator, "trash", as_seen(comment), canned=f"kept-{reply.pk}")
    comment.refresh_from_db()
    assert standing_of(comment).why == "Please say it in fewer words."


def test_a_moderator_of_some_sections_sees_and_decides_these_only(cast: Cast, moderator: Client) -> None:
    near, far = write(cast.thread, status="pending"), write(cast.thread, status="pending")
    other = open_thread(site=cast.thread.site, url="/elsewhere/", title="Elsewhere", text="")
    Comment.objects.filter(pk=far.pk).update(thread=other)
    assign_sections(moderator=cast.ben, sections=[cast.thread.section])
    page = moderator.get("/moderation/").content.decode()
    assert (f'id="item-{near.pk}"' in page, f'id="item-{far.pk}"' in page) == (True, False)
    assert decide_by_script(moderator, "spam", as_seen(near), as_seen(far)).status_code == 403
    assert decide_found(moderator, "spam").json()["moved"] == [near.pk]
    campaign = Campaign.objects.create(key="c1", found_at=clock.now())
    assert moderator.post(f"/moderation/campaign/{campaign.pk}/", {"decision": "spam"}).status_code == 403
    assert statuses() == ["spam", "pending"]


def test_an_undo_is_never_a_get(moderator: Client) -> None:
    assert moderator.get(f"/moderation/undo/{'x' * 22}/").status_code == 405


def test_a_ban_from_a_queue_says_so_and_offers_the_way_back(cast: Cast, moderator: Client) -> None:
    comment = write(cast.thread, status="spam", author_name="Cleo")
    banned = moderator.post(f"/moderation/reader/{comment.reader_id}/ban/", {"reason": "Insults.", "queue": "spam"})
    page = moderator.get(banned.headers["Location"]).content.decode()
    ban = Sanction.objects.get()
    assert ("Banned: " in page, f'action="/moderation/undo/{ban.batch}/"' in page) == (True, True)
    taken_back = moderator.post(f"/moderation/undo/{ban.batch}/", HTTP_ACCEPT="application/json").json()
    assert taken_back["sentence"] == "Taken back."
    assert Sanction.objects.get().lifted_at is not None


def test_a_pick_leads_back_to_the_comment(cast: Cast, moderator: Client) -> None:
    comment = write(cast.thread)
    answer = moderator.post(f"/moderation/pick/{comment.pk}/", {"picked": "1", "queue": "recent"})
    assert answer.headers["Location"] == f"/moderation/recent/#item-{comment.pk}"


def test_the_log_speaks_of_a_campaign_not_of_its_key(cast: Cast, moderator: Client) -> None:
    campaign = Campaign.objects.create(key="c54", found_at=clock.now())
    for _spin in range(2):
        write(cast.thread, status="pending", campaign=campaign)
    decide_campaign(campaign=campaign, label=Campaign.Label.SPAM, moderator=cast.ben)
    page = moderator.get("/moderation/log/").content.decode()
    assert ("the whole campaign" in page, "campaign c54" in page) == (True, False)
