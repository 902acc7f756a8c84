"""The systemd units: what they start is there, and what their processes cannot do."""

import re
import shutil
import subprocess
from pathlib import Path

import pytest

from uitweg.site.operations import as_service, prepare
from uitweg.site.operations.cli import COMMANDS
from uitweg.site.operations.installed import CODE

UNITS = CODE / "deploy/systemd"
SERVICES = sorted(file.name for file in UNITS.glob("uitweg-*.service"))
MOST_EXPOSED = 2.0


def lines_of(name: str) -> list[str]:
    return (UNITS / name).read_text().splitlines()


@pytest.mark.parametrize("name", SERVICES)
def test_a_unit_is_hardened(name: str, tmp_path: Path) -> None:
    if shutil.which("systemd-analyze") is None:
        pytest.skip("This needs systemd. Type: sudo apt-get install systemd")
    line = ["systemd-analyze", "security", "--offline=true", "--no-pager", name]
    done = subprocess.run(
        line, env={"SYSTEMD_UNIT_PATH": f"{UNITS}:"}, capture_output=True, text=True, check=True
    )
    (exposed,) = re.findall(r"exposure level for \S+: ([\d.]+)", done.stdout)

    assert float(exposed) <= MOST_EXPOSED


@pytest.mark.parametrize("name", SERVICES)
def test_a_unit_runs_a_command_that_is_there(name: str) -> None:
    (start,) = [line for line in lines_of(name) if line.startswith("ExecStart=")]
    (command,) = re.findall(r"/srv/uitweg/code/run ([a-z-]+)", start)

    assert command in COMMANDS


@pytest.mark.parametrize("name", SERVICES)
def test_a_unit_has_the_user_and_the_settings_of_its_side(name: str) -> None:
    service = as_service.PUBLIC if "public" in name else as_service.STAFF
    owners = {folder.path: folder.owner for folder in prepare.FOLDERS}

    assert f"User={service.user}" in lines_of(name)
    assert f"EnvironmentFile={service.settings}" in lines_of(name)
    assert f"StateDirectory={service.user}" in lines_of(name)
    assert owners[f"/var/lib/{service.user}"] == service.user


@pytest.mark.parametrize("part", ["public", "staff", "worker"])
def test_a_part_outlives_the_database(part: str) -> None:
    lines = lines_of(f"uitweg-{part}.service")

    assert "Restart=always" in lines
    assert "StartLimitIntervalSec=0" in lines
    assert not [line for line in lines if re.match(r"(Requires|BindsTo|PartOf)=.*postgres", line)]


def test_the_target_starts_them_all() -> None:
    (wanted,) = [line for line in lines_of("uitweg.target") if line.startswith("Wants=")]

    assert set(wanted.removeprefix("Wants=").split()) == {
        "uitweg-public.service",
        "uitweg-staff.service",
        "uitweg-worker.service",
        "uitweg-backup.timer",
    }


OWN_SETTINGS = {"public": {}, "staff": {"UITWEG_BACKUP_KEYS": "/var/lib/uitweg-backup-keys"}}


@pytest.mark.parametrize("side", ["public", "staff"])
def test_both_settings_files_agree(side: str) -> None:
    from uitweg.site.config.environment_file import read_environment

    text = (CODE / f"deploy/environment/{side}.env").read_text()
    here = read_environment(text)
    other = read_environment((CODE / "deploy/environment/public.env").read_text())

    assert here.pop("UITWEG_DATA") == f"/var/lib/uitweg-{side}"
    other.pop("UITWEG_DATA")
    assert here == other | OWN_SETTINGS[side]
    known = (CODE / "docs/start.md").read_text()
    assert [
        name for name in re.findall(r"\bUITWEG_[A-Z_]+", text) if f"`{name}`" not in known
    ] == []
