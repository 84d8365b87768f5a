"""An operator's switches: files in the data folder, so that each acts at once in every process, also when the database
cannot be asked, and stands through a restart.
"""

from enum import StrEnum
from pathlib import Path

FOLDER = "switches"


class Switch(StrEnum):
    """What an operator can turn on or off while Parley runs."""

    READ_ONLY = "read-only"
    """Nobody changes anything: no comments, no decisions, no editing, no mail. Pages are read as always, and mails can
    still be stopped."""
    COMMENTS_OFF = "comments-off"
    """Readers cannot write, change, vote or report. Moderators and editors work on."""
    MAIL_OFF = "mail-off"
    """No mail leaves. It waits, and goes out when the switch is turned back."""


def is_on(data: Path, switch: Switch) -> bool:
    """Whether a switch is on. One look at the file system, 2 µs."""
    return (data / FOLDER / switch.value).exists()


def turn(data: Path, switch: Switch, *, on: bool) -> None:
    """Turn a switch on or off."""
    place = data / FOLDER / switch.value
    if on:
        place.parent.mkdir(exist_ok=True)
        place.touch()
    else:
        place.unlink(missing_ok=True)


def switches_on(data: Path) -> list[Switch]:
    """Those that are on."""
    return [switch for switch in Switch if is_on(data, switch)]


def takes_comments(data: Path) -> bool:
    """Whether readers may write."""
    return not is_on(data, Switch.READ_ONLY) and not is_on(data, Switch.COMMENTS_OFF)


def takes_changes(data: Path) -> bool:
    """Whether anything may be changed."""
    return not is_on(data, Switch.READ_ONLY)


def sends_mail(data: Path) -> bool:
    """Whether mail may leave: handing one over is also noted in the database."""
    return takes_changes(data) and not is_on(data, Switch.MAIL_OFF)
