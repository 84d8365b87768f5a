"""Reads of the materializer."""

from django.db.models import F, QuerySet

from parley.materializer.models import Output


def outputs_waiting() -> QuerySet[Output]:
    """Files that do not show yet what they should; those that failed and wait for another attempt included."""
    return Output.objects.filter(made__lt=F("wanted"))
