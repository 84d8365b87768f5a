"""What was said, where, and what the filter thought of it."""

from django.conf import settings
from django.db import models
from django.db.models import Q

from parley.accounts.models import Reader


class Thread(models.Model):
    """The conversation at one address of one site.

    `title` and `text` are a copy of what the conversation is about, given by whoever owns the page: the filter reads
    a comment against them.
    """

    site = models.CharField(max_length=100, help_text="Host of the site, such as 'magazine.example'.")
    url = models.CharField(max_length=500, help_text="Path of the page, such as '/2019/02/talks/'.")
    title = models.CharField(max_length=300)
    text = models.TextField(blank=True)
    is_open = models.BooleanField(default=True)
    created_at = models.DateTimeField()
    published_at = models.DateTimeField(null=True, blank=True, help_text="When what it is about appeared, if known.")
    published = models.IntegerField(default=0, help_text="Published comments, counted as they come and go.")
    pages = models.IntegerField(default=0, help_text="The last page on which anything stands; 0: nothing stands yet.")
    authors = models.ManyToManyField(
        settings.AUTH_USER_MODEL, blank=True, related_name="+", help_text="Staff who wrote what it is about."
    )
    section = models.CharField(max_length=100, blank=True, help_text="Name of the part of the site, for its policy.")
    slow_until = models.DateTimeField(null=True, blank=True, db_index=True, help_text="Slow mode holds until then.")
    shown_open = models.BooleanField(default=True, help_text="What the pages say; the worker compares it with now.")

    class Meta:
        constraints = (models.UniqueConstraint(fields=("site", "url"), name="conversation_one_thread_an_address"),)

    def __str__(self) -> str:
        return self.title


class Campaign(models.Model):
    """Comments spun from one template, found by the filter; a moderator decides about them together."""

    class Label(models.TextChoices):
        OPEN = "open", "Not decided"
        SPAM = "spam", "Spam"
        HONEST = "honest", "Not a campaign"

    key = models.CharField(max_length=64, unique=True, help_text="The campaign's identity in the filter.")
    label = models.CharField(max_length=10, choices=Label.choices, default=Label.OPEN)
    found_at = models.DateTimeField()
    decided_at = models.DateTimeField(null=True, blank=True, db_index=True)

    def __str__(self) -> str:
        return self.key


