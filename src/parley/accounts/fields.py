"""Columns of a kind that Django does not have."""

from typing import Any

from django.conf import settings
from django.db import models

from parley.kit.sealing import seal, unseal


class SealedTextField(models.TextField):  # type: ignore[type-arg]
    """Text that is sealed in the database and plain in the program. It cannot be searched: equal texts are sealed
    differently, so a keyed hash beside it serves for that. Values from before sealing are read as they are."""

    def __init__(self, *args: Any, purpose: str = "", **kwargs: Any) -> None:
        self.purpose = purpose
        super().__init__(*args, **kwargs)

    def deconstruct(self) -> Any:
        name, path, args, kwargs = super().deconstruct()
        return name, path, args, kwargs | {"purpose": self.purpose}

    def from_db_value(self, value: str | None, *_: object) -> str | None:
        return unseal(settings.SECRET_KEY, self.purpose, value) if value else value

    def get_prep_value(self, value: Any) -> Any:
        text = super().get_prep_value(value)
        return seal(settings.SECRET_KEY, self.purpose, text) if text else text

    def get_lookup(self, lookup_name: str) -> Any:
        """Nothing but emptiness can be asked of it; a comparison would quietly find nothing."""
        if lookup_name != "isnull":
            raise TypeError(f"{self.name} is sealed and cannot be looked up by {lookup_name!r}")
        return super().get_lookup(lookup_name)
