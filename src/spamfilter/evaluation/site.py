"""One site as it is lived: comments come, are judged, decided on, and remembered."""

from spamfilter.campaign import CampaignIndex
from spamfilter.engine import Filter
from spamfilter.evaluation.reading import LabelledComment
from spamfilter.memory import Memory
from spamfilter.records import Verdict


class Site:
    """A filter with what one site knows: the index of campaigns, unless None, and what its moderators taught."""

    def __init__(self, judge: Filter, campaigns: CampaignIndex | None) -> None:
        self._filter = judge
        self.campaigns = campaigns
        self.memory = Memory()

    def judge(self, comment: LabelledComment) -> Verdict:
        """Return the verdict; nothing changes."""
        return self._filter.judge(comment.submission, comment.article, campaigns=self.campaigns, memory=self.memory)

    def decide(self, comment: LabelledComment) -> None:
        """Teach the comment's label as a moderator's decision, then index the comment."""
        self.teach(comment)
        self.index(comment)

    def teach(self, comment: LabelledComment) -> None:
        """Teach the comment's label."""
        given = comment.submission
        self._filter.teach(
            self.memory, given.id, given, spam=comment.spam, article=comment.article, campaigns=self.campaigns
        )

    def index(self, comment: LabelledComment) -> None:
        """Let later comments be compared with this one."""
        if self.campaigns is not None:
            self.campaigns.add(comment.submission.id, comment.submission.text, comment.submission.author)
