"""What of a case is about somebody else, so that a youngster's copy leaves it out until a member decides."""

import pytest

from uitweg.casework.cases.case.rules.contents import EntryKind
from uitweg.casework.cases.case.rules.visibility import Audience
from uitweg.casework.cases.sheets.rules import (
    ProposedOmission,
    reason_to_omit_entry,
    reason_to_omit_file,
)

TEAM = next(each for each in Audience if each not in (Audience.SECRET, Audience.ORGANISATION))


@pytest.mark.parametrize("audience", Audience)
@pytest.mark.parametrize("replaced", [True, False])
def test_the_words_of_a_reporter_are_always_left_out(audience: Audience, replaced: bool) -> None:
    reason = reason_to_omit_entry(EntryKind.REPORT, audience, replaced=replaced)

    assert reason is ProposedOmission.SOURCE


@pytest.mark.parametrize(
    ("kind", "reason"),
    [
        (EntryKind.MAIL, ProposedOmission.OTHERS),
        (EntryKind.FILE, ProposedOmission.OTHERS),
        (EntryKind.CALL, ProposedOmission.OTHERS),
        (EntryKind.HANDOVER, ProposedOmission.OTHERS),
        (EntryKind.PARTNER, ProposedOmission.ORGANISATION),
        (EntryKind.NOTE, None),
        (EntryKind.DECISION, None),
    ],
)
def test_what_names_a_caller_a_sender_or_a_colleague_is_left_out(
    kind: EntryKind, reason: ProposedOmission | None
) -> None:
    assert reason_to_omit_entry(kind, TEAM, replaced=False) is reason


def test_a_secret_stays_a_secret_whatever_it_is_about() -> None:
    assert reason_to_omit_entry(EntryKind.NOTE, Audience.SECRET, replaced=False) is (
        ProposedOmission.SECRET
    )
    assert reason_to_omit_entry(EntryKind.PARTNER, Audience.SECRET, replaced=True) is (
        ProposedOmission.SECRET
    )


def test_what_was_put_right_later_is_left_out_and_a_file_that_nobody_looked_at_too() -> None:
    replaced = reason_to_omit_entry(EntryKind.NOTE, TEAM, replaced=True)

    assert replaced is ProposedOmission.REPLACED
    assert reason_to_omit_file(replaced) is ProposedOmission.REPLACED
    assert reason_to_omit_file(None) is ProposedOmission.UNSEEN
