"""Connected components that grow and fall apart, each named after its first member."""

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from hashlib import blake2s


@dataclass(slots=True)
class Component:
    """Two or more linked comments; `first` is the smallest id."""

    members: set[str]
    first: str


class Components:
    """Which comment belongs to which component. Joining costs the size of the smaller side."""

    def __init__(self) -> None:
        self._of: dict[str, Component] = {}
        self._named: dict[str, Component] = {}

    def of(self, id: str) -> set[str]:
        """Return the members of a comment's component: at least itself. Not to be changed."""
        component = self._of.get(id)
        return component.members if component else {id}

    def name_of(self, id: str) -> str | None:
        """Return the name of a comment's component, None when it stands alone."""
        component = self._of.get(id)
        return component_name(component.first) if component else None

    def named(self, name: str) -> set[str]:
        """Return the members of the component of that name; empty when there is none."""
        component = self._named.get(name)
        return component.members if component else set()

    def join(self, id: str, neighbours: Iterable[str]) -> None:
        """Put `id` and the components of all `neighbours` into one."""
        fresh = {id, *neighbours}
        if len(fresh) < 2:
            return
        old = {component.first: component for member in fresh if (component := self._of.get(member))}
        largest = max(old.values(), key=lambda component: len(component.members), default=Component(set(), id))
        for component in old.values():
            self._named.pop(component_name(component.first), None)
            if component is not largest:
                fresh |= component.members
        largest.members |= fresh
        largest.first = min({largest.first, *fresh}, key=id_order)
        self._of.update(dict.fromkeys(fresh, largest))
        self._named[component_name(largest.first)] = largest

    def leave(self, id: str, linked: Callable[[str], set[str]]) -> None:
        """Take `id` out; `linked` gives the remaining neighbours of a comment, by which the rest may fall apart."""
        component = self._of.pop(id, None)
        if component is None:
            return
        self._named.pop(component_name(component.first), None)
        left = component.members - {id}
        for member in left:
            self._of.pop(member, None)
        while left:
            reached = _reachable(left.pop(), linked)
            left -= reached
            self.join(next(iter(reached)), reached)


def component_name(first: str) -> str:
    """Return the name of the component whose smallest member is `first`."""
    return "c" + blake2s(first.encode("utf-8", "replace"), digest_size=6).hexdigest()


def id_order(id: str) -> tuple[int, str]:
    """Sort "9" before "10": the smallest id of growing numbers is the oldest comment."""
    return len(id), id


def _reachable(start: str, linked: Callable[[str], set[str]]) -> set[str]:
    reached, frontier = {start}, [start]
    while frontier:
        fresh = linked(frontier.pop()) - reached
        reached |= fresh
        frontier += fresh
    return reached
