"""What a callout is about, as far as its reader may know: number, who wrote, and the way to it."""

from collections.abc import Callable
from dataclasses import dataclass, replace
from datetime import datetime, timedelta

from uitweg.casework.calls.models import CallNote
from uitweg.casework.cases.case.models import Case, CaseGrant
from uitweg.casework.cases.emergency_access.models import EmergencyAccess
from uitweg.casework.cases.plan.models import Action
from uitweg.casework.duty.callouts.models import Callout, CalloutSubject
from uitweg.casework.duty.callouts.rules.callouts import DANGER_KINDS, CalloutKind, read_thing
from uitweg.casework.partners.referrals.actions.states import is_visible
from uitweg.casework.partners.referrals.models import Referral
from uitweg.channel.answers.actions import reports
from uitweg.channel.conversation.models import Message, Report
from uitweg.channel.conversation.rules.reports import ReporterRole
from uitweg.platform.accounts.actions.authorization import Actor, require
from uitweg.platform.accounts.models import Member
from uitweg.platform.accounts.rules import Permission, Role, may
from uitweg.platform.audit.actions import audit_log
from uitweg.platform.audit.rules import Act

READ_CALLOUT = Act("page:read", "Oproep bekeken")

READ_RECORDED_EVERY = timedelta(minutes=10)
SUBJECTS_SHOWN = 20
"""Many reports at once are one callout; what is not shown stands on Nu, with all that waits."""


@dataclass(frozen=True)
class SubjectForReader:
    """One thing that a callout is about.

    `noun` and `number` name it ("melding", "M-0017"); both are "" when it has no number. `role`
    says who wrote, in words, "" when unknown. `address` is the name of the address that this reader
    may open, with `args`; "" when there is none. When it `is_closed` to them, `ask` is whom to ask,
    or None for the leads, where even a name would tell something.
    """

    kind: CalloutKind
    at: datetime
    noun: str = ""
    number: str = ""
    role: str = ""
    is_unread: bool = False
    address: str = ""
    args: tuple[int, ...] = ()
    is_closed: bool = False
    ask: Member | None = None
    emergency_case: int = 0

    @property
    def happened(self) -> str:
        return self.kind.words


def load_subjects(callout: Callout, *, by: Actor) -> list[SubjectForReader]:
    """Return what it is about: what is not dealt with first, of that danger, then the oldest.

    At most SUBJECTS_SHOWN. The reading is in the audit log.
    """
    require(by, Permission.CALLOUT_READ, callout)
    name = audit_log.audit_name(callout)
    audit_log.record_at_most_every(by.member, READ_CALLOUT, name, every=READ_RECORDED_EVERY)
    return [subject_for(row, by=by) for row in most_urgent_first(callout)[:SUBJECTS_SHOWN]]


def most_urgent_first(callout: Callout) -> list[CalloutSubject]:
    """Return what a callout is about, in the order in which somebody must know of it."""

    def order(row: CalloutSubject) -> tuple[bool, bool, datetime, int]:
        return row.is_settled, row.kind not in DANGER_KINDS, row.at, row.pk

    return sorted(callout.subjects.all(), key=order)


def hides_danger_from(callout: Callout, *, by: Actor) -> bool:
    """Return whether danger of this callout, that is not dealt with, is closed to this member.

    Never to a lead, who can open it in an emergency.
    """
    if by.role == Role.LEAD:
        return False
    about = callout.subjects.filter(kind=CalloutKind.DANGER, is_settled=False).order_by("pk")
    ids = [read_thing(thing)[1] for thing in about.values_list("thing", flat=True)]
    closed = by.member.shut_out_ids("report")
    return bool(closed) and Message.objects.filter(pk__in=ids, report__in=closed).exists()


def subject_for(row: CalloutSubject, *, by: Actor) -> SubjectForReader:
    """Return one subject for this reader; one whose row is gone has only its kind."""
    model, pk = read_thing(row.thing)
    subject = SubjectForReader(CalloutKind(row.kind), row.at)
    describe = _DESCRIBED_BY.get(model)
    return (describe(subject, pk, by) if describe else None) or subject


def _message(subject: SubjectForReader, pk: int, by: Actor) -> SubjectForReader | None:
    message = Message.objects.select_related("report").filter(pk=pk).first()
    return _conversation(subject, message.report, message, by) if message else None


def _report(subject: SubjectForReader, pk: int, by: Actor) -> SubjectForReader | None:
    message = Message.objects.first_of([pk]).select_related("report").first()
    return _conversation(subject, message.report, message, by) if message else None


