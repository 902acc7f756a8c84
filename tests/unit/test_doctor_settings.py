"""`./run doctor` on settings: misspelt, wrong, half done, and different for two processes."""

import os
from pathlib import Path

import pytest

from tests.support.installation import Installation
from uitweg.site.operations.doctor import examine, settings
from uitweg.site.operations.doctor.finding import Patient

REAL = {
    "UITWEG_CITY": "Voorstad",
    "UITWEG_COORDINATOR": "06-123 456 78",
    "UITWEG_PUBLIC_URL": "https://uitweg.voorstad.example",
    "UITWEG_STAFF_URL": "https://team.voorstad.example",
    "UITWEG_PROXY": "127.0.0.1",
    "UITWEG_DATABASE_URL": "postgresql://uitweg_door:geheim@127.0.0.1:5432/uitweg",
}


def names(environment: dict[str, str], door: str = "public", **more: object) -> list[str]:
    """Return the names of what is found in an environment."""
    return [one.symptom for one in settings.examine(Patient(door, environment, **more))]  # type: ignore[arg-type]


@pytest.mark.parametrize("door", ["public", "staff"])
def test_of_a_finished_environment_there_is_nothing_to_say(door: str) -> None:
    assert names(REAL | {"PATH": "/bin", "USER": "uitweg", "UV_LINK": "copy"}, door) == []


@pytest.mark.parametrize(
    ("name", "meant"),
    [
        ("UITWEG_CITTY", "UITWEG_CITY"),
        ("UITWEG_COORDINATER", "UITWEG_COORDINATOR"),
        ("UITWEG_DATABASEURL", "UITWEG_DATABASE_URL"),
        ("UITWG_PROXY", "UITWEG_PROXY"),
        ("uitweg_city", "UITWEG_CITY"),
        ("UITWEG_XYZZY", ""),
    ],
)
def test_a_misspelt_setting_is_found_and_the_right_one_proposed(name: str, meant: str) -> None:
    (found,) = settings.misspelt({name: "x"})

    assert name in found.sentence
    assert ("Did you mean" in found.sentence) is bool(meant)
    assert meant in found.sentence


@pytest.mark.parametrize(
    ("changed", "door", "found"),
    [
        ({"UITWEG_PROXY": ""}, "public", "https-without-proxy"),
        ({"UITWEG_PROXY": ""}, "staff", "https-without-proxy"),
        ({"UITWEG_STAFF_URL": "http://team.example"}, "staff", "proxy-without-https"),
        ({"UITWEG_CITY": '"Voorstad"'}, "public", "setting-quoted"),
        ({"UITWEG_CITY": ""}, "public", "example-city"),
        ({"UITWEG_COORDINATOR": ""}, "staff", "example-city"),
        ({"UITWEG_DEMO": "yes"}, "public", "is-a-demo"),
        ({"UITWEG_SMTP_URL": "smtps://a:b@mail.example"}, "public", "setting-of-other-side"),
    ],
)
def test_each_half_done_environment_is_found(changed, door: str, found: str) -> None:
    assert names(REAL | changed, door) == [found]


STAFF_SIDE = REAL | {"UITWEG_DATABASE_URL": "postgresql://uitweg_staff:x@127.0.0.1:5432/uitweg"}


@pytest.mark.parametrize(
    ("there", "found"),
    [
        ({}, "settings-alike"),
        ({"UITWEG_CITY": "Achterstad"}, "settings-differ"),
        ({"UITWEG_THEME": "/etc/uitweg/theme.css"}, "settings-differ"),
        ({"UITWEG_DATABASE_URL": "postgresql://a:b@127.0.0.1:5432/other"}, "other-database"),
        ({"UITWEG_DATABASE_URL": "postgresql://a:b@10.0.0.5:5432/uitweg"}, "other-database"),
        ({"UITWEG_DATABASE_URL": REAL["UITWEG_DATABASE_URL"]}, "same-login"),
    ],
)
def test_both_sides_are_compared(there, found: str) -> None:
    assert names(REAL, other=STAFF_SIDE | there, other_file="staff.env") == [found]


def test_two_doors_with_one_secret_file(tmp_path: Path) -> None:
    secret = {"UITWEG_SECRET_FILE": str(tmp_path / "secret")}

    assert names(REAL | secret, other=STAFF_SIDE | secret) == ["same-secret"]


def test_no_password_is_in_what_is_said_of_two_sides() -> None:
    other = REAL | {"UITWEG_DATABASE_URL": "postgresql://uitweg_door:w8woord@127.0.0.1/x"}
    found = settings.compared(REAL, other, file="staff.env")

    assert not {"geheim", "w8woord"} & set(" ".join(one.sentence for one in found).split(":"))


def test_an_environment_file_is_read_as_systemd_reads_it(tmp_path: Path) -> None:
    file = tmp_path / "staff.env"
    file.write_text(
        "# a comment\n; another\n\nUITWEG_CITY='Nieuw \"Voorstad\"'\n"
        'export UITWEG_A="een \\"twee\\" \\$drie # vier"\nUITWEG_B=een\\ twee\nUITWEG_C=x \\\ny\n'
    )

    assert settings.read_environment_file(file) == {
        "UITWEG_CITY": 'Nieuw "Voorstad"',
        "UITWEG_A": 'een "twee" $drie # vier',
        "UITWEG_B": "een twee",
        "UITWEG_C": "x y",
    }


def test_the_other_side_is_compared_only_when_it_can_be_read(tmp_path: Path) -> None:
    who = examine.patient(door="public", other_file=tmp_path / "nergens.env")

    assert (who.other, names(REAL, other_file="nergens.env")) == (None, ["other-file-unread"])


def test_the_doctor_makes_no_data_folder(tmp_path: Path) -> None:
    missing = tmp_path / "uitweg"
    done = Installation(missing, {"UITWEG_DEMO": "no"}).run("doctor", "--json")

    assert '"no-data-folder"' in done.stdout
    assert '"not-examined"' in done.stdout
    assert done.returncode == 1
    assert not missing.exists()


def test_every_wrong_value_is_said_at_once(tmp_path: Path) -> None:
    wrong = {
        "UITWEG_PUBLIC_PORT": "tachtig",
        "UITWEG_STAFF_URL": "https://x:woord",
        "UITWEG_ONION": "x",
    }
    city = Installation(tmp_path, wrong, public_port="tachtig")  # type: ignore[arg-type]
    done = city.run("doctor", "--json")

    assert done.stdout.count('"setting-refused"') == 3
    assert all(name in done.stdout for name in wrong)
    assert (done.returncode, done.stderr) == (1, "")


def test_finding_wrong_values_leaves_the_environment_as_it_was(monkeypatch) -> None:
    monkeypatch.setenv("UITWEG_PUBLIC_PORT", "tachtig")
    sentences = iter(["UITWEG_PUBLIC_PORT is wrong.", "Nothing else.", ""])
    monkeypatch.setattr(settings, "_refusal", lambda: next(sentences))

    assert len(settings.refused()) == 2
    assert os.environ["UITWEG_PUBLIC_PORT"] == "tachtig"
