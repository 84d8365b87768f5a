"""What came of mails that were sent: returned, refused, complained about; and what follows from it."""

from django.db import models
from django.db.models import Q

from parley.accounts.models import Reader, User
from parley.notifications.models.ledger import Delivery


class DeliveryProblem(models.Model):
    """One mail came back, was refused for its recipient, or was complained about: each at most once for a delivery."""

    class Severity(models.TextChoices):
        GONE = "gone", "There is no such mailbox"
        REFUSED = "refused", "Refused for good, for another reason"
        LATER = "later", "A passing fault, such as a full mailbox"
        COMPLAINT = "complaint", "The reader called it unwanted"

    delivery = models.ForeignKey(Delivery, on_delete=models.CASCADE, related_name="problems")
    severity = models.CharField(max_length=10, choices=Severity.choices)
    status = models.CharField(max_length=12, blank=True, help_text="Enhanced status code (RFC 3463), as in 5.1.1.")
    words = models.CharField(max_length=300, blank=True, help_text="What the other server said.")
    happened_at = models.DateTimeField(db_index=True)

    class Meta:
        constraints = (models.UniqueConstraint(fields=("delivery", "severity"), name="notifications_problem_once"),)

    def __str__(self) -> str:
        return f"{self.severity} {self.status}"


class MailBlock(models.Model):
    """Why nothing is sent to a reader for the time being: everything, or one kind of mail. The reader can end it."""

    class Cause(models.TextChoices):
        BOUNCES = "bounces"
        COMPLAINT = "complaint"

    reader = models.ForeignKey(Reader, on_delete=models.CASCADE, related_name="mail_blocks")
    purpose = models.CharField(max_length=20, blank=True, help_text="Kind of mail; empty: every kind.")
    cause = models.CharField(max_length=10, choices=Cause.choices)
    since = models.DateTimeField()

    class Meta:
        constraints = (models.UniqueConstraint(fields=("reader", "purpose"), name="notifications_block_once"),)

    def __str__(self) -> str:
        return f"{self.cause} {self.purpose or 'every kind'}"


class Brake(models.Model):
    """Sending of one kind of mail was stopped, since too much of it came back. One that stands is not released."""

    purpose = models.CharField(max_length=20, help_text="Kind of mail.")
    pulled_at = models.DateTimeField()
    mails = models.PositiveIntegerField(help_text="Mails of the kind that were looked at.")
    bounces = models.PositiveIntegerField()
    complaints = models.PositiveIntegerField()
    released_at = models.DateTimeField(null=True, blank=True)
    released_by = models.ForeignKey(
        User, on_delete=models.SET_NULL, null=True, blank=True, related_name="+", help_text="Empty: the command line."
    )

    class Meta:
        constraints = (
            models.UniqueConstraint(
                fields=("purpose",), name="notifications_one_brake", condition=Q(released_at__isnull=True)
            ),
        )

    def __str__(self) -> str:
        return f"{self.purpose}: {self.bounces} bounces, {self.complaints} complaints of {self.mails}"
