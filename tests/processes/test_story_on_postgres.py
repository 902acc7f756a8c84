"""The same walk on PostgreSQL, with the public door in its narrow role, and after a restart."""

import re
from pathlib import Path

import pytest

from tests.support import machine
from tests.support.doors import ask, post, report_without_javascript
from tests.support.installation import Installation

STORY = "Mijn broer moet iets wegbrengen en is bang."
FOUNDED = ("init", "--name", "Fatima", "--login", "fatima")


@pytest.mark.parametrize("made", [FOUNDED, pytest.param(("make-demo",), marks=pytest.mark.long)])
def test_a_report_is_written_read_back_and_wiped_on_postgresql(
    tmp_path: Path, made: tuple[str, ...]
) -> None:
    with machine.postgres() as address:
        city = Installation(tmp_path / "data", {"UITWEG_DATABASE_URL": address})
        assert city.run(*made).returncode == 0
        city.start("public")
        try:
            words = " ".join(report_without_javascript(city, STORY))
            city.stop()
            city.start()
            assert STORY in post(city.public + "/postvak/openen/", words=words)
            post(city.public + "/postvak/wissen/", words=words, sure="yes")
            assert STORY not in post(city.public + "/postvak/openen/", words=words)
            assert re.search(r"Inloggen", ask(city.staff + "/inloggen/").read().decode())
        finally:
            city.stop()
