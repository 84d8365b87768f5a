"""The moderators' console: why a comment is held, and every decision without JavaScript."""

from pathlib import Path
from typing import Any
from xml.etree.ElementTree import Element

import pytest
from django.template.loader import render_to_string
from markupsafe import Markup

from tests.theme.samples import WHEN, only, parsed_page, words

pytestmark = pytest.mark.usefixtures("installation")


def held(number: int, **changes: Any) -> dict[str, Any]:
    """Sam's comment, as the queue hands it over."""
    comment = {
        "id": number,
        "author_name": "Sam",
        "author_url": "https://example.org/",
        "email": "sam@example.org",
        "source": "Great post",
        "html": Markup("<p>Great post</p>"),
        "status": "pending",
        "posted_at": WHEN,
        "thread_title": "A river",
        "thread_url": "/opinion/river/",
        "parent_name": "Cleo",
        "parent_text": "Who read the gauge?",
    }
    return {
        "comment": comment,
        "outcome": "unsure",
        "probability": 0.834,
        "reasons": [
            {"sentence": "Two other senders sent it too.", "weight": 9.7, "stage": "campaign"},
            {"sentence": "It speaks of the article.", "weight": -2.2, "stage": "relevance"},
        ],
        "campaign": None,
        "record": {"approved": 1, "rejected": 2},
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
        "items": [],
        "groups": [],
        "undo": None,
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
    assert "before: 1 published, 2 rejected" in words(item)
    assert "83% likely spam" in words(item)
    against, speaks_for = item.findall(".//ul[@class='reasons']/li")
    assert only(against, "span").get("aria-label") == "Points to spam, strength 5 of 5"
    assert only(speaks_for, "span").get("aria-label") == "Speaks for it, strength 2 of 5"


def test_each_decision_is_one_button() -> None:
    form = only(console(items=[held(3)]), ".//article//form")
    assert (form.get("method"), fields(form)["comment"], fields(form)["queue"]) == ("post", "3", "pending")
    assert [button.get("value") for button in form.iter("button")] == ["approve", "spam", "trash"]


def test_a_published_comment_is_not_offered_for_approval() -> None:
    item = held(3)
    item["comment"]["status"] = "approved"
    form = only(console(queue="approved", items=[item]), ".//article//form")
    assert [button.get("value") for button in form.iter("button")] == ["spam", "trash"]


def test_ticked_comments_go_with_the_form_of_the_selection() -> None:
    tree = console(items=[held(3), held(4)])
    boxes = tree.findall(".//article//input[@type='checkbox']")
    assert [box.get("value") for box in boxes] == ["3", "4"]
    assert {box.get("form") for box in boxes} == {only(tree, ".//form[@class='selection decide']").get("id")}


def test_a_campaign_is_one_card_with_one_decision() -> None:
    campaign = {"id": 9, "key": "k", "size": 2, "label": "open", "skeleton": "Great … keep it up"}
    card = only(console(groups=[{"campaign": campaign, "items": [held(3), held(4)]}]), ".//section[@class='campaign']")
    form = only(card, "form")
    assert form.get("action") == "/moderation/campaign/9/"
    assert [button.get("value") for button in form.iter("button")] == ["spam", "honest"]
    assert len(card.findall(".//article")) == 2


def test_an_undo_is_offered_until_there_is_nothing_to_undo() -> None:
    offered = console(undo={"batch": "b1", "sentence": "2 comments: Spam."})
    assert only(offered, ".//div[@role='status']/form").get("action") == "/moderation/undo/b1/"
    spent = console(undo={"batch": "", "sentence": "This was undone already."})
    assert words(only(spent, ".//div[@role='status']")) == "This was undone already."


def test_an_empty_queue_says_so(installation: Path) -> None:
    tree = console()
    assert "The queue is empty" in words(only(tree, ".//p[@class='empty']"))
    assert only(tree, ".//nav//a[@aria-current]").get("href") == "/moderation/pending/"
