"""The file of a backup by itself, and a folder of them; no store is needed for that."""

import io
import json
import tarfile
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

from uitweg.platform.sealing import age
from uitweg.platform.sealing.file_hash import RunningHash, file_hash
from uitweg.site.config.environment import Misconfigured
from uitweg.site.operations.backup import archive, backup_keys, keeping, rehearsal, writing

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


def test_with_a_key_every_part_is_encrypted_and_opens_with_that_key_only(tmp_path: Path) -> None:
    key = age.new_key()
    with writing.writing(tmp_path / "b.tar", key) as out:
        out.add("channel.dump", io.BytesIO(PLAIN), pack=True)
        out.add("staff.secret", io.BytesIO(b"a secret"), pack=False)
        out.finish({"program": "uitweg", "version": "0.1.0", "key": "b.key"})
    found = archive.read_archive(tmp_path / "b.tar")
    dump, secret = io.BytesIO(), io.BytesIO()
    replace(found, key=key).copy_part("channel.dump", dump)
    replace(found, key=key).copy_part("staff.secret", secret)

    with tarfile.open(tmp_path / "b.tar") as tar:
        assert tar.getnames()[:2] == ["channel.dump.zst.age", "staff.secret.age"]
    assert (dump.getvalue(), secret.getvalue()) == (PLAIN, b"a secret")
    assert b"a secret" not in (tmp_path / "b.tar").read_bytes()
    with pytest.raises(Misconfigured, match="not the key"):
        replace(found, key=age.new_key()).copy_part("staff.secret", io.BytesIO())


@pytest.mark.parametrize("error", [OSError, KeyboardInterrupt])
def test_what_fails_when_it_has_its_name_already_leaves_no_file(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, error: type[BaseException]
) -> None:
    """The key of a backup that failed is removed: a file without one would look like a backup."""

    def fail(_: Path) -> None:
        raise error

    monkeypatch.setattr(writing, "sync_folder", fail)
    with pytest.raises(error):
        written(tmp_path / "b.tar")
    assert [*tmp_path.iterdir()] == []


def test_where_backups_are_encrypted_no_other_is_taken_and_no_changed_manifest(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    keys = tmp_path / "keys"
    keys.mkdir()
    key = backup_keys.make(keys, tmp_path / "b", now=NOW)
    for name, part_key, more in (
        ("ours", backup_keys.read(key), {}),
        ("forged", age.new_key(), {}),
        ("plain", "", {}),
        ("odd", "", {"key": "a\0b"}),
    ):
        with writing.writing(tmp_path / name, part_key) as out:
            out.add("channel.dump", io.BytesIO(PLAIN), pack=True)
            named = key.name if part_key else ""
            out.finish({"program": "uitweg", "version": "0.1.0", "key": named, **more})
    ours, forged, plain, odd = (
        archive.read_archive(tmp_path / name) for name in ("ours", "forged", "plain", "odd")
    )
    changed = replace(ours, manifest={**ours.manifest, "numbers": {"channel_report": 2**63 - 1}})
    mixed = replace(ours, parts=plain.parts)
    assert backup_keys.with_key(plain) == plain
    monkeypatch.setenv(backup_keys.SETTING, str(keys))

    assert backup_keys.with_key(ours).key == backup_keys.read(key)
    for backup, why in (
        (plain, "anybody can have made it"),
        (odd, "its key is not in"),
        (forged, "somebody changed"),
        (changed, "somebody changed"),
        (mixed, "a part that is not encrypted"),
    ):
        with pytest.raises(Misconfigured, match=why):
            backup_keys.with_key(backup)


@pytest.mark.parametrize(
    "manifest", ['{"program": "uitweg", "format": 3, "parts": []}', "[" * 9**6]
)
def test_a_manifest_of_another_shape_is_no_backup(tmp_path: Path, manifest: str) -> None:
    content = manifest.encode()
    before = archive.header("manifest.json", len(content)) + content + bytes(-len(content) % 512)
    checksum = RunningHash()
    checksum.add(before)
    file = tmp_path / "b.tar"
    file.write_bytes(before + archive.expected_tail(checksum.hex(), len(before)))

    assert not archive.is_backup(file)


def test_a_part_that_finds_no_room_says_so_with_and_without_a_key(tmp_path: Path) -> None:
    for key in ("", age.new_key()):
        with Path("/dev/full").open("wb", buffering=0) as full, pytest.raises(OSError):
            writing._copy(io.BytesIO(PLAIN), full, key, pack=True)  # type: ignore[arg-type]


def test_keys_older_than_so_many_days_go_and_others_stay(tmp_path: Path) -> None:
    keys = tmp_path / "keys"
    keys.mkdir()
    now = NOW + timedelta(days=20)
    backup_keys.make(keys, tmp_path / "b", now=now - timedelta(days=1))
    old, new = (backup_keys.make(keys, tmp_path / "b", now=moment) for moment in (NOW, now))
    (keys / "uitweg-20200101T000000Z.key.copy").touch()

    assert backup_keys.remove_old(keys, keep_days=14, now=now) == [old]
    assert new.exists()
    assert age.is_key(backup_keys.read(new))
    assert new.stat().st_mode & 0o777 == 0o600
    with pytest.raises(Misconfigured, match="exists"):
        backup_keys.make(keys, tmp_path / "b", now=now)


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
    assert keeping.newest_backup(tmp_path, now=NOW) == kept


def test_with_a_wrong_clock_the_newest_backup_of_before_stays(tmp_path: Path) -> None:
    names = ["uitweg-20261129T031500Z.tar", "uitweg-20261130T031500Z.tar"]
    first, second = (written(tmp_path / name) for name in names)
    wrong = NOW + timedelta(days=3650)
    made = written(tmp_path / keeping.dated_name(wrong))

    assert keeping.remove_old(tmp_path, keep_days=14, now=wrong) == [first]
    assert keeping.newest_backup(tmp_path, now=NOW) == second
    assert keeping.newest_backup(tmp_path, now=wrong) == made
    later = wrong + timedelta(days=1)
    written(tmp_path / keeping.dated_name(later))
    assert keeping.remove_old(tmp_path, keep_days=14, now=later) == [second]


def test_what_a_killed_backup_left_goes_and_what_is_at_work_stays(tmp_path: Path) -> None:
    abandoned = tmp_path / "uitweg-20261101T031500Z.tar.part"
    abandoned.write_bytes(b"half")
    (tmp_path / "uitweg-20261101T031500Z.tar.work").mkdir()
    with writing.writing(tmp_path / "uitweg-20261201T031500Z.tar") as out:
        keeping.remove_abandoned(tmp_path)
        assert [path.name for path in tmp_path.iterdir()] == ["uitweg-20261201T031500Z.tar.part"]
        out.finish({})


def test_a_rehearsal_has_nothing_that_leaves_or_that_the_real_door_holds(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    (tmp_path / "staff.secret").touch()
    left_out = {"TRACES_URL", "METRICS_PORT", "MAINTENANCE", "SMTP_URL", "OIDC_ISSUER"}
    for name in left_out | {"CITY", "BACKUP_KEYS"}:
        monkeypatch.setenv(f"UITWEG_{name}", "anything")
    (tmp_path / "scratch").mkdir()
    given = rehearsal._environment(tmp_path / "scratch/data", tmp_path, "")

    assert not given.keys() & {f"UITWEG_{name}" for name in left_out}
    assert given["UITWEG_CITY"] == given["UITWEG_BACKUP_KEYS"] == "anything"
