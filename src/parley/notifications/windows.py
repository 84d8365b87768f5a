"""When a digest goes out: at full hours, in the morning, on Mondays, in the reader's own time zone."""

from datetime import UTC, datetime, timedelta, tzinfo

MORNING = 7
"""The hour at which daily and weekly digests go out."""


def last_boundary(frequency: str, moment: datetime, zone: tzinfo) -> datetime:
    """The newest end of a window ("hourly", "daily", "weekly") that is not after `moment`, in UTC.

    Days are days on the reader's clock: when clocks change, one has 23 or 25 hours, and still exactly one boundary.
    """
    local = moment.astimezone(zone)
    if frequency == "hourly":
        # Through UTC, so that each of the two hours that a clock shows twice in autumn is one.
        return (
            (local - timedelta(minutes=local.minute, seconds=local.second, microseconds=local.microsecond))
            .replace(fold=local.fold)
            .astimezone(UTC)
        )
    morning = local.replace(hour=MORNING, minute=0, second=0, microsecond=0, fold=0)
    if morning.astimezone(UTC) > moment:
        morning -= timedelta(days=1)  # on the clock, not 24 hours
    if frequency == "weekly":
        morning -= timedelta(days=morning.weekday())
    return morning.astimezone(UTC)
