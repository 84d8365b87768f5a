"""The reference is made from the code: it stands as the code says, and nothing in the code is without its words."""

import click
import pytest

from parley.config.configuration import all_settings
from parley.config.reference.commands import all_commands, documented_options
from parley.config.reference.errors import SOURCES, raised_errors, sample_message
from parley.config.reference.events import SOURCES as EVENT_SOURCES
from parley.config.reference.events import event_kinds
from parley.config.reference.markdown import first_paragraph
from parley.config.reference.pages import MAKERS, pages
from parley.outbox.consumers import all_consumers, consumers_of
from tests.docs.pages import DOCS, ROOT

COMMANDS = dict(all_commands())
ERRORS = [error for module in SOURCES.values() for error in raised_errors(module)]
ROOMS = ROOT / "src" / "parley"


@pytest.mark.parametrize("name", MAKERS)
def test_a_page_is_what_the_code_says(name: str) -> None:
    standing = (DOCS / "reference" / name).read_text(encoding="utf-8")
    assert standing == pages()[name], "out of date: run `make reference`"


@pytest.mark.parametrize("name", all_settings())
def test_a_setting_says_what_it_is_for(name: str) -> None:
    help_text = all_settings()[name].description
    assert help_text
    assert help_text.endswith(".")


@pytest.mark.parametrize("name", COMMANDS)
def test_a_command_and_its_options_say_what_they_do(name: str) -> None:
    command = COMMANDS[name]
    assert command.help
    assert [option.name for option in documented_options(command) if not option.help] == []


@pytest.mark.parametrize("kind", [kind for _room, kind, _meaning in event_kinds()])
def test_an_event_is_explained_and_somebody_deals_with_it(kind: str) -> None:
    (meaning,) = [meaning for _room, found, meaning in event_kinds() if found == kind]
    assert meaning
    assert consumers_of(kind)
    assert [c.name for c in consumers_of(kind) if not first_paragraph(c.handlers[kind])] == []


def test_consumers_wait_only_for_events_that_are_written() -> None:
    written = {kind for _room, kind, _meaning in event_kinds()}
    assert {kind for consumer in all_consumers() for kind in consumer.handlers} == written


@pytest.mark.parametrize("error", ERRORS, ids=lambda error: error.__name__)
def test_an_error_has_a_code_of_its_own_and_a_sentence(error: type[Exception]) -> None:
    assert "code" in vars(error), "the base's code says nothing"
    assert len(sample_message(error)) > len("‹›")


def test_no_two_errors_share_a_code() -> None:
    codes = [error.code for error in ERRORS]
    assert len(codes) == len(set(codes))


@pytest.mark.parametrize(("file", "sources"), [("events.py", EVENT_SOURCES.values()), ("errors.py", SOURCES.values())])
def test_every_room_that_has_events_or_errors_is_in_the_reference(file: str, sources: list[object]) -> None:
    read = {module.__name__.split(".")[1] for module in sources}
    assert {path.parent.name for path in ROOMS.glob(f"*/{file}")} == read


def test_hidden_options_are_the_programs_own_business() -> None:
    hidden = [o.name for c in COMMANDS.values() for o in c.params if isinstance(o, click.Option) and o.hidden]
    assert hidden == ["beside"]
