"""`./run init`, as an operator meets it."""

import re
from pathlib import Path

from tests.installation import Installation


def test_init_says_the_keys_once_and_refuses_a_second_time(tmp_path: Path) -> None:
    city = Installation(tmp_path / "data", {"UITWEG_DEMO": "no", "UITWEG_DATABASE_URL": ""})
    first = city.run("init", "--name", "Fatima", "--login", "fatima", "--role", "coordinator")
    second = city.run("init", "--name", "Joris", "--login", "joris")

    assert first.returncode == 0, first.stderr
    assert len(re.findall(r"\d+\. [a-z]+", first.stdout)) == 24
    assert "passphrase:" in first.stdout
    assert (second.returncode, len(second.stderr.strip().splitlines())) == (2, 1)


def test_init_without_a_name_or_a_keyboard_says_what_to_give(tmp_path: Path) -> None:
    done = Installation(tmp_path / "data", {"UITWEG_DATABASE_URL": ""}).run("init")

    assert done.returncode == 2
    assert "--name" in done.stderr


def test_the_trail_is_verified_from_the_command_line(tmp_path: Path) -> None:
    city = Installation(tmp_path / "data", {"UITWEG_DATABASE_URL": ""})
    city.run("init", "--name", "Fatima", "--login", "fatima")

    assert city.run("verify-trail").stdout.strip() == "The trail is whole."
