"""Addresses of the pages of a conversation. Page 1 stands in the article; all others are files beside it."""

from typing import TYPE_CHECKING, Literal

from parley.conversation.models import Comment, Thread
from parley.kit.urls import quoted_path

if TYPE_CHECKING:
    from parley.conversation.queries.placed import PlacedComment

Order = Literal["oldest", "newest", "best"]

ORDERS: tuple[Order, ...] = ("oldest", "newest", "best")

FIRST_BRANCH_PAGE = 2
"""The first replies to a comment stand under it, on the page of the thread: that is page 1 of the branch."""


def page_path(thread: Thread, page: int) -> str:
    """The path of a page of a thread in the order of time."""
    return thread.url if page == 1 else f"{thread.url}conversation/{page}/"


def branch_path(thread: Thread, root_id: int, branch_page: int) -> str:
    """The path of a further page of the replies to one root."""
    return f"{thread.url}conversation/c{root_id}/{branch_page}/"


def order_path(thread: Thread, order: Order, page: int = 0) -> str:
    """The path of a page in an order; 0 is where the order begins.

    Pages of `newest` carry the numbers that they have in the order of time, so that a new comment moves none of them.
    """
    if order == "oldest":
        return page_path(thread, page or 1)
    begin = f"{thread.url}conversation/{order}/"
    return f"{begin}{page}/" if page else begin


def path_of(thread: Thread, comment: "Comment | PlacedComment") -> str:
    """The path of the page on which a comment stands; needs nothing but the two rows."""
    if comment.branch_page is not None:
        return branch_path(thread, comment.root_id or comment.pk, comment.branch_page)
    return page_path(thread, comment.page or 1)


def permalink(comment: Comment) -> str:
    """Path and fragment of a published comment: where it stands as long as it stands."""
    return f"{path_of(comment.thread, comment)}#{comment.anchor}"


def link_to(comment: Comment) -> str:
    """The permanent link as a page or a header wants it: its path quoted."""
    return f"{quoted_path(path_of(comment.thread, comment))}#{comment.anchor}"
