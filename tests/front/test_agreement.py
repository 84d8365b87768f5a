"""nginx and the gate give the same answers, so that moving from one to the other changes nothing for readers."""

import pytest

from tests.front.conftest import HUB, Fronts
from tests.front.conversing import SECURITY, Answer

pytestmark = [pytest.mark.journey, pytest.mark.timeout(300), pytest.mark.xdist_group("house")]

FERRY = "/2024/05/the-ferry-that-waits/"
PAGES = (
    *("/", FERRY, "/crossings/", "/robots.txt", "/authors/ida/", "/errors/404/", "/feeds/"),
    *("/feed.xml", "/feed.rss", "/feed.json", "/crossings/feed.json", "/authors/ida/feed.rss", "/comments/feed.json"),
)
FEED_TYPES = {
    "feed.xml": "application/atom+xml; charset=utf-8",
    "feed.rss": "application/rss+xml; charset=utf-8",
    "feed.json": "application/feed+json",
}
PLAIN = ("/media/pictures/dot.webp", "/media/pictures/notes.unknown", "/static/wagtailadmin/css/core.css")
PROGRAM = ("/editors/", "/editors/login/", "/moderation/", "/conversation/reply/1/", "/stop/unknown", "/mailbox/")
NOWHERE = (
    *(
        "/nothing/",
        "/nothing",
        "/2024/",
        "/2024",
        "/errors",
        "/a//b/",
        "/back\\slash/",
        "/caf%C3%A9/",
        "/index.html.gz",
    ),
    *("/media/", "/media/pictures", "/media/none.webp", "/static/x.css", "/assets/", "/assets/site.css"),
)
OUTSIDE = (
    *("/../parley.toml", "/%2e%2e/parley.toml", "/2024/../../secret.key", "/%00", "/index.html%00.gz"),
    *("/media/../secret.key", "/media/%2e%2e/secret.key", "/static/..%2fsecret.key", "/media../secret.key"),
)


def agree(gate: Answer, nginx: Answer) -> None:
    assert nginx.status == gate.status
    assert nginx.meaning == gate.meaning
    assert nginx.words == gate.words


def stylesheet(fronts: Fronts) -> str:
    file = next((fronts.house.data / "public" / "assets").glob("*.css.gz"))
    return f"/assets/{file.name.removesuffix('.gz')}"


@pytest.mark.parametrize("encoding", ["gzip", "identity", "gzip;q=0", "br"])
@pytest.mark.parametrize("path", PAGES)
def test_pages_are_the_same_in_every_encoding(running: Fronts, path: str, encoding: str) -> None:
    gate, nginx = running.ask(path, accept_encoding=encoding)
    assert gate.status == 200
    assert gate.field("content-encoding") == ("gzip" if encoding == "gzip" else "")
    agree(gate, nginx)


@pytest.mark.parametrize("folder", ["/", "/crossings/", "/comments/", f"{FERRY}conversation/"])
@pytest.mark.parametrize("file", FEED_TYPES)
def test_feeds_have_types_of_their_own(running: Fronts, folder: str, file: str) -> None:
    for answer in running.ask(f"{folder}{file}"):
        assert answer.field("content-type") == FEED_TYPES[file]
        assert answer.field("link") == ""


@pytest.mark.parametrize("encoding", ["gzip", "identity"])
@pytest.mark.parametrize("path", ["/feed.xml", "/feed.json", "/crossings/feed.rss", "/crossings/feed.rss?utm=1"])
def test_feeds_of_articles_name_the_hub(with_hub: Fronts, path: str, encoding: str) -> None:
    gate, nginx = with_hub.ask(path, accept_encoding=encoding)
    address = f"http://127.0.0.1:{with_hub.house.port}{path.partition('?')[0]}"
    assert gate.field("link") == f'<{HUB}>; rel="hub", <{address}>; rel="self"'
    agree(gate, nginx)


@pytest.mark.parametrize("path", ["/", "/comments/feed.xml", "/comments/feed.json", f"{FERRY}conversation/feed.rss"])
def test_nothing_else_names_the_hub(with_hub: Fronts, path: str) -> None:
    gate, nginx = with_hub.ask(path, accept_encoding="gzip")
    assert gate.field("link") == nginx.field("link") == ""
    agree(gate, nginx)


@pytest.mark.parametrize("encoding", ["gzip", "identity"])
def test_stylesheets_are_kept_for_ever(running: Fronts, encoding: str) -> None:
    gate, nginx = running.ask(stylesheet(running), accept_encoding=encoding)
    assert "immutable" in gate.field("cache-control")
    assert gate.field("content-type") == "text/css; charset=utf-8"
    agree(gate, nginx)


@pytest.mark.parametrize("path", PLAIN)
def test_plain_files_are_the_same(running: Fronts, path: str) -> None:
    gate, nginx = running.ask(path)
    assert gate.status == 200
    without_vary = {name: value for name, value in nginx.meaning.items() if name != "vary"}  # nginx compresses /static/
    assert without_vary == gate.meaning
    assert nginx.words == gate.words


def test_a_file_of_a_kind_that_we_do_not_know_is_a_download(running: Fronts) -> None:
    for answer in running.ask("/media/pictures/notes.unknown"):
        assert answer.field("content-type") == "application/octet-stream"
        assert answer.field("x-content-type-options") == "nosniff"


