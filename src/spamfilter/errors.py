"""What can go wrong in the filter.

SpamFilterError
├── WeightsError    the learned weights are missing, truncated or of another format
└── SnapshotError   the bytes given to CampaignIndex.from_bytes are not a snapshot
"""


class SpamFilterError(Exception):
    """Base of every error of this package; `code` is stable, the message is for people."""

    code = "spamfilter"


class WeightsError(SpamFilterError):
    """The learned weights cannot be read."""

    code = "weights"


class SnapshotError(SpamFilterError):
    """A snapshot of a campaign index cannot be read."""

    code = "snapshot"
