"""What leaves of cases for an organisation, by whatever way: on which rows, and recorded before."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass

from django.utils import timezone

from uitweg.casework.cases.case.models import Case
from uitweg.casework.cases.case.rules.data_groups import DataGroup
from uitweg.casework.cases.consents.actions import disclosures
from uitweg.casework.cases.consents.actions.disclosures import (
    DisclosurePart,
    DisclosureRefusal,
    DisclosureStatement,
)
from uitweg.casework.cases.consents.models import SharingDecision
from uitweg.casework.cases.consents.rules.consents import ConsentPurpose
from uitweg.casework.cases.consents.rules.disclosures import DisclosureBasis, DisclosureMethod
from uitweg.casework.partners.directory.models import Organisation
from uitweg.casework.partners.dispatch.actions.basis import Bases
from uitweg.casework.partners.dispatch.rules.packages import PackageSection, shared_on
from uitweg.platform.accounts.actions.authorization import Actor, NotPossible
from uitweg.platform.choices import Refusal
from uitweg.platform.dutch_days import in_dutch


class CannotSend(Exception):
    """It cannot leave as it is; nothing left. `obstacle` is why."""

    def __init__(self, obstacle: Refusal) -> None:
        super().__init__(obstacle.code)
        self.obstacle = obstacle


class PreviewChanged(Exception):
    """What would leave is not what the member saw; nothing left."""


@dataclass(frozen=True)
class PartTerms:
    """Some data groups of one case that leave, and the row that they rest on.

    One of `consent` and `decision` (ids) is set. `sections` is what a package says about this
    case; needed when it says something about several, as each case keeps a copy of its own only.
    `rows`, `snapshot` and `form_key` are as in `DisclosurePart`.
    """

    case: Case
    groups: frozenset[DataGroup]
    consent: int | None = None
    decision: int | None = None
    sections: tuple[PackageSection, ...] = ()
    rows: int = 1
    snapshot: str = ""
    form_key: bytes = b""


def parts_on(
    case: Case,
    bases: Bases,
    groups: Iterable[DataGroup],
    *,
    sections: Mapping[DataGroup, Sequence[PackageSection]] | None = None,
) -> list[PartTerms]:
    """Return a part for each consent or decision that these groups rest on, in their order."""
    ordered, said = list(groups), sections or {}
    return [
        PartTerms(
            case,
            one.groups,
            one.basis.consent,
            one.basis.decision,
            tuple(each for group in ordered if group in one.groups for each in said.get(group, ())),
        )
        for one in shared_on(ordered, bases)
    ]


def leave(
    parts: Iterable[PartTerms],
    *,
    organisation: Organisation,
    content: bytes,
    via: DisclosureMethod,
    purpose: str,
    by: Actor,
    snapshot: str = "",
    asked_for: ConsentPurpose | None = None,
) -> None:
    """Record that this leaves now; call it before it does, in the transaction in which it does.

    With `asked_for` only a yes to that question is a basis. Raises as `disclosures.disclose`:
    "no-basis" unless each data group rests now on the very row that its part names.
    """
    for part in parts:
        disclosures.disclose(
            parts=[
                DisclosurePart(
                    part.case,
                    part.rows,
                    part.groups,
                    consent=part.consent,
                    decision=part.decision,
                    organisation=organisation.pk,
                    snapshot=part.snapshot,
                    form_key=part.form_key,
                )
            ],
            content=content,
            snapshot=snapshot,
            via=via,
            statement=_statement(part, organisation, purpose),
            asked_for=asked_for,
            by=by,
        )


def _statement(part: PartTerms, organisation: Organisation, purpose: str) -> DisclosureStatement:
    basis, reason = DisclosureBasis.CONSENT, ""
    if part.consent is None:
        decisions = SharingDecision.objects.filter(case=part.case)
        decision = decisions.filter(pk=part.decision or 0).first()
        if decision is None:
            raise NotPossible(DisclosureRefusal.NO_BASIS)
        basis = DisclosureBasis(decision.basis)
        day = in_dutch(timezone.localdate(decision.decided_at))
        reason = f"Zie het vastgelegde besluit van {day}."
    return DisclosureStatement(organisation.name, purpose, basis, reason)
