"""Posting under the publisher's rules: what happens to the comment, and what its writer is told."""

from datetime import timedelta
from typing import Any

import pytest
from django.core.checks import run_checks
from django.test import Client
from hypothesis import given
from hypothesis import strategies as st

from parley.conversation.actions.deciding import decide, undo
from parley.conversation.actions.rules import switch_off_rule, switch_on_rule
from parley.conversation.errors import RuleRefused
from parley.conversation.models import Comment, Thread
from parley.conversation.moderation import Circumstances, Policy
from parley.kit import clock
from parley.kit.markup import comment_html, live_links, without_links
from spamfilter.normalise import normalise
from spamfilter.policy import rule_on
from spamfilter.records import Submission
from tests.conftest import Cast
from tests.posting import HONEST, send, write
from tests.public import page_text

WITH_LINK = f"{HONEST} The table is at [the water board](https://board.example/table)."
SECRET = "gauge"


@pytest.fixture
def rules(settings: Any) -> Any:
    """Set rules as `parley.toml` would."""

    def set_rules(**rules: Any) -> None:
        changed = settings.PARLEY.rules.model_copy(update=rules)
        settings.PARLEY = settings.PARLEY.model_copy(update={"rules": changed})

    return set_rules


def approve_one(cast: Cast, email: str = "cleo@example.org") -> Comment:
    """Ben has approved a comment of Cleo's."""
    from parley.accounts.actions import record_reader

    comment = write(cast.thread, status="pending", reader=record_reader(address=email, name="Cleo"))
    decide(comments=[comment], status="approved", moderator=cast.ben)
    return comment


def newest() -> Comment:
    return Comment.objects.order_by("-pk")[0]


def told(client: Client, response: Any) -> str:
    assert response["Location"].startswith("/conversation/status/")
    return client.get(response["Location"]).content.decode()


def test_a_banned_word_makes_it_spam_and_the_list_stays_secret(reader: Client, cast: Cast, rules: Any) -> None:
    rules(banned_words=(SECRET, "xyzzy"))
    page = told(reader, send(reader, cast.thread))
    assert newest().status == "spam"
    assert "xyzzy" not in page
    assert "is not published" in page


def test_a_suspect_word_holds_it_and_says_why_without_the_word(reader: Client, cast: Cast, rules: Any) -> None:
    rules(suspect_words=("xyzzy*",))
    page = told(reader, send(reader, cast.thread, f"{HONEST} Xyzzying."))
    assert newest().status == "pending"
    assert "It has a word that this site looks at first." in page
    assert "xyzzy*" not in page


def test_the_moderator_reads_which_rule_it_was_before_all_other_reasons(
    reader: Client, moderator: Client, cast: Cast, rules: Any
) -> None:
    rules(suspect_words=("gauge",))
    send(reader, cast.thread)
    page = moderator.get("/moderation/").content.decode()
    assert '<li class="holds">Held by your rule on suspect words: “gauge”.</li>' in page


def test_a_link_of_an_unknown_reader_waits_by_default(reader: Client, cast: Cast) -> None:
    page = told(reader, send(reader, cast.thread, WITH_LINK))
    assert newest().status == "pending"
    assert "looks at a reader's first links before they appear" in page.replace("&#39;", "'")
    assert "board.example" not in page_text(cast.thread.url)


def test_on_the_private_page_no_link_is_live_before_a_moderators_word(
    reader: Client, moderator: Client, cast: Cast
) -> None:
    response = send(reader, cast.thread, WITH_LINK)
    waiting = told(reader, response)
    assert "the water board" in waiting
    assert "board.example" not in waiting
    moderator.post("/moderation/decide/", {"comment": newest().pk, "decision": "approve", "queue": "pending"})
    assert 'href="https://board.example/table"' in told(reader, response)


def test_a_comment_that_the_filter_let_through_does_not_make_its_writer_known(reader: Client, cast: Cast) -> None:
    send(reader, cast.thread)
    assert newest().status == "approved"
    send(reader, cast.thread, WITH_LINK)
    assert newest().status == "pending"


def test_a_link_of_a_known_reader_is_live_at_once(reader: Client, cast: Cast) -> None:
    approve_one(cast)
    send(reader, cast.thread, WITH_LINK)
    assert newest().status == "approved"
    assert 'href="https://board.example/table"' in page_text(cast.thread.url)


def test_approving_a_first_link_makes_the_next_one_live(reader: Client, moderator: Client, cast: Cast) -> None:
    send(reader, cast.thread, WITH_LINK)
    moderator.post("/moderation/decide/", {"comment": newest().pk, "decision": "approve", "queue": "pending"})
    send(reader, cast.thread, f"{HONEST} Again: [here](https://board.example/2).")
    assert newest().status == "approved"


def test_an_approval_taken_back_makes_its_writer_unknown_again(reader: Client, cast: Cast) -> None:
    comment = approve_one(cast)
    undo(batch=comment.decisions.all()[0].batch, moderator=cast.ben)
    send(reader, cast.thread, WITH_LINK)
    assert newest().status == "pending"


