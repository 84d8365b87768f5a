"""Who is told of a comment, and how often."""

from collections.abc import Callable

from parley.accounts.actions import record_reader
from parley.accounts.models import Reader
from parley.conversation.actions.deciding import decide
from parley.conversation.models import Thread
from parley.notifications.models import Delivery, Subscription
from tests.conftest import Cast
from tests.notifications.conftest import Follow, Post
from tests.notifications.post_office import PostOffice

Work = Callable[[], None]


def told(reader: Reader) -> list[str]:
    """States of the reader's deliveries about comments."""
    rows = Delivery.objects.filter(reader=reader, purpose="comment").order_by("pk")
    return list(rows.values_list("state", flat=True))


def test_a_follower_is_told_of_each_new_comment_once(
    post: Post, follow: Follow, work: Work, cleo: Reader, dora: Reader, post_office: PostOffice
) -> None:
    follow(dora)
    post(cleo, "First.")
    post(cleo, "Second.")
    work()
    work()
    assert len(post_office.to("dora@example.org")) == 2


def test_the_writer_is_never_told_of_the_own_comment(
    post: Post, follow: Follow, work: Work, cleo: Reader, post_office: PostOffice
) -> None:
    follow(cleo)
    own = post(cleo)
    post(cleo, "An answer to myself.", parent=own)
    work()
    assert post_office.mails == []


def test_the_writer_of_the_answered_comment_is_told(
    post: Post, follow: Follow, work: Work, cleo: Reader, dora: Reader, post_office: PostOffice
) -> None:
    question = post(cleo, "Which gauge?")
    follow(cleo, "replies")
    post(dora, "The one at Lindau.", parent=question)
    work()
    assert [mail.recipients for mail in post_office.mails] == [["cleo@example.org"]]


def test_other_comments_are_no_replies(
    post: Post, follow: Follow, work: Work, cleo: Reader, dora: Reader, post_office: PostOffice
) -> None:
    question = post(cleo, "Which gauge?")
    follow(cleo, "replies")
    answer = post(dora, "A comment of its own.")
    post(record_reader(address="ed@example.org", name="Ed"), "To Dora, not to Cleo.", parent=answer)
    assert question.pk
    work()
    assert post_office.mails == []


def test_an_answer_to_an_answer_is_told_to_the_one_it_answers_only(
    post: Post, follow: Follow, work: Work, cleo: Reader, dora: Reader, post_office: PostOffice
) -> None:
    question = post(cleo, "Which gauge?")
    answer = post(dora, "The one at Lindau.", parent=question)
    work()
    follow(cleo, "replies")
    follow(dora, "replies")
    post(record_reader(address="ed@example.org", name="Ed"), "It is broken.", parent=answer)
    work()
    assert [mail.recipients for mail in post_office.mails] == [["dora@example.org"]]


def test_staff_who_comment_are_not_told_of_it_under_their_readers_address(
    cast: Cast, post: Post, follow: Follow, work: Work, post_office: PostOffice
) -> None:
    cast.ann.email = "Ann@Example.org"
    cast.ann.save()
    follow(record_reader(address="ann@example.org", name="Ann"))
    post(None, staff=cast.ann)
    work()
    assert post_office.mails == []


def test_who_has_not_confirmed_is_told_nothing(
    post: Post, thread: Thread, work: Work, cleo: Reader, dora: Reader, post_office: PostOffice
) -> None:
    Subscription.objects.create(
        reader=dora, thread=thread, kind="thread", private_key="k" * 22, asked_at=cleo.created_at
    )
    post(cleo)
    work()
    assert post_office.mails == []


def test_the_same_person_by_three_routes_and_many_spellings_gets_one_mail(
    cast: Cast, post: Post, follow: Follow, work: Work, cleo: Reader, post_office: PostOffice
) -> None:
    dora = record_reader(address="dora@example.org", name="Dora")
    question = post(dora, "Which gauge?", notify="replies")
    follow(dora, "replies")
    for spelling in ("Dora@example.org", "DORA@EXAMPLE.ORG", " dora@Example.Org "):
        post(record_reader(address=spelling, name="Dora"), f"I am {spelling}", notify="thread")
        follow(record_reader(address=spelling))
    work()
    post_office.mails.clear()

    answer = post(cleo, "The one at Lindau.", parent=question, status="pending")
    for status in ("approved", "spam", "approved", "trash", "approved"):
        decide(comments=[answer], status=status, moderator=cast.ben)
        answer.refresh_from_db()
        work()

    assert len(post_office.mails) == 1
    assert told(dora) == ["sent"]


