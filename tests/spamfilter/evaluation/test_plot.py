import struct
import sys
from pathlib import Path

import pytest

from spamfilter.evaluation import EvaluationError, Judgements, judge_comments, read_comments
from spamfilter.evaluation.plot import draw
from tests.spamfilter.evaluation.comments import rows, written


@pytest.fixture
def judged(tmp_path: Path) -> Judgements:
    return judge_comments(read_comments([written(tmp_path / "mine.jsonl", rows(spam=10, honest=20))]))


def test_the_curves_are_a_png_that_can_be_shown(judged: Judgements, tmp_path: Path) -> None:
    draw(judged, tmp_path / "curves.png")

    picture = (tmp_path / "curves.png").read_bytes()
    width, height = struct.unpack(">II", picture[16:24])
    assert picture.startswith(b"\x89PNG")
    assert width > height > 500


def test_the_same_comments_give_the_same_picture(judged: Judgements, tmp_path: Path) -> None:
    for name in ("one.png", "two.png"):
        draw(judged, tmp_path / name)

    assert (tmp_path / "one.png").read_bytes() == (tmp_path / "two.png").read_bytes()


def test_one_label_alone_is_drawn_too(tmp_path: Path) -> None:
    honest = judge_comments(read_comments([written(tmp_path / "mine.jsonl", rows(spam=0, honest=5))]))

    draw(honest, tmp_path / "curves.png")

    assert (tmp_path / "curves.png").stat().st_size > 10_000


def test_without_the_library_it_says_what_to_install(
    judged: Judgements, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setitem(sys.modules, "matplotlib", None)
    monkeypatch.delitem(sys.modules, "matplotlib.backends.backend_agg", raising=False)

    with pytest.raises(EvaluationError, match=r'pip install "parley\[plots\]"'):
        draw(judged, tmp_path / "curves.png")


def test_a_place_that_cannot_be_written_is_said(judged: Judgements, tmp_path: Path) -> None:
    with pytest.raises(EvaluationError, match="cannot be written"):
        draw(judged, tmp_path / "no such folder" / "curves.png")
