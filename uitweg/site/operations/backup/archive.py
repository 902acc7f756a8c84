"""A backup as one tar file: the parts, what they are (the manifest), and last a checksum.

Any changed byte is detected: the checksum covers all that precedes it, and the bytes from there
to the end of the file have only one valid form. Stores are packed with zstd while they are read,
so that a part's length is known only afterwards: its header is written last. With a key every
part is encrypted as well (`backup_keys`), and the manifest is not. In the first format (versions
before December 2026) the manifest came first and nothing was packed; it is still read.
"""

import io
import json
import os
import shutil
import tarfile
from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any, BinaryIO

import zstandard

from uitweg.platform.sealing import age, tokens
from uitweg.platform.sealing.file_hash import READ_BYTES, file_hash
from uitweg.site.config.environment import Misconfigured
from uitweg.version import VERSION

FORMAT = 3
MANIFEST, CHECKSUM, PACKED, ENCRYPTED = "manifest.json", "sha256", ".zst", ".age"
SIGNED = "signed"
"""Of a manifest: what `signature` gave for the rest of it."""
STORE_FILES = ("channel.sqlite", "staff.sqlite", "channel.dump", "staff.dump")
SECRETS = ("public.secret", "staff.secret")
PLAIN_MEMBERS = (*STORE_FILES, *(name + PACKED for name in STORE_FILES), *SECRETS)
MEMBERS = frozenset({*PLAIN_MEMBERS, *(name + ENCRYPTED for name in PLAIN_MEMBERS)})
MOST_ROWS = 2**53


def program_version() -> str:
    """Return the version of this program, which a backup names."""
    return VERSION


def signature(manifest: Mapping[str, Any], key: str) -> str:
    """Return what only who has the key can compute over a manifest, in hex; "" without a key."""
    if not key:
        return ""
    rest = {name: value for name, value in manifest.items() if name != SIGNED}
    text = json.dumps(rest, sort_keys=True).encode()
    secret = tokens.derive(key.encode(), "backup-manifest")
    return tokens.keyed_digest(secret, "backup-manifest", text).hex()


def header(name: str, size: int) -> bytes:
    """Return the tar header of a member: the only valid one."""
    member = tarfile.TarInfo(name)
    member.size, member.mode = size, 0o600
    return member.tobuf(tarfile.GNU_FORMAT)


@dataclass(frozen=True)
class Part:
    """One part of a backup: where its bytes are in the file, and what they unpack to."""

    offset: int
    stored_bytes: int
    is_packed: bool
    is_encrypted: bool
    plain_bytes: int
    plain_sha256: str


class _Slice(io.RawIOBase):
    """The next bytes of an open file, as a file of its own."""

    def __init__(self, file: BinaryIO, length: int) -> None:
        self._file, self._left = file, length

    def readable(self) -> bool:
        return True

    def readinto(self, buffer: Any) -> int:
        piece = self._file.read(min(len(buffer), self._left))
        buffer[: len(piece)] = piece
        self._left -= len(piece)
        return len(piece)


@dataclass(frozen=True)
class Archive:
    """A backup whose checksum was verified; `parts` by name, without the suffixes."""

    path: Path
    manifest: Mapping[str, Any]
    parts: Mapping[str, Part]
    key: str = field(default="", repr=False)

    def copy_part(self, name: str, to: BinaryIO) -> None:
        """Write one part to a file, decrypted and unpacked.

        Raises OSError of that file, and Misconfigured when the key is of another backup.
        """
        part = self.parts[name]
        with self.path.open("rb") as archive:
            archive.seek(part.offset)
            stored = io.BufferedReader(_Slice(archive, part.stored_bytes), READ_BYTES)
            packed_to = zstandard.ZstdDecompressor().stream_writer(to, closefd=False)
            plain_to = packed_to if part.is_packed else to
            if not part.is_encrypted:
                shutil.copyfileobj(stored, plain_to, READ_BYTES)
                return
            try:
                age.decrypt(stored, plain_to, self.key)
            except age.CannotOpen:
                raise Misconfigured(
                    f"{self.manifest['key']} is not the key of {self.path}."
                ) from None

    def extract(self, name: str, to: Path) -> None:
        """Extract one part to a new file, sync it, and verify what is on disk.

        Raises Misconfigured when it is not what the backup holds.
        """
        with to.open("xb") as file:
            self.copy_part(name, file)
            file.flush()
            os.fsync(file.fileno())
        with to.open("rb") as written:
            if file_hash(written) != self.parts[name].plain_sha256:
                raise Misconfigured(f"{name} did not reach the disk as it stands in the backup.")


