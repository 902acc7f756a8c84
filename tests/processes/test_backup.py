"""A backup while reports come in, put back elsewhere; and all that a restore refuses."""

import hashlib
import io
import json
import os
import re
import resource
import shutil
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import closing
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest
from django.utils import timezone

from endurance.desk import Desk
from endurance.reckoning import reckon, sound
from tests.support import machine
from tests.support.doors import post, report_without_javascript
from tests.support.installation import Installation
from tests.support.processes import channel, team_key
from tests.support.reporters import Conversation, Crowd
from uitweg.platform.sealing import age, recovery, tokens
from uitweg.site.config.environment import Misconfigured
from uitweg.site.operations.backup import archive, writing

STORY = "Mijn neef moet pakjes ophalen en durft geen nee te zeggen."
ON_SQLITE = {"UITWEG_DATABASE_URL": "", "UITWEG_DEMO": "no"}
SHEET = re.compile(r"\d+\. [a-z]+")


def as_it_is(folder: Path) -> dict[str, str]:
    """Return every file below a folder and the hash of what is in it."""
    return {
        str(path.relative_to(folder)): hashlib.sha256(path.read_bytes()).hexdigest()
        for path in folder.rglob("*")
        if path.is_file() and path.name != "in-use.lock"
    }


def last_backup(city: Installation) -> dict[str, Any]:
    return json.loads((city.folder / "last-backup.json").read_text())


def limited(city: Installation, most: int, *command: str) -> "subprocess.CompletedProcess[str]":
    """Run a command on a disk that is full after `most` bytes a file."""
    return subprocess.run(
        [sys.executable, "-m", "uitweg.site", *command],
        env=city.environment,
        capture_output=True,
        text=True,
        check=False,
        preexec_fn=lambda: resource.setrlimit(resource.RLIMIT_FSIZE, (most, most)),
    )


def refused(done: "subprocess.CompletedProcess[str]") -> str:
    """Return the one sentence of a command that refused."""
    assert done.returncode == 2, done.stdout + done.stderr
    (sentence,) = done.stderr.strip().splitlines()
    return sentence


@pytest.fixture(scope="module")
def small(tmp_path_factory: pytest.TempPathFactory) -> dict[str, Any]:
    """A city with one report, its recovery sheet and a backup of it."""
    base = tmp_path_factory.mktemp("small")
    city = Installation(base / "data", ON_SQLITE)
    said = city.run("init", "--name", "Fatima", "--login", "fatima").stdout
    city.start("public")
    words = report_without_javascript(city, STORY)
    city.stop()
    done = city.run("backup", str(base / "backup.tar"))
    assert done.returncode == 0, done.stderr
    return {"city": city, "file": base / "backup.tar", "sheet": said, "words": words}


def elsewhere(tmp_path: Path, small: dict[str, Any]) -> Installation:
    """Return an empty folder with only the doors' secrets in it."""
    city = Installation(tmp_path / "data", ON_SQLITE)
    city.folder.mkdir()
    for name in ("staff.secret", "public.secret"):
        shutil.copy(small["city"].folder / name, city.folder)
    return city


def occupied(tmp_path: Path, small: dict[str, Any]) -> Installation:
    """Return a folder in which another city stands, with the staff door's secret in it."""
    Installation(tmp_path / "data").make()
    (tmp_path / "data" / "staff.secret").unlink()
    shutil.copy(small["city"].folder / "staff.secret", tmp_path / "data")
    return Installation(tmp_path / "data", ON_SQLITE)


def with_the_sheet(
    city: Installation, file: Path, sheet: str
) -> "subprocess.CompletedProcess[str]":
    return city.run("restore", str(file), "--sheet", said=sheet)


