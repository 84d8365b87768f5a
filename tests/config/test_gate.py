"""The embedded front: readers get files, with or without the program behind it."""

import gzip
import shutil
from collections.abc import Callable
from dataclasses import dataclass, field
from io import BytesIO
from pathlib import Path
from typing import Any

import pytest

from parley.config.gate import Gate
from parley.config.headers import public_headers

PAGE = "<!doctype html><p>" + "The gauge was read. " * 50


@dataclass
class Answer:
    status: int
    headers: dict[str, str]
    body: bytes


@dataclass
class Front:
    """A gate on a folder of its own; `asked` lists what reached the program."""

    folder: Path
    loads: bool = True
    asked: list[str] = field(default_factory=list)

    def __post_init__(self) -> None:
        files = {"/media/": self.folder / "media", "/static/": self.folder / "static"}
        self.gate = Gate(self.folder / "public", files, self._load)

    def _load(self) -> Callable[..., list[bytes]]:
        if not self.loads:
            raise RuntimeError("the database is away")
        return self._program

    def _program(self, environ: dict[str, Any], start_response: Callable[..., Any]) -> list[bytes]:
        self.asked.append(environ["PATH_INFO"])
        start_response("200 OK", [("Content-Type", "text/plain")])
        return [b"the program"]

    def get(self, path: str, method: str = "GET", **headers: str) -> Answer:
        """`path` is decoded already, as WSGI has it; `headers` in WSGI's spelling."""
        found: list[Any] = []
        environ = {
            "REQUEST_METHOD": method,
            "PATH_INFO": path.encode("utf-8", "surrogateescape").decode("latin-1"),
            "wsgi.input": BytesIO(),
            **headers,
        }
        body = b"".join(self.gate(environ, lambda status, given, _info=None: found.append((status, given))))
        ((status, given),) = found
        names = [name for name, _value in given]
        assert len(names) == len(set(names))
        return Answer(int(status[:3]), dict(given), body)


@pytest.fixture
def front(tmp_path: Path) -> Front:
    pages = {"index.html": PAGE, "a/b/index.html": PAGE, "feed.xml": "<feed/>", "errors/404/index.html": "not here"}
    pages |= {"errors/503/index.html": "rests for a moment", "assets/site-1.css": "a{}", "café/index.html": PAGE}
    for name, text in pages.items():
        path = tmp_path / "public" / f"{name}.gz"
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(gzip.compress(text.encode()))
    for name, content in {"media/images/p.webp": b"RIFF", "media/x.html": b"<script>", "static/a.js": b"1"}.items():
        path = tmp_path / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(content)
    (tmp_path / "secret.key").write_text("secret")
    return Front(tmp_path)


def test_a_page_is_read_from_its_file_without_the_program(front: Front) -> None:
    answer = front.get("/a/b/", HTTP_ACCEPT_ENCODING="br, gzip")
    assert (answer.status, answer.headers["Content-Encoding"]) == (200, "gzip")
    assert gzip.decompress(answer.body).decode() == PAGE
    assert answer.headers["Content-Type"] == "text/html; charset=utf-8"
    assert answer.headers["Content-Length"] == str(len(answer.body))
    assert front.asked == []


@pytest.mark.parametrize("coding", ["", "identity", "br", "gzip;q=0", "gzip; q=0.0", "deflate, br"])
def test_who_takes_no_gzip_gets_plain_text(front: Front, coding: str) -> None:
    answer = front.get("/a/b/", HTTP_ACCEPT_ENCODING=coding)
    assert "Content-Encoding" not in answer.headers
    assert answer.body.decode() == PAGE
    assert answer.headers["Vary"] == "Accept-Encoding"


def test_a_head_is_a_get_without_its_body(front: Front) -> None:
    get, head = front.get("/", HTTP_ACCEPT_ENCODING="gzip"), front.get("/", "HEAD", HTTP_ACCEPT_ENCODING="gzip")
    assert (head.status, head.headers, head.body) == (200, get.headers, b"")


def test_a_known_version_is_not_sent_again(front: Front) -> None:
    first = front.get("/")
    tag = first.headers["ETag"].removeprefix("W/")
    for known in (
        {"HTTP_IF_NONE_MATCH": tag},
        {"HTTP_IF_NONE_MATCH": f'"other", W/{tag}'},
        {"HTTP_IF_NONE_MATCH": "*"},
        {"HTTP_IF_MODIFIED_SINCE": first.headers["Last-Modified"]},
    ):
        answer = front.get("/", **known)
        assert (answer.status, answer.body) == (304, b"")
        assert answer.headers["ETag"] == first.headers["ETag"]


