"""`./run init`, as an operator meets it."""

import re
import subprocess
from pathlib import Path

import pytest

from tests.support.installation import Installation

ON_SQLITE = {"UITWEG_DEMO": "no", "UITWEG_DATABASE_URL": ""}


@pytest.fixture(scope="module")
def city(tmp_path_factory: pytest.TempPathFactory) -> Installation:
    return Installation(tmp_path_factory.mktemp("founded") / "data", ON_SQLITE)


@pytest.fixture(scope="module")
def first(city: Installation) -> "subprocess.CompletedProcess[str]":
    return city.run("init", "--name", "Fatima", "--login", "fatima", "--role", "coordinator")


def test_init_says_the_keys_once_and_refuses_a_second_time(
    city: Installation, first: "subprocess.CompletedProcess[str]"
) -> None:
    second = city.run("init", "--name", "Joris", "--login", "joris")

    assert first.returncode == 0, first.stderr
    assert len(re.findall(r"\d+\. [a-z]+", first.stdout)) == 24
    assert "passphrase:" in first.stdout
    assert (second.returncode, len(second.stderr.strip().splitlines())) == (2, 1)


@pytest.mark.usefixtures("first")
def test_what_is_made_is_for_this_user_only(city: Installation) -> None:
    made = [city.folder, *city.folder.iterdir()]
    modes = {path.name: path.stat().st_mode & 0o077 for path in made}

    assert {"channel.sqlite", "staff.sqlite", "staff.secret"} <= modes.keys()
    assert set(modes.values()) == {0}, modes


def test_init_without_a_name_or_a_keyboard_says_what_to_give(tmp_path: Path) -> None:
    done = Installation(tmp_path / "data", ON_SQLITE).run("init")

    assert done.returncode == 2
    assert "--name" in done.stderr


@pytest.mark.usefixtures("first")
def test_the_audit_log_is_verified_from_the_command_line(city: Installation) -> None:
    assert city.run("verify-audit").stdout.strip() == "The audit log is whole."
