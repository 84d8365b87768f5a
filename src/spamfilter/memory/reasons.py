"""What was learned here, in words."""

from collections.abc import Iterable, Iterator

import numpy as np

from spamfilter.memory.learned import Learned
from spamfilter.memory.lesson import Part
from spamfilter.records import Reason
from spamfilter.regression import Floats

STAGE = "memory"
_SENTENCES = {
    "characters": "The rest of the wording, as your moderators have judged its like.",
    "links": "Links, as your moderators have judged their like.",
    "author": "The form of the author's name, as your moderators have judged its like.",
    "email": "The form of the e-mail address, as your moderators have judged its like.",
    "url": "The author's web address, as your moderators have judged its like.",
    "shape": "Length, capitals and punctuation, as your moderators have judged their like.",
    "evidence": "How far the other reasons hold on this site.",
    "base": "The share of spam among your moderators' decisions.",
}
_MOST_NAMED = 5


def memory_reasons(parts: Iterable[Part], learned: Learned) -> Iterator[Reason]:
    """Return reasons that add up exactly to what was learned about a comment."""
    for part in parts:
        weights = learned.weigh(part)
        if not weights.any():
            continue
        if part.kind != "words":
            yield Reason(STAGE, f"learned_{part.kind}", float(weights.sum()), _SENTENCES[part.kind])
            continue
        yield from _word_reasons(part, weights)


def _word_reasons(part: Part, weights: Floats) -> Iterator[Reason]:
    order = np.argsort(-np.abs(weights), kind="stable")
    for sign, rule, decided in ((1, "learned_spam_words", "called spam"), (-1, "learned_honest_words", "approved")):
        chosen = weights * sign > 0
        named = [part.tokens[place] for place in order if chosen[place]][:_MOST_NAMED]
        if named:
            sentence = (
                f"Words of comments that your moderators {decided}: {', '.join(f'“{token}”' for token in named)}."
            )
            yield Reason(STAGE, rule, float(weights[chosen].sum()), sentence)
