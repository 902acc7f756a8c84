"""`./run prepare` and `uitweg`: what is ours is renewed, what an administrator wrote stays."""

import os
import shutil
import stat
from pathlib import Path

import pytest

from uitweg.site.config.environment import Misconfigured
from uitweg.site.operations import as_service, installed, prepare
from uitweg.site.operations.cli import main
from uitweg.site.operations.founding import WORDS
from uitweg.site.operations.installed import CODE
from uitweg.site.operations.prepare import Machine, check_checkout, install_units

UNITS = "usr/local/lib/systemd/system"


@pytest.fixture
def empty(tmp_path: Path) -> Machine:
    return Machine(root=tmp_path / "machine", code=CODE)


def test_units_get_the_path_of_this_checkout(empty: Machine) -> None:
    said = install_units(empty)

    unit = (empty.root / UNITS / "uitweg-public.service").read_text()
    assert f"ExecStart={CODE}/run serve --door public" in unit
    assert f"made     /{UNITS}/uitweg-.service.d/hardening.conf" in said
    assert {line.split()[0] for line in install_units(empty)} == {"is"}


def test_a_unit_of_an_earlier_version_is_renewed(empty: Machine) -> None:
    install_units(empty)
    unit = empty.root / UNITS / "uitweg-worker.service"
    unit.write_text(f"{prepare.OURS}[ServiceUser]\nExecStart=/bin/old\n")

    assert f"made     /{UNITS}/uitweg-worker.service" in install_units(empty)
    assert "/bin/old" not in unit.read_text()


def test_a_unit_that_an_administrator_wrote_stays(empty: Machine) -> None:
    install_units(empty)
    unit = empty.root / UNITS / "uitweg-worker.service"
    unit.write_text("[ServiceUser]\nExecStart=/bin/mine\n")

    assert [line for line in install_units(empty) if line.startswith("KEPT")]
    assert unit.read_text() == "[ServiceUser]\nExecStart=/bin/mine\n"


def a_checkout(folder: Path) -> Path:
    for part in ("uitweg", "deploy", ".venv/bin"):
        (folder / part).mkdir(parents=True)
    for file in ("run", ".venv/bin/python"):
        (folder / file).touch()
    for path in (folder, *folder.rglob("*"), *folder.parents[:-2]):
        path.chmod(0o755)
    return folder


needs_root = pytest.mark.skipif(os.geteuid() != 0, reason="only root can own a checkout for all")


@needs_root
def test_code_that_others_can_change_is_refused(tmp_path: Path) -> None:
    code = a_checkout(tmp_path / "code")
    check_checkout(code)

    (code / "uitweg").chmod(0o775)
    with pytest.raises(Misconfigured, match=r"uitweg can be changed by others than root; type: "):
        check_checkout(code)


@needs_root
def test_code_that_the_services_cannot_read_is_refused(tmp_path: Path) -> None:
    code = a_checkout(tmp_path / "code")
    (code / "uitweg").chmod(0o700)
    with pytest.raises(Misconfigured, match=r"The services cannot read .*uitweg; type: chmod"):
        check_checkout(code)

    (code / "uitweg").chmod(0o755)
    tmp_path.chmod(0o700)
    with pytest.raises(Misconfigured, match="such as /srv/uitweg/code"):
        check_checkout(code)


@needs_root
@pytest.mark.parametrize(
    "command", ["init", "migrate", "worker", "backup x.tar", "serve --door public"]
)
def test_root_leaves_nothing_in_the_folder_of_a_service(
    command: str,
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
    capsys: pytest.CaptureFixture[str],
) -> None:
    shutil.chown(tmp_path, user="nobody")
    monkeypatch.setenv("UITWEG_DATA", str(tmp_path))
    monkeypatch.setenv("UITWEG_DOOR", "tools")

    assert main(command.split()) == 2
    assert "belongs to nobody, who could not read what root" in capsys.readouterr().err
    assert list(tmp_path.iterdir()) == []


def test_the_public_door_has_a_user_of_its_own() -> None:
    doctor, serve, same = ["doctor"], ["serve", "--door", "public"], ["serve", "--door=public"]

    assert as_service.service_for(doctor) == (as_service.STAFF, doctor)
    assert as_service.service_for(serve) == (as_service.PUBLIC, serve)
    assert as_service.service_for(same) == (as_service.PUBLIC, same)
    at_the_door = [*doctor, "--door", "public"]
    assert as_service.service_for(["--public", *doctor]) == (as_service.PUBLIC, at_the_door)
    assert as_service.service_for(["--public", "version"]) == (as_service.PUBLIC, ["version"])


def test_a_command_gets_its_settings_and_nothing_of_the_callers(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    settings = tmp_path / "staff.env"
    settings.write_text("UITWEG_CITY='Ons Dorp'\n")
    settings.chmod(0o640)
    monkeypatch.setenv("UITWEG_DEMO", "yes")
    monkeypatch.setenv("TERM", "xterm")

    given = as_service.settings_for(as_service.ServiceUser("uitweg-staff", settings), "/home")

    assert given["UITWEG_CITY"] == "Ons Dorp"
    assert given["TERM"] == "xterm"
    assert "UITWEG_DEMO" not in given


def test_what_is_executable_is_executable() -> None:
    assert (CODE / "deploy/uitweg").stat().st_mode & stat.S_IXOTH


@pytest.mark.parametrize("language", sorted(WORDS))
def test_init_says_which_command_comes_next(
    language: str, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    assert (installed.command_name(), "{command} confirm" in WORDS[language].made) == (
        "./run",
        True,
    )
    link = tmp_path / "uitweg"
    link.symlink_to(CODE / "deploy/uitweg")
    monkeypatch.setattr(installed, "COMMAND", link)

    assert installed.command_name() == "uitweg"
    assert installed.how_to_start() == "systemctl enable --now uitweg.target"
