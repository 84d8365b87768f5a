"""Broken and hostile files: each is refused with a code and a sentence, and with bounded memory and time."""

from __future__ import annotations

import gzip
import os
import time
import tracemalloc
import zipfile
from pathlib import Path

import pytest

from parley.importers.wordpress import ExportError, Limits, Post, read_export
from parley.importers.wordpress.errors import MESSAGES
from tests.importers.wordpress.exports import ExportText, comment, item


def refused(path: Path, limits: Limits | None = None) -> ExportError:
    with pytest.raises(ExportError) as caught:
        list(read_export(path, limits=limits))
    assert caught.value.code in MESSAGES
    assert "{" not in caught.value.message
    return caught.value


def file_of(folder: Path, content: str | bytes) -> Path:
    path = folder / "export.xml"
    path.write_bytes(content.encode() if isinstance(content, str) else content)
    return path


@pytest.mark.parametrize(
    ("content", "code"),
    [
        (b"", "empty"),
        (b" \n\n ", "empty"),
        (b"<!DOCTYPE html>\n<html><body>Log in</body></html>", "html_page"),
        (b"  <html lang='en'><p>Sorry", "html_page"),
        (b'{"posts": []}', "json"),
        (b"-- MySQL dump 10.13\nCREATE TABLE wp_posts", "sql_dump"),
        (b"INSERT INTO wp_posts VALUES (1)", "sql_dump"),
        (b"Dear editor,", "not_xml"),
        (b"PK\x03\x04....", "archive"),
        (b"7z\xbc\xaf\x27\x1c", "archive"),
        (b"\x89PNG\r\n\x1a\n\x00\x00", "wrong_encoding"),
        (b"\x1f\x8b\x08\x00garbage that is no gzip", "damaged_gzip"),
        (b"<?xml version='1.0'?><rss version='2.0'><channel><item/></channel></rss>", "feed"),
        (b"<?xml version='1.0'?><rss version='2.0'><channel></channel></rss>", "feed"),
        (b"<?xml version='1.0'?><feed xmlns='http://www.w3.org/2005/Atom'/>", "feed"),
        (b"<?xml version='1.0'?><opml/>", "feed"),
        (b"<?xml version='1.0'?><svg/>", "not_an_export"),
        (b"<?xml version='1.0'?><html xmlns='http://www.w3.org/1999/xhtml'/>", "html_page"),
        (b"<?xml version='1.0' encoding='utf-7'?><rss/>", "unknown_encoding"),
        (b"<?xml version='1.0' encoding='klingon'?><rss/>", "unknown_encoding"),
        (b"<?xml version='1.0' encoding='utf-16'?><rss/>", "wrong_encoding"),
    ],
)
def test_it_names_what_the_file_is_instead(tmp_path: Path, content: bytes, code: str) -> None:
    assert refused(file_of(tmp_path, content)).code == code


def test_a_real_zip_is_named(tmp_path: Path) -> None:
    path = tmp_path / "export.zip"
    with zipfile.ZipFile(path, "w") as archive:
        archive.writestr("export.xml", str(ExportText()))
    assert "zip" in refused(path).message


def test_paths_that_are_no_file_are_refused(tmp_path: Path) -> None:
    os.mkfifo(tmp_path / "pipe")
    assert refused(tmp_path / "nowhere.xml").code == "missing"
    assert refused(tmp_path).code == "not_a_file"
    assert refused(tmp_path / "pipe").code == "not_a_file"  # opening it would wait for ever


@pytest.mark.parametrize("share", [0.2, 0.5, 0.9, 0.999])
def test_a_truncated_file_yields_nothing(tmp_path: Path, share: float) -> None:
    text = str(ExportText(items=[item(number, inside=comment(number)) for number in range(1, 9)])).encode()
    error = refused(file_of(tmp_path, text[: int(len(text) * share)]))
    assert error.code == "truncated"
    assert error.line


def test_a_file_cut_inside_a_character_is_truncated(tmp_path: Path) -> None:
    text = str(ExportText(items=[item(1, "水位")])).encode()
    error = refused(file_of(tmp_path, text[: text.index("水".encode()) + 1]))
    assert error.code == "truncated"


