import math
from pathlib import Path

import pytest

from spamfilter import CampaignIndex, Filter, Outcome
from spamfilter.evaluation import judge_comments, read_comments, report_lines, summarise
from spamfilter.evaluation.report import Report
from tests.spamfilter.evaluation.comments import rows, written


@pytest.fixture
def report(tmp_path: Path) -> Report:
    half = [row | {"lang": "en" if place % 2 else "de"} for place, row in enumerate(rows(spam=20, honest=40))]
    judged = judge_comments(read_comments([written(tmp_path / "mine.jsonl", half)]))
    return summarise(judged, campaigns=True)


def test_every_comment_is_in_the_confusion_once(report: Report) -> None:
    ham, spam = report.confusion.ham, report.confusion.spam

    assert ham.ham + ham.unsure + ham.spam == report.comments.ham == 40
    assert spam.ham + spam.unsure + spam.spam == report.comments.spam == 20


def test_every_comment_is_in_each_kind_of_group_once(report: Report) -> None:
    for groups in (report.by_language, report.by_length, report.by_source):
        assert sum(group.ham for group in groups) == 40
        assert sum(group.spam for group in groups) == 20
    assert {group.name for group in report.by_language} == {"en", "de"}
    assert [group.name for group in report.by_source] == ["mine"]


def test_plain_spam_ranks_above_plain_honest_comments(report: Report) -> None:
    assert report.ranking is not None
    assert report.ranking.roc_auc.value > 0.95
    assert [at.allowed for at in report.ranking.recall] == [0, 0]


def test_the_reasons_of_a_mistake_add_up_to_its_score(tmp_path: Path) -> None:
    upside_down = [
        row | {"label": "ham" if row["label"] == "spam" else "spam"} for row in rows(spam=5, honest=5, author="Sam")
    ]
    report = summarise(
        judge_comments(read_comments([written(tmp_path / "mine.jsonl", upside_down)]), shown=4), campaigns=True
    )

    assert len(report.ham_condemned) == 4
    for mistake in (*report.ham_condemned, *report.spam_missed):
        assert math.fsum(reason.weight for reason in mistake.reasons) == pytest.approx(mistake.score)
        assert (mistake.outcome == Outcome.HAM) is (mistake.label == "spam")
    assert [m.score for m in report.ham_condemned] == sorted((m.score for m in report.ham_condemned), reverse=True)


def test_comments_are_judged_against_those_before_them_only(tmp_path: Path) -> None:
    comments = read_comments([written(tmp_path / "mine.jsonl", rows(spam=6, honest=3))])
    judge, index = Filter.load(), CampaignIndex()

    expected = []
    for comment in comments:
        expected.append(judge.judge(comment.submission, campaigns=index).score)
        index.add(comment.submission.id, comment.submission.text, comment.submission.author)

    assert judge_comments(comments).scores.tolist() == expected
    assert judge_comments(comments, campaigns=False).scores.tolist() != expected


def test_honest_comments_alone_still_give_what_can_be_had(tmp_path: Path) -> None:
    judged = judge_comments(read_comments([written(tmp_path / "mine.jsonl", rows(spam=0, honest=12))]))

    report = summarise(judged, campaigns=True)

    assert report.ranking is None
    assert (report.thresholds[0].precision, report.thresholds[0].recall) == (None, None)
    assert report.thresholds[0].false_positives is not None
    assert "all 12 comments are honest. Add a file with spam comments." in "\n".join(report.missing)
    assert "honest comments" in "\n".join(report_lines(report))


def test_spam_alone_still_gives_what_can_be_had(tmp_path: Path) -> None:
    report = summarise(
        judge_comments(read_comments([written(tmp_path / "mine.jsonl", rows(spam=12, honest=0))])), campaigns=True
    )

    assert report.ranking is None
    assert report.thresholds[0].recall is not None
    assert report.thresholds[0].false_positives is None


def test_few_honest_comments_are_said_to_be_few(report: Report) -> None:
    assert any("40 honest comments are fewer than 1,000" in sentence for sentence in report.missing)


def test_nothing_of_a_stranger_acts_on_the_terminal(tmp_path: Path) -> None:
    hostile = {
        "text": "A plain comment\u001b[2J\u202e that\nis spam\ud800",
        "label": "ham",
        "author": "\u0007Sam",
    }
    judged = judge_comments(read_comments([written(tmp_path / "mine.jsonl", [hostile])]))

    text = "\n".join(report_lines(summarise(judged, campaigns=True)))

    assert "A plain comment [2J that is spam" in text
    assert all(letter.isprintable() or letter == "\n" for letter in text)


def test_memory_and_time_are_measured(report: Report) -> None:
    assert report.costs.memory_megabytes >= 0
    assert 0 < report.costs.cpu_median <= report.costs.cpu_p99 <= report.costs.cpu_most
    assert report.costs.indexed == 60
    assert report.slowest[0].milliseconds == report.costs.cpu_most
