"""The filter learns from moderators' decisions, in the same transaction, and forgets with their undo."""

from collections.abc import Iterator
from pathlib import Path

import pytest
from click.testing import CliRunner
from django.conf import settings
from django.test import Client

from parley.conversation.actions.deciding import decide, decide_campaign, undo
from parley.conversation.lessons import MOST_OF_A_GROUP, export_lessons, import_lessons, renew_lessons, teach_words
from parley.conversation.models import Campaign, Comment, Lesson, Thread
from parley.conversation.moderation import assess_elsewhere, judge_again
from tests.conftest import Cast
from tests.posting import send, write

SHEDS = "Our sheds are put up in a day, ask for the list of sheds of this spring and of the next one."
MORE_SHEDS = "Sheds of every size: ask for our list of sheds, put up in a day."


def spam(cast: Cast, *comments: Comment) -> str:
    return decide(comments=comments, status=Comment.Status.SPAM, moderator=cast.ben)


def approve(cast: Cast, *comments: Comment) -> str:
    return decide(comments=comments, status=Comment.Status.APPROVED, moderator=cast.ben)


def score_of(thread: Thread, text: str) -> float:
    return judge_again(write(thread, text, author_name="Nobody")).score


def test_a_decision_counts_for_the_next_comment_of_its_kind(cast: Cast, reader: Client) -> None:
    before = score_of(cast.thread, MORE_SHEDS)

    spam(cast, write(cast.thread, SHEDS))

    assert score_of(cast.thread, MORE_SHEDS) > before + 0.5


def test_what_was_learned_is_among_the_reasons(cast: Cast, reader: Client) -> None:
    spam(cast, write(cast.thread, SHEDS))
    send(reader, cast.thread, MORE_SHEDS)

    reasons = Comment.objects.latest("pk").judgements.get().reasons

    assert any(reason["stage"] == "memory" and "sheds" in reason["sentence"] for reason in reasons)


def test_an_undo_brings_the_score_back_exactly(cast: Cast) -> None:
    approve(cast, write(cast.thread, "The dam keepers of Velka measured forty centimetres more."))
    sheds, probe = write(cast.thread, SHEDS), write(cast.thread, MORE_SHEDS)
    before = judge_again(probe).score

    batch = spam(cast, sheds)
    assert judge_again(probe).score != before
    undo(batch=batch, moderator=cast.ben)

    assert judge_again(probe).score == before


def test_an_undo_of_a_second_thought_brings_back_the_first(cast: Cast) -> None:
    comment = write(cast.thread, SHEDS)
    approve(cast, comment)
    batch = spam(cast, comment)
    assert Lesson.objects.get().spam

    undo(batch=batch, moderator=cast.ben)

    assert not Lesson.objects.get().spam


def test_a_removal_for_other_reasons_teaches_nothing(cast: Cast) -> None:
    comment = write(cast.thread, SHEDS)
    spam(cast, comment)

    decide(comments=[comment], status=Comment.Status.TRASH, moderator=cast.ben)

    assert not Lesson.objects.exists()


def test_a_mass_decision_teaches_from_a_sample_and_as_one_group(cast: Cast) -> None:
    comments = [write(cast.thread, f"{SHEDS} {number}") for number in range(30)]
    campaign = Campaign.objects.create(key="c1", found_at=comments[0].posted_at)
    Comment.objects.filter(pk__in=[comment.pk for comment in comments]).update(campaign=campaign)

    decide_campaign(campaign=campaign, label=Campaign.Label.SPAM, moderator=cast.ben)

    assert Lesson.objects.count() == MOST_OF_A_GROUP
    assert set(Lesson.objects.values_list("group", flat=True)) == {"campaign c1"}


def test_undoing_a_mass_decision_leaves_no_lesson(cast: Cast) -> None:
    comments = [write(cast.thread, f"{SHEDS} {number}") for number in range(30)]

    undo(batch=spam(cast, *comments), moderator=cast.ben)

    assert not Lesson.objects.exists()


