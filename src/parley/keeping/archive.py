"""The file that a backup is: a tar, compressed with Zstandard, on wish encrypted with age.

All three are read by common tools: `age -d -i key backup.tar.zst.age | tar --zstd -xf -` needs no Parley. The manifest
comes last, so that a file that was cut off has none.
"""

import hashlib
import io
import json
import os
import shutil
import tarfile
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import asdict, dataclass, field
from pathlib import Path, PurePosixPath
from typing import IO, Any

import pyrage
import zstandard

from parley.keeping.errors import BackupFailed, BackupUnusable

FORMAT = 1
"""Raised when an older Parley could not read the file any more."""

MANIFEST = "manifest.json"
DATABASE = {"sqlite": "database.sqlite3", "postgresql": "database.dump"}
FOLDER = "folder"
"""What lay in the data folder stands below this name."""

PLAIN, SEALED = ".tar.zst", ".tar.zst.age"
LEVEL = 3
"""Of Zstandard. 100 MB of comments: 0.3 s; level 9 takes five times as long for a tenth less."""

Progress = Callable[[str, int, int], None]


@dataclass
class Manifest:
    """What a backup holds. `files`: name in the archive → [bytes, SHA-256]. `counts`: table → rows."""

    parley: str
    made_at: str
    database: str
    """'sqlite' or 'postgresql'."""
    versions: dict[str, str] = field(default_factory=dict)
    migrations: list[str] = field(default_factory=list)
    counts: dict[str, int] = field(default_factory=dict)
    files: dict[str, tuple[int, str]] = field(default_factory=dict)
    format: int = FORMAT

    @classmethod
    def from_json(cls, text: bytes) -> "Manifest":
        """Raises BackupUnusable for what no Parley wrote, or a later one."""
        try:
            found = json.loads(text)
            if found["format"] > FORMAT:
                raise BackupUnusable(
                    f"This backup was made by Parley {found['parley']}, in a form that this one cannot read. "
                    "Install that Parley or a later one, then restore."
                )
            return cls(**found | {"files": {name: (int(s), str(d)) for name, (s, d) in found["files"].items()}})
        except (ValueError, KeyError, TypeError) as error:
            raise BackupUnusable("The backup's manifest is damaged. Try the backup before this one.") from error


class ArchiveWriter:
    """Adds files to a new archive and takes their checksums on the way."""

    def __init__(self, target: IO[bytes]) -> None:
        self._packed = zstandard.ZstdCompressor(level=LEVEL, write_checksum=True).stream_writer(target, closefd=False)
        self._tar = tarfile.open(fileobj=self._packed, mode="w|", format=tarfile.PAX_FORMAT)  # noqa: SIM115 - closed below
        self.files: dict[str, tuple[int, str]] = {}

    def add_file(self, path: Path, name: str) -> None:
        """Add a plain file. Raises OSError when it cannot be read whole."""
        with path.open("rb") as file:
            info = self._tar.gettarinfo(arcname=name, fileobj=file)
            info.uid = info.gid = 0
            info.uname = info.gname = ""
            reader = _Hashed(file)
            self._tar.addfile(info, reader)
            self.files[name] = (info.size, reader.digest())

    def close(self, manifest: Manifest) -> None:
        """Add the manifest and finish."""
        manifest.files = self.files
        text = json.dumps(asdict(manifest), indent=1).encode()
        info = tarfile.TarInfo(MANIFEST)
        info.size, info.mode = len(text), 0o600
        self._tar.addfile(info, io.BytesIO(text))
        self._tar.close()
        self._packed.close()  # type: ignore[no-untyped-call]


class _Hashed:
    def __init__(self, file: IO[bytes]) -> None:
        self._file, self._sum = file, hashlib.sha256()

    def read(self, size: int = -1) -> bytes:
        part = self._file.read(size)
        self._sum.update(part)
        return part

    def digest(self) -> str:
        return self._sum.hexdigest()


def unpack(path: Path, target: Path, *, identity: Path | None = None) -> Manifest:
    """Put the archive's files below `target` and check each one's size and checksum.

    Raises BackupUnusable when it is damaged, cut off, encrypted for another key, or no backup.
    """
    try:
        with _opened(path, target, identity) as packed:
            return _unpack(packed, target)
    except (tarfile.TarError, zstandard.ZstdError, EOFError, UnicodeError) as error:
        raise BackupUnusable(
            f"{path} is damaged or no backup of Parley ({error}). Try the backup before it."
        ) from error


