"""How conversations are run: which scope decides, what a writer meets, and slow mode."""

from datetime import timedelta
from typing import Any

import pytest
from django.test import Client

from parley.conversation.actions.deciding import decide
from parley.conversation.actions.policies import PolicyChange, set_policy, settle_policies
from parley.conversation.models import Comment, ConversationPolicy, Thread
from parley.conversation.queries.policies import policy_for
from parley.kit import clock
from parley.materializer.actions import materialize_dirty
from tests.conftest import Cast
from tests.posting import HONEST, send, write
from tests.public import page_tree, parsed, words_of

OTHER = "The keepers of Velka wrote their table by hand until 1974, and the water board typed it out again each week."
THIRD = "My grandfather kept the gauge at Lindau for thirty years and swore that the river read him, not he the river."


def say(cast: Cast, scope: str = "site", /, **change: Any) -> None:
    set_policy(scope=scope, change=PolicyChange(**change), moderator=cast.ben)
    materialize_dirty()


def shown(cast: Cast) -> str:
    return words_of(page_tree(cast.thread.url))


def words(response: Any) -> str:
    return words_of(parsed(response.content.decode()))


def test_the_narrowest_scope_that_says_something_decides(cast: Cast) -> None:
    assert policy_for(cast.thread).mode == "open"
    say(cast, "site", mode="all_held", closes_after_days=30)
    say(cast, "section:opinion", mode="first_held", trusted_after=3)
    say(cast, f"thread:{cast.thread.pk}", mode="open")
    policy = policy_for(cast.thread)
    assert (policy.mode, policy.trusted_after, policy.closes_after_days) == ("open", 3, 30)
    assert policy.origins["mode"] == f"thread:{cast.thread.pk}"
    assert policy.origins["trusted_after"] == "section:opinion"
    assert policy.origins["closes_after_days"] == "site"
    assert policy.origins["slow_mode"] == ""


def test_a_thread_knows_its_section(cast: Cast) -> None:
    assert cast.thread.section == "opinion"


def test_zero_says_never_and_is_not_the_same_as_nothing(cast: Cast) -> None:
    say(cast, "site", closes_after_days=1)
    say(cast, f"thread:{cast.thread.pk}", closes_after_days=0)
    assert policy_for(cast.thread).closes_after_days == 0


def test_where_all_are_held_the_form_says_so_and_so_does_the_status_page(reader: Client, cast: Cast) -> None:
    say(cast, mode="all_held")
    sentence = "A moderator reads every comment here before it appears."
    assert sentence in shown(cast)
    response = send(reader, cast.thread)
    assert Comment.objects.get().status == "pending"
    assert sentence in words(reader.get(response["Location"]))


def test_where_first_comments_are_held_a_reader_is_trusted_after_as_many_as_the_policy_says(
    reader: Client, cast: Cast
) -> None:
    say(cast, mode="first_held", trusted_after=2)
    for text in (HONEST, OTHER):
        send(reader, cast.thread, text)
        newest = Comment.objects.latest("pk")
        assert newest.status == "pending"
        decide(comments=[newest], status="approved", moderator=cast.ben)
    send(reader, cast.thread, THIRD)
    assert Comment.objects.latest("pk").status == "approved"


def test_newcomers_are_held_under_old_articles_and_known_readers_are_not(reader: Client, cast: Cast) -> None:
    say(cast, newcomers_held_after_days=7)
    send(reader, cast.thread)
    held = Comment.objects.get()
    assert held.status == "pending"
    decide(comments=[held], status="approved", moderator=cast.ben)
    send(reader, cast.thread, OTHER)
    assert Comment.objects.latest("pk").status == "approved"
    Thread.objects.update(published_at=clock.now() - timedelta(days=1))
    send(reader, cast.thread, THIRD, name="Newcomer", email="new@example.org")
    assert Comment.objects.latest("pk").status == "approved"


def test_a_closed_section_takes_nothing_says_so_and_gives_the_words_back(reader: Client, cast: Cast) -> None:
    say(cast, "section:opinion", mode="closed")
    assert "This conversation is closed." in shown(cast)
    assert "Post comment" not in shown(cast)
    response = send(reader, cast.thread)
    assert response.status_code == 403
    assert HONEST in response.content.decode()
    say(cast, "section:opinion", mode="")
    assert "Post comment" in shown(cast)


def test_a_conversation_closes_by_date_without_anybody_doing_anything(cast: Cast, reader: Client) -> None:
    Thread.objects.update(published_at=clock.now() - timedelta(days=13))
    say(cast, closes_after_days=14)
    assert settle_policies() == 0
    assert "Post comment" in shown(cast)
    Thread.objects.update(published_at=clock.now() - timedelta(days=15))
    assert settle_policies() == 1
    materialize_dirty()
    assert "Conversations here close 14 days after the article appeared." in shown(cast)
    assert send(reader, cast.thread).status_code == 403
    assert settle_policies() == 0


def test_an_article_may_stay_open_longer_than_the_site(cast: Cast, reader: Client) -> None:
    Thread.objects.update(published_at=clock.now() - timedelta(days=15))
    say(cast, f"thread:{cast.thread.pk}", closes_after_days=0)
    say(cast, closes_after_days=14)
    assert settle_policies() == 0
    assert send(reader, cast.thread).status_code == 303