def test_another_version_is_sent(front: Front) -> None:
    first = front.get("/")
    for stale in (
        {"HTTP_IF_NONE_MATCH": '"other"'},
        {"HTTP_IF_MODIFIED_SINCE": "Thu, 01 Jan 1970 00:00:00 GMT"},
        {"HTTP_IF_MODIFIED_SINCE": "yesterday"},
        {"HTTP_IF_NONE_MATCH": '"other"', "HTTP_IF_MODIFIED_SINCE": first.headers["Last-Modified"]},
    ):
        assert front.get("/", **stale).status == 200


@pytest.mark.parametrize(
    ("path", "kind"),
    [
        ("/feed.xml", "application/atom+xml; charset=utf-8"),
        ("/assets/site-1.css", "text/css; charset=utf-8"),
        ("/media/images/p.webp", "image/webp"),
        ("/static/a.js", "text/javascript; charset=utf-8"),
        ("/media/x.html", "application/octet-stream"),
    ],
)
def test_each_file_has_the_type_of_its_ending(front: Front, path: str, kind: str) -> None:
    answer = front.get(path)
    assert (answer.status, answer.headers["Content-Type"]) == (200, kind)


def test_what_names_its_content_may_be_kept_for_ever_and_pages_may_not(front: Front) -> None:
    assert "immutable" in front.get("/assets/site-1.css").headers["Cache-Control"]
    assert "must-revalidate" in front.get("/").headers["Cache-Control"]


def test_a_decoded_address_finds_its_file(front: Front) -> None:
    assert front.get("/café/").status == 200


@pytest.mark.parametrize(
    "path",
    [
        "/../secret.key",
        "/media/../secret.key",
        "/media/images/../../secret.key",
        "/a/./b/",
        "/a//b/",
        "//etc/passwd",
        "/a\\..\\..\\secret.key",
        "/media/\0",
        "secret.key",
        "/\udcff/",
    ],
)
def test_no_address_leaves_the_folders(front: Front, path: str) -> None:
    answer = front.get(path)
    assert answer.status == 404
    assert b"secret" not in answer.body
    assert front.asked == []


def test_a_link_out_of_the_media_folder_is_not_followed_to_a_folder(front: Front) -> None:
    assert front.get("/media/images").body == b"the program"


@pytest.mark.parametrize("path", ["/nowhere/", "/a/b", "/a/b/index.html.gz", f"/{'long' * 100}/", "/media/nowhere.png"])
def test_what_is_no_file_is_the_programs_business(front: Front, path: str) -> None:
    assert front.get(path).body == b"the program"


def test_a_folder_with_the_name_of_a_file_is_no_page(front: Front) -> None:
    (front.folder / "public" / "odd.gz").mkdir()
    assert front.get("/odd").body == b"the program"


@pytest.mark.parametrize("path", ["/conversation/status/x/", "/moderation/", "/editors/", "/embed/thread.json"])
def test_the_programs_addresses_are_never_files(front: Front, path: str) -> None:
    target = front.folder / "public" / f"{path.strip('/')}/index.html.gz"
    target.parent.mkdir(parents=True, exist_ok=True)
    target.write_bytes(gzip.compress(b"a file"))
    assert front.get(path).body == b"the program"


def test_a_post_reaches_the_program(front: Front) -> None:
    assert front.get("/", "POST").body == b"the program"


def test_reading_goes_on_when_the_program_does_not_load(front: Front) -> None:
    front.loads = False
    assert front.get("/a/b/").status == 200
    answer = front.get("/conversation/post/", "POST")
    assert (answer.status, answer.body) == (503, b"rests for a moment")
    assert answer.headers["Retry-After"] == "60"
    assert answer.headers["Cache-Control"] == "no-store"


def test_a_program_that_comes_back_is_asked_again(front: Front) -> None:
    front.loads = False
    assert front.get("/moderation/").status == 503
    front.loads = True
    assert front.get("/moderation/").body == b"the program"


def test_without_error_pages_there_are_still_words(front: Front) -> None:
    shutil.rmtree(front.folder / "public" / "errors")
    front.loads = False
    assert front.get("/conversation/post/", "POST").body == b"503 Service Unavailable\n"


@pytest.mark.parametrize("path", ["/", "/feed.xml", "/media/images/p.webp", "/static/a.js", "/../x"])
def test_every_answer_has_the_security_headers(front: Front, path: str) -> None:
    answer = front.get(path)
    assert {name: answer.headers.get(name) for name in public_headers(is_https=False)} == public_headers(is_https=False)


def test_an_unchanged_answer_has_them_too(front: Front) -> None:
    answer = front.get("/", HTTP_IF_NONE_MATCH="*")
    assert public_headers(is_https=False).items() <= answer.headers.items()


def test_a_gate_on_https_asks_browsers_to_stay_there(tmp_path: Path) -> None:
    assert ("Strict-Transport-Security", "max-age=31536000; includeSubDomains") in Gate(
        tmp_path, {}, lambda: None, base_url="https://magazine.example"
    ).headers
