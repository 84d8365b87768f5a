import json
import random
import re
from pathlib import Path

import pytest

from spamfilter import Filter, Outcome, Submission, TrainingDataError
from spamfilter import train as trainer
from spamfilter.training import examples, spintax
from spamfilter.training.card import card_lines
from spamfilter.training.texts import Slots, read_fields, read_templates


def test_the_spinner_chooses_within_nested_braces() -> None:
    rng = random.Random(1)

    assert {spintax.spin("{a|b {c|d}}", rng) for _ in range(60)} == {"a", "b c", "b d"}


def test_the_spinner_leaves_broken_braces_alone() -> None:
    assert spintax.spin("a {b", random.Random(1)) == "a {b"


def test_templates_are_separated_by_bars_outside_braces() -> None:
    assert spintax.split_templates("{a|b} c|\nd {e|{f|g}}|\n") == ["{a|b} c", "d {e|{f|g}}"]


@pytest.mark.parametrize("folder", ["spam", "honest"])
def test_every_template_of_ours_can_be_spun_and_filled(folder: str) -> None:
    rng, slots = random.Random(2), Slots()
    for template in read_templates(folder):
        text = slots.fill(spintax.spin(template.text, rng), rng)
        assert text
        assert not re.search(r"<(?:thing|place|name|person|year|number|keyword|spamlink|goodlink|brand|word)>", text), (
            template
        )


@pytest.mark.parametrize("name", ["names", "keywords", "sites", "spam-names", "spam-sites", "spam-emails"])
def test_no_invented_field_gives_itself_away_by_a_reserved_host(name: str) -> None:
    fields = read_fields(name)

    assert len(fields) >= 100
    if name != "spam-emails":  # there, providers are drawn anew for each comment
        assert not any(".example" in field for field in fields)


@pytest.fixture
def little_data(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> list[Path]:
    """A few labelled rows and a leaked list, and only some of our own texts."""
    for constant in ("SPINS", "SPINS_OF_LEAKED"):
        monkeypatch.setattr(examples, constant, 1)
    some = {folder: list(read_templates(folder))[::40] for folder in ("honest", "spam")}
    monkeypatch.setattr(examples, "read_templates", some.__getitem__)
    rows = [
        {"text": f"The council met {number} times about the {word}.", "label": "ham"}
        for number in range(9)
        for word in ("bridge", "tram")
    ]
    labelled = tmp_path / "honest.jsonl"
    labelled.write_text("\n".join(map(json.dumps, rows)))
    leaked = tmp_path / "templates.txt"
    leaked.write_text("{Super|Great} blog, {bye|see you}|\nMy {cheap|best} pills")
    return [labelled, leaked]


def test_the_same_data_give_the_same_bytes(little_data: list[Path], tmp_path: Path) -> None:
    paths = [tmp_path / "one.npz", tmp_path / "two.npz"]

    for path in paths:
        trainer.train(little_data).model.save(path)

    assert paths[0].read_bytes() == paths[1].read_bytes()
    assert Filter.load(paths[0]).judge(Submission("The council met about the tram.")).outcome is Outcome.HAM


def test_the_card_names_sources_and_thresholds(little_data: list[Path]) -> None:
    training = trainer.train(little_data)

    card = "\n".join(card_lines(training, [path.name for path in little_data]))

    assert training.model.version in card
    assert "| honest.jsonl | honest | 18 |" in card
    assert f"{training.model.hold_at:.3f}" in card


@pytest.mark.parametrize("line", ["{", '{"text": "x"}', '{"text": "x", "label": "maybe"}', "[]"])
def test_a_bad_row_is_named_by_file_and_line(tmp_path: Path, line: str) -> None:
    file = tmp_path / "rows.jsonl"
    file.write_text('{"text": "fine", "label": "ham"}\n' + line)

    with pytest.raises(TrainingDataError, match=r"rows\.jsonl, line 2"):
        examples.read_examples([file], 1)


def test_the_shipped_weights_are_small() -> None:
    assert (Path(trainer.__file__).parent / "weights.npz").stat().st_size < 2_000_000
