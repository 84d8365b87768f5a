"""The embedded front: answers readers from the public files, and only then asks Django.

Reading needs neither Django nor the database: Django is loaded when the first request needs it, and when it cannot be
loaded, pages are still served and everything else gets the 503 page. Measured in the design's prototype at 72 µs for a
page of 76 KB.
"""

import gzip
import os
import re
import stat
import threading
from collections.abc import Callable, Iterable
from email.utils import formatdate, parsedate_to_datetime
from pathlib import Path
from typing import Any

import structlog

from parley.config.headers import FEEDS_WITH_HUB, hub_link, public_headers
from parley.config.launching import OPEN_PREFIXES, brings_key, cookie_header, has_cookie, private_key, unseen
from parley.kit.urls import quoted_path

StartResponse = Callable[..., Any]
Environ = dict[str, Any]
Headers = list[tuple[str, str]]

PROGRAM_PREFIXES = (
    *("/conversation/", "/notifications/", "/stop/", "/moderation/", "/editors/", "/embed/", "/mailbox/", "/my/"),
    "/api/",
    "/search/",
    "/1.1/",  # the version in the addresses of Akismet's interface
)
ALIVE = "/healthz"
"""Answered while the server runs, whatever else does not; `/readyz` says whether the program and the database do."""

CONTENT_TYPES = {
    "html": "text/html; charset=utf-8",
    "xml": "application/atom+xml; charset=utf-8",
    "txt": "text/plain; charset=utf-8",
    "css": "text/css; charset=utf-8",
    "js": "text/javascript; charset=utf-8",
    "svg": "image/svg+xml",
    "png": "image/png",
    "md": "text/markdown; charset=utf-8",
    "rss": "application/rss+xml; charset=utf-8",
    "json": "application/json",
}
SITEMAP = "application/xml; charset=utf-8"
JSON_FEED = "application/feed+json"
PAGE_CACHE = "public, max-age=0, must-revalidate"
FOR_EVER = "public, max-age=31536000, immutable"
STATIC_CACHE = "public, max-age=3600"
CHUNK = 256 * 1024

log = structlog.get_logger(__name__)


_FEEDS_WITH_HUB = re.compile(FEEDS_WITH_HUB)


def content_type(path: str) -> str:
    """The type of a public file, by the ending of its address; JSON Feed shares its ending with other JSON."""
    if path == "/sitemap.xml" or path.startswith("/sitemaps/"):
        return SITEMAP
    if path.endswith("/feed.json"):
        return JSON_FEED
    return CONTENT_TYPES.get("html" if path.endswith("/") else path.rpartition(".")[2], "text/html")


