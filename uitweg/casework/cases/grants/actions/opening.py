"""Opening a case: with its own key, a grant for its owner, and the report it came from."""

from django.db import transaction

from uitweg.casework.cases.case.actions import case_keys
from uitweg.casework.cases.case.actions.case_keys import CaseKey
from uitweg.casework.cases.case.models import Case, CaseGrant
from uitweg.casework.cases.case.rules.contents import EntryKind
from uitweg.casework.cases.case.rules.grants import AccessLevel, GrantKind, GrantReason
from uitweg.casework.cases.timeline.actions.entries import write_entry
from uitweg.channel.answers.actions.reports import OpenedMessage, ReportRefusal, close_report
from uitweg.channel.conversation.models import Report, TeamKey
from uitweg.channel.conversation.rules.reports import ReportState
from uitweg.platform.accounts.actions.authorization import Actor, NotPossible, require
from uitweg.platform.accounts.actions.keyring import Keyring, NoKey
from uitweg.platform.accounts.rules import Permission
from uitweg.platform.audit.actions import audit_log
from uitweg.platform.audit.rules import Act
from uitweg.platform.sealing import box

OPEN_CASE = Act("case:open", "Casus geopend")


def open_case(
    *,
    report: Report,
    conversation: list[OpenedMessage],
    by: Actor,
) -> Case:
    """Open a case for a report, owned by `by`, with the reporter's words copied into it.

    The copy is encrypted with the case key, so it stays when the reporter deletes the
    conversation. A second call after a crash between the two databases finishes the same case.
    Raises NotAllowed, NoKey, and NotPossible when a colleague took the report first.
    """
    require(by, Permission.CASE_OPEN, report)
    team = current_team_key(by.keyring)
    with transaction.atomic():
        case, is_new = Case.objects.get_or_create(
            report_id=report.pk,
            defaults={
                "coordinator": by.member,
                "opened_at": by.now,
                "sealed_key": b"",
                "key_id": team.key_id,
                "danger_to_judge": any(each.danger_now for each in conversation),
            },
        )
        if not is_new and case.coordinator_id != by.member.pk:
            owner = None if case.is_restricted else case.coordinator_id
            raise NotPossible(ReportRefusal.REPORT_ALREADY_TAKEN, ask=owner)
        if is_new:
            key = set_up_case(case, team=team, by=by)
            quotes = [each.text for each in conversation if each.text and not each.from_team]
            write_entry(key, EntryKind.REPORT, "\n\n".join(quotes), by=by)
            audit_log.record(by.member, OPEN_CASE, case, reason=report.number)
        last_seen = max((each.message_id for each in conversation), default=0)
        close_report(report=report, by=by, state=ReportState.CASE, seen=last_seen)
    return case


def current_team_key(keyring: Keyring) -> TeamKey:
    """Return the team key that new case keys are sealed to. Raises NoKey without it."""
    team = TeamKey.current()
    if team is None:
        raise NoKey
    keyring.keys_for(bytes(team.key_id))
    return team


def set_up_case(
    case: Case,
    *,
    team: TeamKey,
    by: Actor,
) -> CaseKey:
    """Give a new case its own key and its owner a grant, inside the caller's transaction."""
    key = CaseKey(case.pk, box.new_key())
    case.sealed_key = case_keys.seal_case_key(case, key.key, team_public=bytes(team.public_key))
    case.save(update_fields=["sealed_key"])
    CaseGrant.objects.create(
        case=case,
        member=by.member,
        kind=GrantKind.OWNER,
        level=AccessLevel.MANAGE,
        since=by.now,
        reason=GrantReason.OWNER,
        given_by=by.member.pk,
    )
    return key
