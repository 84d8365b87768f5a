"""`parley filter evaluate`, as an operator types it."""

import json
import os
import re
import signal
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest
from click.testing import CliRunner, Result

from parley.config.cli.main import cli
from tests.docs.pages import DOCS
from tests.spamfilter.evaluation.comments import rows, written

SOURCE = str(Path(__file__).parents[2] / "src")


def evaluate(*arguments: str | Path) -> Result:
    return CliRunner().invoke(cli, ["filter", "evaluate", *map(str, arguments)])


@pytest.fixture
def labelled(tmp_path: Path) -> Path:
    return written(tmp_path / "comments.jsonl", rows(spam=15, honest=30, lang="en"))


def test_it_needs_no_publication_and_tells_a_person(labelled: Path) -> None:
    answer = evaluate(labelled)

    assert answer.exit_code == 0, answer.output
    assert "45 comments judged: 15 spam, 30 honest." in answer.output
    for title in ("ROC-AUC", "At the shipped thresholds", "Calibration", "By language", "Slowest comments"):
        assert title in answer.output


def test_a_program_is_told_the_same(labelled: Path) -> None:
    report = json.loads(evaluate(labelled, "--json", "--worst", "2").stdout)

    assert report["comments"] == {"judged": 45, "spam": 15, "ham": 30, "taught": 0, "skipped": 0}
    assert 0.9 < report["ranking"]["roc_auc"]["value"] <= 1
    assert len(report["slowest"]) == 2


def test_every_key_of_the_data_is_in_the_documents(labelled: Path) -> None:
    page = (DOCS / "reference" / "filter-evaluation.md").read_text(encoding="utf-8")

    assert keys_of(json.loads(evaluate(labelled, "--json").stdout)) - set(re.findall(r"`([\w.]+)`", page)) == set()


def test_several_files_are_one_stream_with_their_sources(tmp_path: Path) -> None:
    files = [
        written(tmp_path / f"{name}.jsonl", rows(spam=spam, honest=honest))
        for name, spam, honest in (("blog", 4, 1), ("paper", 0, 9))
    ]

    report = json.loads(evaluate(*files, "--json").stdout)

    assert {group["name"]: (group["spam"], group["ham"]) for group in report["by_source"]} == {
        "blog": (4, 1),
        "paper": (0, 9),
    }


def test_near_duplicates_are_looked_for_unless_told_otherwise(tmp_path: Path) -> None:
    text = "The old sluice keeper of Velka wrote down every flood since the war in seven green books."
    # Both labels: whatever the filter makes of the copies, some are mistakes, and mistakes come with their reasons.
    copies = [{"text": text, "author": f"Name {n}", "label": ("spam", "ham")[n % 2]} for n in range(8)]
    path = written(tmp_path / "comments.jsonl", copies)

    with_index, without = (
        json.loads(evaluate(path, "--json", *options).stdout) for options in ((), ("--no-campaigns",))
    )

    assert (with_index["costs"]["indexed"], without["costs"]["indexed"]) == (8, 0)
    assert "campaign" in stages_of_mistakes(with_index)
    assert "campaign" not in stages_of_mistakes(without)


def unlike_spam(spam: int, honest: int) -> list[dict[str, str]]:
    """Comments of a kind of spam that the shipped filter does not know, among honest ones."""
    places = ("Lindau", "Velka", "Ostra", "Bergen", "Ludwigsburg", "Tarnow", "Sopron")
    made = [
        {"text": f"My cousin has the blue lamps of {places[n % 7]} in stock, size {n}.", "label": "spam"}
        for n in range(spam)
    ]
    made += [
        {"text": f"I read the gauge of {places[n % 7]} at {n} o'clock and nobody came.", "label": "ham"}
        for n in range(honest)
    ]
    return made


def test_decisions_are_taught_and_the_rest_is_judged(tmp_path: Path) -> None:
    path = written(tmp_path / "comments.jsonl", unlike_spam(40, 40))

    before, after = (
        json.loads(evaluate(path, "--json", "--no-campaigns", "--shuffle", "--decisions", count).stdout)
        for count in ("0", "30")
    )

    assert (after["comments"]["taught"], after["comments"]["judged"]) == (30, 50)
    assert after["ranking"]["roc_auc"]["value"] > before["ranking"]["roc_auc"]["value"]
    assert after["thresholds"][0]["accuracy"] > before["thresholds"][0]["accuracy"]


