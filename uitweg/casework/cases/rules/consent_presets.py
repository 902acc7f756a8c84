"""What is chosen beforehand on the form of a consent: little, and a member may change it."""

from collections.abc import Iterable

from uitweg.casework.cases.rules.consents import ConsentPurpose
from uitweg.casework.cases.rules.data_groups import DataGroup

USUAL_GROUPS: dict[ConsentPurpose, frozenset[DataGroup]] = {
    ConsentPurpose.SHELTER: frozenset(
        {
            DataGroup.CONTACT,
            DataGroup.SAFETY,
            DataGroup.SITUATION,
            DataGroup.HEALTH,
            DataGroup.SHELTER,
        }
    ),
    ConsentPurpose.CARE: frozenset({DataGroup.CONTACT, DataGroup.SITUATION, DataGroup.HEALTH}),
    ConsentPurpose.LAWYER: frozenset(
        {DataGroup.CONTACT, DataGroup.SAFETY, DataGroup.SITUATION, DataGroup.LAW_POLICE}
    ),
    ConsentPurpose.POLICE_TALK: frozenset({DataGroup.CONTACT, DataGroup.LAW_POLICE}),
    ConsentPurpose.CONFERENCE: frozenset({DataGroup.SAFETY, DataGroup.SITUATION}),
    ConsentPurpose.SCHOOL: frozenset({DataGroup.CONTACT, DataGroup.SCHOOL_WORK}),
    ConsentPurpose.PARENTS: frozenset({DataGroup.CONTACT}),
    ConsentPurpose.STATISTICS: frozenset({DataGroup.SITUATION}),
    ConsentPurpose.SUPPORT: frozenset({DataGroup.CONTACT, DataGroup.SAFETY, DataGroup.SITUATION}),
    ConsentPurpose.APPRAISAL: frozenset({DataGroup.LAW_POLICE}),
    ConsentPurpose.OTHER: frozenset({DataGroup.CONTACT, DataGroup.SITUATION}),
}
"""The groups that are asked about for each purpose, unless a member chooses others."""

PURPOSE_OF_KIND = {
    "shelter": ConsentPurpose.SHELTER,
    "care": ConsentPurpose.CARE,
    "youth-care": ConsentPurpose.CARE,
    "lawyer": ConsentPurpose.LAWYER,
    "police": ConsentPurpose.POLICE_TALK,
    "school": ConsentPurpose.SCHOOL,
    "debt-help": ConsentPurpose.OTHER,
    "advice": ConsentPurpose.OTHER,
    "other": ConsentPurpose.OTHER,
}
"""By the value of a kind of service; the kinds themselves are a higher part's."""


def purpose_for(kinds: Iterable[str]) -> ConsentPurpose:
    """Return what a consent to such services is usually for."""
    return next(
        (PURPOSE_OF_KIND[kind] for kind in kinds if kind in PURPOSE_OF_KIND), ConsentPurpose.SHELTER
    )
