"""Reading exports: what is in the file comes out as typed records."""

from __future__ import annotations

import gzip
import os
from datetime import UTC, datetime
from pathlib import Path

import pytest

from parley.importers.wordpress import Author, Export, Post, Term, TermRef, read_export
from tests.importers.wordpress.exports import ExportText, comment, elements, item, meta

SEED = Path(os.environ.get("TESTS_SEED", Path(__file__).parents[4] / "shared" / "seed")) / "page.wxr.xml"

ANN = "<wp:author>" + elements(
    {
        "wp:author_id": "2",
        "wp:author_login": "ann",
        "wp:author_email": "ann@mag.example",
        "wp:author_display_name": "Ann Ostrander",
        "wp:author_first_name": "Ann",
        "wp:author_last_name": "Ostrander",
    }
)
ANN += "</wp:author>"


def posts_of(export: Export) -> list[Post]:
    return [record for record in export if isinstance(record, Post)]


def only_post(tmp_path: Path, entry: str, **frame: str) -> Post:
    (post,) = posts_of(read_export(ExportText(items=[entry], **frame).written_to(tmp_path)))
    return post


@pytest.mark.parametrize("version", ["1.0", "1.1", "1.2"])
def test_it_reads_every_version_by_its_namespace(tmp_path: Path, version: str) -> None:
    export = read_export(ExportText(version=version, items=[item(1, inside=comment(5))]).written_to(tmp_path))
    (post,) = posts_of(export)
    assert export.channel.wxr_version == version
    assert export.channel.base_blog_url == "https://mag.example"
    assert (post.id, post.title, post.slug, post.author_login) == (1, "Entry 1", "entry-1", "ann")
    assert post.content == "<p>The gauge was read.</p>"
    assert post.comments[0].author == "Cleo"
    assert export.survey.warnings == ()


def test_it_yields_authors_and_terms_before_posts(tmp_path: Path) -> None:
    category = "<wp:category>" + elements(
        {
            "wp:term_id": "7",
            "wp:category_nicename": "rivers",
            "wp:category_parent": "nature",
            "wp:cat_name": "Rivers & lakes",
            "wp:category_description": "Water.",
        }
    )
    tag = "<wp:tag>" + elements({"wp:term_id": "8", "wp:tag_slug": "flood", "wp:tag_name": "Flood"})
    series = "<wp:term>" + elements(
        {"wp:term_id": "9", "wp:term_taxonomy": "series", "wp:term_slug": "dams", "wp:term_name": "Dams"}
    )
    channel = f"{ANN}{category}</wp:category>{tag}</wp:tag>{series}</wp:term>"
    records = list(read_export(ExportText(channel=channel, items=[item(1)]).written_to(tmp_path)))
    assert records[:4] == [
        Author(2, "ann", "ann@mag.example", "Ann Ostrander", "Ann", "Ostrander"),
        Term("category", "rivers", "Rivers & lakes", 7, "nature", "Water."),
        Term("post_tag", "flood", "Flood", 8),
        Term("series", "dams", "Dams", 9),
    ]
    assert isinstance(records[4], Post)


def test_the_survey_counts_what_the_file_holds(tmp_path: Path) -> None:
    entries = [
        item(1, inside=comment(1) + comment(2, comment_approved="spam") + comment(3, comment_type="pingback")),
        item(2, post_type="page", status="draft"),
        item(3, post_type="recipe"),
    ]
    survey = read_export(ExportText(channel=ANN, items=entries).written_to(tmp_path)).survey
    assert survey.authors == 1
    assert survey.posts == {("post", "publish"): 1, ("page", "draft"): 1, ("recipe", "publish"): 1}
    assert survey.comments == {("comment", "1"): 1, ("comment", "spam"): 1, ("pingback", "1"): 1}


def test_dates_are_aware_and_in_utc(tmp_path: Path) -> None:
    post = only_post(tmp_path, item(1, post_modified_gmt="2021-01-05 07:00:00", inside=comment(1)))
    assert post.published == datetime(2020, 3, 2, 8, 30, tzinfo=UTC)
    assert post.modified == datetime(2021, 1, 5, 7, 0, tzinfo=UTC)
    assert post.comments[0].posted == datetime(2020, 3, 2, 10, 0, tzinfo=UTC)


