"""An export becomes articles and a conversation: all of it or nothing, and never twice."""

from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pytest
from PIL import Image as Drawing

from parley.accounts.actions import address_key
from parley.accounts.models import Reader
from parley.conversation.models import Comment, Thread
from parley.importers.models import ImportedItem
from parley.importers.wordpress.errors import ExportError
from parley.importers.wordpress.load import load_export
from parley.importers.wordpress.report import ImportReport
from parley.materializer.actions import materialize_dirty
from parley.notifications.models import Delivery
from parley.outbox.actions import deal_with_waiting_events
from parley.publication.models import ArticlePage, Picture, SectionPage
from tests.conftest import Cast
from tests.importers.wordpress.exports import ExportText, cdata, comment, item, meta
from tests.public import every_public_byte, page_stands, page_text

pytestmark = pytest.mark.usefixtures("installation")

SPAM = "Cheap pills online, best casino bonus and payday loans: https://cheap-pills.example/ https://casino.example/"


def category(slug: str, name: str) -> str:
    return f'<category domain="category" nicename="{slug}">{cdata(name)}</category>'


def load(folder: Path, *items: str, **options: Any) -> ImportReport:
    return load_export(ExportText(items=list(items)).written_to(folder), **options)


def imported() -> ArticlePage:
    """The article that the export brought."""
    article: ArticlePage = ArticlePage.objects.get(pk=ImportedItem.objects.get(kind="post").object_id)
    return article


def rows() -> dict[str, int]:
    """How much there is of everything that an import could double."""
    models = (ArticlePage, SectionPage, Thread, Comment, Reader, ImportedItem, Picture)
    return {model.__name__: model.objects.count() for model in models}


def test_a_post_becomes_an_article_at_its_old_address(tmp_path: Path) -> None:
    tags = category("rivers", "Rivers") + '<category domain="post_tag" nicename="water">Water</category>'
    load(tmp_path, item(7, title="The old gauge", link="https://mag.example/2020/03/old-gauge/", inside=tags))
    article = imported()
    assert article.title == "The old gauge"
    assert article.public_path == "/2020/03/old-gauge/"
    assert article.get_parent().title == "Rivers"
    assert article.first_published_at == datetime(2020, 3, 2, 8, 30, tzinfo=UTC)
    assert [byline.author.name for byline in article.bylines.all()] == ["ann"]
    assert [topic.name for topic in article.topics.all()] == ["Water"]
    assert "The gauge was read." in page_text("/2020/03/old-gauge/")


@pytest.mark.parametrize(
    ("status", "changes"),
    [("draft", {}), ("pending", {}), ("private", {}), ("future", {}), ("publish", {"post_password": "secret"})],
)
def test_what_was_not_public_is_a_draft_here(tmp_path: Path, status: str, changes: dict[str, str]) -> None:
    load(tmp_path, item(7, status=status, **changes))
    assert not imported().live
    materialize_dirty()
    assert b"Entry 7" not in every_public_byte()


@pytest.mark.parametrize("status", ["trash", "auto-draft", "inherit"])
def test_what_was_thrown_away_is_left_out_with_a_reason(tmp_path: Path, status: str) -> None:
    report = load(tmp_path, item(7, status=status))
    assert ArticlePage.objects.count() == 1
    assert [kind for kind, _reason in report.skipped] == ["post"]


def test_a_page_becomes_an_article_of_its_own_section(tmp_path: Path) -> None:
    load(tmp_path, item(7, post_type="page", link="https://mag.example/about/"))
    assert imported().get_parent().title == "Pages"
    assert page_stands("/about/")


def test_a_post_with_a_plain_link_gets_an_address_of_its_own(tmp_path: Path) -> None:
    load(tmp_path, item(7, link="https://mag.example/?p=7", inside=category("rivers", "Rivers")))
    assert imported().public_path == "/rivers/entry-7/"


def test_an_address_that_is_taken_is_noted_and_replaced(tmp_path: Path, cast: Cast) -> None:
    report = load(tmp_path, item(7, link=f"https://mag.example{cast.article.public_path}"))
    assert imported().public_path == "/articles/entry-7/"
    assert any("is taken by another article" in note for note in report.notes)


def test_a_category_with_an_address_of_the_house_gets_another(tmp_path: Path) -> None:
    load(tmp_path, item(7, link="https://mag.example/?p=7", inside=category("media", "Media")))
    assert imported().public_path == "/media-section/entry-7/"


