"""The staff answer readers, by name and marked as staff."""

from django.conf import settings
from django.db import transaction
from django.utils.translation import gettext as _

from parley.accounts.models import User
from parley.conversation import events
from parley.conversation.actions.deciding import Decided
from parley.conversation.actions.moving import log_decision, move
from parley.conversation.actions.settling import settle
from parley.conversation.errors import CommentRefused
from parley.conversation.lessons import teach
from parley.conversation.models import Comment
from parley.conversation.queries.decisions import words_of_others
from parley.kit import clock
from parley.kit.markup import comment_html
from parley.kit.signing import keyed_hash, new_token
from parley.kit.text import storable

LONGEST_REPLY = 20_000
"""Characters."""


def reply_as_staff(*, parent_id: int, text: str, moderator: User, seen: int | None = None) -> Decided:
    """Publish a moderator's answer; a comment that waits is approved with it. One batch takes back both.

    The same words twice are one reply. `seen`: id of the newest line of the log about the comment when it was drawn;
    when another moderator has taken it out since, nothing is written and `already` says so. Raises CommentRefused.
    """
    words = storable(text).strip()
    if not words:
        raise CommentRefused("text", _("Please write something first."))
    if len(words) > LONGEST_REPLY:
        raise CommentRefused("text", _("This is too long to be a reply. Please shorten it."))
    batch = new_token()
    with transaction.atomic():
        comments = Comment.objects.select_for_update(of=("self",)).select_related("thread", "root", "reader")
        parent = comments.filter(pk=parent_id).first()
        if parent is None:
            raise CommentRefused("parent", _("The comment that you answer is no longer here."))
        already = {} if seen is None else words_of_others({parent.pk: seen}, moderator)
        if already and not parent.is_public:
            return Decided("", (), tuple(already.values()))
        if parent.status not in (Comment.Status.APPROVED, Comment.Status.PENDING):
            raise CommentRefused("parent", _("This comment is not published. Approve it first, then answer."))
        key = keyed_hash(settings.SECRET_KEY, "staff-reply", f"{moderator.pk}\0{parent.pk}\0{words}")
        standing = Comment.objects.filter(submission_key=key).first()
        if standing is not None and standing.is_public:
            return Decided("", (standing,))
        if not parent.is_public:
            move([parent], Comment.Status.APPROVED, moderator=moderator, reason="", batch=batch)
            teach([parent])
        if standing is not None:  # it was taken back, and is wanted again
            move([standing], Comment.Status.APPROVED, moderator=moderator, reason="", batch=batch)
            return Decided(batch, (standing,))
        reply = _write_reply(parent, words, moderator, key)
        settle([reply])
        log_decision(reply, before="", after=reply.status, reason="", batch=batch, moderator=moderator)
        events.comment_published(reply)
    return Decided(batch, (reply,))


def _write_reply(parent: Comment, words: str, moderator: User, key: str) -> Comment:
    moment = clock.now()
    return Comment.objects.create(
        thread=parent.thread,
        parent=parent,
        root=parent.root or parent,
        staff=moderator,
        author_name=str(moderator)[:80],
        source=words,
        html=comment_html(words),
        status=Comment.Status.APPROVED,
        posted_at=moment,
        received_at=moment,
        private_key=new_token(),
        submission_key=key,
    )
