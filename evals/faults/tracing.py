"""What the real processes do to the disk, as strace saw it: an ordered list of operations on files of the data folder.

Whatever is uncertain is taken against us. Among threads that overlap a write counts from its end and a sync covers
only what had ended before it began; an acknowledgement counts from the beginning of the call that sends it.
"""

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field

CALLS = (
    "openat,open,creat,close,write,pwrite64,writev,pwritev,sendto,sendmsg,ftruncate,fallocate,fsync,fdatasync,"
    "unlink,unlinkat,rename,renameat,renameat2,mkdir,mkdirat,rmdir"
)
_LINE = re.compile(r"^(\d+)\s+(?:<\.\.\. )?(\w+)(.*)$")
_HEX = re.compile(r"\\x([0-9a-f]{2})")
_STRING = re.compile(r'"((?:\\x[0-9a-f]{2})*)"(\.\.\.)?')
_ANNOTATED = re.compile(r"^\(?(\d+)<((?:\\x[0-9a-f]{2}|[^>])*)>")
_ACKNOWLEDGED = re.compile(rb"^HTTP/1\.1 303.*?\r\nlocation: [^\r\n]*/([\w-]{16,})/?\r\n", re.IGNORECASE | re.DOTALL)


@dataclass(frozen=True)
class Operation:
    """`kind`: create, write, truncate, sync, rename, unlink, acknowledge. `path`: the file, or the key in an
    acknowledgement. `since`: for a sync, the number of operations that had ended when it began."""

    kind: str
    path: str
    target: str = ""
    offset: int = 0
    content: bytes = b""
    since: int = 0


@dataclass
class Trace:
    """Operations in the order in which they ended. `unknown` are calls on our files that were not understood."""

    operations: list[Operation] = field(default_factory=list)
    unknown: list[str] = field(default_factory=list)


def read_trace(lines: Iterable[str], folder: str) -> Trace:
    """Operations on files below `folder`, and acknowledgements sent to readers."""
    trace, begun = Trace(), dict[str, tuple[str, int]]()
    appended: dict[str, int] = {}
    for line in lines:
        found = _LINE.match(line)
        if not found:
            continue
        thread, call, rest = found.groups()
        if rest.endswith("<unfinished ...>"):
            text = rest.removesuffix("<unfinished ...>").rstrip()
            trace.operations += _sent(call, text)
            begun[thread] = (text, len(trace.operations))
            continue
        start = len(trace.operations)
        if rest.startswith(" resumed>"):
            text, start = begun.pop(thread, ("", start))
            rest = text + rest.removeprefix(" resumed>")
        else:
            trace.operations += _sent(call, rest)
        arguments, _equals, outcome = rest.rpartition(" = ")
        if outcome.startswith(("-1", "?")):
            continue
        try:
            trace.operations += _done(call, arguments, outcome, folder, start, appended)
        except (ValueError, IndexError):
            trace.unknown.append(line[:200])
    return trace


def _sent(call: str, text: str) -> Iterator[Operation]:
    if call in {"sendto", "write", "writev", "sendmsg"} and ("socket:" in _path(text) or "TCP" in _path(text)):
        strings = [_decoded(each[0]) for each in _STRING.findall(text)]
        found = _ACKNOWLEDGED.match(b"".join(strings))
        if found:
            yield Operation("acknowledge", found[1].decode())


def _done(
    call: str, arguments: str, outcome: str, folder: str, since: int, appended: dict[str, int]
) -> Iterator[Operation]:
    if call in {"openat", "open", "creat"}:
        path = _strings(arguments)[0]
        if path.startswith(folder) and "O_DIRECTORY" not in arguments and "O_CREAT" in arguments:
            yield Operation("create", path)
        if path.startswith(folder) and "O_TRUNC" in arguments:
            yield Operation("truncate", path, offset=0)
            appended[path] = 0
        return
    if call in {"rename", "renameat", "renameat2"}:
        old, new = _strings(arguments)[:2]
        if old.startswith(folder):
            yield Operation("rename", old, target=new)
            appended.pop(new, None)
        return
    if call in {"unlink", "unlinkat"}:
        path = _strings(arguments)[0]
        if path.startswith(folder):
            yield Operation("unlink", path)
            appended.pop(path, None)
        return
    path = _path(arguments)
    if not path.startswith(folder):
        return
    if call in {"fsync", "fdatasync"}:
        yield Operation("sync", path, since=since)
    elif call == "ftruncate":
        yield Operation("truncate", path, offset=int(arguments.rstrip(") ").rpartition(",")[2]))
    elif call == "pwrite64":
        offset = int(arguments.rstrip(") ").rpartition(",")[2])
        yield Operation("write", path, offset=offset, content=_whole(arguments, outcome))
    elif call == "write":
        content = _whole(arguments, outcome)
        yield Operation("write", path, offset=appended.get(path, 0), content=content)
        appended[path] = appended.get(path, 0) + len(content)
    elif call in {"writev", "pwritev", "fallocate"}:
        raise ValueError(call)


def _whole(arguments: str, outcome: str) -> bytes:
    found = _STRING.search(arguments)
    if found is None or found[2]:
        raise ValueError("a write whose bytes were not seen")
    content = _decoded(found[1])
    return content[: int(outcome.split()[0])]


def _path(text: str) -> str:
    found = _ANNOTATED.match(text)
    return _decoded(found[2]).decode(errors="replace") if found else ""


def _strings(text: str) -> list[str]:
    return [_decoded(each[0]).decode(errors="replace") for each in _STRING.findall(text)]


def _decoded(text: str) -> bytes:
    if "\\x" not in text:
        return text.encode()
    return bytes(int(pair, 16) for pair in _HEX.findall(text))
