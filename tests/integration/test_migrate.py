"""`./run migrate`: the plan, doors that must be closed, an older version, and the way back."""

import sqlite3
from contextlib import closing
from pathlib import Path

import pytest

from tests.support.installation import Installation
from tests.support.next_version import NextVersion
from uitweg.site.config import migrating
from uitweg.site.config.environment import Misconfigured

NOTE = 'operations.AddField("pagevote", "note", models.TextField(null=True))'
WORD = 'operations.AddField("pagevote", "word", models.TextField(default=""))'
FOR_GOOD = "migrations.RunPython(lambda apps, editor: None)"


@pytest.fixture
def city(tmp_path: Path) -> Installation:
    return Installation(tmp_path / "data", {"UITWEG_DATABASE_URL": ""}).make()


def columns(city: Installation) -> set[str]:
    with closing(sqlite3.connect(city.folder / "channel.sqlite")) as store:
        return {row[1] for row in store.execute("PRAGMA table_info(guide_pagevote)")}


def test_an_upgrade_is_planned_asks_for_closed_doors_and_can_be_undone(
    city: Installation, tmp_path: Path
) -> None:
    later = NextVersion(tmp_path).add("guide", "0002_note", NOTE).add("guide", "0003_word", WORD)
    told = later.tell(
        city, "this migrate", "this migrate --plan", "next migrate --plan", "next migrate",
        "next maintenance on", "next migrate", "this migrate", "next migrate --back",
        "this migrate", "next migrate --back",
    )  # fmt: skip
    codes, said = [code for code, _ in told], [text for _, text in told]

    assert codes == [0, 0, 0, 2, 0, 0, 2, 0, 0, 2]
    assert "Nothing to do" in said[1]
    assert "guide 0002_note: Add field note to pagevote" in said[2]
    assert "it locks the table for a moment, whatever its size; while the doors are open" in said[2]
    assert "the version before never fills; needs closed doors; can be undone" in said[2]
    assert "closed doors (guide 0003_word): ./run maintenance on first" in said[3]
    assert "changed by a newer version of Uitweg (guide.0002_note)" in said[6]
    assert "Undone: guide 0003_word.\nUndone: guide 0002_note.\n" in said[7]
    assert "nothing to go back to" in said[9]
    assert not {"note", "word"} & columns(city)


def test_what_cannot_be_undone_is_said_before_and_after(city: Installation, tmp_path: Path) -> None:
    later = NextVersion(tmp_path).add("guide", "0002_note", NOTE, FOR_GOOD)
    told = later.tell(
        city, "this migrate", "next migrate --plan", "next maintenance on", "next migrate",
        "next migrate --back",
    )  # fmt: skip

    assert "CANNOT be undone" in told[1][1]
    assert told[4] == (2, migrating_sentence("guide 0002_note"))
    assert "note" in columns(city)


def migrating_sentence(step: str) -> str:
    return f"{step} cannot be undone: restore the backup that was made before it.\n"


def test_two_do_not_migrate_at_once(tmp_path: Path, settings) -> None:  # type: ignore[no-untyped-def]
    settings.DATA = tmp_path
    with (
        migrating.alone(),
        pytest.raises(Misconfigured, match=r"Another \./run migrate is under way"),
        migrating.alone(),
    ):
        pass