def test_decisions_of_one_kind_alone_are_said(tmp_path: Path) -> None:
    path = written(tmp_path / "comments.jsonl", unlike_spam(10, 10))

    assert "all 5 comments taught are spam. --shuffle mixes" in evaluate(path, "--decisions", "5").output


def test_more_decisions_than_comments_are_refused(labelled: Path) -> None:
    answer = evaluate(labelled, "--decisions", "45")

    assert (answer.exit_code, "none is left to judge after 45 decisions" in answer.output) == (1, True)


def test_the_article_takes_part_in_the_judgement(tmp_path: Path) -> None:
    comments = written(tmp_path / "comments.jsonl", rows(spam=0, honest=3, article="tunnel") + rows(spam=3, honest=0))
    article = {"article": "tunnel", "title": "Ferries to Bryggen", "text": "The ferry and the ferry's toll; cyclists."}
    articles = written(tmp_path / "articles.jsonl", [article])

    assert "no comment has an article" in evaluate(comments).output
    assert "no comment has an article" not in evaluate(comments, "--articles", articles).output


def test_the_curves_are_drawn(labelled: Path, tmp_path: Path) -> None:
    answer = evaluate(labelled, "--plot", tmp_path / "curves.png")

    assert f"The curves are drawn in {tmp_path / 'curves.png'}." in answer.output
    assert (tmp_path / "curves.png").read_bytes().startswith(b"\x89PNG")


def test_a_missing_library_is_said_before_anything_is_judged(
    labelled: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setitem(sys.modules, "matplotlib", None)
    monkeypatch.delitem(sys.modules, "matplotlib.backends.backend_agg", raising=False)

    answer = evaluate(labelled, "--plot", tmp_path / "curves.png")

    assert answer.exit_code == 1
    assert 'pip install "parley[plots]"' in answer.output
    assert "Judging" not in answer.output


def test_a_bad_row_is_refused_with_its_line_and_what_to_do(tmp_path: Path) -> None:
    path = tmp_path / "comments.jsonl"
    path.write_text('{"text": "A word.", "label": "ham"}\n{"text": "Another.", "label": "nice"}\n')

    refused, skipped = evaluate(path), evaluate(path, "--skip-bad-rows", "--json")

    assert refused.exit_code == 1
    assert "comments.jsonl, line 2: “label” must be “spam” or “ham”" in refused.output
    assert "--skip-bad-rows" in refused.output
    assert json.loads(skipped.stdout)["comments"] == {"judged": 1, "spam": 0, "ham": 1, "taught": 0, "skipped": 1}
    assert "Skipped: comments.jsonl, line 2" in skipped.stderr


def test_an_empty_file_is_refused_in_words(tmp_path: Path) -> None:
    (tmp_path / "comments.jsonl").touch()

    answer = evaluate(tmp_path / "comments.jsonl")

    assert (answer.exit_code, "There is no comment to judge in comments.jsonl." in answer.output) == (1, True)


def test_weights_that_are_none_are_refused_in_words(labelled: Path) -> None:
    answer = evaluate(labelled, "--weights", labelled)

    assert (answer.exit_code, "damaged" in answer.output) == (1, True)


def test_stopping_says_how_far_it_came(tmp_path: Path) -> None:
    path = written(tmp_path / "comments.jsonl", rows(spam=0, honest=60_000))
    with subprocess.Popen(
        [sys.executable, "-m", "parley", "filter", "evaluate", str(path)],
        env={"PATH": os.environ["PATH"], "PYTHONPATH": SOURCE, "PYTHONUNBUFFERED": "1"},
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
    ) as running:
        assert running.stderr is not None
        assert running.stderr.readline() == "Judging comments\n"
        running.send_signal(signal.SIGINT)
        output, errors = running.communicate(timeout=60)

    assert running.returncode == 130
    assert re.search(r"Stopped: [\d,]+ of 60,000 comments were judged, and nothing was written\.", errors)
    assert (output, "Traceback" in errors) == ("", False)


def keys_of(value: object) -> set[str]:
    """All keys of nested data."""
    if isinstance(value, dict):
        return set(value) | {key for inner in value.values() for key in keys_of(inner)}
    return {key for inner in value for key in keys_of(inner)} if isinstance(value, list) else set()


def stages_of_mistakes(report: dict[str, Any]) -> set[str]:
    """The stages that had a word in any mistake."""
    return {r["stage"] for m in report["ham_condemned"] + report["spam_missed"] for r in m["reasons"]}
