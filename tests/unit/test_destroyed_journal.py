"""The journal of what was destroyed, as a file."""

from pathlib import Path
from typing import Any

import pytest

from uitweg.platform.store import destroyed


@pytest.fixture(autouse=True)
def folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch, journal_of_its_own: None) -> Path:
    monkeypatch.setattr(destroyed, "journal_path", lambda: tmp_path / destroyed.FILE_NAME)
    return tmp_path


def test_what_was_noted_is_read_and_says_nothing_to_who_finds_it() -> None:
    destroyed.note(destroyed.conversation(b"h" * 32), destroyed.case(12, "2026-01-02"))
    text = destroyed.journal_path().read_bytes()

    assert destroyed.read_journal(destroyed.journal_path()) == {
        destroyed.conversation(b"h" * 32),
        destroyed.case(12, "2026-01-02"),
    }
    assert b"h" * 8 not in text
    assert {len(line) for line in text.split()} == {64}
    assert destroyed.journal_path().stat().st_mode & 0o777 == 0o600


def test_what_was_kept_after_all_is_not_destroyed_unless_it_is_noted_again() -> None:
    line = destroyed.case(12, "2026-01-02")
    destroyed.note(line)
    destroyed.take_back(line)
    assert destroyed.read_journal(destroyed.journal_path()) == set()
    destroyed.note(line)
    assert destroyed.read_journal(destroyed.journal_path()) == {line}


def test_half_a_line_of_a_power_cut_spoils_no_other() -> None:
    lines = [destroyed.case(number, "2026-01-02") for number in (1, 2)]
    destroyed.note(lines[0])
    path = destroyed.journal_path()
    path.write_bytes(path.read_bytes()[:-20])
    destroyed.note(lines[1])

    assert lines[1] in destroyed.read_journal(path)


def test_under_another_secret_it_is_refused_and_not_read_as_empty(settings: Any) -> None:
    destroyed.note(destroyed.case(1, "2026-01-02"))
    settings.SECRET_KEY = "another secret, of more than 32 characters"

    with pytest.raises(destroyed.WrongJournal):
        destroyed.read_journal(destroyed.journal_path())


def test_two_journals_become_one_however_often(folder: Path) -> None:
    destroyed.note(destroyed.case(1, "2026-01-02"))
    here, there = destroyed.journal_path(), folder / "there"
    there.write_bytes(here.read_bytes())
    destroyed.note(destroyed.case(2, "2026-01-02"))
    for _ in range(2):
        destroyed.merge_into(there, here)

    assert destroyed.read_journal(there) == destroyed.read_journal(here)
    assert len(there.read_bytes().split()) == 3