# the load makers keep their connections until the process ends
@pytest.mark.filterwarnings("ignore::pytest.PytestUnraisableExceptionWarning")
@pytest.mark.long
def test_a_backup_under_load_holds_all_that_was_acknowledged_before_it_began(
    tmp_path: Path,
) -> None:
    calm = {
        "UITWEG_DATABASE_URL": "",
        "UITWEG_LOAD_LEVEL": "calm",
    }  # four hurried people are a flood
    city = Installation(tmp_path / "data", calm).make().start()
    team = team_key(city.folder)
    crowd = Crowd(team, city.public_port, threads=4, full=0, pause=0.02)
    desk = Desk(city, lambda: crowd.lives)
    time.sleep(3)
    before = [Conversation(a.words, a.rounds, [*a.said], [*a.answered]) for a in [*crowd.lives]]
    done = city.run("backup", str(tmp_path / "backup.tar"))
    at_the_end = len(crowd.lives)
    time.sleep(0.5)
    crowd.stop()
    desk.stop()
    city.stop()
    assert done.returncode == 0, done.stderr
    assert len(before) > 20
    assert at_the_end > len(before)

    other = Installation(tmp_path / "other" / "data", {"UITWEG_DATABASE_URL": ""})
    put_back = other.run("restore", str(tmp_path / "backup.tar"))
    assert put_back.returncode == 0, put_back.stderr
    other.run("new-secret", "--door", "public")
    other.start("public")
    wiped = {tuple(life.words) for life in crowd.lives if life.wiped}
    kept = [life for life in before if tuple(life.words) not in wiped]
    first = reckon(other, team, desk.seed, kept)
    whole = reckon(other, team, desk.seed, [life for life in crowd.lives if not life.wiped])
    other.stop()

    assert (first["lost"], first["changed"]) == (0, 0)
    assert (whole["changed"], whole["doubled"], whole["trail_missing"]) == (0, 0, 0)
    assert crowd.faults == []
    assert sound(other)


@pytest.fixture(scope="module")
def put_back(
    tmp_path_factory: pytest.TempPathFactory, small: dict[str, Any]
) -> Iterator[dict[str, Any]]:
    """The backup put back elsewhere, and its door open; 41 reports were begun before the cut."""
    base = tmp_path_factory.mktemp("put-back")
    city = elsewhere(base, small)
    later = again(small, base / "later.tar", numbers={"channel_report": 41})
    done = with_the_sheet(city, later, "\n".join(SHEET.findall(small["sheet"])))
    assert done.returncode == 0, done.stderr
    city.start("public")
    yield {"city": city, "done": done}
    city.stop()


def test_what_was_put_back_opens_with_its_words_and_with_the_recovery_sheet(
    put_back: dict[str, Any], small: dict[str, Any]
) -> None:
    city, done = put_back["city"], put_back["done"]
    page = post(city.public + "/postvak/openen/", words=" ".join(small["words"]))

    assert "and with it the newest report" in done.stdout
    assert "opens the members' phone codes" in done.stdout
    assert STORY in page
    assert STORY not in done.stdout + done.stderr


@pytest.mark.long
def test_a_number_given_out_after_the_cut_is_not_given_out_again(put_back: dict[str, Any]) -> None:
    city = put_back["city"]
    report_without_javascript(city, STORY)
    with closing(channel(city.folder)) as rows:
        assert rows.execute("SELECT max(id) FROM channel_report").fetchone() == (42,)


@pytest.mark.long
def test_nothing_is_restored_while_a_part_runs(
    put_back: dict[str, Any], small: dict[str, Any]
) -> None:
    assert "stop it first" in refused(put_back["city"].run("restore", "--over", str(small["file"])))


@pytest.mark.long
def test_a_wish_to_delete_that_came_after_the_backup_is_taken_over(
    put_back: dict[str, Any], small: dict[str, Any]
) -> None:
    city, words = put_back["city"], " ".join(small["words"])
    post(city.public + "/postvak/wissen/", words=words, sure="yes")
    city.stop()
    done = city.run("restore", "--over", str(small["file"]))
    city.start("public")
    page = post(city.public + "/postvak/openen/", words=words)

    assert "taken over from the old store: 1" in done.stdout
    assert STORY not in page


@pytest.mark.long
def test_a_wrong_sheet_is_told_and_nothing_changes(tmp_path: Path, small: dict[str, Any]) -> None:
    city = elsewhere(tmp_path, small)
    before = as_it_is(city.folder)
    strange = " ".join(recovery.to_words(tokens.new_token(32)))

    assert "another team" in refused(with_the_sheet(city, small["file"], strange))
    assert "not the 24 words" in refused(with_the_sheet(city, small["file"], "a b c"))
    assert as_it_is(city.folder) == before


@pytest.mark.long
def test_a_backup_never_overwrites_a_file_and_leaves_nothing_half_made(
    tmp_path: Path, small: dict[str, Any]
) -> None:
    there = as_it_is(small["file"].parent)
    assert "never overwrites" in refused(small["city"].run("backup", str(small["file"])))
    assert as_it_is(small["file"].parent).keys() == there.keys()
    assert last_backup(small["city"])["problem"].endswith("never overwrites a file.")
    assert "No backup was made" in refused(
        small["city"].run("backup", str(tmp_path / "nowhere" / "b.tar"))
    )


