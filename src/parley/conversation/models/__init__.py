"""Tables of the conversation and what must be unique in them, one file for each topic."""

from parley.conversation.models.comments import Campaign, Comment, Judgement, Thread
from parley.conversation.models.decisions import Decision
from parley.conversation.models.external import ExternalReview
from parley.conversation.models.learning import Lesson, Teaching
from parley.conversation.models.notices import Notice
from parley.conversation.models.people import CannedReply, ModeratorSection, ReaderNote, Sanction
from parley.conversation.models.policies import ConversationPolicy
from parley.conversation.models.proofs import SpentChallenge
from parley.conversation.models.rules import PublisherRule
from parley.conversation.models.signals import Report, Vote
from parley.conversation.models.writing import Appeal, Revision

__all__ = [
    "Appeal",
    "Campaign",
    "CannedReply",
    "Comment",
    "ConversationPolicy",
    "Decision",
    "ExternalReview",
    "Judgement",
    "Lesson",
    "Notice",
    "ModeratorSection",
    "PublisherRule",
    "ReaderNote",
    "Report",
    "Revision",
    "Sanction",
    "SpentChallenge",
    "Teaching",
    "Thread",
    "Vote",
]
