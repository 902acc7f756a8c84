"""Whether a weighing may leave: each combination of what counts."""

from itertools import product

import pytest

from uitweg.casework.appraisal.compartment.rules.stages import LawyerCheckOutcome, Stage
from uitweg.casework.appraisal.paper.rules.sharing import (
    CheckOfVersion,
    PaperRecipient,
    SharingBar,
    VersionToShare,
    sharing_bar,
)

LAWYER, OTHER_LAWYER, PROSECUTOR = 1, 2, 3
AGREED = CheckOfVersion(LawyerCheckOutcome.AGREED, LAWYER)
REFUSED = CheckOfVersion(LawyerCheckOutcome.NOT_AGREED, LAWYER)


def bar(
    recipient: PaperRecipient | None = PaperRecipient.PROSECUTOR,
    organisation: int = PROSECUTOR,
    *,
    stage: Stage = Stage.SIGNED,
    changed: bool = False,
    check: CheckOfVersion | None = AGREED,
    had: frozenset[int] = frozenset({LAWYER}),
    ended: bool = False,
    consent: bool = True,
) -> SharingBar | None:
    version = VersionToShare(stage, changed, check, had)
    return sharing_bar(version, organisation, recipient, is_ended=ended, has_consent=consent)


def test_it_leaves_only_when_nothing_at_all_is_in_the_way() -> None:
    """Every combination: one thing in the way is enough."""
    for stage, changed, check, ended, consent, recipient in product(
        Stage, (False, True), (None, AGREED, REFUSED), (False, True), (True, False),
        (None, *PaperRecipient),
    ):  # fmt: skip
        found = bar(
            recipient, stage=stage, changed=changed, check=check, ended=ended, consent=consent
        )
        is_free = stage is Stage.SIGNED and not changed and not ended and consent
        is_free = is_free and recipient is not None and check is AGREED
        assert (found is None) == is_free


@pytest.mark.parametrize(
    ("said", "reason"),
    [
        ({"stage": Stage.SIGNING}, SharingBar.SHARE_NOT_SIGNED),
        ({"changed": True}, SharingBar.SHARE_FACTS_CHANGED),
        ({"recipient": None}, SharingBar.SHARE_NOT_A_RECIPIENT),
        ({"ended": True}, SharingBar.SHARE_ENDED),
        ({"consent": False}, SharingBar.SHARE_NO_CONSENT),
        ({"check": None}, SharingBar.SHARE_LAWYER_FIRST),
        ({"check": REFUSED}, SharingBar.SHARE_LAWYER_SAID_NO),
    ],
)
def test_each_bar_has_its_own_sentence(said, reason) -> None:
    assert bar(**said) is reason
    assert reason.beforehand.endswith(".")


def test_the_first_lawyer_reads_before_anybody_checked() -> None:
    first = {"check": None, "recipient": PaperRecipient.LAWYER}

    assert bar(**first, organisation=LAWYER, had=frozenset()) is None
    assert bar(**first, organisation=LAWYER) is None
    assert bar(**first, organisation=OTHER_LAWYER) is SharingBar.SHARE_LAWYER_FIRST
    assert bar(PaperRecipient.LAWYER, OTHER_LAWYER) is None
    assert bar(PaperRecipient.LAWYER, LAWYER, check=REFUSED) is SharingBar.SHARE_LAWYER_SAID_NO