@pytest.mark.long
@pytest.mark.parametrize("most", [150_000, pytest.param(60_000, marks=pytest.mark.long)])
def test_a_disk_that_fills_halfway_ends_in_a_sentence_and_nothing_changed(
    tmp_path: Path, small: dict[str, Any], most: int
) -> None:
    assert "No backup was made" in refused(
        limited(small["city"], most, "backup", str(tmp_path / "b.tar"))
    )
    assert list(tmp_path.iterdir()) == []
    city = elsewhere(tmp_path, small)
    before = as_it_is(city.folder)
    assert "Nothing was restored" in refused(limited(city, most, "restore", str(small["file"])))
    assert as_it_is(city.folder) == before


@pytest.mark.long
def test_a_folder_gets_a_dated_backup_and_loses_only_what_is_old_and_ours(
    tmp_path: Path, small: dict[str, Any]
) -> None:
    day_before = timezone.now() - timedelta(days=1)
    old, strange, yesterday = (
        tmp_path / "uitweg-20200101T030000Z.tar",
        tmp_path / "uitweg-20200102T030000Z.tar",
        tmp_path / f"uitweg-{day_before:%Y%m%dT%H%M%SZ}.tar",
    )
    shutil.copy(small["file"], old)
    shutil.copy(small["file"], yesterday)
    strange.write_text("somebody else's")
    done = small["city"].run("backup", "--keep-days", "14", str(tmp_path))
    said = last_backup(small["city"])

    assert done.returncode == 0, done.stderr
    assert sorted(tmp_path.iterdir()) == [strange, yesterday, Path(said["file"])]
    assert said["ok"]
    assert said["sha256"] == hashlib.sha256(Path(said["file"]).read_bytes()).hexdigest()
    assert said["bytes"] == Path(said["file"]).stat().st_size


@pytest.mark.long
def test_with_another_secret_or_none_nothing_starts_and_none_is_made(
    tmp_path: Path, small: dict[str, Any]
) -> None:
    city = Installation(tmp_path / "data", ON_SQLITE)
    shutil.copytree(small["city"].folder, city.folder)
    (city.folder / "staff.secret").unlink()
    assert "./run new-secret" in refused(city.run("worker"))
    assert "put the copy of it back" in refused(city.run("new-secret", "--door", "staff"))
    assert not (city.folder / "staff.secret").exists()
    (city.folder / "staff.secret").write_text("another secret, of more than 32 characters")
    assert "another secret" in refused(city.run("confirm", "fatima"))
    assert "another secret" in city.run("serve", "--door", "staff").stderr


def test_any_changed_byte_is_found(tmp_path: Path, small: dict[str, Any]) -> None:
    whole = small["file"].read_bytes()
    other = tmp_path / "b.tar"
    for at in [*range(0, len(whole), 1_009), *range(len(whole) - 11_000, len(whole), 97)]:
        other.write_bytes(whole[:at] + bytes([whole[at] ^ 1]) + whole[at + 1 :])
        with pytest.raises(Misconfigured):
            archive.read_archive(other)


@pytest.mark.long
def test_an_archive_that_was_cut_off_is_found(tmp_path: Path, small: dict[str, Any]) -> None:
    whole = small["file"].read_bytes()
    other = tmp_path / "b.tar"
    for length in [*range(0, len(whole), 5_003), len(whole) - 512, len(whole) - 1]:
        other.write_bytes(whole[:length])
        with pytest.raises(Misconfigured):
            archive.read_archive(other)
    other.write_bytes(whole + b"\0")
    with pytest.raises(Misconfigured):
        archive.read_archive(other)