def _conversation(
    subject: SubjectForReader, report: Report, message: Message, by: Actor
) -> SubjectForReader:
    named = replace(subject, noun="melding", number=report.number)
    if not may(by, Permission.REPORT_READ, report):
        return replace(named if _is_open_danger(message) else subject, is_closed=True)
    return replace(
        named,
        role=_role_words(report, message, by),
        is_unread=message.read_on is None,
        address="report",
        args=(report.pk,),
    )


def _is_open_danger(message: Message) -> bool:
    """Return whether the whole team sees that this is there, also who may not read it."""
    return message.danger_now and not message.danger_end


def _role_words(report: Report, message: Message, by: Actor) -> str:
    """Return who wrote; a later message does not say it, so then the first does."""
    role, _ = reports.role_and_need(message, by.keyring)
    if role in ("", ReporterRole.UNSAID):
        for first in Message.objects.first_of([report.pk]).select_related("report"):
            role, _ = reports.role_and_need(first, by.keyring)
    return ReporterRole.words_of(role) if role != ReporterRole.UNSAID else ""


def _call(subject: SubjectForReader, pk: int, by: Actor) -> SubjectForReader | None:
    call = CallNote.objects.filter(pk=pk).first()
    if call is None:
        return None
    named = replace(subject, noun="belnotitie", number=call.number)
    if not may(by, Permission.CALL_READ, call):
        return replace(named, is_closed=True)
    return replace(named, address="call", args=(call.pk,))


def _case(subject: SubjectForReader, pk: int, by: Actor) -> SubjectForReader | None:
    case = Case.objects.select_related("coordinator").filter(pk=pk).first()
    return _of_case(subject, case, by) if case else None


def _action(subject: SubjectForReader, pk: int, by: Actor) -> SubjectForReader | None:
    action = Action.objects.select_related("case__coordinator").filter(pk=pk).first()
    return _of_case(subject, action.case, by) if action else None


def _of_case(subject: SubjectForReader, case: Case, by: Actor) -> SubjectForReader:
    named = replace(subject, noun="casus", number=case.number)
    if may(by, Permission.CASE_READ, case):
        return replace(named, address="case", args=(case.pk,))
    if may(by, Permission.CASE_READ_CARD, case):
        return replace(named, address="safety-card", args=(case.pk,))
    names_owner = not case.is_restricted or may(by, Permission.CASE_OVERSEE)
    return replace(
        named,
        is_closed=True,
        ask=case.coordinator if names_owner else None,
        emergency_case=case.pk if may(by, Permission.CASE_EMERGENCY, case) else 0,
    )


def _emergency_access(subject: SubjectForReader, pk: int, by: Actor) -> SubjectForReader | None:
    access = EmergencyAccess.objects.select_related("grant__case").filter(pk=pk).first()
    return _review_of(subject, access.grant, by) if access else None


def _grant(subject: SubjectForReader, pk: int, by: Actor) -> SubjectForReader | None:
    grant = CaseGrant.objects.select_related("case").filter(pk=pk).first()
    return _review_of(subject, grant, by) if grant else None


def _review_of(subject: SubjectForReader, grant: CaseGrant, by: Actor) -> SubjectForReader:
    reviews = may(by, Permission.CASE_OVERSEE) and grant.member_id != by.pk
    named = replace(subject, noun="casus", number=grant.case.number)
    return replace(named, address="review-emergency-access") if reviews else named


def _alarm(subject: SubjectForReader, pk: int, by: Actor) -> SubjectForReader | None:
    reads = may(by, Permission.ALARM_READ)
    return replace(subject, address="alarm-list") if reads else replace(subject, is_closed=True)


def _referral(subject: SubjectForReader, pk: int, by: Actor) -> SubjectForReader | None:
    """Lead to the referral who may read of it, and anyone else no further than to its case."""
    referral = Referral.objects.select_related("case__coordinator", "service").filter(pk=pk).first()
    if referral is None:
        return None
    of_case = _of_case(subject, referral.case, by)
    if not is_visible(referral, by=by):
        return of_case
    return replace(of_case, address="referral", args=(referral.case_id, referral.pk))


type Describer = Callable[[SubjectForReader, int, Actor], SubjectForReader | None]

_DESCRIBED_BY: dict[str, Describer] = {
    "message": _message,
    "report": _report,
    "callnote": _call,
    "case": _case,
    "action": _action,
    "emergencyaccess": _emergency_access,
    "casegrant": _grant,
    "alarm": _alarm,
    "referral": _referral,
}
