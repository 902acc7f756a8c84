"""Giving a case to another owner, with a note of what lies ready; a lead does it unread."""

from collections import defaultdict
from collections.abc import Iterator

from django.db import transaction

from uitweg.casework.cases.actions import case_keys, periods, plan, sheets
from uitweg.casework.cases.actions.case_keys import CaseKey
from uitweg.casework.cases.actions.entries import EntryAttributes, write_entry
from uitweg.casework.cases.actions.grants import (
    can_hold_key,
    replace_grant,
    require_enough_key_holders,
    revoke_grants,
)
from uitweg.casework.cases.models import Case
from uitweg.casework.cases.rules.data_groups import (
    ALL_GROUPS,
    DOMAIN_GROUPS,
    SHEET_GROUPS,
    DataGroup,
)
from uitweg.casework.cases.rules.grants import (
    AccessLevel,
    FormerOwnerAccess,
    GrantKind,
    GrantReason,
)
from uitweg.casework.cases.rules.plan import ActionState, Domain, GoalState
from uitweg.casework.cases.rules.sheets import SheetKind
from uitweg.casework.cases.rules.timeline import EntryKind
from uitweg.casework.cases.rules.visibility import FULL_VISIBILITY, Audience
from uitweg.casework.cases.rules.workflow import CaseState
from uitweg.platform.accounts.actions.authorization import Actor, NotPossible, require
from uitweg.platform.accounts.actions.keyring import Keyring
from uitweg.platform.accounts.actions.mail import MemberMail, mail_member
from uitweg.platform.accounts.models import Member
from uitweg.platform.accounts.rules import Permission
from uitweg.platform.audit.actions import audit_log
from uitweg.platform.drafts.actions import drafts

NEW_OWNER_MAIL = MemberMail(
    "Uitweg: een casus is nu van jou",
    "In Uitweg is een casus aan jou overgedragen.\n\nHij staat bij Casussen: {address}/casussen/\n",
)
OLD_OWNER_MAIL = MemberMail(
    "Uitweg: een casus is overgedragen",
    "In Uitweg is een casus van jou aan een ander overgedragen.\n\n"
    "Wist je dat niet? Vraag het de leiding: {address}/casussen/\n",
)


class OwnerChanged(Exception):
    """Somebody handed the case over since the page was shown; nothing is changed."""


def hand_over(
    *,
    case: Case,
    to: Member,
    why: str,
    stays: FormerOwnerAccess,
    was: int | None,
    by: Actor,
    sheet: str = "",
    form_key: bytes = b"",
) -> None:
    """Make `to` the owner, and write on the timeline what lies ready.

    Nothing is shown to `by` for that: a lead hands over what they may not read. A strict case
    that `by` cannot open asks the words of the recovery `sheet`. `was` is the owner that the page
    showed. Raises OwnerMoved, NotPossible, and recovery's WrongWords.
    """
    require(by.member, Permission.CASE_HAND_OVER, case)
    if case.state == CaseState.DESTROYED:
        raise NotPossible("case-closed")
    key = _open_key(case, by.keyring, sheet)
    with transaction.atomic():
        case_keys.lock_case(key)
        case = Case.objects.select_related("coordinator").get(pk=case.pk)
        old = case.coordinator
        if old.pk != was:
            raise OwnerChanged
        if to.pk == old.pk and case.grants.active_for(to.pk).filter(kind=GrantKind.OWNER).exists():
            raise NotPossible("owner-already")
        revoke_grants(case, old, by=by)
        case.grants.active().filter(kind=GrantKind.OWNER).update(
            until=by.now, ended_by=by.member.pk
        )
        copy = key if case.is_restricted else None
        _replace_owner_grants(case, to, old, stays, by=by, copy=copy)
        if stays is not FormerOwnerAccess.DEPUTY:
            case.actions.open().filter(owner=old).update(owner=to)
        Case.objects.filter(pk=case.pk).update(coordinator=to)
        require_enough_key_holders(case)
        _write_handover_note(case, key, f"Van {old.name} naar {to.name}. {why}".strip(), by=by)
        drafts.discard_sent_draft(form_key)
        audit_log.record(by.member, "case:hand-over", case, reason=f"{old.pk}>{to.pk}:{stays}")
        _mail_owners(case, to, old, by=by)


