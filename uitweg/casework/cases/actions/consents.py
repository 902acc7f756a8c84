"""On what the data groups of a case may be shared with one organisation now."""

from datetime import datetime

from django.utils import timezone

from uitweg.casework.cases.models import Case, Consent, SharingDecision
from uitweg.casework.cases.rules.consents import ConsentState, SharingBasis
from uitweg.casework.cases.rules.data_groups import DataGroup


def sharing_basis(
    case: Case, *, organisation: int, kinds: frozenset[str], now: datetime
) -> dict[DataGroup, SharingBasis]:
    """Return by data group the live consent or decision for this organisation; newest wins."""
    basis = dict.fromkeys(DataGroup, SharingBasis())
    today = timezone.localdate(now)
    for decision in SharingDecision.objects.filter(case=case, until__gte=today).order_by("id"):
        if organisation in decision.organisations or kinds & set(decision.service_kinds):
            for group in decision.groups:
                basis[DataGroup(group)] = SharingBasis(decision=decision.pk)
    by_decision = dict(basis)
    for consent in Consent.objects.filter(case=case).order_by("asked_at", "id"):
        if organisation in consent.organisations or kinds & set(consent.service_kinds):
            is_live = consent.state == ConsentState.GIVEN and (
                consent.until is None or consent.until >= today
            )
            for group in map(DataGroup, consent.groups):
                basis[group] = SharingBasis(consent.pk) if is_live else by_decision[group]
    return basis
