"""Search finds what is public, and nothing else, on both databases."""

from datetime import UTC, datetime
from typing import Any

import pytest
from django.db import connection
from django.test import Client
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from parley.conversation.actions.deciding import decide
from parley.conversation.actions.erasing import Words, erase_reader
from parley.conversation.models import Comment
from parley.outbox.actions import deal_with_waiting_events
from parley.publication.actions import NewArticle, open_section, publish_article, record_author
from parley.search.actions import catch_up, forget_searches
from parley.search.models import Entry, Searches
from parley.search.queries import PER_PAGE, Wanted, results_for
from tests.conftest import Cast
from tests.posting import HELD, HONEST, send, write

pytestmark = pytest.mark.usefixtures("installation")


def publish(title: str, text: str, **more: Any) -> Any:
    article = publish_article(
        NewArticle(
            title=title,
            standfirst=more.pop("standfirst", "What is told here."),
            section=more.pop("section", None) or open_section(title="Science"),
            authors=more.pop("authors", None) or [record_author(name="Bo Reporter")],
            published_at=more.pop("published_at", datetime(2025, 5, 1, tzinfo=UTC)),
            body=[{"type": "paragraph", "value": f"<p>{text}</p>"}],
            **more,
        )
    )
    deal_with_waiting_events()
    return article


def found(text: str, **wanted: Any) -> list[str]:
    return [result.title for result in results_for(Wanted(text=text, **wanted)).results]


def test_an_article_is_found_by_any_form_of_its_words_and_by_phrases() -> None:
    publish("Bees of the north", "The beekeepers were counting their swarms in spring; none had flown to Oslo.")
    assert found("beekeeper swarm") == ["Bees of the north"]
    assert found("BÉES counted") == ["Bees of the north"]
    assert found('"swarms in spring"') == ["Bees of the north"]
    assert found('"spring swarms"') == []
    assert found("bees -oslo") == []
    assert found("bees wasps") == []
    assert found("") == found("-bees") == found('"') == []


def test_a_title_counts_more_than_a_mention() -> None:
    publish("A mention", "Somebody speaks of lighthouses once, and then for long of other things. " + "Words. " * 200)
    publish("Lighthouses", "The towers stand along the coast.")
    assert found("lighthouse") == ["Lighthouses", "A mention"]


def test_filters_by_section_author_and_year() -> None:
    science, culture = open_section(title="Science"), open_section(title="Culture")
    ida, kim = record_author(name="Ida Lund"), record_author(name="Kim Berg")
    publish("Tides one", "The tide comes.", section=science, authors=[ida])
    publish(
        "Tides two", "The tide goes.", section=culture, authors=[kim], published_at=datetime(2024, 5, 1, tzinfo=UTC)
    )
    assert set(found("tide")) == {"Tides one", "Tides two"}
    assert found("tide", section="culture") == ["Tides two"]
    assert found("tide", author="ida-lund") == ["Tides one"]
    assert found("tide", year=2024) == ["Tides two"]
    assert found("tide", year=2024, section="science") == []
    assert [link.title for link in results_for(Wanted(text="lund id")).authors] == ["Ida Lund"]
    assert results_for(Wanted(text="tide")).years[-1] == 2024


def test_an_article_that_changes_or_goes_changes_or_goes_here() -> None:
    article = publish("Snow", "Powder on the ridge.")
    article.title = "Ice"
    article.save_revision().publish()
    deal_with_waiting_events()
    assert found("powder") == ["Ice"]
    article.unpublish()
    assert found("powder") == [], "even before the index has heard of it"
    deal_with_waiting_events()
    assert not Entry.objects.filter(object_id=article.pk, kind="article").exists()


def test_only_public_comments_are_found(cast: Cast, reader: Client, moderator: Any) -> None:
    catch_up()
    send(reader, cast.thread, HONEST)
    send(reader, cast.thread, HELD, email="sam@example.org", name="Sam")
    deal_with_waiting_events()
    comments = {"kind": "comment"}
    held = Comment.objects.get(source=HELD)
    assert held.status != "approved"
    assert len(found("gauge Lindau", **comments)) == 1
    assert found("nice article sharing", **comments) == []
    decide(comments=[held], status="approved", moderator=cast.ben)
    deal_with_waiting_events()
    assert len(found("nice article sharing", **comments)) == 1
    decide(comments=[held], status="trash", moderator=cast.ben)
    assert found("nice article sharing", **comments) == [], "even before the index has heard of it"
    deal_with_waiting_events()
    assert not Entry.objects.filter(kind="comment", object_id=held.pk).exists()