def test_an_imported_comment_is_told_to_nobody(
    post: Post, follow: Follow, work: Work, cleo: Reader, dora: Reader, post_office: PostOffice
) -> None:
    follow(dora)
    post(cleo, posted_at=cleo.created_at, notify="thread")
    work()
    assert post_office.mails == []
    assert not Subscription.objects.filter(reader=cleo).exists()


def test_a_withdrawn_comment_is_not_told_and_is_news_again_when_it_returns(
    cast: Cast, post: Post, follow: Follow, work: Work, cleo: Reader, dora: Reader, post_office: PostOffice
) -> None:
    from parley.outbox.actions import deal_with_waiting_events

    follow(dora)
    comment = post(cleo)
    deal_with_waiting_events()
    decide(comments=[comment], status="spam", moderator=cast.ben)
    work()
    assert told(dora) == ["cancelled"]
    comment.refresh_from_db()
    decide(comments=[comment], status="approved", moderator=cast.ben)
    work()
    assert told(dora) == ["sent"]
    assert len(post_office.mails) == 1


def test_a_comment_that_was_withdrawn_a_moment_ago_is_not_sent_even_before_the_news_of_it(
    post: Post, follow: Follow, cleo: Reader, dora: Reader, post_office: PostOffice
) -> None:
    from parley.conversation.models import Comment
    from parley.notifications.sending import send_due
    from parley.outbox.actions import deal_with_waiting_events

    follow(dora)
    comment = post(cleo)
    deal_with_waiting_events()
    Comment.objects.filter(pk=comment.pk).update(status="trash")
    send_due()
    assert post_office.mails == []
    assert told(dora) == ["cancelled"]


def test_an_event_that_is_handled_twice_tells_once(
    post: Post, follow: Follow, work: Work, cleo: Reader, dora: Reader, post_office: PostOffice
) -> None:
    from parley.notifications.handlers import tell_of_published_comment
    from parley.outbox.models import Event

    follow(dora)
    post(cleo)
    work()
    for event in Event.objects.filter(kind="comment_published"):
        tell_of_published_comment(event)
    work()
    assert len(post_office.mails) == 1


def test_the_wish_of_a_comment_becomes_a_question_to_its_writer(
    post: Post, work: Work, cleo: Reader, post_office: PostOffice
) -> None:
    post(cleo, notify="replies")
    work()
    (question,) = post_office.mails
    subscription = Subscription.objects.get(reader=cleo)
    assert (subscription.kind, subscription.state) == ("replies", "unconfirmed")
    assert f"/notifications/confirm/{subscription.private_key}/" in question.part("text/plain")


def test_a_comment_that_nobody_sees_makes_us_write_to_nobody(
    post: Post, work: Work, cleo: Reader, post_office: PostOffice
) -> None:
    post(cleo, notify="thread", status="spam")
    work()
    assert post_office.mails == []


def test_approving_anew_does_not_ask_again_whoever_has_stopped_since(
    cast: Cast, post: Post, work: Work, cleo: Reader, post_office: PostOffice
) -> None:
    from parley.notifications.actions import confirm_subscription, end_subscription

    comment = post(cleo, notify="thread")
    work()
    key = Subscription.objects.get(reader=cleo).private_key
    confirm_subscription(private_key=key)
    end_subscription(private_key=key)
    decide(comments=[comment], status="spam", moderator=cast.ben)
    comment.refresh_from_db()
    decide(comments=[comment], status="approved", moderator=cast.ben)
    work()
    assert Subscription.objects.get(reader=cleo).state == "ended"
    assert len(post_office.mails) == 1


def test_telling_a_thousand_followers_does_not_cost_a_query_for_each(
    post: Post, thread: Thread, cleo: Reader, django_assert_max_num_queries: Callable[..., object]
) -> None:
    from parley.kit import clock
    from parley.notifications.recipients import record_deliveries

    moment = clock.now()
    readers = Reader.objects.bulk_create(
        Reader(address=f"r{n}@example.org", address_key=f"key{n}", created_at=moment) for n in range(1200)
    )
    Subscription.objects.bulk_create(
        Subscription(reader=r, thread=thread, kind="thread", state="active", private_key=f"key{r.pk}", asked_at=moment)
        for r in readers
    )
    comment = post(cleo)
    with django_assert_max_num_queries(30):  # type: ignore[attr-defined]
        record_deliveries(comment)
    assert Delivery.objects.count() == 1200
