"""Which comments make a campaign together.

Two comments are linked when the likeness of their sketches reaches LINKED; a campaign is a connected
component of two or more (single linkage). A comment that is merely KIN to two members of a campaign
of three or more belongs to it as well: one likeness may be chance, two to the same company hardly
are. It is repeated until nothing changes, so that the outcome does not depend on the order of
arrival as long as a feature leads to all who have it.
"""

import numpy as np
import numpy.typing as npt

from spamfilter.campaign.components import Components
from spamfilter.campaign.postings import Slots
from spamfilter.campaign.sketch import Floats
from spamfilter.campaign.table import LINKED, SketchTable

_KINSMEN = 2
_COMPANY = 3


def related(near: Slots, likenesses: Floats, components: Components) -> npt.NDArray[np.bool_]:
    """Return which of the comments near another are in one campaign with it; same shape."""
    labels = components.labels[near]
    found: npt.NDArray[np.bool_] = likenesses >= LINKED
    for label in components.labels_of(near[~found]):
        if components.size(label) >= _COMPANY and np.count_nonzero(labels == label) >= _KINSMEN:
            found |= labels == label
    return found


def link(slot: int, table: SketchTable, components: Components) -> None:
    """Join a comment of the table with what is related to it, and those with what is then related to them."""
    pending = [slot]
    while pending:
        moved = pending.pop()
        near, likenesses = table.near_slot(moved)
        kin = near[related(near, likenesses, components)]
        pending += components.join(np.append(kin, moved), established=_COMPANY)
        if components.size(moved) < _COMPANY:
            continue
        # A comment near this one may now have enough kin in its company.
        for other in near[components.labels[near] != components.labels[moved]].tolist():
            near_other, likenesses = table.near_slot(other)
            kin = near_other[related(near_other, likenesses, components)]
            if components.labels[moved] in components.labels[kin]:
                pending += components.join(np.array([other, moved]), established=_COMPANY)
