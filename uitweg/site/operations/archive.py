"""A backup as one tar file: the manifest first, and last a checksum of everything before it.

Any changed byte is detected: the checksum covers all that precedes it, and the bytes from there
to the end of the file have only one valid form.
"""

import errno
import io
import json
import os
import tarfile
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any, BinaryIO

from uitweg.platform.sealing.file_hash import READ_BYTES, RunningHash, file_hash
from uitweg.site.config.environment import Misconfigured
from uitweg.version import VERSION

FORMAT = 1
MANIFEST, CHECKSUM = "manifest.json", "sha256"
PARTS = frozenset(
    {
        "channel.sqlite",
        "staff.sqlite",
        "channel.dump",
        "staff.dump",
        "public.secret",
        "staff.secret",
    }
)


def program_version() -> str:
    """Return the version of this program, which a backup names."""
    return VERSION


def write_archive(to: Path, *, manifest: Mapping[str, Any], parts: Mapping[str, Path]) -> str:
    """Write the archive to `to` and return its SHA-256, in hex.

    It is written and synced under another name first. The manifest gets each part's length and
    checksum. Raises OSError; then there is no file at `to`, and nothing unfinished beside it.
    """
    manifest = {**manifest, "format": FORMAT, "parts": _lengths_and_checksums(parts)}
    unfinished = to.with_name(to.name + ".part")
    with unfinished.open("xb") as file:
        try:
            _write(_HashingFile(file), manifest, parts)
            file.flush()
            os.fsync(file.fileno())
            _rename_without_overwriting(unfinished, to)
        finally:
            unfinished.unlink(missing_ok=True)
    sync_folder(to.parent)
    with to.open("rb") as archive:
        return file_hash(archive)


def _lengths_and_checksums(parts: Mapping[str, Path]) -> dict[str, dict[str, Any]]:
    described = {}
    for name, path in parts.items():
        with path.open("rb") as file:
            described[name] = {"bytes": path.stat().st_size, "sha256": file_hash(file)}
    return described


def _write(out: "_HashingFile", manifest: Mapping[str, Any], parts: Mapping[str, Path]) -> None:
    with tarfile.open(fileobj=out, mode="w", format=tarfile.GNU_FORMAT) as tar:  # type: ignore[call-overload]
        _add(tar, MANIFEST, json.dumps(manifest, indent=1).encode())
        for name, path in parts.items():
            with path.open("rb") as file:
                tar.addfile(_member(name, path.stat().st_size), file)
        _add(tar, CHECKSUM, out.checksum.hex().encode())


def _add(tar: tarfile.TarFile, name: str, content: bytes) -> None:
    tar.addfile(_member(name, len(content)), io.BytesIO(content))


def _member(name: str, size: int) -> tarfile.TarInfo:
    member = tarfile.TarInfo(name)
    member.size, member.mode = size, 0o600
    return member


class _HashingFile:
    """A file that hashes what is written to it, with the methods that tarfile needs."""

    def __init__(self, file: BinaryIO) -> None:
        self._file = file
        self.checksum = RunningHash()

    def write(self, piece: bytes) -> int:
        self.checksum.add(piece)
        return self._file.write(piece)

    def tell(self) -> int:
        return self._file.tell()


def _rename_without_overwriting(path: Path, to: Path) -> None:
    """Give the finished file its name. Raises FileExistsError when there is such a file."""
    try:
        os.link(path, to)
    except FileExistsError:
        raise
    except OSError:  # a file system without hard links
        if to.exists():
            raise FileExistsError(errno.EEXIST, os.strerror(errno.EEXIST), str(to)) from None
        path.rename(to)


def sync_folder(folder: Path) -> None:
    """Sync a folder to disk, so that the names of new files in it survive a crash."""
    handle = os.open(folder, os.O_RDONLY)
    try:
        os.fsync(handle)
    finally:
        os.close(handle)


@dataclass(frozen=True)
class Archive:
    """A backup whose checksum was verified."""

    path: Path
    manifest: Mapping[str, Any]
    offsets: Mapping[str, int]

    @property
    def bytes(self) -> int:
        return sum(part["bytes"] for part in self.manifest["parts"].values())

    def extract(self, name: str, to: Path) -> None:
        """Extract one part to a new file, sync it, and verify what is on disk.

        Raises Misconfigured when it is not what the backup holds.
        """
        part = self.manifest["parts"][name]
        with self.path.open("rb") as archive, to.open("xb") as file:
            archive.seek(self.offsets[name])
            bytes_left = int(part["bytes"])
            while bytes_left:
                piece = archive.read(min(READ_BYTES, bytes_left))
                file.write(piece)
                bytes_left -= len(piece)
            file.flush()
            os.fsync(file.fileno())
        with to.open("rb") as written:
            if file_hash(written) != part["sha256"]:
                raise Misconfigured(f"{name} did not reach the disk as it stands in the backup.")


def read_archive(path: Path) -> Archive:
    """Read and verify a whole backup. Raises Misconfigured unless every byte is right."""
    try:
        with path.open("rb") as file:
            return _read(path, file)
    except OSError as error:
        raise Misconfigured(f"{path} cannot be read: {error.strerror or error}.") from None
    except (tarfile.TarError, ValueError, KeyError, TypeError, EOFError):
        raise Misconfigured(
            f"{path} is no whole backup of Uitweg: it was cut off, or it is something else."
        ) from None


def _read(path: Path, file: BinaryIO) -> Archive:
    with tarfile.open(fileobj=file, mode="r:") as tar:
        members = tar.getmembers()
    first, last = members[0] if members else None, members[-1] if members else None
    if first is None or last is None or first.name != MANIFEST or last.name != CHECKSUM:
        raise ValueError("not ours")
    file.seek(0)
    checksum = file_hash(file, length=last.offset)
    if _expected_tail(checksum, last.offset) != _tail(file, last.offset):
        raise Misconfigured(f"{path} is damaged: it holds other bytes than were written.")
    file.seek(first.offset_data)
    manifest = json.loads(file.read(first.size))
    offsets = {member.name: member.offset_data for member in members}
    return Archive(path, _checked(path, manifest, members), offsets)


def _tail(file: BinaryIO, offset: int) -> bytes:
    file.seek(offset)
    return file.read(4 * tarfile.RECORDSIZE)


def _expected_tail(checksum: str, offset: int) -> bytes:
    """Return the only valid bytes from `offset` to the end of the file."""
    tail = _member(CHECKSUM, len(checksum)).tobuf(tarfile.GNU_FORMAT)
    tail += checksum.encode().ljust(tarfile.BLOCKSIZE, b"\0") + bytes(2 * tarfile.BLOCKSIZE)
    return tail + bytes(-(offset + len(tail)) % tarfile.RECORDSIZE)


def _checked(path: Path, manifest: Any, members: list[tarfile.TarInfo]) -> Mapping[str, Any]:
    """Return the manifest if it fits the members. Raises ValueError, Misconfigured."""
    if not isinstance(manifest, dict) or manifest.get("program") != "uitweg":
        raise ValueError("not ours")
    if manifest["format"] != FORMAT:
        raise Misconfigured(
            f"{path} was made by a newer version of Uitweg, {manifest['version']}; "
            "restore with that."
        )
    sizes = {member.name: member.size for member in members[1:-1]}
    if sizes != {name: part["bytes"] for name, part in manifest["parts"].items()}:
        raise ValueError("parts missing")
    if not sizes.keys() <= PARTS:
        raise ValueError("unknown parts")
    return manifest
