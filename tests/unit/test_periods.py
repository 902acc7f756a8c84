"""When a period is over: hours through a changing clock, months of unequal length; and its table."""

import shutil
from datetime import UTC, date, datetime
from pathlib import Path
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tests.unit.test_environment import start
from uitweg.casework.cases.case.rules.data_groups import DataGroup
from uitweg.casework.cases.case.rules.grants import AccessLevel
from uitweg.casework.cases.case.rules.visibility import (
    HeldGrant,
    Visibility,
    may_change_period,
    sees_period,
)
from uitweg.casework.cases.periods.rules import (
    PERIOD_GROUPS,
    POLICY_KINDS,
    PeriodBound,
    PeriodKind,
    end_after,
    end_of_day,
    end_words,
    last_day,
    months_after,
    start_of_day,
    start_words,
    until_words,
)
from uitweg.platform.content.files.strict_yaml import InvalidContent
from uitweg.platform.policy import periods
from uitweg.platform.policy.periods import PeriodLength, PeriodUnit

ROOT = Path(__file__).resolve().parents[2]
HERE = ZoneInfo("Europe/Amsterdam")
HOURS_72, MONTHS_3 = PeriodLength(72, PeriodUnit.HOURS), PeriodLength(3, PeriodUnit.MONTHS)


def at(*parts: int, fold: int = 0) -> PeriodBound:
    return PeriodBound(datetime(*parts, tzinfo=HERE, fold=fold), has_time=True)  # type: ignore[arg-type, misc]


@pytest.mark.parametrize(
    ("began", "over"),
    [
        ((2026, 11, 25, 3, 7), "2026-11-28 03:07"),
        ((2026, 10, 24, 14, 0), "2026-10-27 13:00"),  # the night of 25 October has an hour more
        ((2026, 3, 28, 14, 0), "2026-03-31 15:00"),  # and that of 29 March one less
        ((2026, 12, 30, 12, 0), "2027-01-02 12:00"),
    ],
)
def test_72_hours_are_72_hours_also_when_the_clock_changes(began, over: str) -> None:
    end = end_after(at(*began), HOURS_72, HERE)

    assert f"{end.at.astimezone(HERE):%Y-%m-%d %H:%M}" == over
    assert (end.at - at(*began).at.astimezone(UTC)).total_seconds() == 72 * 3600


def test_the_hour_that_comes_twice_counts_from_the_first_unless_said() -> None:
    first, second = (at(2026, 10, 25, 2, 30, fold=fold) for fold in (0, 1))
    ends = [end_after(began, HOURS_72, HERE).at for began in (first, second)]

    assert (ends[1] - ends[0]).total_seconds() == 3600


@pytest.mark.parametrize(
    ("began", "last"),
    [
        (date(2026, 11, 12), date(2027, 2, 11)),
        (date(2026, 11, 30), date(2027, 2, 28)),
        (date(2027, 11, 30), date(2028, 2, 29)),
        (date(2026, 11, 29), date(2027, 2, 28)),
        (date(2026, 12, 1), date(2027, 2, 28)),
        (date(2026, 8, 31), date(2026, 11, 30)),
        (date(2026, 10, 31), date(2027, 1, 30)),
        (date(2026, 9, 25), date(2026, 12, 24)),
    ],
)
def test_three_months_are_of_the_calendar_and_the_first_day_counts_along(began, last) -> None:
    for since in (start_of_day(began, HERE), at(began.year, began.month, began.day, 16, 45)):
        end = end_after(since, MONTHS_3, HERE)

        assert not end.has_time
        assert last_day(end, HERE) == last


@given(st.dates(date(1990, 1, 1), date(2100, 1, 1)), st.integers(1, 24))
def test_months_later_is_never_before_nor_more_than_a_day_into_the_next_month(day, months) -> None:
    later = months_after(day, months)
    whole = later.year * 12 + later.month - day.year * 12 - day.month

    assert whole == months or (whole == months + 1 and later.day == 1)


@given(
    st.dates(date(2000, 1, 1), date(2100, 1, 1)), st.integers(1, 720), st.sampled_from(PeriodUnit)
)
def test_a_period_always_ends_after_it_began(day, number, unit) -> None:
    for since in (start_of_day(day, HERE), at(day.year, day.month, day.day, 2, 30)):
        assert end_after(since, PeriodLength(number, unit), HERE).at > since.at


@pytest.mark.parametrize(("hours", "last"), [(72, 14), (12, 12), (30, 12), (24, 12), (48, 13)])
def test_hours_from_a_day_count_from_its_beginning_and_end_with_a_day(hours, last: int) -> None:
    end = end_after(
        start_of_day(date(2026, 11, 12), HERE), PeriodLength(hours, PeriodUnit.HOURS), HERE
    )

    assert last_day(end, HERE) == date(2026, 11, last)


def test_hours_from_a_day_before_the_clock_changes_lose_no_day() -> None:
    end = end_after(start_of_day(date(2026, 10, 24), HERE), HOURS_72, HERE)

    assert (last_day(end, HERE), end.at.astimezone(HERE).hour) == (date(2026, 10, 26), 0)


def test_the_end_is_said_as_exactly_as_it_is_known() -> None:
    day, minute = end_of_day(date(2027, 2, 11), HERE), at(2026, 11, 28, 3, 7)

    assert until_words("reflection", day, HERE) == "tot en met 11 februari 2027"
    assert until_words("talk", minute, HERE) == "uiterlijk 28 november 2026 03:07"
    assert until_words("stay", minute, HERE) == "tot 28 november 2026 03:07"
    assert end_words(day, HERE) == "11 februari 2027"
    assert start_words(start_of_day(date(2026, 11, 12), HERE), HERE) == "12 november 2026"


