"""Finding comments in the console, and what its queues are."""

import gzip

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from parley.accounts.actions import record_reader
from parley.conversation.console import items
from parley.conversation.models import Campaign, Comment
from parley.conversation.queries import queues
from parley.conversation.queries.queues import Queue
from parley.conversation.scripts import console_script, console_style
from parley.kit import clock
from parley.kit.urls import hosts_in
from parley.publication.themes import stylesheet_path
from tests.conftest import Cast
from tests.conversation.knowing import make_known
from tests.posting import write
from tests.public import page_text, parsed, words_of

LARGEST = 60_000


def found(client: Client, queue: str = "all", **asked: object) -> set[str]:
    """Names of the writers of what is shown."""
    tree = parsed(client.get(f"/moderation/{queue}/", asked).content.decode())
    return {words_of(h).split(" known")[0].strip() for h in tree.findall(".//article/h3/bdi")}


@pytest.fixture
def three(cast: Cast) -> list[Comment]:
    """By Cleo, Sam and Una; Sam's leads to two hosts and waits."""
    return [
        write(cast.thread, "The ferry was late.", author_name="Cleo", reader=record_reader(address="cleo@example.org")),
        write(
            cast.thread,
            "Cheap: https://www.Pills.example/now?x=1, and www.casino.example.",
            author_name="Sam",
            author_url="https://sam.example/",
            status="pending",
        ),
        write(cast.thread, "Look at pills.example.org: https://pills.example.org/", author_name="Una", reader=None),
    ]


@pytest.mark.parametrize(
    ("asked", "who"),
    [
        ({"q": "ferry"}, {"Cleo"}),
        ({"q": "CLEO late"}, {"Cleo"}),
        ({"q": "cleo@example.org"}, {"Cleo"}),
        ({"q": "Cleo@Example.ORG"}, {"Cleo"}),
        ({"q": "river"}, {"Cleo", "Sam", "Una"}),
        ({"q": "ferry pills"}, set()),
        ({"host": "pills.example"}, {"Sam"}),
        ({"host": "casino.example"}, {"Sam"}),
        ({"host": "sam.example"}, {"Sam"}),
        ({"host": "pills.example.org"}, {"Una"}),
        ({"author": "Una"}, {"Una"}),
        ({"author": "Cleo"}, set()),
        ({"q": "%"}, set()),
    ],
)
def test_comments_are_found(moderator: Client, three: list[Comment], asked: dict[str, str], who: set[str]) -> None:
    assert found(moderator, **asked) == who


def test_a_search_stays_in_its_queue(moderator: Client, three: list[Comment]) -> None:
    assert found(moderator, "pending", q="river") == {"Sam"}
    assert found(moderator, "recent", q="river") == {"Cleo", "Una"}


def test_all_of_one_writer_are_found(moderator: Client, three: list[Comment]) -> None:
    assert found(moderator, reader=three[0].reader_id) == {"Cleo"}


@pytest.mark.parametrize(
    "asked", [{"reader": "٣"}, {"reader": "9" * 30}, {"campaign": "-1"}, {"page": "x"}, {"q": "\0"}]
)
def test_nonsense_looks_for_nothing(moderator: Client, three: list[Comment], asked: dict[str, str]) -> None:
    assert found(moderator, **asked) == {"Cleo", "Sam", "Una"}


def test_hosts_are_read_from_text() -> None:
    text = "See https://WWW.One.example:8080/a?b, (http://two.example) www.three.example. "
    text += "https://u:p@four.example/ one.example"
    assert hosts_in(text) == ("one.example", "two.example", "three.example", "four.example")


def test_a_search_leads_further_pages(moderator: Client, cast: Cast) -> None:
    for _ in range(41):
        write(cast.thread, "ferry", status="pending")
    page = moderator.get("/moderation/pending/", {"q": "ferry"}).content.decode()
    assert 'href="?q=ferry&amp;page=2"' in page
    assert "41 comments" in page