def test_a_site_that_reopens_says_so_and_closes_again_later(cast: Cast) -> None:
    Thread.objects.update(published_at=clock.now() - timedelta(days=15))
    say(cast, closes_after_days=14)
    settle_policies()
    say(cast)
    assert "Post comment" in shown(cast)
    say(cast, closes_after_days=14)
    assert settle_policies() == 1


@pytest.fixture
def hot_from_three(settings: Any) -> None:
    settings.PARLEY = settings.PARLEY.model_copy(update={"slow_mode_from": 3})


def heat(reader: Client, cast: Cast) -> None:
    for number, text in enumerate((HONEST, OTHER, THIRD)):
        send(reader, cast.thread, text, name=f"Reader {number}", email=f"hot{number}@example.org")


def test_slow_mode_switches_on_when_the_thread_is_hot_and_the_page_says_so(
    reader: Client, cast: Cast, hot_from_three: None
) -> None:
    heat(reader, cast)
    materialize_dirty()
    assert "Slow mode: each reader can write once in 5 minutes here" in shown(cast)
    refused = send(reader, cast.thread, "One more thing about the gauge.", name="Reader 0", email="hot0@example.org")
    assert refused.status_code == 429
    assert 0 < int(refused["Retry-After"]) <= 300
    assert "One more thing about the gauge." in refused.content.decode()
    assert send(reader, cast.thread, "And the sluice at Velka?", name="Fresh", email="f@example.org").status_code == 303


def test_slow_mode_ends_by_itself(
    reader: Client, cast: Cast, hot_from_three: None, monkeypatch: pytest.MonkeyPatch
) -> None:
    heat(reader, cast)
    later = clock.now() + timedelta(minutes=31)
    monkeypatch.setattr(clock, "now", lambda: later)
    assert settle_policies() == 1
    materialize_dirty()
    assert "Slow mode" not in shown(cast)
    assert settle_policies() == 0
    more = send(reader, cast.thread, "The sluice stayed shut.", name="Reader 0", email="hot0@example.org")
    assert more.status_code == 303


def test_slow_mode_can_be_off_or_always_on(reader: Client, cast: Cast, hot_from_three: None) -> None:
    say(cast, slow_mode="off")
    heat(reader, cast)
    assert Thread.objects.get().slow_until is None
    say(cast, slow_mode="on")
    assert "Slow mode" in shown(cast)
    again = send(reader, cast.thread, "Once more.", name="Reader 0", email="hot0@example.org")
    assert again.status_code == 429


def test_spam_and_imports_make_no_thread_hot(cast: Cast, hot_from_three: None, reader: Client) -> None:
    moment = clock.now()
    for _ in range(3):
        write(cast.thread, status="spam", posted_at=moment, received_at=moment)
        write(cast.thread, posted_at=moment - timedelta(days=100), received_at=moment)
    send(reader, cast.thread)
    assert Thread.objects.get().slow_until is None


def test_house_rules_stand_beside_the_form_and_are_made_safe(cast: Cast, reader: Client) -> None:
    say(cast, house_rules="Be **kind**. <script>alert(1)</script>")
    page = page_tree(cast.thread.url)
    rules = next(e for e in page.iter("details") if e.get("class") == "house-rules")
    assert "Be kind." in words_of(rules)
    assert not list(rules.iter("script"))
    comment = write(cast.thread)
    assert "Be kind." in words(reader.get(f"/conversation/reply/{comment.pk}/"))


def test_the_console_saves_a_policy_and_says_what_is_inherited(moderator: Client, cast: Cast) -> None:
    say(cast, closes_after_days=30, mode="first_held")
    address = "/moderation/policies/section:opinion/"
    page = words(moderator.get(address))
    assert "As above: First comments are held" in page
    assert "Empty: 30." in page
    response = moderator.post(address, {"mode": "all_held", "slow_mode": "", "house_rules": "", "trusted_after": ""})
    assert response.status_code == 303
    policy = ConversationPolicy.objects.get(scope="section:opinion")
    assert (policy.mode, policy.closes_after_days, policy.changed_by) == ("all_held", None, cast.ben)
    assert "Saved." in words(moderator.get(response["Location"]))


def test_the_console_keeps_what_was_typed_when_a_field_is_wrong(moderator: Client, cast: Cast) -> None:
    response = moderator.post(
        "/moderation/policies/", {"closes_after_days": "soon", "house_rules": "Be kind.", "mode": "", "slow_mode": ""}
    )
    assert response.status_code == 422
    assert "Please give a whole number" in words(response)
    assert "Be kind." in response.content.decode()
    assert not ConversationPolicy.objects.exists()


@pytest.mark.parametrize("scope", ["section:nowhere", "thread:999", "thread:x", f"thread:{10**30}", "house"])
def test_a_scope_that_is_not_there_is_not_found(moderator: Client, cast: Cast, scope: str) -> None:
    assert moderator.get(f"/moderation/policies/{scope}/").status_code == 404


def test_strangers_change_no_policy(reader: Client, cast: Cast) -> None:
    assert reader.post("/moderation/policies/", {"mode": "closed"}).status_code == 302
    assert not ConversationPolicy.objects.exists()