class Comment(models.Model):
    """What a reader wrote. `source` is Markdown as typed; `html` was made safe once, when it was written."""

    class Status(models.TextChoices):
        PENDING = "pending", "Waiting"
        APPROVED = "approved", "Published"
        SPAM = "spam", "Spam"
        TRASH = "trash", "Removed"
        DELETED = "deleted", "Deleted by its writer"

    class Absence(models.TextChoices):
        DELETED = "deleted", "Deleted by its writer"
        BLOCKED = "blocked", "Its writer was blocked"

    thread = models.ForeignKey(Thread, on_delete=models.CASCADE, related_name="comments")
    parent = models.ForeignKey("self", on_delete=models.SET_NULL, null=True, blank=True, related_name="replies")
    root = models.ForeignKey("self", on_delete=models.CASCADE, null=True, blank=True, related_name="descendants")
    reader = models.ForeignKey(Reader, on_delete=models.SET_NULL, null=True, blank=True, related_name="comments")
    staff = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.SET_NULL, null=True, blank=True, related_name="comments"
    )
    author_name = models.CharField(max_length=80)
    author_url = models.CharField(max_length=2000, blank=True)
    author_linked = models.BooleanField(
        default=True, help_text="In public the name leads to author_url; not while no moderator knows its writer."
    )
    source = models.TextField()
    html = models.TextField()
    status = models.CharField(max_length=10, choices=Status.choices, default=Status.PENDING)
    campaign = models.ForeignKey(Campaign, on_delete=models.SET_NULL, null=True, blank=True, related_name="comments")
    posted_at = models.DateTimeField()
    received_at = models.DateTimeField(help_text="When it reached this installation; for imports later than posted.")
    notify = models.CharField(
        max_length=10, blank=True, help_text="What the writer asked to be told: '', replies, thread."
    )
    private_key = models.CharField(max_length=32, unique=True, help_text="Opens the private status page.")
    submission_key = models.CharField(max_length=64, unique=True, help_text="The same words twice are one comment.")
    network_key = models.CharField(max_length=32, blank=True, help_text="Keyed hash of the sender's network; expires.")
    rank = models.FloatField(default=0, help_text="Place in the order 'best': higher comes first.")
    page = models.IntegerField(
        null=True, blank=True, help_text="Page of the thread on which it stands, given once, when it first appeared."
    )
    branch_page = models.IntegerField(
        null=True, blank=True, help_text="For a reply that found no room there: page of its root's replies, from 2."
    )
    replies_published = models.IntegerField(default=0, help_text="For a root: published comments below it.")
    absence = models.CharField(
        max_length=10, choices=Absence.choices, blank=True, help_text="Why it is gone, when its status does not say."
    )
    edited_at = models.DateTimeField(null=True, blank=True, help_text="When its writer last changed the words.")
    signed_in = models.BooleanField(default=False, help_text="Its writer was signed in: the address is surely theirs.")
    erased_at = models.DateTimeField(null=True, blank=True, help_text="When its writer's data were erased.")
    useful = models.PositiveIntegerField(default=0, help_text="Readers who found it useful; counted from their votes.")
    picked_at = models.DateTimeField(null=True, blank=True, help_text="When the editors chose to show it to all.")
    picked_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.SET_NULL, null=True, blank=True, related_name="+"
    )

    class Meta:
        ordering = ("posted_at", "pk")
        indexes = (
            models.Index(fields=("thread", "posted_at", "id"), name="conversation_in_order"),
            models.Index(
                fields=("received_at",), name="conversation_waiting", condition=Q(status__in=("pending", "spam"))
            ),
            models.Index(fields=("network_key", "received_at"), name="conversation_by_network"),
            models.Index(fields=("received_at",), name="conversation_by_arrival"),
            models.Index(fields=("status", "-received_at", "-id"), name="conversation_by_status"),
            models.Index(fields=("thread", "page"), name="conversation_by_page", condition=Q(page__isnull=False)),
            models.Index(
                fields=("root", "branch_page"), name="conversation_by_branch", condition=Q(branch_page__isnull=False)
            ),
            models.Index(
                fields=("thread", "posted_at", "id"), name="conversation_roots", condition=Q(root__isnull=True)
            ),
            models.Index(
                fields=("thread", "-rank", "posted_at", "id"), name="conversation_best", condition=Q(root__isnull=True)
            ),
            models.Index(fields=("thread",), name="conversation_picks", condition=Q(picked_at__isnull=False)),
            models.Index(fields=("edited_at",), name="conversation_edited", condition=Q(edited_at__isnull=False)),
        )

    def __str__(self) -> str:
        return f"comment {self.pk} by {self.author_name}"

    @property
    def anchor(self) -> str:
        """The fragment of its permanent link."""
        return f"c{self.pk}"

    @property
    def is_imported(self) -> bool:
        """It was written elsewhere and long ago: nobody is told of it."""
        return self.posted_at != self.received_at

    @property
    def is_public(self) -> bool:
        return self.status == self.Status.APPROVED


class Judgement(models.Model):
    """What the filter said about a comment, and why. The newest counts."""

    class Outcome(models.TextChoices):
        HAM = "ham"
        UNSURE = "unsure"
        SPAM = "spam"

    comment = models.ForeignKey(Comment, on_delete=models.CASCADE, related_name="judgements")
    outcome = models.CharField(max_length=10, choices=Outcome.choices)
    probability = models.FloatField()
    score = models.FloatField(help_text="Log-odds of spam: the sum of the reasons' weights.")
    reasons = models.JSONField(help_text="List of {stage, rule, weight, sentence}.")
    engine = models.CharField(max_length=60)
    judged_at = models.DateTimeField()

    class Meta:
        ordering = ("-pk",)

    def __str__(self) -> str:
        return f"{self.outcome} ({self.probability:.2f})"
