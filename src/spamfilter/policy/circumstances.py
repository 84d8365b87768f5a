"""What the caller knows of the place and the writer, beside the words."""

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Circumstances:
    """Where a comment stands and who wrote it.

    `approved` counts the writer's comments that stand in public, `approved_by_people` those among them that a person
    let through. `article_age_days` is None when unknown: then no rule on age applies. `live_links` are the addresses
    that the caller's own renderer makes of the text, whatever the filter sees in it.
    """

    approved: int = 0
    approved_by_people: int = 0
    article_age_days: float | None = None
    live_links: tuple[str, ...] = ()