def _unpack(packed: IO[bytes], target: Path) -> Manifest:
    found: dict[str, tuple[int, str]] = {}
    manifest: Manifest | None = None
    with tarfile.open(fileobj=packed, mode="r|", errorlevel=2) as tar:
        for member in tar:
            place, source = _place(member), tar.extractfile(member)
            if source is None:
                raise BackupUnusable(f"The backup holds {member.name!r}, which is no file.")
            if member.name == MANIFEST:
                manifest = Manifest.from_json(source.read())
                continue
            file = target / place
            file.parent.mkdir(parents=True, exist_ok=True)
            reader = _Hashed(source)
            with file.open("xb") as out:
                shutil.copyfileobj(reader, out, 1 << 20)
                out.flush()
                os.fsync(out.fileno())
            file.chmod(member.mode & 0o755 | 0o600)
            found[member.name] = (member.size, reader.digest())
        while packed.read(1 << 20):  # to the end, where the checksum of the compression stands
            pass
    if manifest is None:
        raise BackupUnusable("The backup ends too early: it was cut off while it was written or copied.")
    if found != manifest.files:
        wrong = sorted(name for name in found.keys() | manifest.files if found.get(name) != manifest.files.get(name))
        raise BackupUnusable(f"The backup is damaged: {wrong[0]} is not as it was saved. Try the backup before it.")
    return manifest


def _place(member: tarfile.TarInfo) -> str:
    """Where a member may lie. Raises BackupUnusable for links and for names that leave the folder."""
    path = PurePosixPath(member.name)
    if not member.isreg() or path.is_absolute() or ".." in path.parts or "\\" in member.name:
        raise BackupUnusable(f"The backup holds {member.name!r}, which no Parley writes. It is not used.")
    return str(path)


@contextmanager
def _opened(path: Path, near: Path, identity: Path | None) -> Iterator[IO[bytes]]:
    """The tar of an archive, decrypted into the folder `near` first when it is sealed."""
    if not path.is_file():
        raise BackupUnusable(f"There is no file at {path}.")
    with path.open("rb") as file:
        is_sealed = file.read(21) == b"age-encryption.org/v1"
    plain = path
    if is_sealed:
        plain = near / ".plain"
        _decrypt(path, plain, identity)
    try:
        with plain.open("rb") as file, zstandard.ZstdDecompressor().stream_reader(file) as packed:
            yield packed
    finally:
        if is_sealed:
            plain.unlink()


def _decrypt(path: Path, plain: Path, identity: Path | None) -> None:
    if identity is None:
        raise BackupUnusable(f"{path} is encrypted. Name the file with its key: --identity FILE.")
    try:
        pyrage.decrypt_file(str(path), str(plain), read_identities(identity))
    except (pyrage.DecryptError, OSError) as error:
        plain.unlink(missing_ok=True)
        raise BackupUnusable(f"{path} cannot be decrypted with {identity}: {error}.") from error


def read_identities(path: Path) -> list[Any]:
    """The secret keys in a file of age's form. Raises BackupUnusable when there is none."""
    try:
        lines = path.read_text(encoding="utf-8").splitlines()
        found = [pyrage.x25519.Identity.from_str(line.strip()) for line in lines if line.startswith("AGE-SECRET-KEY-")]
    except (OSError, UnicodeError, pyrage.IdentityError) as error:
        raise BackupUnusable(f"{path} cannot be read as an age key: {error}") from error
    if not found:
        raise BackupUnusable(f"{path} holds no line that begins with AGE-SECRET-KEY-.")
    return found


def read_recipients(words: Sequence[str]) -> list[Any]:
    """Public keys, each as `age1…` or as a file with one a line. Raises BackupFailed for what is none."""
    found = []
    for word in words:
        is_file = not word.startswith(("age1", "ssh-"))
        try:
            lines = Path(word).read_text(encoding="utf-8").splitlines() if is_file else [word]
            found += [_recipient(line.strip()) for line in lines if line.strip() and not line.startswith("#")]
        except (OSError, UnicodeError, pyrage.RecipientError) as error:
            raise BackupFailed(f"{word!r} is no public key of age (age1…) and no file of them: {error}") from error
    return found


def _recipient(line: str) -> Any:
    kind = pyrage.ssh if line.startswith("ssh-") else pyrage.x25519
    return kind.Recipient.from_str(line)


def seal(plain: Path, target: Path, recipients: Sequence[Any]) -> None:
    """Encrypt a file for the owners of these keys. Raises BackupFailed when it cannot be done."""
    try:
        pyrage.encrypt_file(str(plain), str(target), list(recipients))
    except (pyrage.EncryptError, OSError) as error:
        raise BackupFailed(f"The backup could not be encrypted: {error}") from error


def make_key(path: Path) -> str:
    """Write a new secret key into a file that only its owner reads. Returns the public key. Raises FileExistsError."""
    key = pyrage.x25519.Identity.generate()
    handle = os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
    with os.fdopen(handle, "w") as file:
        file.write(f"# public key: {key.to_public()}\n{key}\n")
        file.flush()
        os.fsync(file.fileno())
    return str(key.to_public())
