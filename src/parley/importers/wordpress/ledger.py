"""What of a source is here already."""

from parley.importers.models import ImportedItem
from parley.kit import clock


class Ledger:
    """The imported items of one source: kind and external id → primary key."""

    def __init__(self, source: str) -> None:
        self.source = source

    def find(self, kind: str, external_id: object) -> int | None:
        """Primary key of what this became here, None when it is new."""
        rows = ImportedItem.objects.filter(source=self.source, kind=kind, external_id=str(external_id))
        return rows.values_list("object_id", flat=True).first()

    def found(self, kind: str, external_ids: list[str]) -> dict[str, int]:
        """External id → primary key, of those that are here."""
        found: dict[str, int] = {}
        for start in range(0, len(external_ids), 500):
            some = external_ids[start : start + 500]
            rows = ImportedItem.objects.filter(source=self.source, kind=kind, external_id__in=some)
            found.update(rows.values_list("external_id", "object_id"))
        return found

    def note(self, kind: str, external_id: object, object_id: int) -> None:
        """Write down what became of it."""
        ImportedItem.objects.create(
            source=self.source,
            kind=kind,
            external_id=str(external_id),
            object_id=object_id,
            imported_at=clock.now(),
        )
