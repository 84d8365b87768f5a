"""The console's page of rules: reading them, trying one, switching it on and off."""

from typing import Any

import pytest
from django.test import Client

from parley.conversation.actions.deciding import decide
from parley.conversation.actions.rules import switch_on_rule
from parley.conversation.models import Comment, PublisherRule
from tests.conftest import Cast
from tests.posting import HELD, HONEST, send, write
from tests.public import parsed, words_of

ADDRESS = "/moderation/rules/"


def tried(client: Client, rule: str, lines: str = "", step: str = "try", months: str = "12") -> Any:
    return client.post(ADDRESS, {"rule": rule, "lines": lines, "months": months, "step": step})


def words(response: Any) -> str:
    return words_of(parsed(response.content.decode()))


def test_strangers_are_asked_to_sign_in(reader: Client, cast: Cast) -> None:
    assert reader.get(ADDRESS)["Location"].startswith("/moderation/sign-in/")
    assert tried(reader, "banned_words", "x", "switch_on").status_code == 302
    assert not PublisherRule.objects.exists()


def test_another_site_cannot_switch_a_rule_on(cast: Cast) -> None:
    client = Client(enforce_csrf_checks=True)
    client.force_login(cast.ben)
    assert tried(client, "banned_words", "casino", "switch_on").status_code == 403


def test_it_shows_the_rules_in_force_and_where_they_come_from(moderator: Client, cast: Cast, settings: Any) -> None:
    rules = type(settings.PARLEY.rules)(banned_hosts=("bad.example",))
    settings.PARLEY = settings.PARLEY.model_copy(update={"rules": rules})
    switch_on_rule(rule="most_links", values=[3], moderator=cast.ann)
    shown = words(moderator.get(ADDRESS))
    assert "Spam: comments that lead to one of these hosts: bad.example from parley.toml" in shown
    assert "Held: comments with more links than: 3 switched on by Ann" in shown
    assert "approved one of the same reader's on unless parley.toml says otherwise" in shown


def test_trying_a_rule_says_what_it_would_have_done_and_changes_nothing(moderator: Client, cast: Cast) -> None:
    for number in range(3):
        spam = write(cast.thread, f"A loan for you, number {number}.", status="pending")
        decide(comments=[spam], status="spam", moderator=cast.ben)
    honest = write(cast.thread, "The library gave the gauge book on loan.", status="pending")
    decide(comments=[honest], status="approved", moderator=cast.ben)
    public = write(cast.thread, "On loan from Velka.")
    for comment in Comment.objects.all():
        comment.judgements.update(outcome="ham", probability=0.01)
    response = tried(moderator, "suspect_words", "loan")
    shown = words(response)
    assert (
        "This would have held 3 that a moderator called spam, 1 that a moderator approved, 1 that stands in public."
        in shown
    )
    assert f'href="/conversation/c/{public.pk}/"' in response.content.decode()
    assert 'suspect_words = ["loan"]' in response.content.decode().replace("&#34;", '"')
    assert not PublisherRule.objects.exists()
    assert Comment.objects.get(pk=public.pk).status == "approved"


def test_a_rule_that_would_have_done_nothing_says_so(moderator: Client, cast: Cast) -> None:
    write(cast.thread)
    assert "Nothing would have been otherwise." in words(tried(moderator, "suspect_words", "casino"))


def test_a_tried_rule_is_switched_on_with_the_button_and_off_again(
    moderator: Client, reader: Client, cast: Cast
) -> None:
    page = parsed(tried(moderator, "banned_words", "gauge # the word\n\ncasino*").content.decode())
    form = next(f for f in page.iter("form") if any(b.get("value") == "switch_on" for b in f.iter("button")))
    fields = {i.get("name", ""): i.get("value", "") for i in form.iter("input")}
    moderator.post(form.get("action") or "", fields | {"step": "switch_on"})
    rule = PublisherRule.objects.get()
    assert (rule.rule, rule.values, rule.switched_on_by) == ("banned_words", ["gauge", "casino*"], cast.ben)
    send(reader, cast.thread)
    assert Comment.objects.get().status == "spam"
    moderator.post(f"{ADDRESS}{rule.pk}/", {"step": "switch_off"})
    send(reader, cast.thread, f"{HONEST} Again.")
    assert Comment.objects.order_by("-pk")[0].status == "approved"
    assert "switched off by Ben" in words(moderator.get(ADDRESS))


def test_a_rule_that_was_switched_off_can_be_switched_on_again(moderator: Client, cast: Cast) -> None:
    rule = switch_on_rule(rule="suspect_hosts", values=["a.example"], moderator=cast.ann)
    moderator.post(f"{ADDRESS}{rule.pk}/", {"step": "switch_off"})
    moderator.post(f"{ADDRESS}{rule.pk}/", {"step": "switch_on"})
    (standing,) = PublisherRule.objects.filter(switched_off_at=None)
    assert (standing.values, standing.switched_on_by) == (["a.example"], cast.ben)


@pytest.mark.parametrize(
    ("rule", "lines", "sentence"),
    [
        ("banned_words", "", "at least one line"),
        ("banned_words", "# only this", "at least one line"),
        ("banned_words", "fine\n\ncas[i1]no", "Line 3:"),
        ("banned_hosts", "casino", "Line 1:"),
        ("most_links", "many", "one whole number"),
        ("most_links", "-1", "one whole number"),
        ("languages", "klingon", "Line 1:"),
        ("no_rule", "x", "Select a valid choice"),
    ],
)
def test_what_is_no_rule_comes_back_with_the_line_that_is_wrong(
    moderator: Client, cast: Cast, rule: str, lines: str, sentence: str
) -> None:
    for step in ("try", "switch_on"):
        response = tried(moderator, rule, lines, step)
        assert response.status_code == 422
        assert sentence in words(response)
        assert lines.split("\n")[0] in response.content.decode()
    assert not PublisherRule.objects.exists()


def test_what_the_writer_typed_is_shown_as_text(moderator: Client, cast: Cast) -> None:
    write(cast.thread, "</q><script>alert(1)</script> loan")
    page = tried(moderator, "suspect_words", "loan").content.decode()
    assert "<script>alert" not in page


def test_the_page_costs_a_fixed_number_of_queries(moderator: Client, cast: Cast) -> None:
    from django.db import connection
    from django.test.utils import CaptureQueriesContext

    def cost(comments: int) -> int:
        for _ in range(comments):
            write(cast.thread, "On loan.")
        with CaptureQueriesContext(
            connection,
        ) as captured:
            assert tried(moderator, "suspect_words", "loan").status_code == 200
        return len(captured)

    cost(1)
    assert cost(2) == cost(12)


def test_a_held_comment_leads_to_its_queue(moderator: Client, reader: Client, cast: Cast) -> None:
    write(cast.thread, f"{HELD} A loan.", status="pending").judgements.update(outcome="ham", probability=0.01)
    page = tried(moderator, "banned_words", "loan").content.decode()
    assert f'href="/moderation/pending/#item-{Comment.objects.get().pk}"' in page
