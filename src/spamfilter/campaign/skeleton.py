"""What the spins of one template have in common."""

from collections.abc import Sequence
from difflib import SequenceMatcher

SLOT = "[…]"
MOST_MEMBERS = 8
_MOST_WORDS = 150


def shared_skeleton(texts: Sequence[str]) -> str:
    """Return the words that all `texts` share in order, with a slot where they differ."""
    if not texts:
        return ""
    skeleton: list[str] = texts[0].split()[:_MOST_WORDS]
    for text in texts[1:MOST_MEMBERS]:
        skeleton = _aligned(skeleton, text.split()[:_MOST_WORDS])
    return " ".join(skeleton)


def _aligned(left: list[str], right: list[str]) -> list[str]:
    matcher = SequenceMatcher(None, [_key(word) for word in left], [_key(word) for word in right], autojunk=False)
    shared: list[str] = []
    reached_left = reached_right = 0
    for block in matcher.get_matching_blocks():
        if (block.a > reached_left or block.b > reached_right) and shared[-1:] != [SLOT]:
            shared.append(SLOT)
        shared += [word for word in left[block.a : block.a + block.size] if word != SLOT or shared[-1:] != [SLOT]]
        reached_left, reached_right = block.a + block.size, block.b + block.size
    return shared


def _key(word: str) -> str:
    return word.casefold().strip(".,;:!?\"'()") or word
