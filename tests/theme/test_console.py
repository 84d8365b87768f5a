"""The moderators' console: why a comment is held, and every decision without JavaScript."""

from pathlib import Path
from typing import Any
from xml.etree.ElementTree import Element

import pytest
from django.template.loader import render_to_string
from markupsafe import Markup

from parley.conversation.queries.readers import Record
from tests.theme.samples import WHEN, only, parsed_page, words

pytestmark = pytest.mark.usefixtures("installation")


def held(number: int, **changes: Any) -> dict[str, Any]:
    """Sam's comment, as the queue hands it over."""
    comment = {
        "id": number,
        "author_name": "Sam",
        "author_url": "https://example.org/",
        "email": "sam@example.org",
        "seen": 7,
        "reader": 5,
        "by_staff": False,
        "hosts": ("example.org",),
        "age": "3 hours ago",
        "html": Markup("<p>Great post</p>"),
        "status": "pending",
        "is_pick": False,
        "posted_at": WHEN,
        "thread_title": "A river",
        "thread_url": "/opinion/river/",
        "parent_name": "Cleo",
        "parent_text": "Who read the gauge?",
    }
    return {
        "comment": comment,
        "probability": 0.834,
        "reasons": [
            {"sentence": "Two other senders sent it too.", "weight": 9.7, "stage": "campaign"},
            {"sentence": "It speaks of the article.", "weight": -2.2, "stage": "relevance"},
        ],
        "campaign": 0,
        "why": "",
        "remarks": ["Two readers reported it: insult."],
        "ban_address": "",
        "record": Record(approved=1, rejected=2, total=3, since=WHEN),
        "history": [{"when": WHEN, "who": "Ben", "before": "", "after": "pending", "reason": "unsure"}],
        "revisions": [],
        "appeal": None,
    } | changes


def console(**changes: Any) -> Element:
    """The queue page with these changes to an empty queue."""
    context: dict[str, Any] = {
        "queue": "pending",
        "counts": {"pending": 1},
        "user_name": "ben",
        "own_sections": [],
        "mails_address": "/moderation/mails/",
        "doctor_address": "",
        "replies_kept": [],
        "items": [],
        "groups": [],
        "undo": None,
        "notices": [],
        "seen": 7,
        "search": {"fields": {}, "query": ""},
        "narrowed": False,
        "found": 1,
        "up_to": 4,
        "reasons_to_reject": [("off_topic", "Off topic"), ("insult", "Insult")],
        "next_page": "",
        "csrf_input": Markup('<input type="hidden" name="csrfmiddlewaretoken" value="t">'),
    }
    html = render_to_string("conversation/moderation/queue.html", context | changes, using="jinja2")
    return parsed_page(html)


def fields(form: Element) -> dict[str | None, str | None]:
    return {field.get("name"): field.get("value") for field in form.iter("input")}


def test_a_held_comment_stands_with_its_article_parent_record_and_reasons() -> None:
    item = only(console(items=[held(3)]), ".//article")
    assert only(item, ".//p[@class='where']/a").get("href") == "/opinion/river/"
    assert words(only(item, ".//blockquote")) == "in reply to Cleo Who read the gauge?"
    assert "record: 1 published, 2 rejected, here since 2 March 2026, not known yet" in words(item)
    assert words(only(item, ".//ul[@class='remarks']")) == "Two readers reported it: insult."
    assert words(only(item, ".//time[@title]")) == "3 hours ago"
    assert "83% likely spam" in words(item)
    against, speaks_for = item.findall(".//ul[@class='reasons']/li")
    assert only(against, "span").get("aria-label") == "Points to spam, strength 5 of 5"
    assert only(speaks_for, "span").get("aria-label") == "Speaks for it, strength 2 of 5"


def test_each_decision_is_one_button() -> None:
    form = only(console(items=[held(3)]), ".//article//form[@class='decide']")
    assert (form.get("method"), fields(form)["comment"], fields(form)["queue"]) == ("post", "3.7", "pending")
    assert [button.get("value") for button in form.iter("button")] == ["approve", "spam"]


def test_a_rejection_has_a_form_of_its_own_so_that_enter_in_it_rejects() -> None:
    form = only(console(items=[held(3)]), ".//article//form[@class='reject-form']")
    assert (fields(form)["comment"], fields(form)["decision"]) == ("3.7", "trash")
    radios = [field for field in form.iter("input") if field.get("type") == "radio"]
    assert [radio.get("value") for radio in radios] == ["off_topic", "insult", ""]
    assert len(list(form.iter("button"))) == 1


def test_a_published_comment_is_not_offered_for_approval() -> None:
    item = held(3)
    item["comment"]["status"] = "approved"
    form = only(console(queue="recent", items=[item]), ".//article//form[@class='decide']")
    assert [button.get("value") for button in form.iter("button")] == ["spam"]


def test_a_ban_is_offered_where_it_has_an_address() -> None:
    assert console(items=[held(3)]).findall(".//form[@class='ban']") == []
    form = only(console(items=[held(3, ban_address="/moderation/ban/5/")]), ".//form[@class='ban']")
    assert (form.get("method"), form.get("action")) == ("post", "/moderation/ban/5/")


def test_ticked_comments_go_with_the_form_of_the_selection() -> None:
    tree = console(items=[held(3), held(4)])
    boxes = tree.findall(".//article//input[@type='checkbox']")
    assert [box.get("value") for box in boxes] == ["3.7", "4.7"]
    assert {box.get("form") for box in boxes} == {only(tree, ".//form[@id='selection']").get("id")}


def card() -> dict[str, Any]:
    """Two senders, two articles, one text."""
    variant = {
        "id": 3,
        "author_name": "Sam",
        "thread_title": "A river",
        "thread_url": "/opinion/river/",
        "status": "waiting",
        "age": "3 hours ago",
        "html": Markup("<mark>Great</mark> post"),
    }
    return {
        "id": 9,
        "size": 7,
        "senders": 6,
        "articles": 2,
        "public_ones": 1,
        "age": "a moment ago",
        "skeleton": Markup('Great <span class="slot">…</span> keep it up'),
        "variants": [variant, variant | {"id": 4}],
        "more": 5,
    }


def test_a_campaign_is_one_card_with_one_decision() -> None:
    shown = only(console(groups=[card()]), ".//section[@class='campaign']")
    form = only(shown, "form")
    assert form.get("action") == "/moderation/campaign/9/"
    assert fields(form)["seen"] == "7"
    assert [button.get("value") for button in form.iter("button")] == ["spam", "honest"]
    assert "6 senders, 2 articles, 1 is public now." in words(shown)
    assert [words(mark) for mark in shown.iter("mark")] == ["Great", "Great"]
    assert only(shown, ".//a[@href='/moderation/all/?campaign=9']").text == "See all 7"


def test_an_undo_is_offered_until_there_is_nothing_to_undo() -> None:
    offered = console(undo={"batch": "b1", "sentence": "2 comments: Spam."})
    assert only(offered, ".//div[@role='status']/form").get("action") == "/moderation/undo/b1/"
    spent = console(notices=["This was undone already."])
    assert words(only(spent, ".//div[@role='status']")) == "This was undone already."


def test_an_empty_queue_says_so(installation: Path) -> None:
    tree = console()
    assert "The queue is empty" in words(only(tree, ".//p[@class='empty']"))
    assert only(tree, ".//nav//a[@aria-current]").get("href") == "/moderation/pending/"