def _open_key(case: Case, keyring: Keyring, sheet: str) -> CaseKey:
    if case.is_restricted and sheet:
        return case_keys.open_with_recovery_sheet(case, sheet)
    return case_keys.open_case_key(case, keyring)


def _replace_owner_grants(
    case: Case,
    to: Member,
    old: Member,
    stays: FormerOwnerAccess,
    *,
    by: Actor,
    copy: CaseKey | None,
) -> None:
    """Give the new owner their place, and the old one what they keep; who left keeps nothing."""
    replace_grant(
        case,
        to,
        kind=GrantKind.OWNER,
        level=AccessLevel.MANAGE,
        groups=ALL_GROUPS,
        until=None,
        reason=GrantReason.OWNER,
        by=by,
        key=copy,
    )
    if stays is FormerOwnerAccess.NOTHING or old.pk == to.pk or not can_hold_key(old, now=by.now):
        return
    deputy = stays is FormerOwnerAccess.DEPUTY
    replace_grant(
        case,
        old,
        kind=GrantKind.DEPUTY if deputy else GrantKind.COLLEAGUE,
        level=AccessLevel.MANAGE if deputy else AccessLevel.READ,
        groups=ALL_GROUPS,
        until=None,
        reason=GrantReason.DEPUTY if deputy else GrantReason.HANDED_OVER,
        by=by,
        key=copy,
    )


def _write_handover_note(
    case: Case,
    key: CaseKey,
    first: str,
    *,
    by: Actor,
) -> None:
    """Write one entry a data group: who sees fewer groups sees less of the note too."""
    parts: dict[DataGroup, list[str]] = defaultdict(list)
    parts[DataGroup.SITUATION].append(first)
    for group, line in _handover_lines(case, key):
        parts[group].append(line)
    for group, lines in parts.items():
        attributes = EntryAttributes(Audience.TEAM, group)
        write_entry(key, EntryKind.HANDOVER, "\n".join(lines), by=by, attributes=attributes)


def _handover_lines(case: Case, key: CaseKey) -> Iterator[tuple[DataGroup, str]]:
    alarm = sheets.newest_sheets(case, key)[SheetKind.SAFETY].fields.get("alarm", "")
    if alarm:
        yield SHEET_GROUPS[SheetKind.SAFETY]["alarm"], f"Grootste gevaar: {alarm}"
    for one in periods.decrypt_running_periods(case, key, FULL_VISIBILITY):
        yield DataGroup(one.row.group), f"Termijn: {one.name}, {one.until}"
    for aim in plan.decrypt_goals(case, key, FULL_VISIBILITY):
        if aim.row.state == GoalState.OPEN and aim.text:
            yield DOMAIN_GROUPS[Domain(aim.row.domain)], f"Doel: {aim.text}"
    for act in plan.decrypt_actions(case, key, FULL_VISIBILITY):
        if act.row.state == ActionState.OPEN and act.text:
            day = f", {act.row.due_on:%d-%m-%Y}" if act.row.due_on else ""
            yield DataGroup(act.row.group), f"Actie: {act.text} ({act.row.owner.name}{day})"


def _mail_owners(
    case: Case,
    to: Member,
    old: Member,
    *,
    by: Actor,
) -> None:
    """Queue a mail without content to who has it now and to who had it: no case goes unnoticed."""
    key = f"handed-over-{case.pk}-{by.now:%Y%m%d%H%M%S}"
    for member, mail in ((to, NEW_OWNER_MAIL), (old, OLD_OWNER_MAIL)):
        if member.pk != by.member.pk and can_hold_key(member, now=by.now):
            mail_member(member, mail, key=key, now=by.now)
