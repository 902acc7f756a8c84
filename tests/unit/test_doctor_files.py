"""`./run doctor` on files and on the machine: what others can read, swap, room."""

import os
from pathlib import Path

import pytest

from uitweg.site.operations.doctor import files, machine
from uitweg.site.operations.doctor.finding import Patient

GB = 10**9


@pytest.fixture
def data(tmp_path: Path) -> Path:
    folder = tmp_path / "data"
    folder.mkdir(mode=0o700)
    (folder / "staff.secret").touch(mode=0o600)
    return folder


def names(data: Path, **more: object) -> set[str]:
    """Return what is found in a data folder, apart from who runs the tests and on what code."""
    environment = {"UITWEG_DATA": str(data), **more.pop("environment", {})}  # type: ignore[dict-item]
    found = files.examine(Patient("staff", environment, **more))  # type: ignore[arg-type]
    return {one.symptom for one in found} - {"run-as-root", "code-writable"}


def test_a_closed_folder_is_good(data: Path) -> None:
    assert names(data) == {"files-closed"}


@pytest.mark.parametrize("mode", [0o750, 0o701, 0o755])
def test_a_data_folder_that_others_can_enter_is_wrong(data: Path, mode: int) -> None:
    data.chmod(mode)

    assert names(data) == {"folder-open"}


def test_files_that_others_can_read_are_counted(data: Path) -> None:
    for name in ("channel.sqlite", "staff.secret", "staff.sqlite"):
        (data / name).touch()
        (data / name).chmod(0o644)
    (found,) = [one for one in files.in_folder(data) if one.symptom == "file-open"]

    assert str(data / "channel.sqlite") in found.sentence
    assert "2 more" in found.sentence


def test_a_secret_elsewhere_is_looked_at_too(data: Path, tmp_path: Path) -> None:
    secret = tmp_path / "staff.secret"
    secret.touch(mode=0o640)
    secret.chmod(0o640)

    assert names(data, environment={"UITWEG_SECRET_FILE": str(secret)}) == {"file-open"}


def test_an_environment_file_for_everybody_is_wrong(data: Path, tmp_path: Path) -> None:
    file = tmp_path / "public.env"
    file.touch()
    file.chmod(0o644)
    assert names(data, other_file=str(file)) == {"environment-file-open"}
    file.chmod(0o640)
    assert names(data, other_file=str(file)) == {"files-closed"}


def test_what_belongs_to_somebody_else_is_wrong(data: Path, monkeypatch) -> None:
    monkeypatch.setattr(os, "geteuid", lambda: data.stat().st_uid + 1)

    assert names(data) == {"foreign-owner"}


def test_a_door_that_reaches_the_other_ones_secret_is_wrong(data: Path, tmp_path, monkeypatch):
    monkeypatch.setattr(os, "geteuid", lambda: data.stat().st_uid or 1)
    monkeypatch.setattr(files, "_owner", lambda path: [])
    other = {"UITWEG_DATA": str(data)}

    assert names(tmp_path / "own", other=other) == {"reaches-other-side"}


def test_as_root_it_says_that_root_may_read_everything(data: Path, monkeypatch) -> None:
    monkeypatch.setattr(os, "geteuid", lambda: 0)

    assert [one.symptom for one in files.examine(Patient("staff", {"UITWEG_DATA": str(data)}))][
        -1
    ] == "run-as-root"


SWAPS = "Filename Type Size Used Priority\n"


@pytest.mark.parametrize(
    ("line", "found"),
    [
        ("", "swap-safe"),
        ("/dev/zram0 partition 1 0 -2\n", "swap-safe"),
        ("/dev/sda2 partition 1 0 -2\n", "swap-in-the-clear"),
        ("/swapfile file 1 0 -2\n", "swap-in-the-clear"),
        ("/dev/dm-1 partition 1 0 -2\n", "swap-safe"),
        ("/dev/dm-2 partition 1 0 -2\n", "swap-in-the-clear"),
    ],
)
def test_swap_in_the_clear_is_wrong(tmp_path: Path, line: str, found: str) -> None:
    for device, uuid in (("dm-1", "CRYPT-PLAIN-swap"), ("dm-2", "LVM-x")):
        (tmp_path / device / "dm").mkdir(parents=True)
        (tmp_path / device / "dm" / "uuid").write_text(uuid)
    (tmp_path / "swaps").write_text(SWAPS + line)

    assert [one.symptom for one in machine.swap(tmp_path / "swaps", tmp_path)] == [found]


@pytest.mark.parametrize(
    ("free", "found"),
    [(50 * GB, "disk-room"), (2 * GB, "disk-little-room"), (GB // 10, "disk-full")],
)
def test_room_on_the_disk(tmp_path: Path, free: int, found: str) -> None:
    assert machine.room(tmp_path, free).symptom == found


@pytest.mark.parametrize(
    ("kilobytes", "found"), [(4_000_000, "memory-free"), (100_000, "memory-little")]
)
def test_free_memory(tmp_path: Path, kilobytes: int, found: str) -> None:
    table = tmp_path / "meminfo"
    table.write_text(f"MemTotal: 8000000 kB\nMemAvailable: {kilobytes} kB\n")

    assert [one.symptom for one in machine.memory(table)] == [found]


def test_a_process_that_hides_its_memory_leaves_no_core(monkeypatch) -> None:
    monkeypatch.setattr(machine.ctypes, "CDLL", lambda _: FakeLibrary(dumpable=0))
    assert machine.leaves_no_core()
    monkeypatch.setattr(machine.ctypes, "CDLL", lambda _: FakeLibrary(dumpable=1))
    monkeypatch.setattr(machine.resource, "getrlimit", lambda _: (-1, -1))
    assert not machine.leaves_no_core()


class FakeLibrary:
    """libc for a process that may be dumped, or not."""

    def __init__(self, *, dumpable: int) -> None:
        self.dumpable = dumpable

    def prctl(self, *_: int) -> int:
        return self.dumpable
