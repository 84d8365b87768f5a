"""A migrated, empty SQLite file that ships with Parley: `migrate` costs 11 to 24 s of CPU, unpacking it 30 ms."""

import hashlib
import lzma
import os
import tempfile
from pathlib import Path

from django.core.management import call_command
from django.db import connections
from django.db.migrations.loader import MigrationLoader

TEMPLATE = Path(__file__).with_name("template.sqlite3.xz")
FINGERPRINT = Path(__file__).with_name("template.fingerprint")


def fingerprint() -> str:
    """Digest of the names of all migrations that are on disk: another one means that the template is out of date."""
    names = sorted(f"{app}.{name}" for app, name in MigrationLoader(None).disk_migrations)
    return hashlib.sha256("\n".join(names).encode()).hexdigest()


def is_current() -> bool:
    """Whether the shipped template has every migration of this program."""
    return FINGERPRINT.is_file() and FINGERPRINT.read_text(encoding="ascii").strip() == fingerprint()


def unpack_template(target: Path) -> None:
    """Put a fresh database at `target`, whole or not at all. Raises FileExistsError when one is there."""
    if target.exists():
        raise FileExistsError(f"there is a database at {target} already")
    target.parent.mkdir(parents=True, exist_ok=True)
    handle, name = tempfile.mkstemp(dir=target.parent, prefix=".new-database-")
    with os.fdopen(handle, "wb") as new:
        new.write(lzma.decompress(TEMPLATE.read_bytes()))
        new.flush()
        os.fsync(new.fileno())
    Path(name).replace(target)


def build_template() -> int:
    """Migrate an empty database and store it, with its fingerprint. Returns its packed size in bytes.

    The default connection is pointed at a temporary file meanwhile: some of Wagtail's migrations know no other.
    """
    connection = connections["default"]
    connection.close()
    standing = connection.settings_dict["NAME"]
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "template.sqlite3"
        connection.settings_dict["NAME"] = str(path)
        try:
            call_command("migrate", verbosity=0, interactive=False, skip_checks=True)
            with connection.cursor() as cursor:
                cursor.execute("PRAGMA journal_mode=DELETE")
                cursor.execute("VACUUM")
        finally:
            connection.close()
            connection.settings_dict["NAME"] = standing
        packed = lzma.compress(path.read_bytes(), preset=9 | lzma.PRESET_EXTREME)
    TEMPLATE.write_bytes(packed)
    FINGERPRINT.write_text(fingerprint() + "\n", encoding="ascii")
    return len(packed)


if __name__ == "__main__":
    import sys

    import django

    django.setup()
    sys.stdout.write(f"{build_template()} bytes\n")
