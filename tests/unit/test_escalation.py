"""The terms after which the team is reminded: read strictly, and refused in one sentence."""

import shutil
from datetime import timedelta
from pathlib import Path

import pytest

from uitweg.platform.content.files.strict_yaml import InvalidContent
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
        ('until: "07:00"', 'until: "7"', "time of day"),
        ("- id: normal", "- id: slow", "not a class the software knows"),
        ("  holds: 15 minutes", "  holds: 0 minutes", "holds should be 1 to"),
        ("extensions: 2", "extensions: 20", "extensions should be 0 to 4"),
        ("voice-tries: 3", "voice-tries: 0", "voice-tries should be 1 to 5"),
        ("repeat: 4 minutes", "repeat: never", "repeat should be"),
        ("who: duty", "who: anybody", "who should be one of"),
        ("by: [voice, sms, chat, mail]", "by: [pigeon]", "by should be some of"),
        ("by: [voice, sms, chat, mail]", "by: []", "by should be some of"),
        ("after: 0 minutes}", "after: 1 minutes}", "the first step is at once"),
        ("after: 6 minutes}", "after: 1 minutes}", "no step comes before another"),
        ("who: leads", "who: backup", "the last step is for the leads"),
        ("after: 2 hours}", "after: 2 hours, quiet: waits}", "never waits"),
        ("after: 2 minutes}", "after: 2 minutes, quiet: waits}", "what is urgent never waits"),
        ("after: 2 minutes}", "after: 2 minutes, quiet: often}", "quiet should be"),
        ("who: duty", "who: acknowledger", "nobody took it yet"),
        ("  first:", "  first: []\n  later:", "first should have 1 to 8 steps"),
    ],
)
def test_a_table_that_cannot_be_obeyed_is_refused_in_one_sentence(
    policy, old, new, sentence
) -> None:
    change(policy, old, new)

    with pytest.raises(InvalidContent, match=sentence):
        escalation.read_step_table(policy)
    assert len(escalation.escalation_problems(policy)) == 1


def test_a_missing_reminder_is_named(policy: Path) -> None:
    file = policy / escalation.ESCALATION_FILE
    file.write_text("reminders: []\n", "utf-8")

    assert "this reminder is missing" in str(escalation.escalation_problems(policy)[0])


def test_a_folder_of_the_city_without_this_table_takes_ours(tmp_path: Path) -> None:
    assert escalation.escalation_problems(tmp_path) == []


def test_a_changed_letter_is_another_text_to_sign(policy: Path) -> None:
    before = escalation.read_step_table(policy).text_hash
    change(policy, "Onze eigen keuze.", "Onze keuze.")

    assert escalation.read_step_table(policy).text_hash != before