class Gate:
    """A WSGI application in front of another one.

    `public`: folder of stored pages (`….gz`); `files`: address prefix → folder of plain files (media, static);
    `load_program`: gives the WSGI application behind, called once, when it is first needed; `hub`: the WebSub hub that
    feeds of articles name, "" for none; `data`: the data folder, in which a file says that the site is not launched.
    """

    def __init__(
        self,
        public: Path,
        files: dict[str, Path],
        load_program: Callable[[], Any],
        *,
        base_url: str = "",
        hub: str = "",
        data: Path | None = None,
    ) -> None:
        self.public = str(public)
        self.files = files
        self.headers: Headers = list(public_headers(is_https=base_url.startswith("https://")).items())
        self._base_url, self._hub, self._data = base_url, hub, data
        self._load_program = load_program
        self._program: Any = None
        self._lock = threading.Lock()

    def __call__(self, environ: Environ, start_response: StartResponse) -> Iterable[bytes]:
        path = _path(environ)
        if path is None:
            return self._stored_error(404, environ, start_response)
        key = private_key(self._data) if self._data else None
        if key is not None:
            refusal = self._closed(path, key, environ, start_response)
            if refusal is not None:
                return refusal
            start_response = unseen(start_response)
        if path == "/favicon.ico":  # browsers ask for it even where a page names its icon
            start_response("204 No Content", [("Cache-Control", FOR_EVER), *self.headers])
            return []
        if path == ALIVE:
            start_response(
                "200 OK", [("Content-Type", CONTENT_TYPES["txt"]), ("Cache-Control", "no-store"), *self.headers]
            )
            return [] if environ["REQUEST_METHOD"] == "HEAD" else [b"ok\n"]
        if environ["REQUEST_METHOD"] in {"GET", "HEAD"} and not path.startswith(PROGRAM_PREFIXES):
            answer = self._file(path, environ, start_response)
            if answer is not None:
                return answer
        return self._ask_program(environ, start_response)

    def _closed(self, path: str, key: str, environ: Environ, start_response: StartResponse) -> Iterable[bytes] | None:
        """What a site that is not launched answers to whoever may not see it; None: let them through."""
        if brings_key(environ, key):
            cookie = cookie_header(key, is_https=self._base_url.startswith("https://"))
            unseen(start_response)(
                "303 See Other", [("Location", quoted_path(path)), ("Set-Cookie", cookie), *self.headers]
            )
            return []
        if path.startswith(OPEN_PREFIXES) or has_cookie(environ, key):
            return None
        return self._stored_error(401, environ, unseen(start_response))

    def _file(self, path: str, environ: Environ, start_response: StartResponse) -> Iterable[bytes] | None:
        for prefix, folder in self.files.items():
            if path.startswith(prefix):
                return self._plain_file(folder, path[len(prefix) :], environ, start_response)
        name = f"{self.public}{path}index.html.gz" if path.endswith("/") else f"{self.public}{path}.gz"
        try:
            handle = os.open(name, os.O_RDONLY)
        except OSError:  # mostly missing; a name can also be too long for the file system
            return None
        if not stat.S_ISREG(os.fstat(handle).st_mode):
            os.close(handle)
            return None
        return self._page(path, handle, environ, start_response)

    def _page(self, path: str, handle: int, environ: Environ, start_response: StartResponse) -> Iterable[bytes]:
        try:
            facts = os.fstat(handle)
            takes_gzip = accepts_gzip(environ)
            tag = f'"{int(facts.st_mtime):x}-{facts.st_size:x}"'
            headers: Headers = [
                ("Content-Type", content_type(path)),
                # The same file, inflated, is the same page in other bytes: a weak validator (RFC 9110, 8.8.1).
                ("ETag", tag if takes_gzip else f"W/{tag}"),
                ("Last-Modified", formatdate(int(facts.st_mtime), usegmt=True)),
                ("Cache-Control", FOR_EVER if path.startswith("/assets/") else PAGE_CACHE),
                ("Vary", "Accept-Encoding"),
                *self._links(path),
                *self.headers,
            ]
            if is_unchanged(environ, tag, facts.st_mtime):
                start_response("304 Not Modified", headers)
                return []
            body = _read(handle, facts.st_size)
        finally:
            os.close(handle)
        if takes_gzip:
            headers.append(("Content-Encoding", "gzip"))
        else:
            body = gzip.decompress(body)
        headers.append(("Content-Length", str(len(body))))
        start_response("200 OK", headers)
        return [] if environ["REQUEST_METHOD"] == "HEAD" else [body]

    def _links(self, path: str) -> Headers:
        if not self._hub or not _FEEDS_WITH_HUB.fullmatch(path):
            return []
        return [("Link", hub_link(hub=self._hub, address=f"{self._base_url}{quoted_path(path)}"))]

    def _plain_file(
        self, folder: Path, name: str, environ: Environ, start_response: StartResponse
    ) -> Iterable[bytes] | None:
        target = folder / name
        try:
            facts = target.stat()
        except OSError:
            return None
        if not stat.S_ISREG(facts.st_mode):
            return None
        tag = f'"{int(facts.st_mtime):x}-{facts.st_size:x}"'
        headers: Headers = [
            ("Content-Type", _plain_type(name)),
            ("ETag", tag),
            ("Last-Modified", formatdate(int(facts.st_mtime), usegmt=True)),
            (
                "Cache-Control",
                FOR_EVER if "/media/" in self.files and folder == self.files["/media/"] else STATIC_CACHE,
            ),
            *self.headers,
        ]
        if is_unchanged(environ, tag, facts.st_mtime):
            start_response("304 Not Modified", headers)
            return []
        start_response("200 OK", [*headers, ("Content-Length", str(facts.st_size))])
        return [] if environ["REQUEST_METHOD"] == "HEAD" else _chunks(target)

    def _ask_program(self, environ: Environ, start_response: StartResponse) -> Iterable[bytes]:
        program = self._loaded_program()
        if program is None:
            return self._stored_error(503, environ, start_response)
        answer: Iterable[bytes] = program(environ, start_response)
        return answer

    def load_in_background(self) -> None:
        """Begin to load the program, so that the first reader who writes does not wait for it."""
        threading.Thread(target=self._loaded_program, name="load-program", daemon=True).start()

    def _loaded_program(self) -> Any:
        if self._program is None:
            with self._lock:
                if self._program is None:
                    try:
                        self._program = self._load_program()
                    except Exception:
                        log.exception("program_does_not_load")
        return self._program

    def _stored_error(self, status: int, environ: Environ, start_response: StartResponse) -> Iterable[bytes]:
        phrase = {401: "Unauthorized", 404: "Not Found", 503: "Service Unavailable"}[status]
        try:
            body = gzip.decompress(Path(f"{self.public}/errors/{status}/index.html.gz").read_bytes())
            kind = CONTENT_TYPES["html"]
        except OSError:
            body, kind = f"{status} {phrase}\n".encode(), CONTENT_TYPES["txt"]
        headers = [
            ("Content-Type", kind),
            ("Content-Length", str(len(body))),
            ("Cache-Control", "no-store"),
            *self.headers,
        ]
        if status == 401:  # RFC 9110, 15.5.2 wants a challenge; browsers ask nobody for this one
            headers.append(("WWW-Authenticate", "Preview"))
        if status == 503:
            headers.append(("Retry-After", "60"))
        start_response(f"{status} {phrase}", headers)
        return [] if environ["REQUEST_METHOD"] == "HEAD" else [body]


