"""On what something may go to an organisation for one purpose only, with a yes of its own."""

from collections.abc import Mapping
from datetime import datetime

from uitweg.casework.cases.actions import consents
from uitweg.casework.cases.models import Case
from uitweg.casework.cases.rules.consents import ConsentPurpose, SharingBasis
from uitweg.casework.cases.rules.data_groups import DataGroup


def bases_for_purpose(
    case: Case,
    organisations: Mapping[int, frozenset[str]],
    purpose: ConsentPurpose,
    *,
    now: datetime,
) -> dict[int, dict[DataGroup, SharingBasis]]:
    """Return by organisation on which consent each data group may go there for this purpose.

    `organisations` has the kinds of service that each offers. A consent for another purpose and a
    decision without consent are no basis; and what may not be shared at all does not become so by a
    yes to this purpose.
    """
    any_purpose = consents.sharing_bases([case], organisations, now=now)
    of_purpose = consents.sharing_bases([case], organisations, now=now, purpose=purpose)
    return {
        organisation: {
            group: _both(basis, of_purpose[case.pk, organisation][group])
            for group, basis in any_purpose[case.pk, organisation].items()
        }
        for organisation in organisations
    }


def _both(any_purpose: SharingBasis, of_purpose: SharingBasis) -> SharingBasis:
    if any_purpose.consent is not None and of_purpose.may_share:
        return of_purpose
    return SharingBasis(refused_on=any_purpose.refused_on or of_purpose.refused_on)
