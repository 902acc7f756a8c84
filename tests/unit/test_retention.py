"""The table of terms is obeyed or refused; and what a term means for one conversation."""

import shutil
import subprocess
import sys
from datetime import date, timedelta
from hashlib import sha256
from pathlib import Path

import pytest

from tests.unit.test_environment import start
from uitweg.casework.cases.case.rules.workflow import LegalGround
from uitweg.casework.retention.rules.terms import (
    is_warning_due,
    kept_until,
    may_be_destroyed,
    may_hold_until,
    term_of_outcome,
)
from uitweg.channel.conversation.rules.reports import AdviceOutcome
from uitweg.platform.accounts.rules import Role
from uitweg.platform.content.files.strict_yaml import InvalidContent
from uitweg.platform.policy import retention
from uitweg.platform.policy.retention_duties import DUTIES, LegalDoubt, years_after

ROOT = Path(__file__).resolve().parents[2]
DAY = timedelta(days=1)
TODAY = date(2026, 11, 25)


@pytest.fixture
def policy(tmp_path: Path) -> Path:
    shutil.copy(ROOT / "policy" / retention.RETENTION_FILE, tmp_path)
    return tmp_path


def change(policy: Path, old: str, new: str) -> None:
    file = policy / retention.RETENTION_FILE
    text = file.read_text("utf-8")
    assert old in text
    file.write_text(text.replace(old, new, 1), "utf-8")


def test_the_table_in_the_tree_has_every_row() -> None:
    found = retention.read_retention_table()

    assert set(found.rows) == set(DUTIES)
    assert found.rows["conversation-open"].keep == "while-open"


def test_a_city_changes_a_term_by_the_file_alone(policy: Path) -> None:
    change(policy, "keep: 180 days", "keep: 90 days")

    assert retention.read_retention_table(policy).number("conversation-advice") == 90


def test_the_mark_of_the_text_is_what_sha256sum_says_of_the_file(policy: Path) -> None:
    before = retention.read_retention_table(policy).text_hash
    change(policy, "keep: 180 days", "keep: 90 days")
    file = policy / retention.RETENTION_FILE

    assert retention.read_retention_table(policy).text_hash == sha256(file.read_bytes()).hexdigest()
    assert before != retention.read_retention_table(policy).text_hash


WRONG = [
    ("keep: 180 days", "keep: 180", "keep should be words"),
    ("keep: 180 days", "keep: 29 days", "30 to 7300 days"),
    ("keep: 180 days", "keep: 99999 days", "30 to 7300 days"),
    ("keep: 180 days", "keep: 180 weeks", "30 to 7300 days"),
    ("keep: 180 days", "keep: always", "30 to 7300 days"),
    ("keep: 180 days", "keep: -5 days", "30 to 7300 days"),
    ("keep: 180 days", "keep: ١٨٠ days", "30 to 7300 days"),
    ("keep: 15 minutes", "keep: 3 minutes", "15 to 1440 minutes"),
    ("keep: 7 days", "keep: 9 days", "that is what the software does"),
    ("keep: 15 years", "keep: 15 days", "1 to 115 years"),
    ("keep: 15 years", "keep: 0 years", "1 to 115 years"),
    ("keep: 15 years", "keep: always", "1 to 115 years"),
    ("doubt: contested", "doubt: settled", "doubt should be one of"),
    ("doubt: contested", "doubt: own-choice", "own-choice where the ground is"),
    ("doubt: unverified", "on_time: true", "doubt is missing"),
    ("on_request: true", "on_request: perhaps", "true or false"),
    ("  on_request: true\n", "", "on_request is missing"),
    ("ground: kamerstuk-36579", "ground: gut-feeling", "an id of sources"),
    ('title: "Besluit bij de Wgs, Stb. 2024, 380", ', "", "title is missing"),
    ("- {id: besluit-wgs", "- {id: nvo-dossier", "stands there twice"),
    ("keep: while-open", "keep: 30 days", "keep should be one of"),
    ("starts: closed", "starts: received", "starts should be closed"),
    ("by: worker", "by: nobody-yet", "by should be worker"),
    ("ground: own-choice", "ground: gut-feeling", "content/sources.yaml"),
    ("warn_days: 14", "warn_days: 0", "warn_days should be at least 1"),
    ("warn_days: 14", "warn_days: 180", "less than the term"),
    ("warn_days: 14", "warn_days: soon", "a whole number"),
    ("warn: [coordinator, lead]", "warn: []", "warn should be some of"),
    ("warn: [coordinator, lead]", "warn: [analyst]", "warn should be some of"),
    ("- id: conversation-junk", "- id: conversation-rubbish", "could not be obeyed"),
    ("- id: conversation-junk", "- id: conversation-advice", "stands there twice"),
    ("longest_hold_days: 365", "longest_hold_days: 0", "1 to 3660"),
    ("longest_hold_days: 365", "longest_hold: 365", "longest_hold_days is missing"),
    ("  why: Zolang remt het raden.\n", "", "why is missing"),
    ("  why: Zolang remt het raden.", "  why: ok\n  extra: 1", "extra is not a key we know"),
    ("sources:", "sources: {", "cannot be read"),
    ("sources:", "signed: []\nsources:", "signed is not a key we know"),
]