def test_comments_come_with_dates_writers_and_answers(tmp_path: Path) -> None:
    question = comment(1, "Who read the gauge at Lindau that morning?", comment_author_url="https://cleo.example/")
    answer = comment(2, "The keeper of the bridge did.", comment_parent="1", comment_author="Dora",
                     comment_author_email="dora@mail.example", comment_date_gmt="2020-03-03 10:00:00")  # fmt: skip
    load(tmp_path, item(7, inside=answer + question))
    first, second = Comment.objects.order_by("posted_at")
    assert (first.author_name, first.author_url) == ("Cleo", "https://cleo.example/")
    assert first.posted_at == datetime(2020, 3, 2, 10, 0, tzinfo=UTC)
    assert (second.parent, second.root) == (first, first)
    assert Reader.objects.get(address_key=address_key("dora@mail.example")).comments.get() == second


def test_honest_comments_are_public_and_nothing_private_with_them(tmp_path: Path) -> None:
    load(tmp_path, item(7, inside=comment(1, "Who read the gauge at Lindau that morning?")))
    assert "Who read the gauge at Lindau" in page_text("/7/")
    published = every_public_byte()
    for secret in (b"cleo@mail.example", b"192.0.2.1"):
        assert secret not in published


@pytest.mark.parametrize(
    ("approved", "status"), [("1", "approved"), ("0", "pending"), ("spam", "spam"), ("trash", "trash")]
)
def test_what_the_old_system_decided_against_stays_so(tmp_path: Path, approved: str, status: str) -> None:
    load(tmp_path, item(7, inside=comment(1, "The keeper of the bridge did.", comment_approved=approved)))
    assert Comment.objects.get().status == status


def test_what_the_old_system_let_through_is_judged_anew(tmp_path: Path) -> None:
    report = load(tmp_path, item(7, inside=comment(1, SPAM, comment_author="Best Casino")))
    assert Comment.objects.get().status == "spam"
    assert Comment.objects.get().judgements.get().reasons
    assert dict(report.judged) == {"spam": 1}


def test_nobody_is_mailed_about_an_imported_comment(tmp_path: Path) -> None:
    load(tmp_path, item(7, inside=comment(1) + comment(2, "And I did.", comment_author="Dora")))
    deal_with_waiting_events()
    assert not Delivery.objects.exists()


def test_notices_from_other_sites_are_no_comments(tmp_path: Path) -> None:
    report = load(tmp_path, item(7, inside=comment(1, comment_type="pingback")))
    assert not Comment.objects.exists()
    assert report.skipped["pingback", "a notice from another site, not a reader's words"] == 1


def test_a_circle_of_answers_comes_in_as_well_as_it_can(tmp_path: Path) -> None:
    circle = comment(1, "One.", comment_parent="2") + comment(2, "Two.", comment_parent="1")
    load(tmp_path, item(7, inside=circle + comment(3, "Three.", comment_parent="3")))
    assert Comment.objects.count() == 3
    assert page_stands("/7/")


def test_an_answer_to_a_comment_that_is_missing_stands_by_itself(tmp_path: Path) -> None:
    load(tmp_path, item(7, inside=comment(2, "The keeper of the bridge did.", comment_parent="99")))
    assert Comment.objects.get().parent is None


def test_a_comment_without_name_and_address_is_kept(tmp_path: Path) -> None:
    load(tmp_path, item(7, inside=comment(1, "The keeper did.", comment_author=" ", comment_author_email="none")))
    kept = Comment.objects.get()
    assert (kept.author_name, kept.reader) == ("Anonymous", None)


def test_names_and_addresses_that_are_too_long_do_not_stop_an_import(tmp_path: Path) -> None:
    address = f"{'c' * 60}@{'.'.join(['e' * 50] * 5)}.org"
    long = comment(1, "The keeper did.", comment_author="C" * 300, comment_author_email=address)
    load(tmp_path, item(7, title="T" * 400, creator="a" * 200, inside=long))
    assert len(Comment.objects.get().author_name) == 80
    assert Comment.objects.get().reader is None
    assert page_stands("/7/")


def test_importing_again_doubles_nothing(tmp_path: Path) -> None:
    items = [item(7, inside=comment(1) + comment(2, "Yes.", comment_parent="1")), item(8, status="draft")]
    load(tmp_path, *items)
    before = rows()
    report = load(tmp_path, *items)
    assert rows() == before
    assert (dict(report.made), dict(report.standing)) == ({}, {"article": 2, "comment": 2})


def test_importing_a_later_export_adds_what_is_new(tmp_path: Path) -> None:
    load(tmp_path, item(7, inside=comment(1)))
    report = load(tmp_path, item(7, inside=comment(1) + comment(2, "Yes, I did.", comment_parent="1")), item(8))
    assert (report.made["article"], report.made["comment"]) == (1, 1)
    assert Comment.objects.latest("pk").parent == Comment.objects.earliest("pk")


def test_an_article_that_was_removed_here_does_not_come_back(tmp_path: Path) -> None:
    load(tmp_path, item(7, inside=comment(1)))
    imported().delete()
    report = load(tmp_path, item(7, inside=comment(1) + comment(2)))
    assert ArticlePage.objects.count() == 1
    assert ("post", "it was imported before and deleted here since") in report.skipped


