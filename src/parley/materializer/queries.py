"""Reads of the materializer."""

from dataclasses import dataclass
from datetime import datetime

from django.db.models import F, QuerySet

from parley.materializer.expected import Expected, expected_outputs
from parley.materializer.files import stands
from parley.materializer.models import Output

ASSETS = "/assets/"
"""Style sheets and scripts: an old one stands until no page names it."""


@dataclass(frozen=True, slots=True)
class Explanation:
    """Why a public file is as it is."""

    path: str
    recipe: str
    subject: str
    """What the recipe is given."""
    depends_on: tuple[str, ...]
    """Subjects; a change of any makes the file anew."""
    written_at: datetime | None
    stands: bool
    behind: int
    """Changes that it does not show yet."""
    failures: int
    retry_at: datetime | None


def outputs_waiting() -> QuerySet[Output]:
    """Files that do not show yet what they should; those that failed and wait for another attempt included."""
    return Output.objects.filter(made__lt=F("wanted"))


def differs(output: Output, expected: Expected | None) -> bool:
    """Whether a file should not stand, is to be made by another recipe, or is missing though it was made."""
    if expected is None or (output.recipe, output.subject) != (expected.recipe, expected.subject):
        return True
    return output.made >= output.wanted and not stands(output.path)


def drifted_paths() -> list[str]:
    """Addresses whose file is missing, unknown to the database, or made by another recipe: what `reconcile` would mend.

    Files that wait to be made are no drift. Reads every address: about a second for 20,000 articles.
    """
    expected = expected_outputs()
    known = {output.path: output for output in Output.objects.all()}
    drifted = [path for path in expected if path not in known]
    for path, output in known.items():
        is_old_asset = path not in expected and path.startswith(ASSETS)
        if not is_old_asset and differs(output, expected.get(path)):
            drifted.append(path)
    return drifted


def explanation_of(path: str) -> Explanation | None:
    """Why the file of an address is as it is; None when none should stand there."""
    output = Output.objects.filter(path=path).first()
    if output is None:
        return None
    return Explanation(
        path=output.path,
        recipe=output.recipe,
        subject=output.subject,
        depends_on=tuple(output.dependencies.order_by("subject").values_list("subject", flat=True)),
        written_at=output.written_at,
        stands=stands(output.path),
        behind=max(0, output.wanted - output.made),
        failures=output.failures,
        retry_at=output.retry_at,
    )
