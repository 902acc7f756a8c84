"""Handing a case over to another owner, with a note on the timeline of what is still to do.

A lead may hand over a case without being able to read it.
"""

from collections import defaultdict
from collections.abc import Iterator

from django.db import transaction

from uitweg.casework.cases.case.actions import case_keys
from uitweg.casework.cases.case.actions.case_keys import CaseKey
from uitweg.casework.cases.case.models import Case
from uitweg.casework.cases.case.rules.contents import (
    ActionState,
    Domain,
    EntryKind,
    GoalState,
    SheetKind,
)
from uitweg.casework.cases.case.rules.data_groups import ALL_GROUPS, DOMAIN_GROUPS, DataGroup
from uitweg.casework.cases.case.rules.grants import (
    AccessLevel,
    FormerOwnerAccess,
    GrantKind,
    GrantReason,
)
from uitweg.casework.cases.case.rules.visibility import FULL_VISIBILITY, Audience
from uitweg.casework.cases.case.rules.workflow import CaseState
from uitweg.casework.cases.grants.actions.grants import (
    can_hold_key,
    replace_grant,
    require_enough_key_holders,
    revoke_grants,
)
from uitweg.casework.cases.grants.actions.named_readers import name_readers
from uitweg.casework.cases.keys.actions.key_renewal import renew_with_sheet
from uitweg.casework.cases.periods import actions as periods
from uitweg.casework.cases.plan.actions import plan
from uitweg.casework.cases.sheets import actions as sheets
from uitweg.casework.cases.sheets.rules import SHEET_FIELDS
from uitweg.casework.cases.timeline.actions.entries import EntryAttributes, write_entry
from uitweg.platform.accounts.actions.authorization import Actor, NotPossible, Refusal, require
from uitweg.platform.accounts.actions.mail import MemberMail, mail_member
from uitweg.platform.accounts.models import Member
from uitweg.platform.accounts.rules import Permission
from uitweg.platform.audit.actions import audit_log
from uitweg.platform.audit.rules import Act
from uitweg.platform.drafts.actions import drafts

HAND_CASE_OVER = Act("case:hand-over", "Casus overgedragen")

NEW_OWNER_MAIL = MemberMail(
    "Uitweg: een casus is nu van jou",
    "In Uitweg is een casus aan jou overgedragen.\n\nHij staat bij Casussen: {address}/casussen/\n",
)
FORMER_OWNER_MAIL = MemberMail(
    "Uitweg: een casus is overgedragen",
    "In Uitweg is een casus van jou aan een ander overgedragen.\n\n"
    "Wist je dat niet? Vraag het de leiding: {address}/casussen/\n",
)


class HandingOverRefusal(Refusal):
    OWNER_ALREADY = "Deze collega is al de eigenaar. Er is niets veranderd."


class OwnerChanged(Exception):
    """A colleague handed the case over after the page was shown; nothing was changed."""


def hand_over(
    *,
    case: Case,
    to: Member,
    why: str,
    former_owner_access: FormerOwnerAccess,
    shown_owner: int | None,
    by: Actor,
    recovery_words: str = "",
    form_key: bytes = b"",
) -> None:
    """Make `to` the owner of the case, and write on the timeline what is still to do.

    `by` is shown nothing of the case, because a lead may hand over a case they may not read.
    A restricted case that `by` cannot open needs the words of the recovery sheet. `shown_owner`
    is the id of the owner that the page showed. Raises OwnerChanged when that is no longer the
    owner, NotPossible, and the WrongWords of `sealing.recovery`.
    """
    require(by, Permission.CASE_HAND_OVER, case)
    if case.state == CaseState.DESTROYED:
        raise NotPossible(case_keys.CaseRefusal.CASE_CLOSED)
    key = _open_key(case, recovery_words, by=by)
    with transaction.atomic():
        case_keys.lock_case(key)
        case = Case.objects.select_related("coordinator").get(pk=case.pk)
        former = case.coordinator
        if former.pk != shown_owner:
            raise OwnerChanged
        owner_grants = case.grants.active_for(to.pk).filter(kind=GrantKind.OWNER)
        if to.pk == former.pk and owner_grants.exists():
            raise NotPossible(HandingOverRefusal.OWNER_ALREADY)
        revoke_grants(case, former, by=by)
        case.grants.active().filter(kind=GrantKind.OWNER).update(
            until=by.now, ended_by=by.member.pk
        )
        name_readers(case)
        key_to_copy = key if case.is_restricted else None
        _replace_owner_grants(case, to, former, former_owner_access, by=by, key=key_to_copy)
        if former_owner_access is not FormerOwnerAccess.DEPUTY:
            case.actions.open().filter(owner=former).update(owner=to)
        Case.objects.filter(pk=case.pk).update(coordinator=to)
        require_enough_key_holders(case)
        _write_handover_note(case, key, f"Van {former.name} naar {to.name}. {why}".strip(), by=by)
        drafts.discard_sent_draft(form_key)
        reason = f"{former.pk}>{to.pk}:{former_owner_access}"
        audit_log.record(by.member, HAND_CASE_OVER, case, reason=reason)
        _mail_owners(case, to, former, by=by)