def test_a_queue_of_another_topic_is_one_entry(moderator: Client, cast: Cast, monkeypatch: pytest.MonkeyPatch) -> None:
    reported = write(cast.thread, author_name="Sam")
    write(cast.thread, author_name="Cleo")
    entry = Queue("quoted", lambda: Comment.objects.filter(pk=reported.pk))
    monkeypatch.setattr(queues, "QUEUES", [*queues.QUEUES[:2], entry, *queues.QUEUES[2:]])
    monkeypatch.setattr(items, "REMARKS", [lambda ids: {reported.pk: ["Two readers reported it: insult."]}])
    assert found(moderator, "quoted") == {"Sam"}
    page = moderator.get("/moderation/quoted/").content.decode()
    assert "Two readers reported it: insult." in page
    menu = parsed(page).findall(".//nav//li/a")
    assert [words_of(link) for link in menu][:3] == ["Held 0", "Campaigns 0", "quoted 1"]


def test_an_item_says_age_record_and_whether_its_writer_is_known(moderator: Client, cast: Cast) -> None:
    make_known(cast, "cleo@example.org")
    reader = record_reader(address="cleo@example.org")
    write(cast.thread, status="pending", reader=reader, posted_at=clock.now(), author_name="Cleo")
    page = words_of(parsed(moderator.get("/moderation/pending/").content.decode()))
    assert "Cleo known a moment ago" in page
    assert "record: 1 published, 0 rejected, here since" in page
    assert "All 2 of this writer" in page


def test_a_card_shows_variants_of_many_articles_with_what_they_share_marked(moderator: Client, cast: Cast) -> None:
    campaign = Campaign.objects.create(key="c1", found_at=clock.now())
    spin = "I found your {} by a search and <b>must</b> say that every {} of it is fine."
    for gap in ("ferry", "river", "bridge", "table", "letter", "garden"):
        write(cast.thread, spin.format(gap, f"{gap}s"), status="pending", campaign=campaign, author_name=gap.title())
    tree = parsed(moderator.get("/moderation/campaigns/").content.decode())
    card = tree.find(".//section[@class='campaign']")
    assert card is not None
    assert "6 senders, 1 article" in words_of(card)
    skeleton = card.find(".//blockquote")
    assert skeleton is not None
    assert words_of(skeleton) == "I found your … by a search and <b>must</b> say that every … of it is fine."
    variants = card.findall(".//p[@class='variant']")
    assert len(variants) == 4
    shared = ["I found your", "by a search and <b>must</b> say that every", "of it is fine."]
    assert [[words_of(mark) for mark in variant.iter("mark")] for variant in variants] == [shared] * 4
    assert words_of(variants[0]) == spin.format("ferry", "ferrys")
    assert found(moderator, campaign=campaign.pk) == {"Ferry", "River", "Bridge", "Table", "Letter", "Garden"}


def test_the_page_is_small_with_all_that_it_needs(moderator: Client, cast: Cast) -> None:
    for number in range(20):
        campaign = Campaign.objects.create(key=f"c{number}", found_at=clock.now())
        for gap in ("ferry", "river", "bridge", "table", "letter"):
            write(cast.thread, f"{gap} {number} " * 90, status="pending", campaign=campaign)
    for number in range(45):
        write(cast.thread, " ".join(f"w{number * place % 9973:x}" for place in range(250)), status="pending")
    page = moderator.get("/moderation/pending/").content.decode()
    assert (page.count('class="item"'), page.count('class="campaign"')) == (40, 20)
    parts = [page, page_text(stylesheet_path()), page_text(console_style()), page_text(console_script())]
    assert sum(len(gzip.compress(part.encode())) for part in parts) <= LARGEST


def test_finding_costs_the_same_number_of_queries_for_one_and_forty(moderator: Client, cast: Cast) -> None:
    def queries() -> int:
        with CaptureQueriesContext(connection) as captured:
            assert moderator.get("/moderation/all/", {"host": "pills.example", "q": "buy"}).status_code == 200
        return len(captured)

    write(cast.thread, "buy https://pills.example/")
    queries()
    few = queries()
    for _ in range(39):
        write(cast.thread, "buy https://pills.example/", status="spam")
    assert queries() == few


def test_an_empty_search_is_kind_and_says_what_to_do(moderator: Client, cast: Cast) -> None:
    page = moderator.get("/moderation/pending/", {"q": "unheard"}).content.decode()
    assert "Nothing here fits." in page
    assert 'href="/moderation/all/?q=unheard"' in page


def test_wagtails_menu_leads_to_the_console_for_those_who_may_moderate(editor: Client, cast: Cast) -> None:
    assert "/moderation/" in editor.get("/editors/").content.decode()
