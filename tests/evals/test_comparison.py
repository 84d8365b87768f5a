"""The comparison is fair: what is judged was never learned from, and no mail tells where its comment is from."""

from pathlib import Path

import pytest
from evals.filter.recording import Recording
from evals.filter.rivals.mails import write_mails
from evals.filter.sets import LabelledSet, read_sets
from evals.filter.splits import first_part_first, leave_one_source_out, leave_one_video_out

from spamfilter import Submission
from spamfilter.evaluation import LabelledComment
from tests.spamfilter.evaluation.comments import rows, written


@pytest.fixture
def sets(tmp_path: Path) -> dict[str, LabelledSet]:
    for name, spam, honest in (("blog", 60, 5), ("forum", 55, 70), ("c3", 0, 900), ("notes", 0, 8)):
        written(tmp_path / f"{name}.jsonl", rows(spam=spam, honest=honest))
    return read_sets(tmp_path)


def sources(comments: list[LabelledComment]) -> set[str]:
    return {comment.source for comment in comments}


def test_a_source_is_judged_by_what_never_saw_it_nor_the_opponents(sets: dict[str, LabelledSet]) -> None:
    splits = {split.name: split for split in leave_one_source_out(sets, most=500)}

    assert set(splits) == {"blog", "forum"}
    assert sources(splits["blog"].training) == {"forum", "notes"}
    assert sources(splits["blog"].decisions + splits["blog"].test) == {"blog", "c3"}


def test_no_comment_is_both_decided_and_judged(sets: dict[str, LabelledSet]) -> None:
    for split in leave_one_source_out(sets, most=500):
        decided, judged = ({comment.submission.id for comment in part} for part in (split.decisions, split.test))
        assert decided
        assert judged
        assert not decided & judged


def test_the_same_split_is_drawn_each_time(sets: dict[str, LabelledSet]) -> None:
    once, again = (next(leave_one_source_out(sets, most=40)) for _ in range(2))

    assert once == again


def test_videos_are_left_out_whole_and_time_runs_forward(tmp_path: Path) -> None:
    content = [row | {"article": f"v{place % 2}", "order": -place} for place, row in enumerate(rows(10, 10))]
    videos = read_sets(written(tmp_path / "youtube.jsonl", content).parent)["youtube"]
    place_of = {comment.submission.id: place for place, comment in enumerate(videos.comments)}

    assert [len(split.test) for split in leave_one_video_out(videos)] == [10, 10]
    in_time = first_part_first(videos)
    assert len(in_time.decisions) == 14
    for video in (0, 1):
        early, late = (
            [place_of[c.submission.id] for c in part if place_of[c.submission.id] % 2 == video]
            for part in (in_time.decisions, in_time.test)
        )
        assert min(early) > max(late)


def test_a_mail_has_the_fields_and_nothing_of_its_source(tmp_path: Path) -> None:
    given = Submission("Hello", 'Sam "S"\nBcc: x', "sam@x.example", "http://x.example")

    (path,) = write_mails([LabelledComment(given, spam=True, source="blog")], tmp_path / "mails")

    head, _, body = path.read_text(encoding="utf-8").partition("\n\n")
    assert 'From: "Sam S Bcc: x" <sam@x.example>' in head.splitlines()
    assert not any(line.startswith("Bcc") for line in head.splitlines())
    assert "Website: http://x.example" in body
    assert "blog" not in head + body


def test_a_recording_is_kept_for_people_and_programs(tmp_path: Path) -> None:
    recording = Recording("trial", "A trial", "parley-1.test")
    recording.add("Figures", ("set", "area"), [["blog", "0.98"]])

    text, data = (path.read_text(encoding="utf-8") for path in recording.keep(tmp_path))

    assert "| blog | 0.98 |" in text
    assert '"engine": "parley-1.test"' in data