@pytest.mark.parametrize(
    ("gmt", "pub_date", "local", "expected"),
    [
        ("0000-00-00 00:00:00", "Tue, 03 Mar 2020 08:30:00 +0000", "2020-03-03 09:30:00", (2020, 3, 3, 8, 30)),
        ("0000-00-00 00:00:00", "Mon, 30 Nov -0001 00:00:00 +0000", "2020-03-04 09:30:00", (2020, 3, 4, 9, 30)),
        ("2020-13-45 99:00:00", "not a date", "2020-03-04 09:30:00", (2020, 3, 4, 9, 30)),
        ("", "Wed, 04 Mar 2020 10:30:00 +0200", "", (2020, 3, 4, 8, 30)),
        ("0000-00-00 00:00:00", "", "0000-00-00 00:00:00", None),
    ],
)
def test_a_missing_date_is_taken_from_the_next_best_field(
    tmp_path: Path, gmt: str, pub_date: str, local: str, expected: tuple[int, ...] | None
) -> None:
    post = only_post(tmp_path, item(1, post_date_gmt=gmt, pubDate=pub_date, post_date=local))
    assert post.published == (datetime(*expected, tzinfo=UTC) if expected else None)  # type: ignore[misc, arg-type]


def test_private_draft_and_protected_posts_say_so(tmp_path: Path) -> None:
    entries = [item(1, status="private"), item(2, status="draft"), item(3, post_password="sluice")]
    private, draft, protected = posts_of(read_export(ExportText(items=entries).written_to(tmp_path)))
    assert (private.status, draft.status) == ("private", "draft")
    assert (protected.status, protected.password) == ("publish", "sluice")


def test_terms_of_a_post_are_read_once_each(tmp_path: Path) -> None:
    """WXR 1.0 writes each term as a bare name, and again with its slug."""
    terms = (
        "<category>Rivers</category>"
        '<category domain="category" nicename="rivers">Rivers</category>'
        '<category domain="tag" nicename="flood">Flood</category>'
        '<category domain="post_tag" nicename="dam">Dam</category>'
        "<category>Only a name</category>"
    )
    post = only_post(tmp_path, item(1, inside=terms), version="1.0")
    assert post.categories == (TermRef("category", "rivers", "Rivers"), TermRef("category", "", "Only a name"))
    assert post.tags == (TermRef("post_tag", "flood", "Flood"), TermRef("post_tag", "dam", "Dam"))


def test_custom_fields_keep_every_value(tmp_path: Path) -> None:
    fields = meta("_thumbnail_id", "42") + meta("source", "one") + meta("source", "two")
    post = only_post(tmp_path, item(1, inside=fields))
    assert post.meta["source"] == ("one", "two")
    assert post.thumbnail_id == 42


def test_a_thumbnail_that_is_no_number_is_none(tmp_path: Path) -> None:
    assert only_post(tmp_path, item(1, inside=meta("_thumbnail_id", "x9"))).thumbnail_id is None


def test_attachments_have_their_address_and_alternative_text(tmp_path: Path) -> None:
    entry = item(
        42,
        post_type="attachment",
        status="inherit",
        post_parent="1",
        attachment_url="https://mag.example/uploads/dam.jpg",
        inside=meta("_wp_attachment_image_alt", "A dam in the fog"),
    )
    post = only_post(tmp_path, entry)
    assert (post.type, post.parent) == ("attachment", 1)
    assert post.attachment_url == "https://mag.example/uploads/dam.jpg"
    assert post.alternative_text == "A dam in the fog"


def test_replies_know_whom_they_answer(tmp_path: Path) -> None:
    thread = comment(1) + comment(2, comment_parent="1") + comment(3, comment_parent="2", comment_user_id="2")
    comments = only_post(tmp_path, item(1, inside=thread)).comments
    assert [(one.id, one.parent, one.user_id) for one in comments] == [(1, 0, 0), (2, 1, 0), (3, 2, 2)]


def test_comments_keep_state_type_and_fields(tmp_path: Path) -> None:
    thread = (
        comment(1, comment_approved="0", comment_type="")
        + comment(2, comment_approved="trash", extra=meta("akismet_result", "false", "wp:commentmeta"))
        + comment(3, comment_type="trackback", comment_approved="post-trashed")
    )
    waiting, trashed, trackback = only_post(tmp_path, item(1, inside=thread)).comments
    assert (waiting.approved, waiting.type) == ("0", "comment")
    assert trashed.meta == {"akismet_result": ("false",)}
    assert (trackback.type, trackback.approved) == ("trackback", "post-trashed")


def test_an_undated_comment_is_kept_and_counted(tmp_path: Path) -> None:
    undated = comment(1, comment_date="0000-00-00 00:00:00", comment_date_gmt="0000-00-00 00:00:00")
    export = read_export(ExportText(items=[item(1, inside=undated)]).written_to(tmp_path))
    assert posts_of(export)[0].comments[0].posted is None
    assert any("no readable date" in warning for warning in export.survey.warnings)