def test_truncation_names_the_entry(tmp_path: Path) -> None:
    text = str(ExportText(items=[item(1, title="The third gauge")]))
    assert "The third gauge" in refused(file_of(tmp_path, text[: text.index("wp:post_parent")])).message


def test_a_truncated_gzip_file_is_refused(tmp_path: Path) -> None:
    packed = gzip.compress(str(ExportText(items=[item(1)])).encode())
    assert refused(file_of(tmp_path, packed[:-30])).code == "damaged_gzip"


LAUGHS = "".join(f'<!ENTITY l{n} "{f"&l{n - 1};" * 10}">' for n in range(1, 10))


@pytest.mark.parametrize(
    "prologue",
    [
        f'<!DOCTYPE rss [<!ENTITY l0 "ha">{LAUGHS}]>',
        '<!DOCTYPE rss [<!ENTITY file SYSTEM "file:///etc/passwd">]>',
        '<!DOCTYPE rss [<!ENTITY % remote SYSTEM "http://127.0.0.1:9/x.dtd"> %remote;]>',
        "<!DOCTYPE rss [<!ATTLIST item padding CDATA 'xxxxxxxx'>]>",
    ],
)
def test_declared_entities_are_refused_before_they_are_used(tmp_path: Path, prologue: str) -> None:
    text = str(ExportText(prologue=prologue, items=[item(1, inside="<wp:x>&l9;&file;</wp:x>")]))
    error = refused(file_of(tmp_path, text))
    assert (error.code, error.line) == ("doctype", 2)


def test_a_harmless_doctype_fetches_nothing(tmp_path: Path) -> None:
    prologue = '<!DOCTYPE rss SYSTEM "http://127.0.0.1:9/rss.dtd">\n'
    export = read_export(ExportText(prologue=prologue, items=[item(1)]).written_to(tmp_path))
    assert sum(isinstance(record, Post) for record in export) == 1


def test_entities_of_a_foreign_doctype_are_not_lost_in_silence(tmp_path: Path) -> None:
    prologue = '<!DOCTYPE rss SYSTEM "http://127.0.0.1:9/rss.dtd">\n'
    text = str(ExportText(prologue=prologue, items=[item(1, inside="<wp:x>&eacute;</wp:x>")]))
    assert refused(file_of(tmp_path, text)).code == "doctype"


def test_latin1_that_claims_to_be_utf8_is_refused_with_its_place(tmp_path: Path) -> None:
    content = str(ExportText(items=[item(1, "Überlauf")])).encode("latin-1")
    error = refused(file_of(tmp_path, content))
    assert error.code == "wrong_encoding"
    assert error.line == content[: content.index(b"\xdc")].count(b"\n") + 1
    assert f"byte {content.index(bytes([0xDC])) + 1} " in error.message
    assert "windows-1252" in error.message


@pytest.mark.parametrize("claimed", ["ISO-8859-1", "windows-1252"])
def test_utf8_that_claims_to_be_latin1_is_refused(tmp_path: Path, claimed: str) -> None:
    text = str(ExportText(encoding=claimed, items=[item(1, "Überlauf über Lindau")]))
    assert refused(file_of(tmp_path, text)).code == "mislabelled"


def test_ascii_that_claims_to_be_latin1_is_read(tmp_path: Path) -> None:
    path = file_of(tmp_path, str(ExportText(encoding="ISO-8859-1", items=[item(1)])))
    assert any(isinstance(record, Post) for record in read_export(path))


def test_the_place_of_a_wrong_byte_is_right_far_into_the_file(tmp_path: Path) -> None:
    filler = [item(number, "水\n" * 30_000) for number in range(1, 4)]
    content = str(ExportText(items=[*filler, item(9, "MARK")])).encode().replace(b"MARK", b"MA\xffK")
    error = refused(file_of(tmp_path, content))
    assert f"byte {content.index(bytes([0xFF])) + 1} " in error.message
    assert error.line == content[: content.index(b"\xff")].count(b"\n") + 1