def test_links_may_be_let_through(reader: Client, cast: Cast, rules: Any) -> None:
    rules(hold_links_of_unknown_readers=False)
    send(reader, cast.thread, WITH_LINK, website="https://cleo.example/")
    assert newest().status == "approved"
    assert 'href="https://cleo.example/"' in page_text(cast.thread.url)


def test_an_unknown_readers_name_leads_nowhere_until_a_moderator_approves(
    reader: Client, moderator: Client, cast: Cast
) -> None:
    send(reader, cast.thread, website="https://cleo.example/")
    first = newest()
    assert first.status == "approved"
    assert "cleo.example" not in page_text(cast.thread.url)
    assert "Cleo" in page_text(cast.thread.url)
    send(reader, cast.thread, "Who copied the tables at Velka into the book of the water board?", website="")
    moderator.post("/moderation/decide/", {"comment": newest().pk, "decision": "approve", "queue": "approved"})
    assert 'href="https://cleo.example/"' in page_text(cast.thread.url)
    first.refresh_from_db()
    assert first.author_linked


def test_a_name_leads_nowhere_again_when_the_approval_is_taken_back(reader: Client, cast: Cast) -> None:
    comment = approve_one(cast)
    send(reader, cast.thread, website="https://cleo.example/")
    assert "cleo.example" in page_text(cast.thread.url)
    undo(batch=comment.decisions.all()[0].batch, moderator=cast.ben)
    assert "cleo.example" not in page_text(cast.thread.url)


def test_every_first_comment_waits_where_the_publisher_says_so(reader: Client, cast: Cast, rules: Any) -> None:
    rules(hold_first_comment=True)
    page = told(reader, send(reader, cast.thread))
    assert "the first comment of each reader" in page
    approve_one(cast)
    send(reader, cast.thread, f"{HONEST} And again today.")
    assert newest().status == "approved"


def test_newcomers_wait_under_an_old_article_and_others_do_not(reader: Client, cast: Cast, rules: Any) -> None:
    rules(hold_newcomers_after_days=30)
    Thread.objects.update(published_at=clock.now() - timedelta(days=29))
    send(reader, cast.thread, email="dora@example.org")
    assert newest().status == "approved"
    Thread.objects.update(published_at=clock.now() - timedelta(days=31))
    page = told(reader, send(reader, cast.thread, "The dam keepers of Velka measured more than that."))
    assert "The article is not new any more" in page
    approve_one(cast)
    send(reader, cast.thread, "The keepers at Lindau bridge read the gauge every morning.")
    assert newest().status == "approved"


def test_an_article_that_was_imported_is_as_old_as_it_says(cast: Cast) -> None:
    assert cast.thread.published_at == cast.article.first_published_at


def test_a_comment_in_another_language_waits(reader: Client, cast: Cast, rules: Any) -> None:
    rules(languages=("en",))
    german = "Der Pegel an der Brücke von Lindau wird jeden Morgen abgelesen, und niemand hat die Schleuse geöffnet."
    page = told(reader, send(reader, cast.thread, german))
    assert newest().status == "pending"
    assert "language of this conversation" in page


def test_a_rule_switched_on_in_the_console_counts_at_once_and_until_it_is_off(reader: Client, cast: Cast) -> None:
    rule = switch_on_rule(rule="banned_words", values=["gauge"], moderator=cast.ben)
    send(reader, cast.thread)
    assert newest().status == "spam"
    switch_off_rule(rule=rule, moderator=cast.ann)
    send(reader, cast.thread, f"{HONEST} Once more.")
    assert newest().status == "approved"
    rule.refresh_from_db()
    assert (rule.switched_on_by, rule.switched_off_by) == (cast.ben, cast.ann)


def test_a_rule_that_cannot_be_used_is_refused(cast: Cast) -> None:
    with pytest.raises(RuleRefused, match="Line 2: '\\*' has no word in it"):
        switch_on_rule(rule="banned_words", values=["casino", "*"], moderator=cast.ben)


def test_a_wrong_rule_in_the_file_is_found_at_start(cast: Cast, rules: Any) -> None:
    assert [c for c in run_checks() if c.id == "conversation.E002"] == []
    rules(suspect_words=("loan", "cas[i1]no"))
    (found,) = [c for c in run_checks() if c.id == "conversation.E002"]
    assert "[rules] suspect_words, line 2: 'cas[i1]no' looks like a regular expression" in found.msg


HOLD = Policy(hold_links_of_unknown_readers=True)
PIECES = st.sampled_from(
    ["[", "]", "(", ")", "<", ">", "](", "https://a.example", "//a.example", "mailto:a@b.example", "a", " ", "\n", "\\",
     "&#58;", "http&colon;//a.example", "`", "*", '"', "www.a.example"]
)  # fmt: skip


@given(st.lists(PIECES, max_size=14).map("".join))
def test_whatever_the_renderer_makes_live_is_held(text: str) -> None:
    links = live_links(comment_html(text))
    rulings = rule_on(HOLD, normalise(text), Submission(text), Circumstances(live_links=links))
    assert bool(list(rulings)) or "<a " not in comment_html(text)
    assert "<a" not in without_links(comment_html(text))
