"""Proofs of work that were spent."""

from django.db import models


class SpentChallenge(models.Model):
    """A challenge whose proof of work was accepted for a comment: it is worth nothing for another."""

    challenge = models.CharField(max_length=64, unique=True)
    submission_key = models.CharField(max_length=64, help_text="The submission that it was accepted for.")
    expires_at = models.DateTimeField(db_index=True, help_text="After that nobody can answer it, and it is deleted.")

    def __str__(self) -> str:
        return self.challenge
