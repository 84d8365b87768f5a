"""What can go wrong in the filter.

SpamFilterError
├── WeightsError         the learned weights are missing, truncated or of another format
├── PolicyError          a line of the publisher's rules cannot be used (spamfilter.policy)
├── SnapshotError        the bytes given are not a snapshot of a campaign index or of a memory
└── TrainingDataError    a file of examples cannot be read
"""


class SpamFilterError(Exception):
    """Base of every error of this package; `code` is stable, the message is for people."""

    code = "spamfilter"


class WeightsError(SpamFilterError):
    """The learned weights cannot be read."""

    code = "weights"


class SnapshotError(SpamFilterError):
    """A snapshot of a campaign index or of a memory cannot be read."""

    code = "snapshot"


class TrainingDataError(SpamFilterError):
    """A file of examples cannot be read; the message names file and line."""

    code = "training_data"
