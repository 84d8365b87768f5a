"""Who wants to hear of what. Rooms above register here when the program starts; nobody below calls them."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field

from parley.outbox.models import Event

Handler = Callable[[Event], None]
HandlerOfMany = Callable[[list[Event]], None]


@dataclass(frozen=True, slots=True)
class Consumer:
    """A named reader of events.

    `handlers` maps an event's kind to the function that deals with it. A `prompt` consumer is also called in the
    process that made the change, right after its commit, so that a reader finds the own comment in the page; what it
    writes then follows from the event, since a power cut may take it and let the event be dealt with again. Where one
    change wrote many events of a kind, `handlers_of_many` is given all of them at once, if it knows the kind. One that
    works `apart` calls other machines: the worker gives it a thread of its own, so that nothing else waits for them.
    """

    name: str
    handlers: Mapping[str, Handler]
    prompt: bool = False
    apart: bool = False
    handlers_of_many: Mapping[str, HandlerOfMany] = field(default_factory=dict)


_consumers: dict[str, Consumer] = {}


def register_consumer(consumer: Consumer) -> None:
    """Make `consumer` known. Registering the same name again replaces it."""
    _consumers[consumer.name] = consumer


def consumers_of(kind: str) -> tuple[Consumer, ...]:
    """The consumers that want events of this kind, in the order of their names."""
    return tuple(c for _, c in sorted(_consumers.items()) if kind in c.handlers)


def all_consumers() -> tuple[Consumer, ...]:
    """Every registered consumer, in the order of their names."""
    return tuple(c for _, c in sorted(_consumers.items()))