def test_who_may_read_or_change_one_follows_level_and_group() -> None:
    law, school = frozenset({DataGroup.LAW_POLICE}), frozenset({DataGroup.SCHOOL_WORK})
    for level, reads, moves in [
        (AccessLevel.CARD, False, False),
        (AccessLevel.READ, True, False),
        (AccessLevel.WORK, True, True),
        (AccessLevel.MANAGE, True, True),
    ]:
        seen = Visibility((HeldGrant(1, level, law),))
        assert sees_period(seen, DataGroup.LAW_POLICE) == reads
        assert may_change_period(seen, DataGroup.LAW_POLICE) == moves
        assert not sees_period(seen, DataGroup.SAFETY)
        assert not may_change_period(seen, DataGroup.SAFETY)
    both = Visibility((HeldGrant(1, AccessLevel.READ, law), HeldGrant(1, AccessLevel.WORK, school)))
    assert sees_period(both, DataGroup.LAW_POLICE)
    assert not may_change_period(both, DataGroup.LAW_POLICE)


def test_the_table_in_the_tree_has_each_kind_with_its_source_and_day() -> None:
    found = periods.read_period_table()

    assert set(found) == set(POLICY_KINDS) == set(PERIOD_GROUPS)
    assert found[PeriodKind.TALK].length == HOURS_72
    assert found[PeriodKind.REFLECTION].length.words == "3 maanden"
    assert found[PeriodKind.REFLECTION].sources == ("Verblijfsregeling mensenhandel, CoMensha",)
    assert found[PeriodKind.TALK].doubt == "nog niet nagekeken"


@pytest.fixture
def policy(tmp_path: Path) -> Path:
    shutil.copy(ROOT / "policy" / periods.PERIODS_FILE, tmp_path)
    return tmp_path


def change(policy: Path, old: str, new: str) -> None:
    file = policy / periods.PERIODS_FILE
    text = file.read_text("utf-8")
    assert old in text
    file.write_text(text.replace(old, new, 1), "utf-8")


def test_a_city_changes_a_length_by_the_file_alone(policy: Path) -> None:
    change(policy, "length: 72 hours", "length: 1 days")

    assert periods.read_period_table(policy)[PeriodKind.TALK].length.words == "1 dag"


def test_an_unverified_length_says_so_and_names_no_day(policy: Path) -> None:
    change(policy, "standing: law", "standing: unverified")
    change(
        policy,
        "sources: [comensha-verblijf]\n  checked_on: 2026-11-24",
        "sources: []\n  checked_on: null",
    )

    assert periods.read_period_table(policy)[PeriodKind.REFLECTION].doubt == "nog niet nagekeken"


WRONG = [
    ("length: 72 hours", "length: 72", "length should be words"),
    ("length: 72 hours", "length: 0 hours", "1 to 720 hours"),
    ("length: 72 hours", "length: 721 hours", "1 to 720 hours"),
    ("length: 72 hours", "length: 72 weeks", "1 to 720 hours"),
    ("length: 72 hours", "length: -72 hours", "1 to 720 hours"),
    ("length: 72 hours", "length: ٧٢ hours", "1 to 720 hours"),
    ("length: 3 months", "length: 25 months", "1 to 24 months"),
    ("standing: law", "standing: surely", "standing should be one of"),
    ("standing: law", "standing: unverified", "null where the length is unverified"),
    ("checked_on: 2026-11-24", "checked_on: null", "null where the length is unverified"),
    ("checked_on: 2026-11-24", "checked_on: yesterday", "a date like"),
    ("sources: [comensha-verblijf]", "sources: []", "names no source"),
    ("sources: [comensha-verblijf]", "sources: [somebody]", "somebody is not in"),
    ("- id: stay", "- id: talk", "stands there twice"),
    ("- id: stay", "- id: other", "not a period the software knows"),
    ("- id: stay", "- id: holiday", "not a period the software knows"),
    ("  what: Bedenktijd\n", "", "what is missing"),
    ("what: Bedenktijd", "what: ' '", "what has no words"),
    ("what: Bedenktijd", "what: Bedenktijd\n  most: 4", "most is not a key"),
    ("periods:", "periods: 3\nothers:", "periods should be a list"),
]


@pytest.mark.parametrize(("old", "new", "sentence"), WRONG)
def test_a_table_that_cannot_be_obeyed_is_refused_in_one_sentence(policy, old, new, sentence):
    change(policy, old, new)

    with pytest.raises(InvalidContent, match=sentence):
        periods.read_period_table(policy)
    assert len(periods.period_problems(policy)) == 1


def test_a_missing_period_is_named(policy: Path) -> None:
    file = policy / periods.PERIODS_FILE
    text = file.read_text("utf-8")
    file.write_text(text[: text.index("- id: reflection")], "utf-8")

    assert "reflection: this period is missing" in str(periods.period_problems(policy)[0])


def test_a_folder_of_the_city_without_this_table_takes_ours(tmp_path: Path) -> None:
    assert periods.period_problems(tmp_path) == []
    assert periods.folder_with_periods(tmp_path) == periods.POLICY_FOLDER


def test_the_staff_door_does_not_start_with_a_table_it_cannot_obey(tmp_path, policy) -> None:
    shutil.copy(ROOT / "policy" / "retention.yaml", policy)
    change(policy, "length: 72 hours", "length: soon")
    done = start(tmp_path / "data", UITWEG_POLICY=str(policy))

    assert done.returncode != 0
    assert "periods" in done.stderr
    assert "UITWEG_POLICY" in done.stderr
