"""Giving a case to another owner, with a note of what lies ready; a lead does it unread."""

from collections import defaultdict
from collections.abc import Iterator
from enum import StrEnum

from django.conf import settings
from django.db import transaction

from uitweg.casework.cases.actions import case_keys, periods, plan, sheets
from uitweg.casework.cases.actions.case_keys import CaseKey
from uitweg.casework.cases.actions.entries import Meant, write_entry
from uitweg.casework.cases.actions.grants import can_hold, enough_holders, put_in, put_out
from uitweg.casework.cases.models import Case
from uitweg.casework.cases.rules.grants import GrantKind, GrantReason, Level
from uitweg.casework.cases.rules.plan import ActionState, Domain, GoalState
from uitweg.casework.cases.rules.sheets import SheetKind
from uitweg.casework.cases.rules.timeline import EntryKind
from uitweg.casework.cases.rules.visibility import (
    ALL_GROUPS,
    DOMAIN_GROUPS,
    SHEET_GROUPS,
    TEAM_SIGHT,
    Audience,
    DataGroup,
)
from uitweg.casework.cases.rules.workflow import CaseState
from uitweg.platform.accounts.actions.authorization import Actor, NotPossible, require
from uitweg.platform.accounts.actions.keyring import Keyring
from uitweg.platform.accounts.models import Member
from uitweg.platform.accounts.rules import Permission
from uitweg.platform.audit.actions import audit_log
from uitweg.platform.drafts.actions import drafts
from uitweg.platform.jobs import actions as clock

SUBJECT, SUBJECT_OLD = "Uitweg: een casus is nu van jou", "Uitweg: een casus is overgedragen"
MAIL = (
    "In Uitweg is een casus aan jou overgedragen.\n\nHij staat bij Casussen: {address}/casussen/\n"
)
MAIL_OLD = (
    "In Uitweg is een casus van jou aan een ander overgedragen.\n\n"
    "Wist je dat niet? Vraag het de leiding: {address}/casussen/\n"
)


class Stays(StrEnum):
    """What the old owner keeps."""

    NOTHING = "nothing"
    READ = "read"
    DEPUTY = "deputy"


STAYS_WORDS = {
    Stays.NOTHING: "Niets meer",
    Stays.READ: "Meelezen",
    Stays.DEPUTY: "Vervanger blijven",
}


class OwnerMoved(Exception):
    """Somebody handed the case over since the page was shown; nothing is changed."""


def hand_over(
    *,
    case: Case,
    to: Member,
    why: str,
    stays: Stays,
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
    key = _key(case, by.keyring, sheet)
    with transaction.atomic():
        case_keys.hold(key)
        case = Case.objects.select_related("coordinator").get(pk=case.pk)
        old = case.coordinator
        if old.pk != was:
            raise OwnerMoved
        if to.pk == old.pk and case.grants.live(to.pk).filter(kind=GrantKind.OWNER).exists():
            raise NotPossible("owner-already")
        put_out(case, old, by=by)
        case.grants.living().filter(kind=GrantKind.OWNER).update(
            until=by.now, ended_by=by.member.pk
        )
        copy = key if case.is_strict else None
        _seat(case, to, old, stays, by=by, copy=copy)
        if stays is not Stays.DEPUTY:
            case.actions.open().filter(owner=old).update(owner=to)
        Case.objects.filter(pk=case.pk).update(coordinator=to)
        enough_holders(case)
        _note(case, key, f"Van {old.name} naar {to.name}. {why}".strip(), by=by)
        drafts.sent(form_key)
        audit_log.record(by.member, "case:hand-over", case, reason=f"{old.pk}>{to.pk}:{stays}")
        _tell(case, to, old, by=by)


def _key(case: Case, keyring: Keyring, sheet: str) -> CaseKey:
    if case.is_strict and sheet:
        return case_keys.opened_by_sheet(case, sheet)
    return case_keys.opened(case, keyring)


def _seat(
    case: Case,
    to: Member,
    old: Member,
    stays: Stays,
    *,
    by: Actor,
    copy: CaseKey | None,
) -> None:
    """Give the new owner their place, and the old one what they keep; who left keeps nothing."""
    put_in(
        case,
        to,
        kind=GrantKind.OWNER,
        level=Level.MANAGE,
        groups=ALL_GROUPS,
        until=None,
        reason=GrantReason.OWNER,
        by=by,
        key=copy,
    )
    if stays is Stays.NOTHING or old.pk == to.pk or not can_hold(old, now=by.now):
        return
    deputy = stays is Stays.DEPUTY
    put_in(
        case,
        old,
        kind=GrantKind.DEPUTY if deputy else GrantKind.COLLEAGUE,
        level=Level.MANAGE if deputy else Level.READ,
        groups=ALL_GROUPS,
        until=None,
        reason=GrantReason.DEPUTY if deputy else GrantReason.HANDED_OVER,
        by=by,
        key=copy,
    )


def _note(
    case: Case,
    key: CaseKey,
    first: str,
    *,
    by: Actor,
) -> None:
    """Write one entry a data group: who sees fewer groups sees less of the note too."""
    parts: dict[DataGroup, list[str]] = defaultdict(list)
    parts[DataGroup.SITUATION].append(first)
    for group, line in _lies_ready(case, key):
        parts[group].append(line)
    for group, lines in parts.items():
        meant = Meant(Audience.TEAM, group)
        write_entry(key, EntryKind.HANDOVER, "\n".join(lines), by=by, meant=meant)


def _lies_ready(case: Case, key: CaseKey) -> Iterator[tuple[DataGroup, str]]:
    alarm = sheets.newest(case, key)[SheetKind.SAFETY].fields.get("alarm", "")
    if alarm:
        yield SHEET_GROUPS[SheetKind.SAFETY]["alarm"], f"Grootste gevaar: {alarm}"
    for one in periods.running(case, key, TEAM_SIGHT):
        yield DataGroup(one.row.group), f"Termijn: {one.name}, {one.until}"
    for aim in plan.goals(case, key, TEAM_SIGHT):
        if aim.row.state == GoalState.OPEN and aim.text:
            yield DOMAIN_GROUPS[Domain(aim.row.domain)], f"Doel: {aim.text}"
    for act in plan.actions(case, key, TEAM_SIGHT):
        if act.row.state == ActionState.OPEN and act.text:
            day = f", {act.row.due_on:%d-%m-%Y}" if act.row.due_on else ""
            yield DataGroup(act.row.group), f"Actie: {act.text} ({act.row.owner.name}{day})"


def _tell(
    case: Case,
    to: Member,
    old: Member,
    *,
    by: Actor,
) -> None:
    """Queue a mail without content to who has it now and to who had it: no case goes unnoticed."""
    for member, subject, body in ((to, SUBJECT, MAIL), (old, SUBJECT_OLD, MAIL_OLD)):
        wants = member.wants_mail and member.mail and can_hold(member, now=by.now)
        if wants and member.pk != by.member.pk:
            clock.enqueue_mail(
                key=f"handed-over-{case.pk}-{member.pk}-{by.now:%Y%m%d%H%M%S}",
                to=member.mail,
                subject=subject,
                body=body.format(address=settings.STAFF_URL),
                now=by.now,
            )