def test_thousands_of_comments_on_one_post(tmp_path: Path) -> None:
    thread = "".join(comment(number, f"Reading no. {number}") for number in range(1, 3001))
    comments = only_post(tmp_path, item(1, inside=thread)).comments
    assert [one.id for one in comments] == list(range(1, 3001))
    assert comments[-1].content == "Reading no. 3000"


def test_comments_do_not_leak_into_the_next_post(tmp_path: Path) -> None:
    export = read_export(ExportText(items=[item(1, inside=comment(1)), item(2)]).written_to(tmp_path))
    assert [len(post.comments) for post in posts_of(export)] == [1, 0]


def test_every_script_and_the_end_mark_of_cdata_survive(tmp_path: Path) -> None:
    text = "Wasserstände · السد مغلق · 水位 · ]]> · 🌊 · no\u00a0break · <b>&amp;</b>"
    post = only_post(tmp_path, item(1, text, title="السد والنهر", inside=comment(1, text)))
    assert post.content == text
    assert post.comments[0].content == text
    assert post.title == "السد والنهر"


@pytest.mark.parametrize("encoding", ["UTF-8", "UTF-16", "UTF-16LE", "ISO-8859-1", "windows-1252", "Shift_JIS"])
def test_the_declared_encoding_is_honoured(tmp_path: Path, encoding: str) -> None:
    text = "水位を測る" if encoding == "Shift_JIS" else "Überlauf bei Lindau"
    export = read_export(ExportText(encoding=encoding, items=[item(1, text)]).written_to(tmp_path))
    assert posts_of(export)[0].content == text


def test_a_byte_order_mark_is_no_content(tmp_path: Path) -> None:
    path = tmp_path / "export.xml"
    path.write_bytes(b"\xef\xbb\xbf" + str(ExportText(items=[item(1)])).encode())
    assert len(posts_of(read_export(path))) == 1


def test_forbidden_characters_are_removed_and_counted(tmp_path: Path) -> None:
    export = read_export(ExportText(items=[item(1, "a\x08b\x00c\ufffed\x1b")]).written_to(tmp_path))
    assert posts_of(export)[0].content == "abcd"
    assert export.survey.warnings == ("4 control characters that XML forbids were removed.",)


def test_blank_lines_before_the_declaration_are_forgiven(tmp_path: Path) -> None:
    path = tmp_path / "export.xml"
    path.write_text("\n\n  " + str(ExportText(items=[item(1)])), encoding="utf-8")
    export = read_export(path)
    assert len(posts_of(export)) == 1
    assert export.survey.warnings == ("Blank space before the first line was removed.",)


def test_unknown_elements_are_counted_not_kept(tmp_path: Path) -> None:
    export = read_export(ExportText(items=[item(1, inside="<wp:mood>calm</wp:mood>")]).written_to(tmp_path))
    assert export.survey.unknown == {"wp:mood": 1}


def test_a_newer_version_is_read_with_a_warning(tmp_path: Path) -> None:
    export = read_export(ExportText(version="1.3", items=[item(1)]).written_to(tmp_path))
    assert len(posts_of(export)) == 1
    assert "WXR 1.3" in export.survey.warnings[0]


def test_gzip_is_read_as_it_is(tmp_path: Path) -> None:
    path = tmp_path / "export.xml.gz"
    path.write_bytes(gzip.compress(str(ExportText(items=[item(1, inside=comment(1))])).encode()))
    (post,) = posts_of(read_export(path))
    assert len(post.comments) == 1


def test_an_export_can_be_read_again(tmp_path: Path) -> None:
    export = read_export(ExportText(channel=ANN, items=[item(1), item(2)]).written_to(tmp_path))
    assert list(export) == list(export)


def test_progress_covers_both_passes(tmp_path: Path) -> None:
    path = ExportText(items=[item(number, "x" * 90_000) for number in range(4)]).written_to(tmp_path)
    seen: list[tuple[int, int]] = []
    list(read_export(path, progress=lambda done, total: seen.append((done, total))))
    whole = 2 * path.stat().st_size
    assert [done for done, _ in seen] == sorted(done for done, _ in seen)
    assert {total for _, total in seen} == {whole}
    assert seen[-1] == (whole, whole)


@pytest.mark.skipif(not SEED.exists(), reason="the seed's export is not here")
def test_the_export_of_the_first_page_is_whole() -> None:
    export = read_export(SEED)
    (post,) = posts_of(export)
    assert export.survey.comments == {("comment", "1"): 15}
    assert len({one.id for one in post.comments}) == 15
    assert all(one.posted and one.author and one.content for one in post.comments)
    assert (len(post.categories), len(post.tags)) == (1, 1)
    assert export.survey.unknown == {}