def test_erased_words_are_in_no_table(cast: Cast) -> None:
    comment = write(cast.thread, "A quixotic sentence about the gauge.")
    catch_up()
    assert len(found("quixotic", kind="comment")) == 1
    assert comment.reader is not None
    erase_reader(reader=comment.reader, words=Words.REMOVE)
    deal_with_waiting_events()
    assert found("quixotic", kind="comment") == []
    if connection.vendor == "sqlite":
        with connection.cursor() as cursor:
            cursor.execute("PRAGMA wal_checkpoint(TRUNCATE)")
            cursor.execute("SELECT hex(block) FROM search_comment_words_data")
            assert not any(b"quixot".hex().upper() in str(row[0]) for row in cursor.fetchall())


def test_the_slow_walk_finds_what_events_missed(cast: Cast) -> None:
    comments = [write(cast.thread, f"Sentence {number} about herons.") for number in range(30)]
    Entry.objects.all().delete()
    assert catch_up() == 31
    assert results_for(Wanted(text="herons", kind="comment")).count == 30
    Comment.objects.filter(pk=comments[3].pk).update(status="trash")
    comments[4].delete()
    assert catch_up() == 2
    assert catch_up() == 0
    assert results_for(Wanted(text="herons", kind="comment")).count == 28


def test_results_come_in_pages(cast: Cast) -> None:
    for number in range(PER_PAGE + 3):
        write(cast.thread, f"Heron number {number}.")
    catch_up()
    first, second = (results_for(Wanted(text="heron", kind="comment", page=page)) for page in (1, 2))
    assert (first.count, first.pages, len(first.results), len(second.results)) == (13, 2, PER_PAGE, 3)
    assert not {r.path for r in first.results} & {r.path for r in second.results}
    assert results_for(Wanted(text="heron", kind="comment", page=99)).page == 2


def test_the_page_works_escapes_and_is_not_indexed(cast: Cast, reader: Client) -> None:
    publish("Reeds & <herons>", "A <em>heron</em> stands in the reeds &lt;script&gt;alert(1)&lt;/script&gt;.")
    answer = reader.get("/search/", {"q": '"><script>alert(1)</script> heron'})
    page = answer.content.decode()
    assert "<script" not in page
    assert answer["X-Robots-Tag"] == "noindex, follow"
    page = reader.get("/search/", {"q": "heron"}).content.decode()
    assert "Reeds &amp; &lt;herons&gt;" in page
    assert "<mark>heron</mark>" in page
    assert "1 found" in page
    assert reader.get("/search/").status_code == 200
    assert "Nothing found" in reader.get("/search/", {"q": "zeppelin"}).content.decode()
    assert reader.post("/search/", {"q": "heron"}).status_code == 405


@given(
    asked=st.fixed_dictionaries(
        {"q": st.text(max_size=60)},
        optional={name: st.text(max_size=30) for name in ("in", "section", "author", "year", "page")},
    )
)
@settings(max_examples=60, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
def test_no_question_breaks_it(asked: dict[str, str], installation: Any) -> None:
    Searches.objects.all().delete()
    assert Client().get("/search/", asked).status_code == 200


def test_searches_are_counted_by_network(reader: Client, settings: Any) -> None:
    settings.PARLEY = settings.PARLEY.model_copy(update={"search_rate": 3})
    answers = [reader.get("/search/", {"q": "heron"}) for _time in range(4)]
    assert [answer.status_code for answer in answers] == [200, 200, 200, 429]
    assert 1 <= int(answers[3]["Retry-After"]) <= 60
    assert reader.get("/search/").status_code == 200, "the form alone costs nothing"
    assert reader.get("/search/", {"q": "heron"}, REMOTE_ADDR="192.0.2.9").status_code == 200
    Searches.objects.update(minute=datetime(2026, 1, 1, tzinfo=UTC))
    assert forget_searches() == 2


def test_pages_lead_to_search(reader: Client) -> None:
    assert '<a href="/search/">' in reader.get("/").content.decode()
    missing = reader.get("/no/such/page/")
    assert missing.status_code == 404
    assert 'action="/search/"' in missing.content.decode()
