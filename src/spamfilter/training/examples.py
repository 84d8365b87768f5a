"""The labelled examples that the shipped model is trained on.

Honest: Civil Comments, and comments spun from our own templates. Spam: spins of the leaked
template list, and of our own templates. Texts in, weights out: no text is shipped that is not ours.
"""

import json
import lzma
import random
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from pathlib import Path

from spamfilter.records import Submission
from spamfilter.training.slots import Slots, honest_fields, read_templates, spam_fields
from spamfilter.training.spintax import spin, split_templates

# ruff: noqa: S311 - the randomness is for variety and must repeat from a seed

SPINS_OF_OURS = 70
SPINS_OF_LEAKED = 70
HONEST_SPINS = 60


@dataclass(frozen=True, slots=True)
class Example:
    """`family` names the template or source: families are held out whole when calibrating."""

    submission: Submission
    spam: bool
    family: str


def generated_examples(seed: int) -> Iterator[Example]:
    """Return spins of our own templates, honest and spam; the same seed gives the same examples."""
    slots = Slots()
    for number, (kind, template) in enumerate(read_templates("spam.txt")):
        rng = random.Random(f"{seed} spam {number}")
        for text in _distinct(spin(slots.fill(template, rng), rng) for _ in range(SPINS_OF_OURS)):
            yield Example(
                spam_fields(_worn(text, rng), slots.keyword(rng), rng), spam=True, family=f"spam {kind} {number}"
            )
    for number, (kind, template) in enumerate(read_templates("honest.txt")):
        rng = random.Random(f"{seed} honest {number}")
        for text in _distinct(spin(slots.fill(template, rng), rng) for _ in range(HONEST_SPINS)):
            yield Example(honest_fields(_worn(text, rng), rng), spam=False, family=f"honest {kind} {number}")


def spun_examples(template_list: str, seed: int) -> Iterator[Example]:
    """Return spins of each template of a leaked list."""
    slots = Slots()
    for number, template in enumerate(split_templates(template_list)):
        rng = random.Random(f"{seed} leaked {number}")
        for text in _distinct(spin(template, rng) for _ in range(SPINS_OF_LEAKED)):
            yield Example(spam_fields(_worn(text, rng), slots.keyword(rng), rng), spam=True, family=f"leaked {number}")


def read_labelled(path: Path, seed: int) -> Iterator[Example]:
    """Return the rows of a file (.jsonl, .jsonl.xz) with text and label; fields are invented where it has none."""
    rng = random.Random(f"{seed} {path.name}")
    for number, line in enumerate(_lines(path)):
        row = json.loads(line)
        spam = row["label"] == "spam"
        given = Submission(row["text"], row.get("author", ""), "", row.get("url", ""))
        submission = given if given.author or given.url or spam else honest_fields(given.text, rng)
        yield Example(submission, spam, family=f"{path.name} {number % 40}")


def read_examples(paths: Iterable[Path], seed: int) -> list[Example]:
    """Return all examples: our own, and those of `paths` (.jsonl and .jsonl.xz rows, .txt template lists)."""
    examples = list(generated_examples(seed))
    for path in sorted(paths):
        if path.suffix == ".txt":
            examples += spun_examples(path.read_text(encoding="utf-8"), seed)
        else:
            examples += read_labelled(path, seed)
    return examples


def _lines(path: Path) -> list[str]:
    content = path.read_bytes()
    text = (lzma.decompress(content) if path.suffix == ".xz" else content).decode("utf-8")
    return [line for line in text.split("\n") if line.strip()]


def _distinct(texts: Iterable[str]) -> list[str]:
    return list(dict.fromkeys(texts))


def _worn(text: str, rng: random.Random) -> str:
    """Return `text` as hurried hands leave it, so that tidiness is no evidence."""
    if rng.random() < 0.12:
        text = text.lower()
    if rng.random() < 0.1:
        text = text.rstrip(".!")
    if rng.random() < 0.5:
        text = text.replace("'", "’")
    return text.replace(". ", ".\n\n", 1) if rng.random() < 0.08 else text
