import json
import lzma
from pathlib import Path
from typing import Any

import pytest

from spamfilter.evaluation import BadRow, UnreadableFile, read_articles, read_comments


def row(**fields: Any) -> bytes:
    return json.dumps({"text": "A word.", "label": "ham"} | fields).encode()


def test_a_row_is_read_with_all_its_fields(tmp_path: Path) -> None:
    path = tmp_path / "mine.jsonl"
    path.write_bytes(row(id=7, author="Cleo", email="c@x.example", url="http://x.example", lang="de", label="spam"))

    (comment,) = read_comments([path])

    given = comment.submission
    assert (given.text, given.author, given.email, given.url) == ("A word.", "Cleo", "c@x.example", "http://x.example")
    assert (comment.spam, comment.id, comment.place, comment.language) == (True, "7", "mine.jsonl:1", "de")


def test_text_and_label_are_enough(tmp_path: Path) -> None:
    path = tmp_path / "mine.jsonl"
    path.write_bytes(b"\n" + row(author=None) + b"\n\n")

    (comment,) = read_comments([path])

    assert (comment.submission.author, comment.source, comment.place) == ("", "mine", "mine.jsonl:2")


def test_packed_and_plain_files_are_counted_through(tmp_path: Path) -> None:
    plain, packed = tmp_path / "a.jsonl", tmp_path / "b.jsonl.xz"
    plain.write_bytes(row() + b"\n" + row())
    packed.write_bytes(lzma.compress(row(source="blog")))

    comments = read_comments([plain, packed])

    assert [comment.submission.id for comment in comments] == ["1", "2", "3"]
    assert comments[2].source == "blog"


def test_a_comment_finds_the_article_of_its_own_site(tmp_path: Path) -> None:
    articles, comments = tmp_path / "articles.jsonl", tmp_path / "comments.jsonl"
    articles.write_text(
        "\n".join(
            json.dumps({"site": site, "article": "first", "title": title, "text": "…"})
            for site, title in (("one", "The bridge"), ("two", "The tram"))
        )
    )
    comments.write_bytes(row(site="one", article="first") + b"\n" + row(site="one", article="second"))

    known, unknown = read_comments([comments], read_articles([articles]))

    assert known.article is not None
    assert known.article.title == "The bridge"
    assert unknown.article is None


BAD: dict[str, tuple[bytes, str]] = {
    "no JSON": (b"text,label", "this is not JSON"),
    "no object": (b"[1]", "a JSON object is needed"),
    "no text": (b'{"label": "ham"}', "the field “text” is missing"),
    "no label": (b'{"text": "x"}', "“label” must be “spam” or “ham”, and is None"),
    "another label": (row(label="toxic"), "“label” must be “spam” or “ham”, and is 'toxic'"),
    "a list for a name": (row(author=["Cleo"]), "“author” must be text"),
    "another encoding": ('{"text": "café", "label": "ham"}'.encode("latin-1"), "Save the file as UTF-8"),
    "nested without end": (b'{"text": ' + b"[" * 100_000, "nested too deep"),
}


@pytest.mark.parametrize("kind", BAD)
def test_a_bad_row_is_named_with_its_line_and_fault(tmp_path: Path, kind: str) -> None:
    content, words = BAD[kind]
    path = tmp_path / "mine.jsonl"
    path.write_bytes(row() + b"\n" + content + b"\n" + row())

    with pytest.raises(BadRow) as raised:
        read_comments([path])

    assert str(raised.value).startswith("mine.jsonl, line 2: ")
    assert words in str(raised.value)


@pytest.mark.parametrize("kind", BAD)
def test_a_bad_row_can_be_skipped(tmp_path: Path, kind: str) -> None:
    path = tmp_path / "mine.jsonl"
    path.write_bytes(row() + b"\n" + BAD[kind][0] + b"\n" + row())
    faults: list[BadRow] = []

    comments = read_comments([path], skip=faults.append)

    assert [comment.place for comment in comments] == ["mine.jsonl:1", "mine.jsonl:3"]
    assert [comment.submission.id for comment in comments] == ["1", "2"]
    assert len(faults) == 1


def test_a_packing_that_ends_too_early_is_said(tmp_path: Path) -> None:
    path = tmp_path / "mine.jsonl.xz"
    path.write_bytes(lzma.compress(row() * 50)[:-20])

    with pytest.raises(UnreadableFile, match="ends too early"):
        read_comments([path])


def test_a_missing_file_is_said(tmp_path: Path) -> None:
    with pytest.raises(UnreadableFile, match="cannot be read"):
        read_comments([tmp_path / "none.jsonl"])
