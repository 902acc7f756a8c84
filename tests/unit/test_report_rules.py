"""What a report may become, how danger in it ends, what its files may weigh and what is done with one."""

from datetime import date

import pytest

from uitweg.channel.attachments.rules.attachments import FileUse, file_use
from uitweg.channel.conversation.rules import sizes
from uitweg.channel.conversation.rules.reports import (
    DangerEnd,
    ReportState,
    possible_danger_ends,
    states_before,
)


@pytest.mark.parametrize("state", [state for state in ReportState if state != ReportState.CASE])
def test_danger_goes_on_in_the_case_only_where_there_is_a_case(state: ReportState) -> None:
    assert set(possible_danger_ends(state)) == set(DangerEnd) - {DangerEnd.IN_CASE}
    assert possible_danger_ends(ReportState.CASE) == list(DangerEnd)


@pytest.mark.parametrize(
    ("target", "before"),
    [
        (ReportState.WAITING, {"junk"}),
        (ReportState.TAKEN, {"waiting", "advice", "junk"}),
        (ReportState.ADVICE, {"waiting", "taken"}),
        (ReportState.CASE, {"waiting", "taken", "advice"}),
        (ReportState.JUNK, {"waiting"}),
        (ReportState.DELETED, {"waiting", "taken", "advice", "case", "junk"}),
    ],
)
def test_a_report_comes_into_a_state_from_these_alone(
    target: ReportState, before: set[str]
) -> None:
    assert set(states_before(target)) == before


def test_a_message_takes_a_hundred_files_of_a_hundred_megabytes_and_250_together() -> None:
    assert sizes.MOST_FILES == 100
    assert sizes.LARGEST_FILE == 100 * 1024**2
    assert sizes.LARGEST_MESSAGE == 250 * 1024**2


def test_the_chunks_of_a_message_hold_its_bytes_and_its_files() -> None:
    chunk = 64 * 1024

    assert sizes.LARGEST_MESSAGE / chunk + sizes.MOST_FILES <= sizes.MOST_CHUNKS
    assert sizes.CHUNKS_PER_UPLOAD * chunk < 1_000_000


def test_files_leave_half_a_gibibyte_of_the_disk_free_or_a_tenth_of_a_small_one() -> None:
    assert sizes.least_free_bytes(100 * 1024**3) == 512 * 1024**2
    assert sizes.least_free_bytes(1000) == 100


def test_an_upload_without_a_message_is_kept_one_whole_day() -> None:
    assert sizes.unnamed_before(date(2026, 12, 2), kept_days=1) == date(2026, 12, 1)


@pytest.mark.parametrize(
    ("fetched", "untouched", "use"),
    [
        (False, False, FileUse.SEEN),
        (False, True, FileUse.SEEN),
        (True, False, FileUse.CLEANED),
        (True, True, FileUse.UNTOUCHED),
    ],
)
def test_the_audit_log_tells_looking_fetching_and_fetching_untouched_apart(
    fetched: bool, untouched: bool, use: FileUse
) -> None:
    assert file_use(fetched=fetched, untouched=untouched) is use
