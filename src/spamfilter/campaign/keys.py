"""Ids as numbers: eight bytes each, where a Python string with its place in a dictionary takes over a hundred."""

from hashlib import blake2b

_OTHER = 1 << 62


class Keys:
    """Turns ids into keys and back. Decimal numbers are their own keys; other ids are hashed and remembered."""

    def __init__(self) -> None:
        self.others: dict[int, str] = {}

    def key(self, id: str) -> int:
        """Return the key of an id, a number below 2**63."""
        if id.isascii() and id.isdigit() and len(id) < 19 and (id[0] != "0" or id == "0"):
            return int(id)
        return _OTHER | int.from_bytes(blake2b(id.encode("utf-8", "replace"), digest_size=8).digest()) >> 2

    def remember(self, id: str) -> int:
        """Return the key of an id that will be asked for by its key."""
        key = self.key(id)
        if key >= _OTHER:
            self.others[key] = id
        return key

    def forget(self, key: int) -> None:
        """Let go of a key that will not be asked for again."""
        self.others.pop(key, None)

    def id(self, key: int) -> str:
        """Return the id of a remembered key."""
        return self.others[key] if key >= _OTHER else str(key)


def id_order(id: str) -> tuple[int, str]:
    """Sort "9" before "10": the smallest id of growing numbers is the oldest comment."""
    return len(id), id
