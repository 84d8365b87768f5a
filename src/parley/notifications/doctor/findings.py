"""What the doctor says."""

from dataclasses import dataclass
from enum import StrEnum


class Level(StrEnum):
    """How bad it is: as it should be; worth knowing; may cost mails; will cost mails."""

    OK = "ok"
    NOTE = "note"
    WARNING = "warning"
    ERROR = "error"


@dataclass(frozen=True, slots=True)
class Finding:
    """One thing that was looked at."""

    level: Level
    subject: str
    """A short name that stays: "spf", "dkim"."""
    words: str
    remedy: str = ""
    record: str = ""
    """The line to put into the zone file, exactly."""

    @property
    def rank(self) -> int:
        """The worst first."""
        return list(Level)[::-1].index(self.level)
