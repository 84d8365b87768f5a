"""The labelled examples that the shipped model is trained on.

Honest: Civil Comments, and our own texts. Spam: spins of the leaked template list, and our own
texts. Texts in, weights out: no text is shipped that is not ours.
"""

import json
import lzma
import random
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from spamfilter.errors import TrainingDataError
from spamfilter.records import Submission
from spamfilter.training.fields import honest_fields, spam_fields
from spamfilter.training.spintax import spin, split_templates
from spamfilter.training.texts import Slots, Template, read_templates

# ruff: noqa: S311 - the randomness is for variety and must repeat from a seed

SPINS = 16
SPINS_OF_LEAKED = 60
# What one row of a labelled file counts against one of our own lines.
ROW_WEIGHT = 0.3
LINE_WEIGHT = 2.0
LEAKED_WEIGHT = 12.0
# What a machine writes on topic and what empty praise says an honest reader may say, too.
_FILE_WEIGHT = {"llm": 0.5}


@dataclass(frozen=True, slots=True)
class Example:
    """`family` names the template or row that an example was made of, `source` the file: sources are held out whole
    when calibrating. `weight`: how often it counts.
    """

    submission: Submission
    spam: bool
    family: str
    source: str
    weight: float


def read_examples(paths: Iterable[Path], seed: int) -> list[Example]:
    """Return all examples: our own, and those of `paths` (.jsonl and .jsonl.xz rows, .txt template lists).

    The same paths and seed give the same examples. Raises TrainingDataError naming file and line.
    """
    examples = [*own_examples("spam", spam_fields, seed), *own_examples("honest", honest_fields, seed)]
    for path in sorted(paths):
        examples += spun_examples(path, seed) if path.suffix == ".txt" else labelled_examples(path, seed)
    return examples


def own_examples(folder: str, with_fields: Callable[[str, random.Random], Submission], seed: int) -> Iterator[Example]:
    """Return spins of our own texts in `folder`, honest or spam."""
    slots = Slots()
    for template in read_templates(folder):
        rng = random.Random(f"{seed} {folder} {template.file} {template.number}")
        texts = list(dict.fromkeys(_spins(template, slots, rng)))
        for text in texts:
            yield Example(
                with_fields(_worn(text, rng), rng),
                folder == "spam",
                f"{folder} {template.file} {template.number}",
                f"{folder} {template.file}",
                LINE_WEIGHT * _FILE_WEIGHT.get(template.file, 1.0) / len(texts),
            )


def _spins(template: Template, slots: Slots, rng: random.Random) -> Iterator[str]:
    is_varied = "{" in template.text or "<" in template.text
    for _ in range(SPINS if is_varied else 3):
        yield slots.fill(spin(template.text, rng), rng)


def spun_examples(path: Path, seed: int) -> Iterator[Example]:
    """Return spins of each template of a leaked list."""
    for number, template in enumerate(split_templates(path.read_text(encoding="utf-8"))):
        rng = random.Random(f"{seed} leaked {number}")
        texts = list(dict.fromkeys(spin(template, rng) for _ in range(SPINS_OF_LEAKED)))
        for text in texts:
            submission = spam_fields(_worn(text, rng), rng)
            yield Example(submission, True, f"leaked {number}", path.name, LEAKED_WEIGHT / len(texts))


def labelled_examples(path: Path, seed: int) -> Iterator[Example]:
    """Return the rows of a file (.jsonl, .jsonl.xz) with text and label.

    Fields of honest rows are invented where the file has none.
    """
    rng = random.Random(f"{seed} {path.name}")
    for number, line in enumerate(_lines(path), 1):
        row = _row(line, path, number)
        spam = row["label"] == "spam"
        submission = Submission(row["text"], row.get("author") or "", row.get("email") or "", row.get("url") or "")
        if not (spam or submission.author or submission.url):
            submission = honest_fields(submission.text, rng)
        yield Example(submission, spam, f"{path.name} {number}", path.name, ROW_WEIGHT)


def _row(line: str, path: Path, number: int) -> dict[str, Any]:
    try:
        row = json.loads(line)
    except ValueError as error:
        raise TrainingDataError(f"{path.name}, line {number} is no JSON: {error}. Mend or delete the line.") from error
    if not isinstance(row, dict) or not isinstance(row.get("text"), str) or row.get("label") not in ("spam", "ham"):
        raise TrainingDataError(
            f'{path.name}, line {number} needs "text" and "label" ("spam" or "ham"). Mend or delete the line.'
        )
    return row


def _lines(path: Path) -> list[str]:
    try:
        content = path.read_bytes()
        text = (lzma.decompress(content) if path.suffix == ".xz" else content).decode("utf-8")
    except (OSError, lzma.LZMAError, UnicodeError) as error:
        raise TrainingDataError(f"{path} cannot be read: {error}") from error
    return [line for line in text.split("\n") if line.strip()]


def _worn(text: str, rng: random.Random) -> str:
    """Return `text` as hurried hands leave it, so that tidiness is no evidence."""
    if rng.random() < 0.12:
        text = text.lower()
    if rng.random() < 0.1:
        text = text.rstrip(".!")
    if rng.random() < 0.5:
        text = text.replace("'", "’")
    return text.replace(". ", ".\n\n", 1) if rng.random() < 0.08 else text
