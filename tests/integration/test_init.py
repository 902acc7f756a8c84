"""`./run init`, as an operator meets it."""

import re
import subprocess
from pathlib import Path

import pytest
import segno

from tests.support.installation import Installation

ON_SQLITE = {"UITWEG_DEMO": "no", "UITWEG_DATABASE_URL": ""}


@pytest.fixture(scope="module")
def city(tmp_path_factory: pytest.TempPathFactory) -> Installation:
    return Installation(tmp_path_factory.mktemp("founded") / "data", ON_SQLITE)


@pytest.fixture(scope="module")
def first(city: Installation) -> "subprocess.CompletedProcess[str]":
    return city.run("init", "--name", "Fatima", "--login", "Fatima")


def test_init_says_the_keys_once_and_refuses_a_second_time(
    city: Installation, first: "subprocess.CompletedProcess[str]"
) -> None:
    second = city.run("init", "--name", "Joris", "--login", "joris")

    assert first.returncode == 0, first.stderr
    assert len(re.findall(r"\d+\. [a-z]+", first.stdout)) == 24
    assert "wachtzin:" in first.stdout
    assert "inlognaam:  fatima" in first.stdout
    assert (second.returncode, len(second.stderr.strip().splitlines())) == (2, 1)


@pytest.mark.usefixtures("first")
def test_what_is_made_is_for_this_user_only(city: Installation) -> None:
    made = [city.folder, *city.folder.iterdir()]
    modes = {path.name: path.stat().st_mode & 0o077 for path in made}

    assert {"channel.sqlite", "staff.sqlite", "staff.secret"} <= modes.keys()
    assert set(modes.values()) == {0}, modes


def squares(drawn: list[str]) -> list[list[int]]:
    """Read a QR code back from block characters: 1 is dark, two rows of squares in a line."""
    halves = {"█": (0, 0), "▀": (0, 1), "▄": (1, 0), " ": (1, 1)}
    return [[halves[block][half] for block in line] for line in drawn for half in (0, 1)]


def test_the_square_in_the_terminal_is_the_phone_code_for_an_app(
    first: "subprocess.CompletedProcess[str]",
) -> None:
    (secret,) = re.findall(r"telefoon:\s+([A-Z2-7]{32})\n", first.stdout)
    address = f"otpauth://totp/Uitweg%20Voorbeeldstad:fatima?secret={secret}&issuer=Uitweg%20Voorbeeldstad"
    expected = [list(row) for row in segno.make(address).matrix_iter(border=4)]
    drawn = [line for line in first.stdout.splitlines() if re.fullmatch("[█▀▄ ]{30,}", line)]

    assert squares(drawn)[: len(expected)] == expected


def test_init_says_what_to_do_next(
    city: Installation, first: "subprocess.CompletedProcess[str]"
) -> None:
    after = first.stdout.partition("Hierna:")[2]

    assert f"Open {city.staff}/ en log in" in after
    assert f"{city.public}/schrijven/" in after
    assert 0 < after.index("zorgcoördinator uit") < after.index("bij Leden de sleutel")


def test_init_speaks_the_language_of_the_setting(tmp_path: Path) -> None:
    english = Installation(tmp_path / "data", ON_SQLITE | {"UITWEG_LANGUAGE": "en"})
    done = english.run("init", "--name", "Fatima", "--login", "fatima")
    wrong = Installation(tmp_path / "data", ON_SQLITE | {"UITWEG_LANGUAGE": "fr"}).run("init")

    assert "RECOVERY SHEET" in done.stdout
    assert "invite a care coordinator" in done.stdout
    assert (wrong.returncode, "UITWEG_LANGUAGE" in wrong.stderr) == (2, True)


def test_a_terminal_without_block_characters_still_gets_the_words(tmp_path: Path) -> None:
    narrow = Installation(tmp_path / "data", ON_SQLITE | {"PYTHONIOENCODING": "ascii"})
    done = narrow.run("init", "--name", "Fatima", "--login", "fatima")

    assert done.returncode == 0, done.stderr
    assert "wachtzin:" in done.stdout


def test_init_without_a_name_or_a_keyboard_says_what_to_give(tmp_path: Path) -> None:
    done = Installation(tmp_path / "data", ON_SQLITE).run("init")

    assert done.returncode == 2
    assert "--name" in done.stderr


@pytest.mark.usefixtures("first")
def test_the_audit_log_is_verified_from_the_command_line(city: Installation) -> None:
    assert city.run("verify-audit").stdout.strip() == "The audit log is whole."