def _open_key(case: Case, recovery_words: str, *, by: Actor) -> CaseKey:
    """Open the key of the case; one that only the sheet opens is made anew with it if need be."""
    if case.is_restricted and recovery_words:
        return renew_with_sheet(case_keys.open_with_recovery_sheet(case, recovery_words), by=by)
    return case_keys.open_case_key(case, by.keyring)


def _replace_owner_grants(
    case: Case,
    to: Member,
    former: Member,
    former_owner_access: FormerOwnerAccess,
    *,
    by: Actor,
    key: CaseKey | None,
) -> None:
    """Make `to` the owner, and give the former owner the access they keep.

    A former owner who is no longer an active key holder keeps nothing. `key` is given for a
    restricted case only: each of them gets a copy of it.
    """
    replace_grant(
        case,
        to,
        kind=GrantKind.OWNER,
        level=AccessLevel.MANAGE,
        groups=ALL_GROUPS,
        until=None,
        reason=GrantReason.OWNER,
        by=by,
        key=key,
    )
    if former_owner_access is FormerOwnerAccess.NOTHING or former.pk == to.pk:
        return
    if not can_hold_key(former, now=by.now):
        return
    deputy = former_owner_access is FormerOwnerAccess.DEPUTY
    replace_grant(
        case,
        former,
        kind=GrantKind.DEPUTY if deputy else GrantKind.COLLEAGUE,
        level=AccessLevel.MANAGE if deputy else AccessLevel.READ,
        groups=ALL_GROUPS,
        until=None,
        reason=GrantReason.DEPUTY if deputy else GrantReason.HANDED_OVER,
        by=by,
        key=key,
    )


def _write_handover_note(
    case: Case,
    key: CaseKey,
    first_line: str,
    *,
    by: Actor,
) -> None:
    """Write one entry for each data group, so that a grant shows only the groups it opens."""
    lines_by_group: dict[DataGroup, list[str]] = defaultdict(list)
    lines_by_group[DataGroup.SITUATION].append(first_line)
    for group, line in _handover_lines(case, key):
        lines_by_group[group].append(line)
    for group, lines in lines_by_group.items():
        attributes = EntryAttributes(Audience.TEAM, group)
        write_entry(key, EntryKind.HANDOVER, "\n".join(lines), by=by, attributes=attributes)


def _handover_lines(case: Case, key: CaseKey) -> Iterator[tuple[DataGroup, str]]:
    """Yield what the new owner must know: the main danger, running periods, the open plan."""
    alarm = sheets.newest_sheets(case, key)[SheetKind.SAFETY].fields.get("alarm", "")
    if alarm:
        yield SHEET_FIELDS[SheetKind.SAFETY]["alarm"].group, f"Grootste gevaar: {alarm}"
    for period in periods.decrypt_running_periods(case, key, FULL_VISIBILITY):
        yield DataGroup(period.row.group), f"Termijn: {period.name}, {period.until}"
    for goal in plan.decrypt_goals(case, key, FULL_VISIBILITY):
        if goal.row.state == GoalState.OPEN and goal.text:
            yield DOMAIN_GROUPS[Domain(goal.row.domain)], f"Doel: {goal.text}"
    for action in plan.decrypt_actions(case, key, FULL_VISIBILITY):
        if action.row.state == ActionState.OPEN and action.text:
            day = f", {action.row.due_on:%d-%m-%Y}" if action.row.due_on else ""
            yield (
                DataGroup(action.row.group),
                f"Actie: {action.text} ({action.row.owner.name}{day})",
            )


def _mail_owners(
    case: Case,
    to: Member,
    former: Member,
    *,
    by: Actor,
) -> None:
    """Queue a mail to the new and the former owner, so that no case is handed over unnoticed.

    The mail says nothing about the case. Who did it themselves gets none.
    """
    key = f"handed-over-{case.pk}-{by.now:%Y%m%d%H%M%S}"
    for member, mail in ((to, NEW_OWNER_MAIL), (former, FORMER_OWNER_MAIL)):
        if member.pk != by.member.pk and can_hold_key(member, now=by.now):
            mail_member(member, mail, key=key, now=by.now)
