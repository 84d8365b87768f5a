"""The mail doctor: does what other servers ask of a sender hold here? Each finding in words, with its remedy."""

from parley.notifications.doctor.examination import examine
from parley.notifications.doctor.findings import Finding, Level

__all__ = ["Finding", "Level", "examine"]