def read_archive(path: Path) -> Archive:
    """Read and verify a whole backup. Raises Misconfigured unless every byte is right."""
    return _read_or_refuse(path, verify=True)


def is_backup(path: Path) -> bool:
    """Tell whether a file looks like a backup of ours, without reading all of it."""
    try:
        _read_or_refuse(path, verify=False)
    except Misconfigured:
        return False
    return True


def _read_or_refuse(path: Path, *, verify: bool) -> Archive:
    try:
        with path.open("rb") as file:
            return _read(path, file, verify=verify)
    except OSError as error:
        raise Misconfigured(f"{path} cannot be read: {error.strerror or error}.") from None
    except (
        tarfile.TarError,
        ValueError,
        KeyError,
        TypeError,
        AttributeError,
        EOFError,
        RecursionError,
    ):
        raise Misconfigured(
            f"{path} is no whole backup of Uitweg: it was cut off, or it is something else."
        ) from None


def _read(path: Path, file: BinaryIO, *, verify: bool) -> Archive:
    with tarfile.open(fileobj=file, mode="r:") as tar:
        members = {member.name: member for member in tar.getmembers()}
        count = len(tar.getmembers())
    last = members.pop(CHECKSUM)
    if len(members) + 1 != count or last.offset < max(m.offset for m in members.values()):
        raise ValueError("not ours")
    if verify:
        file.seek(0)
        checksum = file_hash(file, length=last.offset)
        if expected_tail(checksum, last.offset) != _tail(file, last.offset):
            raise Misconfigured(f"{path} is damaged: it holds other bytes than were written.")
    described = members.pop(MANIFEST)
    file.seek(described.offset_data)
    manifest = json.loads(file.read(described.size))
    return Archive(path, manifest, _checked(path, manifest, members))


def _tail(file: BinaryIO, offset: int) -> bytes:
    file.seek(offset)
    return file.read(4 * tarfile.RECORDSIZE)


def expected_tail(checksum: str, offset: int) -> bytes:
    """Return the only valid bytes from `offset` to the end of the file."""
    tail = header(CHECKSUM, len(checksum))
    tail += checksum.encode().ljust(tarfile.BLOCKSIZE, b"\0") + bytes(2 * tarfile.BLOCKSIZE)
    return tail + bytes(-(offset + len(tail)) % tarfile.RECORDSIZE)


def _checked(
    path: Path, manifest: Any, members: Mapping[str, tarfile.TarInfo]
) -> Mapping[str, Part]:
    """Return the parts if the manifest fits the members. Raises ValueError, Misconfigured."""
    if not isinstance(manifest, dict) or manifest.get("program") != "uitweg":
        raise ValueError("not ours")
    _require_shape(manifest)
    if manifest["format"] > FORMAT:
        raise Misconfigured(
            f"{path} was made by a newer version of Uitweg, {manifest['version']}; "
            "restore with that."
        )
    described = manifest["parts"]
    if {name: member.size for name, member in members.items()} != {
        name: part["bytes"] for name, part in described.items()
    }:
        raise ValueError("parts missing")
    if not members.keys() <= MEMBERS:
        raise ValueError("unknown parts")
    return {
        name.removesuffix(ENCRYPTED).removesuffix(PACKED): _part(member, described[name])
        for name, member in members.items()
    }


def _require_shape(manifest: Mapping[str, Any]) -> None:
    """Raise ValueError when what a restore reads out of a manifest is of another kind."""
    texts = [manifest.get("version", ""), manifest.get("key", "")]
    numbers = [*manifest.get("numbers", {}).values()]
    for counts in manifest.get("tables", {}).values():
        numbers += counts.values()
    pairs = [pair for rows in manifest.get("migrations", {}).values() for pair in rows]
    texts += [text for pair in pairs for text in pair]
    if not all(isinstance(text, str) for text in texts) or any(len(pair) != 2 for pair in pairs):
        raise ValueError("not texts")
    if not all(isinstance(number, int) and 0 <= number < MOST_ROWS for number in numbers):
        raise ValueError("not numbers")


def _part(member: tarfile.TarInfo, described: Mapping[str, Any]) -> Part:
    first_format = "plain_bytes" not in described
    return Part(
        offset=member.offset_data,
        stored_bytes=member.size,
        is_packed=member.name.removesuffix(ENCRYPTED).endswith(PACKED),
        is_encrypted=member.name.endswith(ENCRYPTED),
        plain_bytes=described["bytes" if first_format else "plain_bytes"],
        plain_sha256=described["sha256" if first_format else "plain_sha256"],
    )
