"""From bytes to clean UTF-8: honours the declared encoding, and takes out what XML forbids."""

from __future__ import annotations

import codecs
import re
from collections.abc import Iterator
from dataclasses import dataclass

from parley.importers.wordpress.errors import ExportError
from parley.importers.wordpress.source import Source, refuse_other_formats

BYTE_ORDER_MARKS = {
    codecs.BOM_UTF8: "utf-8",
    codecs.BOM_UTF16_LE: "utf-16-le",
    codecs.BOM_UTF16_BE: "utf-16-be",
}
DECLARATION = re.compile(rb"""\s*<\?xml[^>]{0,200}?\sencoding\s*=\s*["']([A-Za-z0-9._:-]{1,40})["']""")
# Closed on purpose: Python also knows codecs such as utf-7 or unicode_escape, in which "<" can be hidden.
READABLE = re.compile(
    r"utf-8|utf-16(-[lb]e)?|ascii|iso8859-\d+|cp125\d|koi8-[ru]|gb2312|gbk|gb18030|big5|shift_jis|euc_jp|euc_kr"
)
# Characters that XML 1.0 forbids. WordPress copies them from the database into its exports as they are.
CONTROLS = bytes(code for code in range(32) if code not in b"\t\n\r")
NONCHARACTERS = (b"\xef\xbf\xbe", b"\xef\xbf\xbf")
LATIN1_HINT = 'It looks like Windows or Latin-1 text: write encoding="windows-1252" in the first line, or convert it.'
OTHER_HINT = "Open the file in an editor that shows its encoding, and save it as UTF-8."


@dataclass(slots=True)
class CleanText:
    """Reads one source. The counts are complete when `chunks` is exhausted."""

    source: Source
    encoding: str = ""
    removed_characters: int = 0
    leading_space: bool = False

    def chunks(self) -> Iterator[bytes]:
        """Yield UTF-8 without byte order mark, forbidden characters or white space before the first tag."""
        offset, line, started = 0, 1, False
        decoder: codecs.IncrementalDecoder | None = None
        twin = Utf8Twin("utf-8")
        for raw in self._with_end(self.source.chunks()):
            if decoder is None:
                self.encoding, mark = detect_encoding(raw)
                decoder = codecs.getincrementaldecoder(self.encoding)("strict")
                raw, offset = raw[mark:], mark
                twin = Utf8Twin(self.encoding)
            twin.see(raw)
            pending = len(decoder.getstate()[0])
            try:
                text = decoder.decode(raw, not raw)
            except UnicodeDecodeError as error:
                raise self._broken(error, offset - pending, line, at_end=not raw) from error
            offset += len(raw)
            line += text.count("\n")
            if not started:
                text = self._without_leading_space(text)
                if not text and raw:
                    continue
                refuse_other_formats(text[:200])
                started = True
            if text:
                yield self._without_forbidden(text.encode())

        if twin.is_utf8:
            raise ExportError("mislabelled", line=1, encoding=self.encoding.upper())

    @staticmethod
    def _with_end(chunks: Iterator[bytes]) -> Iterator[bytes]:
        """Add an empty piece, which tells the decoder that a character may not continue."""
        yield from chunks
        yield b""

    def _without_leading_space(self, text: str) -> str:
        """A theme's stray blank line before `<?xml` is common, and fatal to every XML parser."""
        stripped = text.lstrip(" \t\r\n")
        self.leading_space = self.leading_space or len(stripped) < len(text)
        return stripped

    def _without_forbidden(self, chunk: bytes) -> bytes:
        clean = chunk.translate(None, CONTROLS)
        for character in NONCHARACTERS:
            clean = clean.replace(character, b"")
        if len(clean) < len(chunk):
            self.removed_characters += len(chunk.decode()) - len(clean.decode())
        return clean

    def _broken(self, error: UnicodeDecodeError, before: int, line: int, *, at_end: bool) -> ExportError:
        """`error.start` counts from the bytes that the decoder held back, `before` is where those began."""
        if self.encoding.startswith("utf-16") and not at_end:
            line_here: int | None = None
        else:
            line_here = line + bytes(error.object[: error.start]).count(b"\n")
        if at_end:
            return ExportError("truncated", line=line_here, inside="")
        hint = LATIN1_HINT if self.encoding == "utf-8" and error.object[error.start] >= 0x80 else OTHER_HINT
        return ExportError(
            "wrong_encoding",
            line=line_here,
            encoding=self.encoding.upper(),
            offset=before + error.start + 1,
            at_line=f" (line {line_here})" if line_here else "",
            hint=hint,
        )


class Utf8Twin:
    """Watches a file that claims a one-byte encoding: there no byte is wrong, so UTF-8 would pass as garbled text.

    Text in such an encoding that is valid UTF-8 by chance does not occur beyond a letter or two.
    """

    def __init__(self, encoding: str) -> None:
        self._is_possible = encoding.startswith(("iso8859", "cp125", "koi8"))
        self._decoder = codecs.getincrementaldecoder("utf-8")("strict")
        self._letters = 0

    def see(self, raw: bytes) -> None:
        if self._is_possible:
            try:
                text = self._decoder.decode(raw, not raw)
            except UnicodeDecodeError:
                self._is_possible = False
            else:
                self._letters += len(text) - len(text.encode("ascii", "ignore"))

    @property
    def is_utf8(self) -> bool:
        """Whether everything seen was UTF-8, with at least two letters that ASCII does not have."""
        return self._is_possible and self._letters > 1


def detect_encoding(head: bytes) -> tuple[str, int]:
    """Return Python's name of the encoding and the length of the byte order mark.

    A mark wins over the declaration, because an editor that converts a file writes the one and forgets the other.
    Without either, XML is UTF-8. Raises `ExportError` for an encoding that is unknown or contradicts the bytes.
    """
    for mark, encoding in BYTE_ORDER_MARKS.items():
        if head.startswith(mark):
            return encoding, len(mark)
    if head.startswith((b"<\x00", b"\x00<")):
        return ("utf-16-le" if head[0] else "utf-16-be"), 0
    found = DECLARATION.match(head)
    if found is None:
        return "utf-8", 0
    name = found[1].decode("ascii")
    try:
        encoding = codecs.lookup(name).name
    except LookupError as error:
        raise ExportError("unknown_encoding", encoding=name) from error
    if not READABLE.fullmatch(encoding):
        raise ExportError("unknown_encoding", encoding=name)
    if encoding.startswith("utf-16"):
        # The declaration itself was readable byte by byte, so this cannot be UTF-16.
        raise ExportError(
            "wrong_encoding", line=1, encoding=name.upper(), offset=1, at_line=" (line 1)", hint=OTHER_HINT
        )
    return encoding, 0
