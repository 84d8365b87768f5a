"""Staff sign in; readers do not have to. The two never mix."""

from typing import ClassVar

from django.contrib.auth.models import AbstractUser
from django.db import models


class User(AbstractUser):  # type: ignore[django-manager-missing]  # Wagtail's pictures point here
    """Somebody who signs in: moderator, editor, administrator."""

    display_name = models.CharField("name shown to readers", max_length=80, blank=True)

    class Meta(AbstractUser.Meta):
        permissions: ClassVar = [("moderate_conversation", "Can moderate the conversation")]

    def __str__(self) -> str:
        return self.display_name or self.get_full_name() or self.username


class Reader(models.Model):
    """Somebody who writes or subscribes, known by an address that is never published.

    One record for one address, whatever its spelling: `address_key` is a keyed hash of the normalised form.
    """

    address = models.EmailField(max_length=254)
    address_key = models.CharField(max_length=32, unique=True)
    name = models.CharField(max_length=80, blank=True)
    created_at = models.DateTimeField()
    confirmed_at = models.DateTimeField(null=True, blank=True, help_text="When the owner of the address confirmed it.")

    def __str__(self) -> str:
        return f"reader {self.pk}"