def test_a_moderators_decision_survives_another_import(tmp_path: Path, cast: Cast) -> None:
    from parley.conversation.actions.deciding import decide

    load(tmp_path, item(7, inside=comment(1)))
    decide(comments=[Comment.objects.get()], status="trash", moderator=cast.ben)
    load(tmp_path, item(7, inside=comment(1)))
    assert Comment.objects.get().status == "trash"


def test_a_rehearsal_reports_and_changes_nothing(tmp_path: Path) -> None:
    before, published = rows(), every_public_byte()
    report = load(tmp_path, item(7, inside=comment(1)), dry_run=True)
    assert (report.made["article"], report.made["comment"], report.is_rehearsal) == (1, 1, True)
    assert rows() == before
    assert every_public_byte() == published


def test_a_file_that_ends_too_early_changes_nothing(tmp_path: Path) -> None:
    path = tmp_path / "export.xml"
    path.write_text(str(ExportText(items=[item(7), item(8)]))[:-300], encoding="utf-8")
    before = rows()
    with pytest.raises(ExportError):
        load_export(path)
    assert rows() == before


def test_a_fault_in_the_middle_changes_nothing(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    from parley.importers.wordpress import load as module

    def fail(*_: object) -> None:
        raise RuntimeError("no space left")

    before = rows()
    monkeypatch.setattr(module, "load_comments", fail)
    with pytest.raises(RuntimeError):
        load(tmp_path, item(6), item(7, inside=comment(1)))
    assert rows() == before


@pytest.fixture
def uploads(tmp_path: Path) -> Path:
    """A copy of the old site's uploads with one real photograph."""
    folder = tmp_path / "uploads"
    (folder / "2020" / "03").mkdir(parents=True)
    Drawing.new("RGB", (640, 360), "navy").save(folder / "2020" / "03" / "gauge.jpg", "JPEG")
    return folder


ATTACHMENT = (
    f"<wp:attachment_url>{cdata('https://mag.example/wp-content/uploads/2020/03/gauge.jpg')}</wp:attachment_url>"
)


def test_pictures_come_from_the_uploads_folder_with_their_sizes(tmp_path: Path, uploads: Path) -> None:
    picture = item(9, "", post_type="attachment", status="inherit",
                   inside=ATTACHMENT + meta("_wp_attachment_image_alt", "A gauge in the river"))  # fmt: skip
    report = load(tmp_path, item(7, inside=meta("_thumbnail_id", "9")), picture, uploads=uploads)
    hero = imported().hero
    assert report.made["picture"] == 1
    assert hero.description == "A gauge in the river"
    page = page_text("/7/")
    assert 'alt="A gauge in the river"' in page
    assert ".webp" in page


def test_a_picture_is_taken_once_however_often_it_is_shown(tmp_path: Path, uploads: Path) -> None:
    shown = '<p>Look.</p><img src="https://mag.example/wp-content/uploads/2020/03/gauge.jpg" alt="A gauge">'
    load(tmp_path, item(7, shown), item(8, shown), uploads=uploads)
    assert Picture.objects.count() == 1


def test_a_picture_that_did_not_come_along_is_noted_and_its_words_stay(tmp_path: Path) -> None:
    shown = '<p>Look.</p><img src="https://mag.example/wp-content/uploads/2020/03/gauge.jpg" alt="A gauge at noon">'
    report = load(tmp_path, item(7, shown))
    assert any("did not come along" in note for note in report.notes)
    page = page_text("/7/")
    assert "A gauge at noon" in page
    assert "mag.example/wp-content" not in page


@pytest.mark.parametrize("name", ["../../../../etc/passwd", "%2e%2e/%2e%2e/secret.jpg", "2020/03/script.jpg"])
def test_only_pictures_of_the_folder_come_in(tmp_path: Path, uploads: Path, name: str) -> None:
    (tmp_path / "secret.jpg").write_bytes((uploads / "2020" / "03" / "gauge.jpg").read_bytes())
    (uploads / "2020" / "03" / "script.jpg").write_text("<script>alert(1)</script>")
    load(tmp_path, item(7, f'<img src="https://mag.example/wp-content/uploads/{name}" alt="x">'), uploads=uploads)
    assert not Picture.objects.exists()


def test_the_progress_reaches_its_end(tmp_path: Path) -> None:
    seen: dict[str, tuple[int, int]] = {}
    load(tmp_path, item(7), item(8), progress=lambda label, done, total: seen.update({label: (done, total)}))
    assert seen["Importing"] == (2, 2)


def test_the_report_is_in_words(tmp_path: Path) -> None:
    text = "\n".join(load(tmp_path, item(7, inside=comment(1)), item(8, post_type="nav_menu_item")).lines())
    assert "1 article" in text
    assert "Comments, each judged anew: 1 public." in text
    assert "Left out: 1 × nav_menu_item: this kind has no place here." in text
