"""The files made of content: a set is whole or not there, and the worker makes it when it changed."""

import os
import shutil
import signal
import subprocess
import sys
import threading
import time
from pathlib import Path
from typing import Any

import pytest

from uitweg.knowledge.training.actions.made_files import CURRENT, made_file
from uitweg.materials import building, version
from uitweg.platform.content.files.folder import ContentFolder
from uitweg.platform.content.loading import CONTENT_FOLDER
from uitweg.platform.sandbox.typeset.run import CannotTypeset
from uitweg.site.operations import materials_watch
from uitweg.site.operations.doctor import materials as doctor
from uitweg.site.operations.doctor.finding import Patient

ROOT = Path(__file__).resolve().parents[2]
KILLED_HALFWAY = """
import os, signal, sys, pathlib, django
django.setup()
from uitweg.materials import building
def die(): os.kill(os.getpid(), signal.SIGKILL)
building.build(pathlib.Path(sys.argv[1]), lambda: [("/een.txt", lambda: b"nieuw"), ("/twee.txt", die)])
"""
BUILDS_ONE = """
import pathlib, sys, django
django.setup()
from django.conf import settings
from uitweg.materials import building
building.build(settings.MATERIALS, lambda: [("/een.txt", lambda: b"nieuw")])
"""


@pytest.fixture(autouse=True)
def folder(settings: Any, tmp_path: Path) -> Path:
    settings.MATERIALS = tmp_path / "materials"
    settings.MATERIALS.mkdir()
    settings.MATERIALS.chmod(0o755)  # whatever is let through here
    return Path(settings.MATERIALS)


def environment(folder: Path) -> dict[str, str]:
    return {
        **os.environ,
        "DJANGO_SETTINGS_MODULE": "uitweg.site.config.settings",
        "PYTHONPATH": str(ROOT),
        "UITWEG_DATA": str(folder.parent),
        "UITWEG_MATERIALS": str(folder),
    }


def two_files(word: str) -> Any:
    return lambda: [("/een.txt", word.encode), ("/map/twee.txt", word.encode)]


def change_the_code(monkeypatch: pytest.MonkeyPatch, name: str) -> None:
    monkeypatch.setattr(version, "VERSION", name)


def test_a_set_is_read_by_its_link_by_whoever_may_enter_the_folder(folder: Path) -> None:
    name = building.build(folder, two_files("oud"))

    assert made_file("/een.txt") == made_file("/map/twee.txt") == b"oud"
    assert (folder / CURRENT).readlink() == Path(name)
    assert (folder / CURRENT / "map").stat().st_mode & 0o777 == 0o755
    assert (folder / CURRENT / "map" / "twee.txt").stat().st_mode & 0o777 == 0o644


def test_in_a_closed_folder_the_files_are_closed_too(folder: Path) -> None:
    folder.chmod(0o700)
    building.build(folder, two_files("oud"))

    assert (folder / CURRENT / "map").stat().st_mode & 0o077 == 0
    assert (folder / CURRENT / "een.txt").stat().st_mode & 0o077 == 0


def test_what_is_there_already_is_not_made_again(folder: Path) -> None:
    building.build(folder, two_files("oud"))
    building.build(folder, lambda: [("/een.txt", lambda: pytest.fail("again"))])

    assert made_file("/een.txt") == b"oud"


