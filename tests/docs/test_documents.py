"""What the documents name is there: files, headings, commands, targets of make."""

import re
import shlex
from collections.abc import Iterator
from pathlib import Path

import click
import pytest

from parley.config.reference.commands import all_commands
from tests.docs.pages import DOCS, DOCUMENTS, ROOT, anchors, without_code

_LINK = re.compile(r"!?\[[^\]]*\]\(([^)\s]+)\)")
_CALL = re.compile(r"(?:^|`|bin/)parley((?: [^`\s#|>]+)+)", re.MULTILINE)
_TARGET = re.compile(r"`make ([a-z-]+)|^make ([a-z-]+)", re.MULTILINE)
_PATH = re.compile(r"`((?:src|docs|tests|demo|deploy|frontend|themes|tools|requirements|evals)/[\w./-]+)`")
COMMANDS = dict(all_commands())


def _name(path: Path) -> str:
    return str(path.relative_to(ROOT))


@pytest.mark.parametrize("document", DOCUMENTS, ids=_name)
def test_its_links_lead_somewhere(document: Path) -> None:
    text = without_code(document.read_text(encoding="utf-8"))
    broken = []
    for link in _LINK.findall(text):
        if link.startswith(("http://", "https://", "mailto:")):
            continue
        path, _hash, anchor = link.partition("#")
        target = (document.parent / path).resolve() if path else document
        if not target.exists() or (anchor and anchor not in anchors(target)):
            broken.append(link)
    assert broken == []


@pytest.mark.parametrize("document", DOCUMENTS, ids=_name)
def test_the_files_it_names_are_there(document: Path) -> None:
    named = _PATH.findall(document.read_text(encoding="utf-8"))
    assert [path for path in named if not (ROOT / path).exists()] == []


@pytest.mark.parametrize("document", DOCUMENTS, ids=_name)
def test_the_commands_it_shows_exist(document: Path) -> None:
    assert [fault for call in _calls(document) if (fault := _fault(call))] == []


@pytest.mark.parametrize("document", DOCUMENTS, ids=_name)
def test_the_targets_of_make_it_names_exist(document: Path) -> None:
    makefile = (ROOT / "Makefile").read_text(encoding="utf-8")
    named = {a or b for a, b in _TARGET.findall(document.read_text(encoding="utf-8"))}
    assert {name for name in named if f"\n{name}:" not in makefile} == set()


def test_every_page_is_reached_from_the_index() -> None:
    index = (DOCS / "index.md").read_text(encoding="utf-8")
    linked = {(DOCS / link.partition("#")[0]).resolve() for link in _LINK.findall(index)}
    assert {_name(page) for page in DOCS.rglob("*.md") if page.resolve() not in linked} == {"docs/index.md"}


def test_every_picture_is_shown_and_small() -> None:
    shown = "\n".join(document.read_text(encoding="utf-8") for document in DOCUMENTS)
    pictures = list((DOCS / "pictures").iterdir())
    assert [p.name for p in pictures if p.name not in shown or p.stat().st_size > 200_000] == []


def _calls(document: Path) -> Iterator[list[str]]:
    """The words after `parley` wherever a document shows a call of it, in a block of shell or between backticks."""
    text = document.read_text(encoding="utf-8")
    shown = re.findall(r"```(?:sh|console)\n(.*?)```", text, re.DOTALL) + re.findall(r"`(parley [^`]+)`", text)
    for block in shown:
        for words in _CALL.findall(block.replace("\\\n", " ")):
            yield shlex.split(words)


def _fault(words: list[str]) -> str:
    """What is wrong with a call, "" when nothing is: its command exists, and so does each option."""
    shown = " ".join(words)
    while words[:1] == ["--data"]:
        words = words[2:]
    command, name = COMMANDS["parley"], "parley"
    while words and isinstance(command, click.Group) and f"{name} {words[0]}" in COMMANDS:
        name, words = f"{name} {words[0]}", words[1:]
        command = COMMANDS[name]
    known = {opt for p in command.params for opt in (*p.opts, *p.secondary_opts)} | {"--help"}
    wrong = [word for word in words if word.startswith("--") and word.partition("=")[0] not in known]
    return f"{shown}: {wrong or 'no such command'}" if wrong or isinstance(command, click.Group) and words else ""