def test_a_lesson_holds_no_word_of_the_comment(cast: Cast) -> None:
    spam(cast, write(cast.thread, SHEDS, author_name="Vantongeren"))

    content = bytes(Lesson.objects.get().content)

    assert b"sheds" not in content
    assert b"Vantongeren" not in content


def test_erasing_a_comment_erases_what_was_learned_of_it(cast: Cast) -> None:
    comment = write(cast.thread, SHEDS)
    spam(cast, comment)

    comment.delete()

    assert not Lesson.objects.exists()


def test_another_site_learns_for_itself_alone(cast: Cast) -> None:
    words = {"key": "1", "text": SHEDS, "author": "", "address": "", "website": ""}
    own, other = (assess_elsewhere(site=site, **words).score for site in ("a.example", "b.example"))

    teach_words(site="a.example", spam=True, **words)

    assert assess_elsewhere(site="a.example", **words).score > own + 1
    assert assess_elsewhere(site="b.example", **words).score == other

    teach_words(site="a.example", spam=None, **words)
    assert assess_elsewhere(site="a.example", **words).score == own


def test_lessons_of_an_older_filter_are_made_anew(cast: Cast) -> None:
    spam(cast, write(cast.thread, SHEDS))
    content = bytes(Lesson.objects.get().content)
    Lesson.objects.update(engine="parley-0.old", content=b"\x00")

    assert renew_lessons() == 1
    assert renew_lessons() == 0
    assert bytes(Lesson.objects.get().content) == content


def test_an_unreadable_lesson_holds_up_no_comment(cast: Cast, reader: Client) -> None:
    spam(cast, write(cast.thread, SHEDS))
    Lesson.objects.update(content=b"\x00")

    assert send(reader, cast.thread, "What about the sluice at Lindau?").status_code in (302, 303)


def test_what_was_taught_can_be_carried_to_another_site(cast: Cast) -> None:
    spam(cast, write(cast.thread, SHEDS))
    words = {"key": "", "text": MORE_SHEDS, "author": "", "address": "", "website": ""}
    before = assess_elsewhere(site="new.example", **words).score

    assert import_lessons("new.example", export_lessons(settings.SITE_HOST)) == 1
    assert import_lessons("new.example", export_lessons(settings.SITE_HOST)) == 0
    assert assess_elsewhere(site="new.example", **words).score > before


@pytest.mark.parametrize("content", [b"", b"no snapshot"])
def test_a_file_of_another_kind_is_refused(cast: Cast, content: bytes) -> None:
    with pytest.raises(ValueError, match="no snapshot"):
        import_lessons("new.example", content)


@pytest.fixture
def founded(installation: Path) -> Iterator[Path]:
    """The installation as the command line wants it: with a file of settings."""
    file = installation / "parley.toml"
    file.touch()
    yield installation
    file.unlink()


def test_the_commands_explain_show_and_carry(cast: Cast, founded: Path, tmp_path: Path) -> None:
    from parley.config.cli.filter import filter_group

    comment = write(cast.thread, SHEDS)
    spam(cast, comment)
    run = CliRunner().invoke
    file = tmp_path / "memory"

    explained = run(filter_group, ["explain", str(comment.pk)])
    shown = run(filter_group, ["top"])
    carried = run(filter_group, ["export", str(file)])
    back = run(filter_group, ["import", str(file), "--site", "new.example"])

    assert "as it would be judged now" in explained.output
    assert "+" in explained.output
    assert "sheds" in shown.output
    assert (carried.exit_code, back.exit_code) == (0, 0)
    assert "1 decisions were new" in back.output
    assert run(filter_group, ["explain", "999999"]).exit_code == 1


def test_a_slip_is_doubted_and_named(cast: Cast, founded: Path) -> None:
    from parley.config.cli.filter import filter_group

    for number in range(9):
        spam(cast, write(cast.thread, f"{SHEDS} Number {number}."))
    slip = write(cast.thread, f"{SHEDS} Number 20.")
    approve(cast, slip)

    shown = CliRunner().invoke(filter_group, ["top"]).output

    assert f"speak against them. Look at them again:\n  comment {slip.pk}: approved" in shown
