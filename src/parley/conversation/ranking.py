"""The order "best": how sure we may be that readers find a comment useful.

The lower bound of the Wilson score interval (E. B. Wilson, 1927) for the share of those who found it useful among all
who said something about it. Ten of ten come before one of one, and one of one before five of ten: few voices prove
little. docs/explanation/how-comments-are-ranked.md has the reasons.
"""

from math import sqrt

Z = 1.96
"""Two-sided 95 %."""


def wilson_lower_bound(useful: int, against: int) -> float:
    """The lower bound, from 0 to 1, for `useful` voices among `useful + against`; 0 when nobody said anything."""
    n = useful + against
    if n == 0:
        return 0.0
    share = useful / n
    centre = share + Z * Z / (2 * n)
    spread = Z * sqrt((share * (1 - share) + Z * Z / (4 * n)) / n)
    return max(0.0, (centre - spread) / (1 + Z * Z / n))
