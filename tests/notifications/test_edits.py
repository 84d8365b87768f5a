"""A comment that its writer changes or deletes is news once."""

from collections.abc import Callable

from parley.accounts.models import Reader
from parley.conversation.actions.deciding import decide
from parley.conversation.actions.editing import delete_comment, edit_comment, restore_comment
from parley.conversation.models import Comment
from tests.conftest import Cast
from tests.notifications.conftest import Follow, Post
from tests.notifications.post_office import PostOffice
from tests.posting import HONEST, SPAM

Work = Callable[[], None]


def test_an_edit_is_told_to_nobody_a_second_time(
    post: Post, follow: Follow, work: Work, cleo: Reader, dora: Reader, post_office: PostOffice
) -> None:
    follow(dora)
    comment = post(cleo, HONEST)
    work()
    edit_comment(comment=comment, text=f"{HONEST} In the rain.", edits_seen=0)
    work()
    assert len(post_office.to("dora@example.org")) == 1


def test_a_mail_that_has_not_left_carries_the_new_words(
    post: Post, follow: Follow, work: Work, cleo: Reader, dora: Reader, post_office: PostOffice
) -> None:
    follow(dora)
    comment = post(cleo, HONEST)
    edit_comment(comment=comment, text=f"{HONEST} In pouring rain.", edits_seen=0)
    work()
    (mail,) = post_office.to("dora@example.org")
    assert "In pouring" in mail.part("text/plain")


def test_one_that_an_edit_sends_to_a_moderator_is_told_once_in_all(
    post: Post, follow: Follow, work: Work, cleo: Reader, dora: Reader, post_office: PostOffice, cast: Cast
) -> None:
    follow(dora)
    comment = post(cleo, HONEST)
    work()
    edit_comment(comment=comment, text=SPAM, edits_seen=0)
    assert not Comment.objects.get().is_public
    work()
    decide(comments=[Comment.objects.get()], status="approved", moderator=cast.ben)
    work()
    assert len(post_office.to("dora@example.org")) == 1


def test_a_deleted_comment_is_told_to_nobody_until_the_deletion_is_taken_back(
    post: Post, follow: Follow, work: Work, cleo: Reader, dora: Reader, post_office: PostOffice
) -> None:
    follow(dora)
    comment = post(cleo, HONEST)
    deleted = delete_comment(comment=comment)
    work()
    assert post_office.mails == []
    restore_comment(comment=deleted)
    work()
    work()
    assert len(post_office.to("dora@example.org")) == 1