@pytest.mark.long
def test_a_broken_archive_is_refused_before_the_folder_is_looked_at(
    tmp_path: Path, small: dict[str, Any]
) -> None:
    whole = bytearray(small["file"].read_bytes())
    whole[len(whole) // 2] ^= 1
    (tmp_path / "b.tar").write_bytes(whole)
    city = small["city"]
    before = as_it_is(city.folder)

    assert "damaged" in refused(city.run("restore", "--over", str(tmp_path / "b.tar")))
    assert as_it_is(city.folder) == before


@pytest.mark.long
def test_a_backup_of_a_newer_version_is_refused(tmp_path: Path, small: dict[str, Any]) -> None:
    city = elsewhere(tmp_path, small)
    before = as_it_is(city.folder)
    newer = again(small, tmp_path / "newer.tar", version="99.0.0")
    known = archive.read_archive(small["file"]).manifest["migrations"]
    strange = {**known, "staff": [*known["staff"], ["cases", "0999_later"]]}
    unknown = again(small, tmp_path / "unknown.tar", migrations=strange)

    assert "99.0.0" in refused(city.run("restore", str(newer)))
    assert refused(city.run("restore", str(unknown)))
    assert as_it_is(city.folder) == before


def again(small: dict[str, Any], to: Path, **other: Any) -> Path:
    """Write the same backup anew with another manifest."""
    found = archive.read_archive(small["file"])
    with writing.writing(to) as out:
        for name in found.parts:
            part = io.BytesIO()
            found.copy_part(name, part)
            part.seek(0)
            out.add(name, part, pack=True)
        out.finish({**found.manifest, **other})
    return to


@pytest.mark.long
def test_counts_that_differ_from_the_manifest_are_refused(
    tmp_path: Path, small: dict[str, Any]
) -> None:
    city = elsewhere(tmp_path, small)
    tables = archive.read_archive(small["file"]).manifest["tables"]
    fewer = {**tables, "channel": {**tables["channel"], "channel_message": 0}}
    wrong = again(small, tmp_path / "wrong.tar", tables=fewer)

    assert "not what its manifest says" in refused(city.run("restore", str(wrong)))


@pytest.mark.long
def test_a_folder_that_holds_something_is_refused_and_with_over_moved_aside(
    tmp_path: Path, small: dict[str, Any]
) -> None:
    city = occupied(tmp_path, small)
    before = as_it_is(city.folder)
    assert "not empty" in refused(city.run("restore", str(small["file"])))
    assert as_it_is(city.folder) == before
    done = city.run("restore", "--over", str(small["file"]))

    assert done.returncode == 0, done.stderr
    (aside,) = city.folder.glob("aside-*")
    assert as_it_is(aside).items() <= before.items()
    with closing(channel(city.folder)) as rows:
        assert rows.execute("SELECT count(*) FROM channel_report").fetchone() == (1,)


@pytest.mark.long
def test_secrets_travel_only_when_asked_for(tmp_path: Path, small: dict[str, Any]) -> None:
    assert not archive.read_archive(small["file"]).parts.keys() & {
        "staff.secret",
        "public.secret",
    }
    done = small["city"].run("backup", "--with-secrets", str(tmp_path / "b.tar"))
    other = Installation(tmp_path / "other", ON_SQLITE)
    put_back = other.run("restore", str(tmp_path / "b.tar"))

    assert done.returncode == put_back.returncode == 0, done.stderr + put_back.stderr
    ours, theirs = (c.folder / "staff.secret" for c in (small["city"], other))
    assert theirs.read_text() == ours.read_text()
    assert (theirs.stat().st_mode & 0o777, (tmp_path / "b.tar").stat().st_mode & 0o777) == (
        0o600,
        0o600,
    )


@pytest.mark.long
def test_no_session_is_in_a_backup(tmp_path: Path, small: dict[str, Any]) -> None:
    tables = archive.read_archive(small["file"]).manifest["tables"]
    assert tables["staff"]["accounts_session"] == 0
    assert tables["channel"]["channel_report"] == 1


def last_rehearsal(city: Installation) -> dict[str, Any]:
    return json.loads((city.folder / "last-rehearsal.json").read_text())


@pytest.mark.long
def test_a_rehearsal_puts_the_last_backup_back_elsewhere_and_leaves_nothing(
    small: dict[str, Any],
) -> None:
    city, words = small["city"], " ".join(SHEET.findall(small["sheet"]))
    before = as_it_is(city.folder)
    done = city.run("rehearse", "--sheet", said=words)

    assert done.returncode == 0, done.stderr
    assert "A staff door started on it" in done.stdout
    assert last_rehearsal(city)["ok"] is True
    assert as_it_is(city.folder).keys() - before.keys() <= {"last-rehearsal.json"}
    assert all(as_it_is(city.folder)[name] == digest for name, digest in before.items())


@pytest.mark.long
def test_a_rehearsal_with_a_damaged_backup_says_so_and_is_noted(
    tmp_path: Path, small: dict[str, Any]
) -> None:
    city, damaged = small["city"], tmp_path / "b.tar"
    whole = bytearray(small["file"].read_bytes())
    whole[len(whole) // 2] ^= 1
    damaged.write_bytes(whole)

    assert "The rehearsal failed" in refused(city.run("rehearse", str(damaged)))
    assert last_rehearsal(city)["ok"] is False
    assert not [*city.folder.glob("rehearsal-*")]


@pytest.mark.long
def test_a_backup_with_a_key_of_its_own_opens_with_it_and_without_it_never_again(
    tmp_path: Path, small: dict[str, Any]
) -> None:
    backups, keys = tmp_path / "backups", tmp_path / "keys"
    for folder in (backups, keys):
        folder.mkdir()
    with_keys = {**small["city"].more, "UITWEG_BACKUP_KEYS": str(keys)}
    done = Installation(small["city"].folder, with_keys).run(
        "backup", "--keep-days", "14", str(backups)
    )
    (key,), (file,) = keys.iterdir(), backups.iterdir()
    city = elsewhere(tmp_path, small)
    before = as_it_is(city.folder)
    assert done.returncode == 0, done.stderr
    assert "its key is" in done.stdout
    assert last_backup(small["city"])["key"] == str(key)
    assert "UITWEG_BACKUP_KEYS" in refused(city.run("restore", str(file)))
    city.more |= with_keys
    rehearsed = Installation(small["city"].folder, with_keys).run("rehearse", str(backups))
    assert rehearsed.returncode == 0, rehearsed.stderr
    away = key.rename(tmp_path / "away.key")
    assert "its key is not in" in refused(city.run("restore", str(file)))
    key.write_text(age.new_key())
    assert "is not the key of" in refused(city.run("restore", str(file)))
    assert "anybody can have made it" in refused(city.run("restore", str(small["file"])))
    assert as_it_is(city.folder) == before
    away.rename(key)
    words = " ".join(SHEET.findall(small["sheet"]))
    put_back = city.run("restore", str(file), "--sheet", said=words)

    assert put_back.returncode == 0, put_back.stderr
    with closing(channel(city.folder)) as rows:
        assert rows.execute("SELECT count(*) FROM channel_report").fetchone() == (1,)


@pytest.mark.long
def test_a_backup_that_fails_leaves_no_key_and_keys_do_not_lie_beside_it(
    tmp_path: Path, small: dict[str, Any]
) -> None:
    keys = tmp_path / "backups/keys"
    keys.mkdir(parents=True)
    (tmp_path / "b.tar").touch()
    city = Installation(
        small["city"].folder, {**small["city"].more, "UITWEG_BACKUP_KEYS": str(keys)}
    )

    assert "apart from the backups" in refused(city.run("backup", str(tmp_path / "backups")))
    (tmp_path / "out").mkdir()
    assert "No backup was made" in refused(limited(city, 4096, "backup", str(tmp_path / "out")))
    assert [*keys.iterdir()] == [*(tmp_path / "out").iterdir()] == []


@pytest.mark.long
def test_on_postgresql_a_backup_goes_back_into_two_empty_databases(tmp_path: Path) -> None:
    with machine.postgres() as first, machine.postgres() as second:
        tools = {"PATH": f"{machine.postgres_tools()}{os.pathsep}{os.environ['PATH']}"}
        tools["UITWEG_BACKUP_KEYS"] = str(tmp_path / "keys")
        file = tmp_path / "backups/b.tar"
        file.parent.mkdir()
        city = Installation(tmp_path / "data", {"UITWEG_DATABASE_URL": first, **tools})
        city.make().start("public")
        words = " ".join(report_without_javascript(city, STORY))
        done = city.run("backup", str(file))
        city.stop()
        assert done.returncode == 0, done.stderr
        again_full = city.run("restore", str(file))
        assert "not empty" in refused(again_full)
        other = Installation(tmp_path / "other", {"UITWEG_DATABASE_URL": second, **tools})
        put_back = other.run("restore", str(file))
        assert put_back.returncode == 0, put_back.stderr
        rehearsed = city.run("rehearse")
        assert rehearsed.returncode == 0, rehearsed.stderr
        other.run("new-secret", "--door", "public")
        other.start("public")
        try:
            assert STORY in post(other.public + "/postvak/openen/", words=words)
        finally:
            other.stop()
    assert archive.read_archive(file).manifest["store"] == "postgresql"