@pytest.mark.parametrize(("old", "new", "says"), WRONG, ids=[f"{n} {s}" for _, n, s in WRONG])
def test_a_table_that_cannot_be_obeyed_is_refused(
    policy: Path, old: str, new: str, says: str
) -> None:
    change(policy, old, new)

    with pytest.raises(InvalidContent, match=says):
        retention.read_retention_table(policy)


def test_a_row_that_is_left_out_is_missed(policy: Path) -> None:
    text = (policy / retention.RETENTION_FILE).read_text("utf-8")
    (policy / retention.RETENTION_FILE).write_text(text.partition("- id: drafts")[0], "utf-8")

    with pytest.raises(InvalidContent, match="drafts: this row is missing"):
        retention.read_retention_table(policy)


def test_nothing_starts_with_a_wrong_table(tmp_path: Path, policy: Path) -> None:
    change(policy, "keep: 180 days", "keep: soon")
    done = start(tmp_path / "data", UITWEG_POLICY=str(policy))

    assert done.returncode == 2
    assert "UITWEG_POLICY" in done.stderr
    assert "conversation-advice: keep should be" in done.stderr
    assert len(done.stderr.strip().splitlines()) == 1


def test_nothing_starts_without_a_table(tmp_path: Path) -> None:
    done = start(tmp_path / "data", UITWEG_POLICY="/proc/nergens")

    assert (done.returncode, "the file is missing" in done.stderr) == (2, True)


def test_check_content_names_what_is_wrong_with_the_table(policy: Path) -> None:
    change(policy, "keep: 180 days", "keep: soon")
    done = subprocess.run(
        [sys.executable, "-m", "uitweg.site", "check-content"],
        env={"PYTHONPATH": str(ROOT), "UITWEG_POLICY": str(policy)},
        capture_output=True,
        text=True,
        check=False,
    )

    assert done.returncode == 1
    assert "retention.yaml: conversation-advice: keep should be" in done.stdout


def test_only_what_does_not_belong_here_falls_under_the_short_term() -> None:
    rows = {outcome: term_of_outcome(outcome) for outcome in AdviceOutcome}

    assert {o for o, row in rows.items() if row == "conversation-junk"} == {
        AdviceOutcome.NOT_FOR_US
    }


def test_every_ground_of_a_case_has_a_term_that_says_how_sure_it_is() -> None:
    rows = {
        ground: retention.read_retention_table().rows[f"cases-{ground}"] for ground in LegalGround
    }

    assert {ground: row.doubt for ground, row in rows.items() if ground in LAWS} == {
        LegalGround.WMO: LegalDoubt.CONTESTED, LegalGround.JEUGDWET: LegalDoubt.CONTESTED, LegalGround.WGS: LegalDoubt.UNVERIFIED,
    }  # fmt: skip
    assert all(row.doubt.words for row in rows.values())


LAWS = {LegalGround.WMO, LegalGround.JEUGDWET, LegalGround.WGS}


def test_a_term_of_years_ends_on_the_same_day() -> None:
    assert years_after(date(2026, 11, 25), 15) == date(2041, 11, 25)
    assert years_after(date(2024, 2, 29), 1) == date(2025, 3, 1)
    assert years_after(date(2024, 2, 29), 20) == date(2044, 2, 29)


def test_what_was_promised_is_never_shortened() -> None:
    assert kept_until(TODAY, 30) == TODAY + 30 * DAY
    assert kept_until(TODAY, 30, promised=TODAY + 180 * DAY) == TODAY + 180 * DAY
    assert kept_until(TODAY, 200, promised=TODAY + 180 * DAY) == TODAY + 200 * DAY


def test_the_team_is_warned_in_time() -> None:
    until = TODAY + 14 * DAY

    assert is_warning_due(until, 14, today=TODAY)
    assert not is_warning_due(until, 14, today=TODAY - DAY)


@pytest.mark.parametrize(
    ("until", "warned", "held", "goes"),
    [
        (TODAY - DAY, TODAY - 14 * DAY, None, True),
        (TODAY, TODAY - 14 * DAY, None, False),  # the last day is a day on which it is there
        (TODAY - DAY, TODAY - 13 * DAY, None, False),  # warned too late: the warning counts
        (TODAY - DAY, None, None, False),
        (TODAY - DAY, TODAY - 14 * DAY, TODAY, False),
        (TODAY - DAY, TODAY - 14 * DAY, TODAY - DAY, True),
    ],
)
def test_it_goes_only_after_its_term_a_warning_and_any_hold(
    until: date, warned: date | None, held: date | None, goes: bool
) -> None:
    assert (
        may_be_destroyed(until, warned_on=warned, warn_days=14, held_until=held, today=TODAY)
        is goes
    )


def test_a_hold_ends_and_is_not_longer_than_the_table_lets_it() -> None:
    def allowed(days: int) -> bool:
        return may_hold_until(TODAY + days * DAY, today=TODAY, longest_days=365)

    assert [allowed(days) for days in (-1, 0, 1, 365, 366)] == [False, False, True, True, False]


def test_the_team_that_is_warned_can_open_the_page() -> None:
    warned = {role for term in retention.read_retention_table().rows.values() for role in term.warn}

    assert warned == {Role.COORDINATOR, Role.LEAD}
