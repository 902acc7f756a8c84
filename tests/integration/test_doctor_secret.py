"""`./run doctor` tries the secret of this side on what the store has that was made with it."""

from pathlib import Path

import pytest

from uitweg.site.operations.doctor import own_secret
from uitweg.site.operations.doctor.finding import Patient


@pytest.mark.parametrize(
    ("key", "exists", "found"),
    [
        ("", True, "secret-belongs"),
        ("another secret, of more than 32 characters", True, "secret-not-its-own"),
        ("", False, "secret-not-its-own"),
    ],
    ids=["its own", "another one", "gone"],
)
def test_the_secret_of_the_store(settings, fatima, tmp_path: Path, key, exists, found) -> None:
    settings.SECRET_FILE = tmp_path / "staff.secret"
    if exists:
        settings.SECRET_FILE.touch()
    settings.SECRET_KEY = key or settings.SECRET_KEY

    assert [one.symptom for one in own_secret.examine(Patient("staff", {}))] == [found]
