"""The ledger of deliveries."""

from django.db import models
from django.db.models import Q

from parley.accounts.models import Reader
from parley.conversation.models import Comment
from parley.notifications.models.subscriptions import Subscription


class Delivery(models.Model):
    """One mail to one reader about one event: at most one for each (event, reader, purpose), by constraint.

    States: waiting → sending (claimed) → handed over (`dot`: the final dot is about to be sent) → sent.
    A crash before `dot` is safe to repeat; one after it leaves UNKNOWN, which is never sent again by itself.
    """

    class Purpose(models.TextChoices):
        CONFIRM = "confirm", "Asks the owner of the address"
        COMMENT = "comment", "A new comment"
        SIGN_IN = "sign_in", "A link to sign in"
        NOTICE = "notice", "About a notice of illegal content"
        DIGEST = "digest", "Tells a moderator what waits"
        ANSWER = "answer", "What became of an answer by mail"
        CATCH_UP = "catch_up", "What came in a thread since"
        ARTICLE = "article", "A new article"
        ARTICLES = "articles", "New articles"
        ISSUE = "issue", "An issue of the newsletter"
        MANAGE = "manage", "The link to the reader's own page of mails"

    class State(models.TextChoices):
        WAITING = "waiting"
        SENDING = "sending"
        DOT = "dot"
        SENT = "sent"
        REFUSED = "refused"
        UNKNOWN = "unknown"
        CANCELLED = "cancelled"

    event = models.CharField(max_length=80, help_text="What happened: 'comment:12', 'article:3', 'sign-in:5'.")
    reader = models.ForeignKey(Reader, on_delete=models.CASCADE, related_name="deliveries")
    purpose = models.CharField(max_length=10, choices=Purpose.choices)
    subscription = models.ForeignKey(
        Subscription, on_delete=models.CASCADE, null=True, blank=True, related_name="deliveries"
    )
    comment = models.ForeignKey(Comment, on_delete=models.CASCADE, null=True, blank=True, related_name="deliveries")
    since = models.DateTimeField(null=True, blank=True, help_text="Of a digest: news after this moment,")
    until = models.DateTimeField(null=True, blank=True, help_text="and up to this one.")
    state = models.CharField(max_length=10, choices=State.choices, default=State.WAITING)
    due_at = models.DateTimeField(help_text="Not before this moment; for a claim: when its lease expires.")
    attempts = models.PositiveIntegerField(default=0)
    message_id = models.CharField(max_length=200, blank=True)
    last_error = models.TextField(blank=True)
    created_at = models.DateTimeField()
    sent_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        verbose_name_plural = "deliveries"
        constraints = (
            models.UniqueConstraint(fields=("event", "reader", "purpose"), name="notifications_each_thing_once"),
        )
        indexes = (
            models.Index(
                fields=("due_at",), name="notifications_open", condition=Q(state__in=("waiting", "sending", "dot"))
            ),
            models.Index(fields=("purpose", "sent_at"), name="notifications_sent", condition=Q(state="sent")),
        )

    def __str__(self) -> str:
        return f"{self.purpose} {self.event} {self.state}"
