"""The file of a backup by itself, and a folder of them; no store is needed for that."""

import io
import json
import tarfile
from datetime import UTC, datetime
from pathlib import Path

from uitweg.platform.sealing.file_hash import RunningHash, file_hash
from uitweg.site.operations.backup import archive, keeping, writing

NOW = datetime(2026, 12, 1, 3, 15, tzinfo=UTC)
PLAIN = b"rows " * 100_000


def written(to: Path) -> Path:
    with writing.writing(to) as out:
        out.add("channel.dump", io.BytesIO(PLAIN), pack=True)
        out.finish({"program": "uitweg", "version": "0.1.0"})
    return to


def test_a_part_comes_out_as_it_went_in_and_takes_less_room(tmp_path: Path) -> None:
    found = archive.read_archive(written(tmp_path / "b.tar"))
    found.extract("channel.dump", tmp_path / "dump")

    assert (tmp_path / "dump").read_bytes() == PLAIN
    assert found.path.stat().st_size < len(PLAIN) / 10


def test_the_tools_of_every_machine_read_it(tmp_path: Path) -> None:
    with tarfile.open(written(tmp_path / "b.tar")) as tar:
        assert tar.getnames() == ["channel.dump.zst", "manifest.json", "sha256"]


def first_format(to: Path) -> Path:
    """Write a backup as versions before December 2026 did: the manifest first, nothing packed."""
    part = {"bytes": len(PLAIN), "sha256": file_hash(io.BytesIO(PLAIN))}
    manifest = {"program": "uitweg", "format": 1, "parts": {"channel.dump": part}}
    content = json.dumps(manifest).encode()
    before = b"".join(
        archive.header(name, len(body)) + body + bytes(-len(body) % 512)
        for name, body in (("manifest.json", content), ("channel.dump", PLAIN))
    )
    checksum = RunningHash()
    checksum.add(before)
    to.write_bytes(before + archive.expected_tail(checksum.hex(), len(before)))
    return to


def test_a_backup_of_an_earlier_version_is_read(tmp_path: Path) -> None:
    found = archive.read_archive(first_format(tmp_path / "b.tar"))
    found.extract("channel.dump", tmp_path / "dump")

    assert (tmp_path / "dump").read_bytes() == PLAIN


def test_only_backups_older_than_so_many_days_go(tmp_path: Path) -> None:
    names = ["uitweg-20261101T031500Z.tar", "uitweg-20261117T031500Z.tar", "my-20200101.tar"]
    old, kept, other = (written(tmp_path / name) for name in names)
    link = tmp_path / "uitweg-20200101T031500Z.tar"
    link.symlink_to(other)

    assert keeping.remove_old(tmp_path, keep_days=14, now=NOW) == [old]
    assert {*tmp_path.iterdir()} == {kept, other, link}
    assert keeping.newest_backup(tmp_path) == kept


def test_what_a_killed_backup_left_goes_and_what_is_at_work_stays(tmp_path: Path) -> None:
    abandoned = tmp_path / "uitweg-20261101T031500Z.tar.part"
    abandoned.write_bytes(b"half")
    (tmp_path / "uitweg-20261101T031500Z.tar.work").mkdir()
    with writing.writing(tmp_path / "uitweg-20261201T031500Z.tar") as out:
        keeping.remove_abandoned(tmp_path)
        assert [path.name for path in tmp_path.iterdir()] == ["uitweg-20261201T031500Z.tar.part"]
        out.finish({})
