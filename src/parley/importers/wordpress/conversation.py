"""Comments of a post become a thread: their dates, writers and answers kept, each judged anew."""

from collections.abc import Iterator

from django.core.exceptions import ValidationError
from django.core.validators import validate_email

from parley.accounts.actions import LONGEST_ADDRESS
from parley.conversation.actions.posting import import_comment
from parley.conversation.actions.threads import announce_thread
from parley.conversation.models import Comment, Thread
from parley.conversation.submissions import NewComment, PastComment
from parley.importers.wordpress.comments import comment_text
from parley.importers.wordpress.ledger import Ledger
from parley.importers.wordpress.records import Comment as WordPressComment
from parley.importers.wordpress.records import Post
from parley.importers.wordpress.report import ImportReport
from parley.kit.markup import COMMENT_LIMIT
from parley.kit.text import single_line, storable
from parley.kit.urls import web_address
from parley.publication.handlers import open_conversation
from parley.publication.models import ArticlePage

WITHOUT_NAME = "Anonymous"


def load_comments(article: ArticlePage, post: Post, ledger: Ledger, report: ImportReport) -> None:
    """Import the comments of `post` that are not here yet."""
    known = ledger.found("comment", [str(comment.id) for comment in post.comments])
    thread: Thread | None = None
    here: dict[int, Comment] = {}
    for old in _parents_first(post.comments):
        if old.type != "comment":
            report.skip(old.type, "a notice from another site, not a reader's words")
        elif str(old.id) in known:
            report.standing["comment"] += 1
        else:
            thread = thread or open_conversation(article)
            comment = import_comment(_past(old, thread, post, ledger), parent=_parent(old, here, known))
            here[old.id] = comment
            ledger.note("comment", old.id, comment.pk)
            report.made["comment"] += 1
    if thread is not None:
        statuses = Comment.objects.filter(pk__in=[c.pk for c in here.values()]).values_list("status", flat=True)
        report.judged.update(statuses)
        announce_thread(thread)


def _parents_first(comments: tuple[WordPressComment, ...]) -> Iterator[WordPressComment]:
    """In the order of their numbers, but none before the one it answers. A circle of answers ends where it began."""
    by_id = {comment.id: comment for comment in comments}
    done: set[int] = set()
    for comment in sorted(comments, key=lambda c: c.id):
        chain: list[WordPressComment] = []
        seen: set[int] = set()
        above: WordPressComment | None = comment
        while above is not None and above.id not in done and above.id not in seen:
            chain.append(above)
            seen.add(above.id)
            above = by_id.get(above.parent)
        for one in reversed(chain):
            done.add(one.id)
            yield one


def _parent(old: WordPressComment, here: dict[int, Comment], known: dict[str, int]) -> Comment | None:
    if old.parent in here:
        return here[old.parent]
    standing = known.get(str(old.parent))
    return Comment.objects.select_related("root").filter(pk=standing).first() if standing is not None else None


def _past(old: WordPressComment, thread: Thread, post: Post, ledger: Ledger) -> PastComment:
    text = storable(comment_text(old.content)).strip()[:COMMENT_LIMIT] or "…"
    comment = NewComment(
        thread=thread,
        text=text,
        name=single_line(old.author)[:80] or WITHOUT_NAME,
        address=old.email.strip() if _is_address(old.email) else "",
        website=web_address(old.url),
    )
    return PastComment(
        comment=comment,
        posted_at=old.posted or post.published or thread.created_at,
        was_public=old.approved == "1",
        was_spam=old.approved == "spam",
        was_trash=old.approved in {"trash", "post-trashed"},
        key=f"{ledger.source} {old.id}",
    )


def _is_address(text: str) -> bool:
    try:
        validate_email(text.strip())
    except ValidationError:
        return False
    return len(text.strip()) <= LONGEST_ADDRESS
