"""What one site's moderators taught: kept apart from the shipped weights, taken back exactly."""

from spamfilter.memory.lesson import Lesson
from spamfilter.memory.memory import Memory
from spamfilter.memory.threshold import LetThrough

__all__ = ["Lesson", "LetThrough", "Memory"]