def test_a_new_set_takes_the_place_of_the_one_before(
    folder: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    building.build(folder, two_files("oud"))
    change_the_code(monkeypatch, "9.9")
    name = building.build(folder, lambda: [("/een.txt", lambda: b"nieuw")])

    assert (made_file("/een.txt"), made_file("/map/twee.txt")) == (b"nieuw", None)
    assert {path.name for path in folder.iterdir()} == {name, CURRENT, building.LOCK}


def test_a_file_that_cannot_be_made_leaves_the_set_before(
    folder: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def fail() -> bytes:
        raise CannotTypeset

    building.build(folder, two_files("oud"))
    change_the_code(monkeypatch, "9.9")
    with pytest.raises(CannotTypeset):
        building.build(folder, lambda: [("/een.txt", lambda: b"nieuw"), ("/twee.txt", fail)])

    assert made_file("/een.txt") == made_file("/map/twee.txt") == b"oud"
    building.build(folder, two_files("nieuw"))
    assert made_file("/map/twee.txt") == b"nieuw"


def test_a_build_that_is_killed_halfway_leaves_the_set_before(
    folder: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    with monkeypatch.context() as before:
        change_the_code(before, "0.0")
        building.build(folder, two_files("oud"))
    done = subprocess.run(
        [sys.executable, "-c", KILLED_HALFWAY, str(folder)], env=environment(folder), check=False
    )

    assert done.returncode == -signal.SIGKILL
    assert (folder / building.UNFINISHED / "een.txt").read_bytes() == b"nieuw"
    assert made_file("/een.txt") == made_file("/map/twee.txt") == b"oud"
    building.build(folder, two_files("nieuw"))
    assert made_file("/map/twee.txt") == b"nieuw"
    assert not (folder / building.UNFINISHED).exists()


@pytest.mark.parametrize("name", version.SETTINGS)
def test_each_setting_that_stands_on_the_files_changes_the_version(
    name: str, settings: Any
) -> None:
    before = version.materials_version()
    setattr(settings, name, "iets anders")

    assert version.materials_version() != before


def test_changed_content_on_the_disk_changes_the_version(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    content = Path(shutil.copytree(CONTENT_FOLDER, tmp_path / "content"))
    monkeypatch.setattr(version, "content_folder", lambda: ContentFolder(content))
    before = version.materials_version()
    assert version.materials_version() == before
    file = content / "contacts.yaml"
    file.write_text(file.read_text("utf-8") + "\n# nagekeken\n", "utf-8")

    assert version.materials_version() != before


def test_the_worker_builds_when_the_content_changed_and_not_again(
    folder: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    with monkeypatch.context() as before:
        change_the_code(before, "0.0")
        building.build(folder, two_files("oud"))
    for name, value in environment(folder).items():
        monkeypatch.setenv(name, value)
    monkeypatch.setattr(materials_watch, "COMMAND", (sys.executable, "-c", BUILDS_ONE))

    assert materials_watch.build_if_changed(threading.Event())
    assert made_file("/een.txt") == b"nieuw"
    monkeypatch.setattr(materials_watch, "COMMAND", ("/nonexistent",))
    assert materials_watch.build_if_changed(threading.Event())


def test_a_build_that_fails_is_logged_and_the_worker_goes_on(
    monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    for command in (("/nonexistent",), ("false",)):
        monkeypatch.setattr(materials_watch, "COMMAND", command)
        assert not materials_watch.build_if_changed(threading.Event())

    assert caplog.text.count("could not be built") == 2


def test_a_worker_that_stops_ends_its_build(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(materials_watch, "COMMAND", ("sleep", "600"))
    stopping = threading.Event()
    threading.Timer(0.5, stopping.set).start()
    began = time.monotonic()

    assert not materials_watch.build_if_changed(stopping)
    assert time.monotonic() - began < 300


def test_a_worker_that_does_not_build_looks_at_nothing(
    settings: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    settings.BUILD_MATERIALS = False
    monkeypatch.setattr(materials_watch, "FIRST_LOOK_SECONDS", 0)
    monkeypatch.setattr(materials_watch, "LOOK_SECONDS", 0)
    monkeypatch.setattr(materials_watch, "build_if_changed", lambda _: pytest.fail("looked"))
    stopping = threading.Event()
    threading.Timer(0.3, stopping.set).start()

    materials_watch.keep_materials(stopping)

    assert stopping.is_set()


def test_the_doctor_says_whether_the_files_are_there_and_of_now(
    folder: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def said() -> list[str]:
        return [each.symptom for each in doctor.examine(Patient("staff", {}))]

    assert said() == ["materials-missing"]
    building.build(folder, two_files("nu"))
    assert said() == ["materials-made"]
    change_the_code(monkeypatch, "9.9")
    assert said() == ["materials-old"]


@pytest.mark.long
def test_the_command_builds_everything(folder: Path) -> None:
    command = [sys.executable, "-m", "uitweg.site", "build-materials"]
    done = subprocess.run(
        command, env=environment(folder), cwd=ROOT, capture_output=True, text=True, check=False
    )

    assert done.returncode == 0, done.stderr
    names = {path.suffix for path in (folder / CURRENT).rglob("*.*")}
    assert names == {".pdf", ".pptx", ".zip", ".twee"}
