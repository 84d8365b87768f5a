"""A reader's data go: by the reader's own wish, by an administrator's, or because their time is over.

The tree, the decisions and the counts stay; the person is taken out of them. Every table that points to a reader or to
a comment is dealt with here or goes with the reader's row; a test names them all (`tests/readers/test_erasing.py`).
"""

from collections import defaultdict
from datetime import timedelta
from enum import StrEnum

from django.conf import settings
from django.db import transaction
from django.db.models import Exists, OuterRef
from django.utils.html import format_html
from django.utils.translation import gettext as _
from django.utils.translation import override

from parley.accounts.actions import former_moderator
from parley.accounts.models import Reader, Suppression
from parley.conversation import events
from parley.conversation.actions.moving import move
from parley.conversation.models import Appeal, Comment, Decision, Judgement, Lesson, Notice, Report, Revision
from parley.conversation.queries.people import sanction_in_force
from parley.kit import clock
from parley.kit.signing import new_token

_AT_WISH = "erased at the reader's wish"
AT_ONCE = 500
"""Comments erased in one transaction by the rules of retention."""


class Words(StrEnum):
    """What becomes of what an erased reader wrote."""

    KEEP = "keep"
    REMOVE = "remove"


@transaction.atomic
def erase_reader(*, reader: Reader, words: Words) -> int:
    """Take a person out of everything: the record, address, name, website, subscriptions, mails, sessions.

    The comments stay in their places under "Erased reader", with their words or without. Without, what was public is
    removed: a stub stays where somebody answered. A keyed hash of the address stays, so that nothing is ever sent to
    it again. Returns the number of comments.
    """
    Reader.objects.select_for_update().get(pk=reader.pk)
    comments = list(Comment.objects.filter(reader=reader).select_related("thread"))
    if words is Words.REMOVE:
        standing = [c for c in comments if c.status in (Comment.Status.APPROVED, Comment.Status.PENDING)]
        move(standing, Comment.Status.TRASH, moderator=None, reason=_AT_WISH, batch=new_token(), cause=Decision.ERASING)
        _take_words(comments)
    _take_person(comments)
    Notice.objects.filter(reporter=reader).update(reporter_name="")
    Report.objects.filter(reader=reader).update(words="", reader=None)
    sanction = sanction_in_force(reader)
    Suppression.objects.update_or_create(
        address_key=reader.address_key,
        defaults={
            "suppressed_at": clock.now(),
            "is_barred": sanction is not None,
            "barred_until": sanction.ends_at if sanction is not None else None,
            "words_removed": words is Words.REMOVE,
        },
    )
    reader.delete()  # subscriptions, deliveries, links and sessions go with it
    return len(comments)


@transaction.atomic
def lift_suppression(*, address_key: str) -> bool:
    """Let mail be sent to an address again, because its owner asked for it. Returns whether there was something."""
    return bool(Suppression.objects.filter(address_key=address_key).delete()[0])


def _take_person(comments: list[Comment]) -> None:
    moment = clock.now()
    with override(settings.LANGUAGE_CODE):
        name = _("Erased reader")
    for comment in comments:
        comment.reader, comment.author_name, comment.author_url, comment.notify = None, name, "", ""
        comment.author_linked, comment.signed_in, comment.network_key = False, False, ""
        # Both held or led to the person: one is a hash made of the address, the other opens the private page.
        comment.submission_key, comment.private_key = new_token(), new_token()
        comment.erased_at = moment
    fields = (
        *("reader", "author_name", "author_url", "notify", "author_linked", "signed_in", "network_key"),
        *("submission_key", "private_key", "erased_at"),
    )
    Comment.objects.bulk_update(comments, fields, batch_size=AT_ONCE)
    # Words that the writer had replaced, and what the writer asked of the moderators: nobody else has a claim to them.
    Revision.objects.filter(comment__in=comments).delete()
    Appeal.objects.filter(comment__in=comments).update(words="")
    by_thread = defaultdict(list)
    for comment in comments:
        by_thread[comment.thread_id].append(comment.pk)
    for thread_id, ids in sorted(by_thread.items()):
        events.comments_erased(thread_id, ids)


def _take_words(comments: list[Comment]) -> None:
    """The words go, and what repeats them: the filter's sentences, which may quote them."""
    instead = _instead_of_words()
    for comment in comments:
        comment.source, comment.html = instead, str(format_html("<p><em>{}</em></p>", instead))
    Comment.objects.bulk_update(comments, ("source", "html"), batch_size=AT_ONCE)
    judgements = list(Judgement.objects.filter(comment__in=comments))
    for judgement in judgements:
        judgement.reasons = [reason | {"sentence": ""} for reason in judgement.reasons]
    Judgement.objects.bulk_update(judgements, ("reasons",), batch_size=AT_ONCE)
    # What the filter learned holds hashes and weights, no words. It must not be made anew from what stands there now.
    Lesson.objects.filter(comment__in=comments).update(comment=None)


def _instead_of_words() -> str:
    with override(settings.LANGUAGE_CODE):
        return _("The writer has taken these words back.")


def delete_old(*, status: str, days: int) -> int:
    """Delete spam, or what was removed, that was decided more than `days` ago; 0 days: keep it. Returns how many.

    What somebody answered keeps its place in the tree and loses its words and its writer. A comment with a notice of
    illegal content stays as long as the notice.
    """
    if not days:
        return 0
    before = clock.now() - timedelta(days=days)
    newer = Decision.objects.filter(comment=OuterRef("pk"), decided_at__gte=before)
    answers = Comment.objects.filter(parent=OuterRef("pk"))
    below = Comment.objects.filter(root=OuterRef("pk"))
    notices = Notice.objects.filter(comment=OuterRef("pk"))
    old = Comment.objects.filter(status=status, received_at__lt=before).exclude(Exists(newer)).exclude(Exists(notices))
    answered = Exists(answers) | Exists(below)
    done = 0
    while ids := list(old.exclude(answered).values_list("pk", flat=True)[:AT_ONCE]):
        with transaction.atomic():
            Lesson.objects.filter(comment__in=ids).update(comment=None)
            done += len(ids)
            for thread_id, gone in _by_thread(ids).items():
                events.comments_erased(thread_id, gone, shown=False)
            Comment.objects.filter(pk__in=ids).delete()
    # An erased writer may have left the words behind; now they go too.
    worded = old.filter(answered).exclude(source=_instead_of_words(), erased_at__isnull=False)
    while places := list(worded.select_related("thread")[:AT_ONCE]):
        with transaction.atomic():
            _take_words(places)
            _take_person(places)
        done += len(places)
    return done


def _by_thread(ids: list[int]) -> dict[int, list[int]]:
    found = defaultdict(list)
    for pk, thread_id in Comment.objects.filter(pk__in=ids).values_list("pk", "thread_id").order_by("pk"):
        found[thread_id].append(pk)
    return found


@transaction.atomic
def forget_deciders(*, days: int) -> int:
    """Take moderators' names out of decisions older than `days`; 0: keep them. Returns how many lost one.

    One account stands in for all: that a person decided must stay visible, trust and the filter's lessons rest on it.
    """
    if not days:
        return 0
    stand_in = former_moderator()
    before = clock.now() - timedelta(days=days)
    old = Decision.objects.filter(decided_at__lt=before, moderator__isnull=False).exclude(moderator=stand_in)
    return old.update(moderator=stand_in)
