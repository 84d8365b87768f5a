"""Staff sign in; readers do not have to. The two never mix."""

from typing import ClassVar

from django.contrib.auth.models import AbstractUser
from django.db import models

from parley.accounts.fields import SealedTextField


class User(AbstractUser):  # type: ignore[django-manager-missing]  # Wagtail's pictures point here
    """Somebody who signs in: moderator, editor, administrator."""

    display_name = models.CharField("name shown to readers", max_length=80, blank=True)

    class Meta(AbstractUser.Meta):
        permissions: ClassVar = [("moderate_conversation", "Can moderate the conversation")]

    def __str__(self) -> str:
        return self.display_name or self.get_full_name() or self.username


class Reader(models.Model):
    """Somebody who writes or subscribes, known by an address that is never published.

    One record for one address, whatever its spelling: `address_key` is a keyed hash of the normalised form. The address
    itself is sealed: only mails and the moderators' console need it in the clear.
    """

    address = SealedTextField(purpose="reader-address")
    address_key = models.CharField(max_length=32, unique=True)
    name = models.CharField(max_length=80, blank=True)
    created_at = models.DateTimeField()
    confirmed_at = models.DateTimeField(null=True, blank=True, help_text="When the owner of the address confirmed it.")

    def __str__(self) -> str:
        return f"reader {self.pk}"


class SignInLink(models.Model):
    """A link that was mailed to a reader and signs in whoever presses the button behind it: once, for half an hour.

    The link's token is not kept, not even as a hash: it is made of this row and the installation's secret.
    """

    reader = models.ForeignKey(Reader, on_delete=models.CASCADE, related_name="sign_in_links")
    salt = models.CharField(max_length=32)
    back_to = models.CharField(max_length=500, blank=True, help_text="Path of the page where the reader came from.")
    network_key = models.CharField(max_length=32, blank=True, help_text="Keyed hash of the asker's network; expires.")
    asked_at = models.DateTimeField(db_index=True)
    expires_at = models.DateTimeField()
    used_at = models.DateTimeField(null=True, blank=True)

    def __str__(self) -> str:
        return f"sign-in link {self.pk}"


class ReaderSession(models.Model):
    """A browser in which a reader is signed in. The cookie holds a random token, this row its keyed hash."""

    reader = models.ForeignKey(Reader, on_delete=models.CASCADE, related_name="sessions")
    token_key = models.CharField(max_length=32, unique=True)
    signed_in_at = models.DateTimeField()
    expires_at = models.DateTimeField(db_index=True)

    def __str__(self) -> str:
        return f"session {self.pk}"


class Suppression(models.Model):
    """An address to which nothing is sent any more: its owner had the record erased. A keyed hash is left of it.

    A ban or a suspension outlives the record here, so that erasing is no way around it.
    """

    address_key = models.CharField(max_length=32, unique=True)
    suppressed_at = models.DateTimeField()
    is_barred = models.BooleanField(default=False, help_text="The owner may not write: banned when erased.")
    barred_until = models.DateTimeField(null=True, blank=True, help_text="End of that; empty: for good.")
    words_removed = models.BooleanField(
        default=True, help_text="The words went too; so they do again when a backup brings them back."
    )

    def __str__(self) -> str:
        return f"suppression {self.pk}"
