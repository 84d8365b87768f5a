"""The page of events, from the rooms' `events.py` and the consumers that are registered."""

from collections.abc import Iterator

from parley.config.reference.markdown import first_paragraph, table
from parley.conversation import events as conversation_events
from parley.materializer import events as materializer_events
from parley.outbox.consumers import consumers_of
from parley.publication import events as publication_events

SOURCES = {
    "parley.conversation": conversation_events,
    "parley.publication": publication_events,
    "parley.materializer": materializer_events,
}

INTRODUCTION = """# Events

News travels upwards as data: an action writes its change and an event in one transaction, and each consumer deals with
it once; [why the outbox](../explanation/why-the-outbox.md) says how. A *prompt* consumer is also called in the process
that made the change, right after its commit. One that works *apart* calls other machines, and has a thread of its own
in the worker.
"""


def events_page() -> str:
    """Each kind of event, who writes it, and what each of its consumers does with it."""
    return "\n".join([INTRODUCTION, *(_event(*found) for found in event_kinds())])


def event_kinds() -> Iterator[tuple[str, str, str]]:
    """(room, kind, meaning) of each kind: a constant in an `events.py`, explained by the function of the same name."""
    for room, module in SOURCES.items():
        for name, kind in vars(module).items():
            if name.isupper() and isinstance(kind, str):
                yield room, kind, first_paragraph(getattr(module, kind, None))


def _event(room: str, kind: str, meaning: str) -> str:
    rows = [
        (
            f"`{consumer.name}`{' (prompt)' if consumer.prompt else ''}{' (apart)' if consumer.apart else ''}",
            first_paragraph(consumer.handlers[kind]),
        )
        for consumer in consumers_of(kind)
    ]
    return f"## `{kind}`\n\nWritten by `{room}`. {meaning}\n\n" + table(("Consumer", "What it does"), rows)