@pytest.mark.parametrize("path", [*PAGES, *PLAIN])
def test_what_the_reader_has_already_is_not_sent_again(running: Fronts, path: str) -> None:
    full, _same = running.ask(path, accept_encoding="gzip")
    for fields in (
        {"if_none_match": full.field("etag")},
        {"if_none_match": f'"other", W/{full.field("etag").removeprefix("W/")}'},
        {"if_modified_since": full.field("last-modified")},
    ):
        gate, nginx = running.ask(path, accept_encoding="gzip", **fields)
        assert (gate.status, nginx.status) == (304, 304), fields
        assert gate.body == nginx.body == b""
        for name in ("etag", "cache-control", *SECURITY):
            assert nginx.field(name) == gate.field(name) != "", name


def test_another_version_than_the_readers_is_sent_whole(running: Fronts) -> None:
    full, _same = running.ask(FERRY)
    gate, nginx = running.ask(FERRY, if_none_match='"other"', if_modified_since=full.field("last-modified"))
    assert gate.status == 200
    agree(gate, nginx)


@pytest.mark.parametrize("path", [*PAGES, *PLAIN])
def test_head_tells_the_same_without_a_body(running: Fronts, path: str) -> None:
    gate, nginx = running.ask(path, method="HEAD", accept_encoding="gzip")
    assert (gate.status, gate.body, nginx.body) == (200, b"", b"")
    assert nginx.status == 200
    # nginx would compress /static/ on the way, which weakens the tag.
    assert nginx.field("etag").removeprefix("W/") == gate.field("etag")
    for name in ("content-type", "last-modified", "cache-control", *SECURITY):
        assert nginx.field(name) == gate.field(name) != "", name


@pytest.mark.parametrize("path", NOWHERE)
def test_what_is_not_there_gets_the_programs_own_page(running: Fronts, path: str) -> None:
    gate, nginx = running.ask(path)
    assert gate.status == 404
    assert b"<h1>" in gate.words
    agree(gate, nginx)


@pytest.mark.parametrize("path", OUTSIDE)
def test_nobody_gets_out_of_the_public_folder(running: Fronts, path: str) -> None:
    for answer in running.ask(path):
        assert answer.status in {400, 404}


def test_an_address_without_its_last_slash_is_completed(running: Fronts) -> None:
    gate, nginx = running.ask(FERRY.rstrip("/"))
    assert gate.status == 301
    assert gate.field("location") == FERRY
    agree(gate, nginx)


@pytest.mark.parametrize("path", PROGRAM)
def test_the_programs_addresses_reach_it(running: Fronts, path: str) -> None:
    gate, nginx = running.ask(path)
    assert gate.status in {200, 302, 404}
    assert nginx.status == gate.status
    volatile = {"set-cookie", "expires"}
    assert {n: v for n, v in nginx.meaning.items() if n not in volatile} == {
        n: v for n, v in gate.meaning.items() if n not in volatile
    }


@pytest.mark.parametrize("path", ["/conversation/post/", FERRY, "/", "/nothing/", "/stop/unknown", "/media/none.webp"])
def test_posts_reach_the_program_with_their_body(running: Fronts, path: str) -> None:
    gate, nginx = running.ask(path, method="POST", body="text=The+words+that+were+typed&name=Pia")
    assert gate.status >= 400
    agree(gate, nginx)
    assert path != "/conversation/post/" or b"The words that were typed" in nginx.words


@pytest.mark.parametrize("path", ["/1.1/verify-key", "/embed/akismet/0123456789ab/1.1/comment-check"])
def test_akismets_calls_reach_the_program(running: Fronts, path: str) -> None:
    gate, nginx = running.ask(path, method="POST", body="api_key=0123456789ab&blog=https://blog.example")
    assert (gate.status, gate.words, gate.field("x-akismet-error")) == (200, b"invalid", "key_unknown")
    agree(gate, nginx)


@pytest.mark.parametrize("path", [*PAGES, *PLAIN])
def test_reading_goes_on_while_parley_is_stopped(stopped: Fronts, running: Fronts, path: str) -> None:
    gate, nginx = stopped.ask(path, accept_encoding="gzip")
    assert (gate.status, nginx.status) == (200, 200)
    assert gate.words == nginx.words == running.ask(path, accept_encoding="gzip")[0].words


@pytest.mark.parametrize("method", ["GET", "POST", "HEAD"])
@pytest.mark.parametrize("path", ["/conversation/post/", "/editors/", "/nothing/", "/stop/unknown", "/media/none.webp"])
def test_the_rest_gets_the_kind_page_while_parley_is_stopped(stopped: Fronts, path: str, method: str) -> None:
    gate, nginx = stopped.ask(path, method=method, body="text=words" if method == "POST" else "")
    assert gate.status == 503
    assert gate.field("retry-after") == "60"
    agree(gate, nginx)
    assert method == "HEAD" or b"<h1>" in gate.body


@pytest.mark.parametrize("path", [*PAGES, *PLAIN, *NOWHERE, *PROGRAM])
def test_each_security_header_comes_once(running: Fronts, stopped: Fronts, path: str) -> None:
    for answer in (*running.ask(path), *stopped.ask(path)):
        names = [name for name, _value in answer.fields]
        assert {name: names.count(name) for name in SECURITY} == dict.fromkeys(SECURITY, 1)
