"""The terms after which the team is reminded: read strictly, and refused in one sentence."""

import shutil
from datetime import timedelta
from pathlib import Path

import pytest

from uitweg.platform.content.strict_yaml import InvalidContent
from uitweg.platform.policy import escalation


@pytest.fixture
def policy(tmp_path: Path) -> Path:
    shutil.copy(escalation.POLICY_FOLDER / escalation.ESCALATION_FILE, tmp_path)
    return tmp_path


def change(policy: Path, old: str, new: str) -> None:
    file = policy / escalation.ESCALATION_FILE
    text = file.read_text("utf-8")
    assert old in text
    file.write_text(text.replace(old, new, 1), "utf-8")


def test_our_own_table_can_be_obeyed() -> None:
    table = escalation.read_reminder_table()

    assert set(table) == set(escalation.REMINDERS)
    assert table[escalation.DANGER_WAITS].after == timedelta(hours=1)


def test_a_city_chooses_another_term(policy: Path) -> None:
    change(policy, "60 minutes", "2 hours")

    assert escalation.read_reminder_table(policy)["danger-waits"].after == timedelta(hours=2)


@pytest.mark.parametrize(
    ("old", "new", "sentence"),
    [
        ("60 minutes", "soon", "written as"),
        ("60 minutes", "0 minutes", "written as"),
        ("60 minutes", "73 hours", "written as"),
        ("60 minutes", "2 days", "written as"),
        ("danger-waits", "other", "not a reminder the software knows"),
        ("  why:", "  because:", "why"),
        ("reminders:", "more: 1\nreminders:", "more"),
    ],
)
def test_a_table_that_cannot_be_obeyed_is_refused_in_one_sentence(
    policy, old, new, sentence
) -> None:
    change(policy, old, new)

    with pytest.raises(InvalidContent, match=sentence):
        escalation.read_reminder_table(policy)
    assert len(escalation.escalation_problems(policy)) == 1


def test_a_missing_reminder_is_named(policy: Path) -> None:
    file = policy / escalation.ESCALATION_FILE
    file.write_text("reminders: []\n", "utf-8")

    assert "this reminder is missing" in str(escalation.escalation_problems(policy)[0])


def test_a_folder_of_the_city_without_this_table_takes_ours(tmp_path: Path) -> None:
    assert escalation.escalation_problems(tmp_path) == []