def test_broken_xml_is_named_with_line_and_entry(tmp_path: Path) -> None:
    text = str(ExportText(items=[item(1), item(2, title="Two gauges", inside="<wp:x>fatal <b>error</wp:x>")]))
    error = refused(file_of(tmp_path, text))
    assert error.code == "malformed"
    assert error.line == text[: text.index("fatal")].count("\n") + 1
    assert "Two gauges" in error.message


@pytest.mark.parametrize("junk", ["Fatal error: out of memory", "<b>Warning</b>"])
def test_output_of_a_plugin_after_the_end_is_refused(tmp_path: Path, junk: str) -> None:
    assert refused(file_of(tmp_path, str(ExportText(items=[item(1)])) + junk)).code == "malformed"


def test_a_file_that_changes_after_the_check_is_refused(tmp_path: Path) -> None:
    path = ExportText(items=[item(1)]).written_to(tmp_path)
    export = read_export(path)
    path.write_text(str(ExportText(items=[item(1), item(2)])), encoding="utf-8")
    with pytest.raises(ExportError) as caught:
        list(export)
    assert caught.value.code == "changed"


def test_each_limit_is_kept(tmp_path: Path) -> None:
    deep = item(1, inside="<wp:x>" * 90 + "</wp:x>" * 90)
    wide = item(1, inside="".join(f"<wp:x{number}/>" for number in range(2_000)))
    many = item(1, inside="<wp:x/>" * 300)
    cases = [
        ("text_too_long", item(1, "x" * 3_000), Limits(text=2_000)),
        ("post_too_large", item(1, inside=comment(1, "y" * 900) * 5), Limits(post=4_000)),
        ("too_many_parts", many, Limits(parts=200)),
        ("too_many_parts", item(1, inside=comment(1) * 300), Limits(parts=200)),
        ("too_deep", deep, None),
        ("too_many_names", wide, None),
        ("too_large", item(1, "z" * 9_000), Limits(file=5_000)),
    ]
    for code, entry, limits in cases:
        assert refused(ExportText(items=[entry]).written_to(tmp_path), limits).code == code


def test_a_thread_within_the_limit_of_parts_is_read_although_its_fields_are_more(tmp_path: Path) -> None:
    path = ExportText(items=[item(1, inside=comment(1) * 150)]).written_to(tmp_path)
    assert sum(len(r.comments) for r in read_export(path, limits=Limits(parts=200)) if isinstance(r, Post)) == 150


@pytest.mark.parametrize(
    "token",
    [
        "<!-- " + "x" * 3_000_000 + " -->",
        "<wp:x a='" + "x" * 3_000_000 + "'/>",
        "<wp:x " + " ".join(f"a{number}='1'" for number in range(300_000)) + "/>",
        "<?php " + "x" * 3_000_000 + " ?>",
    ],
)
def test_an_endless_token_is_refused_soon(tmp_path: Path, token: str) -> None:
    started = time.process_time()
    assert refused(ExportText(items=[item(1, inside=token)]).written_to(tmp_path)).code == "token_too_long"
    assert time.process_time() - started < 5


def test_a_gzip_bomb_is_refused_long_before_it_is_unpacked(tmp_path: Path) -> None:
    path = tmp_path / "bomb.xml.gz"
    head = str(ExportText()).encode().partition(b"</channel>")[0]
    with gzip.open(path, "wb", compresslevel=9) as packed:
        packed.write(head)
        for _ in range(120):
            packed.write(b" " * 2**20)
    assert refused(path).code == "bomb"


def test_memory_does_not_grow_with_the_file(tmp_path: Path) -> None:
    def peak(entries: int) -> int:
        path = ExportText(items=[item(n, "w" * 20_000, inside=comment(n)) for n in range(entries)]).written_to(tmp_path)
        tracemalloc.start()
        for _record in read_export(path):
            pass
        highest = tracemalloc.get_traced_memory()[1]
        tracemalloc.stop()
        return highest

    assert peak(400) < 1.5 * peak(40) + 200_000
