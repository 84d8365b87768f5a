"""Tables of the conversation and what must be unique in them, one file for each topic."""

from parley.conversation.models.comments import Campaign, Comment, Judgement, Thread
from parley.conversation.models.decisions import Decision
from parley.conversation.models.learning import Lesson, Teaching
from parley.conversation.models.policies import ConversationPolicy
from parley.conversation.models.proofs import SpentChallenge
from parley.conversation.models.rules import PublisherRule
from parley.conversation.models.signals import Report, Vote

__all__ = [
    "Campaign",
    "Comment",
    "ConversationPolicy",
    "Decision",
    "Judgement",
    "Lesson",
    "PublisherRule",
    "Report",
    "SpentChallenge",
    "Teaching",
    "Thread",
    "Vote",
]
