"""Who was erased stays erased, also when an older backup brings the record back.

`erasures.jsonl` lies in the data folder and beside the backups. A line holds the keyed hash of an address and what was
decided; without `secret.key` nobody can tell whose it is.
"""

import json
import os
from collections.abc import Iterable
from dataclasses import asdict, dataclass
from datetime import datetime
from pathlib import Path

from django.db import transaction

from parley.accounts.models import Reader, Suppression
from parley.conversation.actions.erasing import Words
from parley.readers.actions import erase

ERASURES = "erasures.jsonl"


@dataclass(frozen=True)
class Erasure:
    """A reader was erased at a moment (ISO 8601). `lifted`: the owner of the address came back since."""

    address_key: str
    at: str
    words_removed: bool = True
    is_barred: bool = False
    barred_until: str = ""
    lifted: bool = False


def read_erasures(path: Path) -> list[Erasure]:
    """The lines of a file; none where there is no file. A line that was cut off is left out."""
    found = []
    if path.is_file():
        for line in path.read_text(encoding="utf-8", errors="replace").splitlines():
            try:
                found.append(Erasure(**json.loads(line)))
            except (ValueError, TypeError):
                continue
    return found


def merged(*lists: Iterable[Erasure]) -> list[Erasure]:
    """One entry for each address and moment; what a later list says of it holds."""
    found = {(e.address_key, e.at): e for entries in lists for e in entries}
    return sorted(found.values(), key=lambda e: (e.at, e.address_key))


def write_erasures(path: Path, entries: Iterable[Erasure]) -> None:
    """Replace the file, if it would be another."""
    text = "".join(json.dumps(asdict(entry)) + "\n" for entry in entries)
    if (path.read_text(encoding="utf-8") if path.is_file() else "") == text:
        return
    new = path.with_name(f".new-{path.name}-{os.getpid()}")
    with new.open("w", encoding="utf-8") as file:
        os.fchmod(file.fileno(), 0o600)
        file.write(text)
        file.flush()
        os.fsync(file.fileno())
    new.replace(path)


def note_erasures(*folders: Path) -> int:
    """Bring the files in these folders up to date with the database. Returns how many erasures they know."""
    standing = [_entry(row) for row in Suppression.objects.order_by("pk")]
    keys = {entry.address_key for entry in standing}
    known = merged(*(read_erasures(folder / ERASURES) for folder in folders))
    past = [e if e.address_key in keys else Erasure(**{**asdict(e), "lifted": True}) for e in known]
    entries = merged(past, standing)
    for folder in folders:
        if folder.is_dir():
            write_erasures(folder / ERASURES, entries)
    return len(entries)


def erase_again(data: Path) -> int:
    """Erase whom a restored backup brought back. Returns how many. Quick when there is nobody."""
    count = 0
    known = set(Suppression.objects.values_list("address_key", flat=True))
    for entry in read_erasures(data / ERASURES):
        at = datetime.fromisoformat(entry.at)
        reader = Reader.objects.filter(address_key=entry.address_key, created_at__lte=at).first()
        if reader is None and (entry.lifted or entry.address_key in known):
            continue
        with transaction.atomic():
            if reader is not None:
                erase(reader=reader, words=Words.REMOVE if entry.words_removed else Words.KEEP, by_administrator=True)
                count += 1
            _suppress(entry, at)
    return count


def _suppress(entry: Erasure, at: datetime) -> None:
    if entry.lifted:
        Suppression.objects.filter(address_key=entry.address_key).delete()
        return
    Suppression.objects.update_or_create(
        address_key=entry.address_key,
        defaults={
            "suppressed_at": at,
            "words_removed": entry.words_removed,
            "is_barred": entry.is_barred,
            "barred_until": datetime.fromisoformat(entry.barred_until) if entry.barred_until else None,
        },
    )


def _entry(row: Suppression) -> Erasure:
    return Erasure(
        address_key=row.address_key,
        at=row.suppressed_at.isoformat(),
        words_removed=row.words_removed,
        is_barred=row.is_barred,
        barred_until=row.barred_until.isoformat() if row.barred_until else "",
    )
