"""Looking for help for a case: what came of a call, and a night without a place."""

from collections.abc import Iterable
from datetime import date, datetime, timedelta

from django.db import transaction
from django.utils import timezone

from uitweg.casework.cases.case.actions import case_keys
from uitweg.casework.cases.case.actions.case_keys import CaseKey
from uitweg.casework.cases.case.models import Case
from uitweg.casework.cases.case.rules.acts import WRITE_IN_CASE
from uitweg.casework.cases.case.rules.contents import EntryKind
from uitweg.casework.cases.timeline.actions.entries import EntryAttributes, write_entry
from uitweg.casework.partners.directory.actions.services import ServiceRefusal
from uitweg.casework.partners.directory.models import Service
from uitweg.casework.partners.directory.rules import ServiceKind
from uitweg.casework.partners.matching.actions import age_in_case
from uitweg.casework.partners.matching.models import CallAttempt, NoPlaceCount, NoPlaceFound
from uitweg.casework.partners.matching.rules import (
    NO_HOLDS,
    CallOutcome,
    InsteadOfPlace,
    age_group_of,
)
from uitweg.casework.partners.referrals.actions.states import start_draft
from uitweg.casework.partners.referrals.models import Referral
from uitweg.casework.partners.referrals.rules import ReferralState, referral_group
from uitweg.platform.accounts.actions.authorization import Actor, NotPossible, Refusal, require
from uitweg.platform.accounts.rules import Permission
from uitweg.platform.audit.actions import audit_log
from uitweg.platform.drafts.actions.once import once
from uitweg.platform.jobs.rules.job import job
from uitweg.platform.policy import retention

NIGHT_ENDS_AT = 12
"""Until noon somebody still speaks of last night."""


class FindingHelpRefusal(Refusal):
    NO_PLACE_NOTED = "Voor deze nacht staat dit er al. Er is niets bij gekomen."
    HELP_CASE_CLOSED = "Deze casus is gesloten. Er is niets bewaard."
    HELP_CASE_REKEYED = "De casus veranderde net. Er is niets bewaard. Probeer het nog eens."
    HELP_NO_KEY = "Jij hebt geen sleutel van deze casus. Er is niets bewaard."


def record_call(
    *, case: Case, service: Service, outcome: CallOutcome, by: Actor, form_key: bytes
) -> Referral | None:
    """Write down what a service said: in the log of calls, and on the timeline of the case.

    After a yes a referral is set ready, and returned. The same form twice is one call. Raises
    NotPossible when the case is closed, the service ended, or the form was used otherwise.
    """
    require(by, Permission.REFERRAL_WRITE, case)
    key = case_keys.open_case_key(case, by.keyring)
    with transaction.atomic():
        _lock_open(case)
        if once(
            CallAttempt.objects.all(),
            form_key,
            of={"case": case},
            is_same=lambda there: (there.service_id, there.outcome) == (service.pk, outcome),
        ):
            return _draft_for(case, service) if outcome is CallOutcome.YES else None
        if not Service.objects.running().filter(pk=service.pk).exists():
            raise NotPossible(ServiceRefusal.SERVICE_ENDED)
        CallAttempt.objects.create(
            case=case,
            service=service,
            outcome=outcome,
            called_at=by.now,
            called_by=by.member,
            form_key=form_key,
        )
        kind = ServiceKind(service.kind)
        text = f"{service.organisation.name} gebeld ({kind.words}): {outcome.words}."
        _write(key, EntryKind.CALL, text, kind, by)
        audit_log.record(by.member, WRITE_IN_CASE, case, reason=EntryKind.CALL.value)
        if outcome is not CallOutcome.YES:
            return None
        return start_draft(case=case, organisation=service.organisation, service=service, by=by)


