"""A list of cases with whom each is about, as far as the reader's grants show it."""

from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import timedelta

from django.utils import timezone

from uitweg.casework.cases.actions import case_keys, sheets
from uitweg.casework.cases.models import Case, CaseGrant
from uitweg.casework.cases.rules.safety import UNSAFE
from uitweg.casework.cases.rules.visibility import Held, Line, Sight, sees_line, sight
from uitweg.casework.cases.rules.workflow import STATE_WORDS, CaseState
from uitweg.platform.accounts.actions.authorization import Actor
from uitweg.platform.accounts.actions.keyring import Keyring
from uitweg.platform.audit.actions import audit_log

SHIFT = timedelta(hours=12)


@dataclass(frozen=True)
class Listed:
    """One row; `name` is empty and `is_unsafe` false for who may not read that."""

    case: Case
    name: str
    state: str
    is_unsafe: bool

    @property
    def is_acute(self) -> bool:
        return self.is_unsafe and self.case.risk == "acute"


def listed(
    *,
    cases: Sequence[Case],
    by: Actor,
) -> list[Listed]:
    """Open what each youngster is called; on the trail once a shift, for a list is open all day."""
    held: dict[int, list[Held]] = defaultdict(list)
    for grant in CaseGrant.objects.live(by.member.pk).filter(case__in=cases):
        held[grant.case_id].append(grant.as_held)
    may_see = {case.pk: sight(held[case.pk], CaseState(case.state)) for case in cases}
    names = _names(cases, may_see, by.keyring)
    _on_the_trail((case for case in cases if names.get(case.pk)), by)
    return [
        Listed(
            case,
            names.get(case.pk, ""),
            STATE_WORDS[CaseState(case.state)],
            case.is_at_work and case.risk in UNSAFE and sees_line(may_see[case.pk], Line.RISK),
        )
        for case in cases
    ]


def _names(cases: Sequence[Case], may_see: dict[int, Sight], keyring: Keyring) -> dict[int, str]:
    rows = sheets.persons(cases)
    found = {}
    for case in cases:
        key = case_keys.opened_or_none(case, keyring) if case.pk in rows else None
        if key is not None:
            found[case.pk] = sheets.seen(sheets.read(rows[case.pk], key), may_see[case.pk]).known_as
    return found


def _on_the_trail(cases: Iterable[Case], by: Actor) -> None:
    shown = [audit_log.name_of(case) for case in cases]
    lately = audit_log.done_lately(by.member, "case:named", shown, since=timezone.now() - SHIFT)
    if new := [name for name in shown if name not in lately]:
        audit_log.record_all(by.member, "case:named", new)
