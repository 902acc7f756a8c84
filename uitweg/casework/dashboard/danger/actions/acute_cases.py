"""The cases in acute danger: the whole team sees that they are there, and whom to ask."""

from dataclasses import dataclass
from datetime import datetime

from uitweg.casework.cases.case.models import Case, CaseGrant
from uitweg.casework.cases.case.rules.grants import READ_LEVELS
from uitweg.platform.accounts.actions.authorization import Actor, require
from uitweg.platform.accounts.models import Member
from uitweg.platform.accounts.rules import Permission, may

ACUTE_CASES_SHOWN = 50


@dataclass(frozen=True)
class AcuteCase:
    """A case in acute danger, without anything from it: its number, its owner, and since when.

    `owner` is None for a restricted case in which the reader has no part: that names nobody.
    `may_read` is about the whole case, `may_read_card` about at least the safety card.
    """

    case_id: int
    number: str
    owner: Member | None
    since: datetime | None
    may_read: bool
    may_read_card: bool


def count_acute_cases() -> int:
    return Case.objects.in_acute_danger().count()


def load_acute_cases(*, by: Actor, newest_first: bool = False) -> list[AcuteCase]:
    """Return the cases in acute danger, whatever the grants of `by` are.

    At most ACUTE_CASES_SHOWN, those that are in it the longest; or the newest.
    """
    require(by, Permission.WORKLIST_READ)
    acute = Case.objects.in_acute_danger()
    cases = list((acute.reverse() if newest_first else acute)[:ACUTE_CASES_SHOWN])
    if not cases:
        return []
    grants = CaseGrant.objects.active_for(by.member.pk).opening_the_card().filter(case__in=cases)
    levels = list(grants.values_list("case_id", "level"))
    near = {case_id for case_id, _level in levels}
    readable = {case_id for case_id, level in levels if level in READ_LEVELS}
    oversees = may(by, Permission.CASE_OVERSEE)
    return [
        AcuteCase(
            case_id=case.pk,
            number=case.number,
            owner=case.coordinator
            if not case.is_restricted or oversees or case.pk in near
            else None,
            since=case.risk_since,
            may_read=case.pk in readable,
            may_read_card=case.pk in near,
        )
        for case in cases
    ]