def record_no_place(
    *,
    case: Case,
    kind: ServiceKind,
    nights: int,
    instead: InsteadOfPlace,
    by: Actor,
    form_key: bytes,
) -> None:
    """Write down that no place was found this night; it is counted apart from the case.

    The same form twice is one night. Raises NotPossible when the case is closed, the form was used
    otherwise, and "no-place-noted" when somebody wrote this night down already.
    """
    require(by, Permission.REFERRAL_WRITE, case)
    key, night = case_keys.open_case_key(case, by.keyring), night_of(by.now)
    with transaction.atomic():
        _lock_open(case)
        said = (kind, nights, instead)
        if once(
            NoPlaceFound.objects.all(),
            form_key,
            of={"case": case},
            is_same=lambda there: (there.kind, there.nights, there.instead) == said,
        ):
            return
        if NoPlaceFound.objects.filter(case=case, kind=kind, night_of=night).exists():
            raise NotPossible(FindingHelpRefusal.NO_PLACE_NOTED)
        NoPlaceFound.objects.create(
            case=case,
            kind=kind,
            night_of=night,
            nights=nights,
            instead=instead,
            written_at=by.now,
            written_by=by.member,
            form_key=form_key,
        )
        NoPlaceCount.objects.create(
            month=night.replace(day=1),
            kind=kind,
            age_group=age_group_of(age_in_case(case, by)),
            instead=instead,
            nights=nights,
        )
        waited = "1 nacht" if nights == 1 else f"{nights} nachten"
        text = f"Geen plek gevonden ({kind.words}). Wacht al {waited}. Wel: {instead.words}."
        _write(key, EntryKind.NOTE, text, kind, by)
        audit_log.record(by.member, WRITE_IN_CASE, case, reason=EntryKind.NOTE.value)


def night_of(now: datetime) -> date:
    """Return the day on which this night began, in the Netherlands."""
    local = timezone.localtime(now)
    return local.date() - timedelta(days=local.hour < NIGHT_ENDS_AT)


def visible_kinds(case: Case, *, by: Actor) -> frozenset[ServiceKind]:
    """Return the kinds of help of which this member may know that they were sought for the case."""
    groups = case.visibility_for(by.member.pk).readable_groups
    return frozenset(kind for kind in ServiceKind if referral_group(kind) in groups)


def calls_tonight(case: Case, *, by: Actor) -> list[CallAttempt]:
    """Return the calls of the last twelve hours of which this member may know, the first first."""
    rows = CallAttempt.objects.filter(case=case, called_at__gt=by.now - NO_HOLDS)
    visible = rows.filter(service__kind__in=visible_kinds(case, by=by))
    return list(
        visible.select_related("service__organisation", "called_by").order_by("called_at", "id")
    )


def is_night_noted(case: Case, kinds: Iterable[ServiceKind], *, by: Actor) -> bool:
    """Return whether this member may know that tonight without a place was written down."""
    known = visible_kinds(case, by=by) & frozenset(kinds)
    nights = NoPlaceFound.objects.filter(case=case, night_of=night_of(by.now))
    return nights.filter(kind__in=known).exists()


@job("old-nights-without-place", every=timedelta(hours=1))
def delete_old_counts(*, now: datetime) -> int:
    """Delete counted nights of before their term; return how many rows went."""
    today = timezone.localdate(now)
    years = retention.retention_table().number("nights-without-place")
    first = today.replace(year=today.year - years, day=1)
    return NoPlaceCount.objects.filter(month__lt=first).delete()[0]


def _lock_open(case: Case) -> None:
    if not case_keys.lock_cases({case.pk: case.key_round})[case.pk].is_open:
        raise NotPossible(FindingHelpRefusal.HELP_CASE_CLOSED)


def _draft_for(case: Case, service: Service) -> Referral | None:
    """Return a referral to this service that is set ready and not sent."""
    return Referral.objects.filter(case=case, service=service, state=ReferralState.DRAFT).first()


def _write(key: CaseKey, entry: EntryKind, text: str, kind: ServiceKind, by: Actor) -> None:
    group = referral_group(kind)
    write_entry(key, entry, text, by=by, attributes=EntryAttributes(group=group))
