"""A backup as one file: a tar with the manifest first and the hash of all that goes before last.

Any changed byte shows: what stands before the last member is under its hash, and what
stands from there on has one form only.
"""

import errno
import io
import json
import os
import tarfile
import tomllib
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Any, BinaryIO

from uitweg.platform.sealing.file_hash import READ_BYTES, RunningHash, file_hash
from uitweg.site.config.environment import Misconfigured

FORMAT = 1
MANIFEST, SEAL = "manifest.json", "sha256"
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
ROOT = Path(__file__).resolve().parents[3]


@cache
def program_version() -> str:
    """Return the version of this checkout."""
    found = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))
    return str(found["project"]["version"])


def write_archive(to: Path, *, manifest: Mapping[str, Any], parts: Mapping[str, Path]) -> str:
    """Write the archive beside `to`, bring it to the disk, and only then give it its name.

    Each part's length and hash are added to the manifest. Returns the hash of the archive.
    Raises OSError; then nothing stands at `to`, and nothing half-made beside it.
    """
    half = to.with_name(to.name + ".part")
    with half.open("xb") as file:
        try:
            _write(
                _HashingFile(file), {**manifest, "format": FORMAT, "parts": _sizes(parts)}, parts
            )
            file.flush()
            os.fsync(file.fileno())
            _give_name(half, to)
        finally:
            half.unlink(missing_ok=True)
    sync_folder(to.parent)
    with to.open("rb") as whole:
        return file_hash(whole)


def _sizes(parts: Mapping[str, Path]) -> dict[str, dict[str, Any]]:
    found = {}
    for name, path in parts.items():
        with path.open("rb") as file:
            found[name] = {"bytes": path.stat().st_size, "sha256": file_hash(file)}
    return found


def _write(out: "_HashingFile", manifest: Mapping[str, Any], parts: Mapping[str, Path]) -> None:
    with tarfile.open(fileobj=out, mode="w", format=tarfile.GNU_FORMAT) as tar:  # type: ignore[call-overload]
        _add(tar, MANIFEST, json.dumps(manifest, indent=1).encode())
        for name, path in parts.items():
            with path.open("rb") as file:
                tar.addfile(_member(name, path.stat().st_size), file)
        _add(tar, SEAL, out.running.hex().encode())


def _add(tar: tarfile.TarFile, name: str, content: bytes) -> None:
    tar.addfile(_member(name, len(content)), io.BytesIO(content))


def _member(name: str, size: int) -> tarfile.TarInfo:
    member = tarfile.TarInfo(name)
    member.size, member.mode = size, 0o600
    return member


class _HashingFile:
    """A file that hashes what is written to it; all that tarfile asks of one."""

    def __init__(self, file: BinaryIO) -> None:
        self._file = file
        self.running = RunningHash()

    def write(self, piece: bytes) -> int:
        self.running.add(piece)
        return self._file.write(piece)

    def tell(self) -> int:
        return self._file.tell()


def _give_name(half: Path, to: Path) -> None:
    """Give the finished file its name; never over a file that is there."""
    try:
        os.link(half, to)
    except FileExistsError:
        raise
    except OSError:  # a file system without hard links
        if to.exists():
            raise FileExistsError(errno.EEXIST, os.strerror(errno.EEXIST), str(to)) from None
        half.rename(to)


def sync_folder(folder: Path) -> None:
    """Bring the names in a folder to the disk."""
    handle = os.open(folder, os.O_RDONLY)
    try:
        os.fsync(handle)
    finally:
        os.close(handle)


@dataclass(frozen=True)
class Archive:
    """A backup that was read through and is whole."""

    path: Path
    manifest: Mapping[str, Any]
    offsets: Mapping[str, int]

    @property
    def bytes(self) -> int:
        return sum(part["bytes"] for part in self.manifest["parts"].values())

    def take_out(self, name: str, to: Path) -> None:
        """Write one part to a new file and to the disk, and read it back."""
        part = self.manifest["parts"][name]
        with self.path.open("rb") as archive, to.open("xb") as file:
            archive.seek(self.offsets[name])
            left = int(part["bytes"])
            while left:
                piece = archive.read(min(READ_BYTES, left))
                file.write(piece)
                left -= len(piece)
            file.flush()
            os.fsync(file.fileno())
        with to.open("rb") as written:
            if file_hash(written) != part["sha256"]:
                raise Misconfigured(f"{name} did not reach the disk as it stands in the backup.")


def read_archive(path: Path) -> Archive:
    """Read a backup through and return it. Raises Misconfigured unless every byte is right."""
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
    if first is None or last is None or first.name != MANIFEST or last.name != SEAL:
        raise ValueError("not ours")
    file.seek(0)
    if _expected_tail(file_hash(file, length=last.offset), last.offset) != _rest(file, last.offset):
        raise Misconfigured(f"{path} is damaged: it holds other bytes than were written.")
    file.seek(first.offset_data)
    manifest = json.loads(file.read(first.size))
    return Archive(
        path, _checked(path, manifest, members), {m.name: m.offset_data for m in members}
    )


def _rest(file: BinaryIO, offset: int) -> bytes:
    file.seek(offset)
    return file.read(4 * tarfile.RECORDSIZE)


def _expected_tail(seal: str, offset: int) -> bytes:
    """Return what must stand from `offset` to the end of the file."""
    made = io.BytesIO()
    made.write(_member(SEAL, len(seal)).tobuf(tarfile.GNU_FORMAT))
    made.write(seal.encode().ljust(tarfile.BLOCKSIZE, b"\0") + bytes(2 * tarfile.BLOCKSIZE))
    short = -(offset + made.tell()) % tarfile.RECORDSIZE
    return made.getvalue() + bytes(short)


def _checked(path: Path, manifest: Any, members: list[tarfile.TarInfo]) -> Mapping[str, Any]:
    if not isinstance(manifest, dict) or manifest.get("program") != "uitweg":
        raise ValueError("not ours")
    if manifest["format"] != FORMAT:
        raise Misconfigured(
            f"{path} was made by a newer version of Uitweg, {manifest['version']}; "
            "restore with that."
        )
    sizes = {m.name: m.size for m in members[1:-1]}
    if sizes != {name: part["bytes"] for name, part in manifest["parts"].items()}:
        raise ValueError("parts missing")
    if not sizes.keys() <= PARTS:
        raise ValueError("strange parts")
    return manifest
