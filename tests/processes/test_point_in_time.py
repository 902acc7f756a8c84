"""WAL archiving with pgBackRest, as deploy/pgbackrest sets it up: back to a moment between two reports."""

import time
from pathlib import Path

import pytest

from tests.support.archived_postgres import archived_server
from tests.support.doors import post, report_without_javascript
from tests.support.installation import Installation

BEFORE, AFTER = "Zij moet elke dag pakjes ophalen.", "Hij durft niet meer naar school."


@pytest.mark.long
def test_put_back_to_a_moment_the_report_before_it_is_there_and_the_one_after_not(
    tmp_path: Path,
) -> None:
    with archived_server() as server:
        server.pgbackrest("stanza-create")
        city = Installation(tmp_path / "data", {"UITWEG_DATABASE_URL": server.url}).make()
        server.pgbackrest("--type=full", "backup")
        city.start("public")
        first = " ".join(report_without_javascript(city, BEFORE))
        moment = server.sql("select now()")
        time.sleep(1)  # the next transaction is later than that moment
        second = " ".join(report_without_javascript(city, AFTER))
        city.stop()
        server.sql("select pg_switch_wal()")
        server.stop()
        server.pgbackrest(
            "--delta", "--type=time", f"--target={moment}", "--target-action=promote", "restore"
        )
        server.start()
        city.start("public")
        try:
            pages = [
                post(city.public + "/postvak/openen/", words=words) for words in (first, second)
            ]
        finally:
            city.stop()

    assert BEFORE in pages[0]
    assert AFTER not in pages[1]