def _path(environ: Environ) -> str | None:
    """The decoded path; None when it could leave a folder or is no text."""
    try:
        path = str(environ.get("PATH_INFO", "/")).encode("latin-1").decode("utf-8")
    except (UnicodeDecodeError, UnicodeEncodeError):
        return None
    if "\0" in path or "\\" in path or "//" in path or any(part in {".", ".."} for part in path.split("/")):
        return None
    return path if path.startswith("/") else None


def is_unchanged(environ: Environ, tag: str, modified: float) -> bool:
    """Whether the client's validators match (RFC 9110: If-None-Match outranks If-Modified-Since)."""
    known = environ.get("HTTP_IF_NONE_MATCH")
    if known is not None:
        return known.strip() == "*" or tag in {part.strip().removeprefix("W/") for part in known.split(",")}
    since = environ.get("HTTP_IF_MODIFIED_SINCE")
    if since is None:
        return False
    try:
        return int(modified) <= int(parsedate_to_datetime(since).timestamp())
    except (ValueError, TypeError):
        return False


def accepts_gzip(environ: Environ) -> bool:
    """Whether the client takes gzip (`gzip;q=0` says no)."""
    for part in environ.get("HTTP_ACCEPT_ENCODING", "").split(","):
        coding, _semicolon, weight = part.strip().partition(";")
        if coding.strip().lower() in {"gzip", "*"}:
            return weight.replace(" ", "") not in {"q=0", "q=0.0", "q=0.00", "q=0.000"}
    return False


def _read(handle: int, size: int) -> bytes:
    body = b""
    while len(body) < size and (part := os.read(handle, size - len(body))):
        body += part
    return body


def _chunks(path: Path) -> Iterable[bytes]:
    with path.open("rb") as file:
        while chunk := file.read(CHUNK):
            yield chunk


PLAIN_TYPES = {
    "avif": "image/avif",
    "css": "text/css; charset=utf-8",
    "gif": "image/gif",
    "ico": "image/x-icon",
    "jpeg": "image/jpeg",
    "jpg": "image/jpeg",
    "js": "text/javascript; charset=utf-8",
    "json": "application/json",
    "map": "application/json",
    "pdf": "application/pdf",
    "png": "image/png",
    "svg": "image/svg+xml",
    "txt": "text/plain; charset=utf-8",
    "webp": "image/webp",
    "woff": "font/woff",
    "woff2": "font/woff2",
}


def _plain_type(name: str) -> str:
    """By ending only; what we do not know is a download, never guessed from its bytes."""
    return PLAIN_TYPES.get(name.rpartition(".")[2].lower(), "application/octet-stream")
