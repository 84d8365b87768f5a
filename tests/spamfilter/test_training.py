import json
import random
from pathlib import Path

import pytest
from spamfilter.training.slots import Slots, read_templates

from spamfilter import Filter, Outcome, Submission
from spamfilter import train as trainer
from spamfilter.training import examples, spintax


def test_the_spinner_chooses_within_nested_braces() -> None:
    rng = random.Random(1)

    assert {spintax.spin("{a|b {c|d}}", rng) for _ in range(60)} == {"a", "b c", "b d"}


def test_the_spinner_leaves_broken_braces_alone() -> None:
    assert spintax.spin("a {b", random.Random(1)) == "a {b"


def test_templates_are_separated_by_bars_outside_braces() -> None:
    assert spintax.split_templates("{a|b} c|\nd {e|{f|g}}|\n") == ["{a|b} c", "d {e|{f|g}}"]


@pytest.mark.parametrize("name", ["spam.txt", "honest.txt"])
def test_every_template_of_ours_can_be_spun_and_filled(name: str) -> None:
    rng, slots = random.Random(2), Slots()
    for kind, template in read_templates(name):
        text = spintax.spin(slots.fill(template, rng), rng)
        assert kind.isalpha()
        assert text
        assert not any(slot in text for slot in ("<thing>", "<place>", "<keyword>", "<spamlink>", "<goodlink>")), (
            template
        )


def test_the_same_data_give_the_same_bytes(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    for constant in ("SPINS_OF_OURS", "SPINS_OF_LEAKED", "HONEST_SPINS"):
        monkeypatch.setattr(examples, constant, 2)
    rows = [
        {"text": f"The council met {number} times about the {word}.", "label": "ham"}
        for number in range(9)
        for word in ("bridge", "tram")
    ]
    labelled = tmp_path / "honest.jsonl"
    labelled.write_text("\n".join(map(json.dumps, rows)))
    leaked = tmp_path / "templates.txt"
    leaked.write_text("{Super|Great} blog, {bye|see you}|\nMy {cheap|best} pills")
    paths = [tmp_path / "one.npz", tmp_path / "two.npz"]

    for path in paths:
        trainer.train([labelled, leaked]).save(path)

    assert paths[0].read_bytes() == paths[1].read_bytes()
    assert Filter.load(paths[0]).judge(Submission("The council met about the tram.")).outcome is Outcome.HAM


def test_the_shipped_weights_are_small() -> None:
    assert (Path(trainer.__file__).parent / "weights.npz").stat().st_size < 2_000_000
