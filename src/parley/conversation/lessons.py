"""What the filter learns from moderators' decisions, in the transaction of the decision.

A lesson stands as long as its decision stands: an undo takes it back, or brings back the one before.
"""

from collections.abc import Iterable

from django.db import transaction
from django.db.models import F

from parley.conversation.models import Comment, Decision, Lesson, Teaching
from parley.conversation.moderation import engine_name, lesson_of, lesson_of_words, pack_lessons, unpack_lessons
from parley.kit import clock

# One decision about very many comments teaches little more than one about a few: the filter weighs a group by the
# logarithm of its size. So a sample is enough, and a mass decision stays quick.
MOST_OF_A_GROUP = 20
_ONE_BY_ONE = 10
"""Decisions made together in greater number than this are one group: nobody read each of them with care."""


def teach(comments: Iterable[Comment], *, group: str = "") -> None:
    """Let the filter learn how these comments were decided, or forget what it learned of them.

    Only what a moderator called spam or approved is learned; a removal for other reasons teaches nothing. `group` is
    what the decisions have in common, such as their campaign.
    """
    comments = list(comments)
    together = group or (comments[0].decisions.first().batch if len(comments) > _ONE_BY_ONE else "")  # type: ignore[union-attr]
    chosen = comments[:MOST_OF_A_GROUP] if together else comments
    for comment in chosen:
        _learn(comment, together or _author_group(comment))
    rest = comments[len(chosen) :]
    known = set(Lesson.objects.filter(comment__in=rest).values_list("comment", flat=True)) if rest else set()
    for comment in rest:
        if comment.pk in known:
            _learn(comment, together)
    for site in sorted({comment.thread.site for comment in chosen}):
        _announce(site)


def _learn(comment: Comment, group: str) -> None:
    spam = _standing_label(comment)
    # by its key: the lesson of a comment whose words were taken back no longer points to it
    known = Lesson.objects.filter(site=comment.thread.site, key=f"comment {comment.pk}")
    if spam is None:
        known.delete()
    elif known.exclude(spam=spam).update(spam=spam) or known.exists() or comment.erased_at is not None:
        return  # of an erased writer nothing new is learned: the words may be gone, what stands there is not theirs
    else:
        Lesson.objects.create(
            site=comment.thread.site,
            key=f"comment {comment.pk}",
            comment=comment,
            spam=spam,
            group=group,
            content=lesson_of(comment),
            engine=engine_name(),
            learned_at=clock.now(),
        )


def _standing_label(comment: Comment) -> bool | None:
    """Whether the newest decision of a moderator that was not undone called the comment spam; None without one."""
    decisions = list(Decision.objects.filter(comment=comment, moderator__isnull=False))
    undone = {decision.undoes for decision in decisions if decision.undoes}
    standing = [decision for decision in decisions if not decision.undoes and decision.batch not in undone]
    labels = {Comment.Status.SPAM: True, Comment.Status.APPROVED: False}
    return labels.get(Comment.Status(standing[0].after)) if standing else None


def _author_group(comment: Comment) -> str:
    return f"reader {comment.reader_id}" if comment.reader_id else ""


@transaction.atomic
def teach_words(
    *, site: str, key: str, text: str, author: str, address: str, website: str, spam: bool | None, group: str = ""
) -> None:
    """Let the filter learn what the moderators of another site said of a comment that is not stored here.

    A newer word about the same key takes the place of the older; `spam=None` takes it back.
    """
    if spam is None:
        Lesson.objects.filter(site=site, key=key).delete()
    else:
        content = lesson_of_words(text=text, author=author, address=address, website=website)
        learned = {"spam": spam, "group": group[:64], "content": content, "engine": engine_name()}
        Lesson.objects.update_or_create(
            site=site, key=key, defaults=learned, create_defaults={**learned, "learned_at": clock.now()}
        )
    _announce(site)


def renew_lessons(most: int = 200) -> int:
    """Make lessons anew that an older filter made, some at a time; returns how many.

    Those of comments that are not stored here cannot be made anew: they serve as long as their form can be read.
    """
    engine = engine_name()
    old = list(
        Lesson.objects.exclude(engine=engine)
        .filter(comment__isnull=False)
        .exclude(comment__edited_at__gt=F("learned_at"))  # no moderator decided about the words that stand there now
        .select_related("comment__thread", "comment__reader")[:most]
    )
    for lesson in old:
        assert lesson.comment is not None
        lesson.content, lesson.engine = lesson_of(lesson.comment), engine
        lesson.save(update_fields=["content", "engine"])
    for site in sorted({lesson.site for lesson in old}):
        _announce(site)
    return len(old)


def export_lessons(site: str) -> bytes:
    """Return what the moderators of a site taught, as one file."""
    return pack_lessons(Lesson.objects.filter(site=site))


@transaction.atomic
def import_lessons(site: str, snapshot: bytes) -> int:
    """Add the lessons of a file to a site's; known ones stay. Returns how many are new. Raises ValueError."""
    rows = unpack_lessons(snapshot)
    known = set(Lesson.objects.filter(site=site).values_list("key", flat=True))
    fresh = [
        Lesson(site=site, key=f"from {key}"[:64], spam=spam, group=group, content=content, learned_at=clock.now())
        for key, spam, group, content in rows
        if f"from {key}"[:64] not in known
    ]
    Lesson.objects.bulk_create(fresh)
    _announce(site)
    return len(fresh)


def _announce(site: str) -> None:
    if not Teaching.objects.filter(site=site).update(revision=F("revision") + 1):
        Teaching.objects.get_or_create(site=site, defaults={"revision": 1})
