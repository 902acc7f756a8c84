"""The data groups that a grant opens, and the group of each sheet field and goal."""

from uitweg.casework.cases.case.rules.contents import Domain, SheetKind
from uitweg.platform.choices import Choices


class DataGroup(Choices):
    """What a text is about; a grant names the groups it opens."""

    CONTACT = "contact", "naam en contact"
    SAFETY = "safety", "veiligheid"
    SITUATION = "situation", "situatie"
    HEALTH = "health", "gezondheid"
    FAMILY = "family", "familie"
    SCHOOL_WORK = "school-work", "school en werk"
    LAW_POLICE = "law-police", "recht en politie"
    SHELTER = "shelter", "opvang"
    NETWORK = "network", "mensen eromheen"


ALL_GROUPS = frozenset(DataGroup)


SHEET_GROUPS: dict[SheetKind, dict[str, DataGroup]] = {
    SheetKind.PERSON: {
        "name": DataGroup.CONTACT,
        "called": DataGroup.CONTACT,
        "sex": DataGroup.SITUATION,
        "age": DataGroup.SITUATION,
        "born": DataGroup.CONTACT,
        "age_at_start": DataGroup.SITUATION,
        "lvb": DataGroup.HEALTH,
        "languages": DataGroup.CONTACT,
        "phones": DataGroup.CONTACT,
        "lives": DataGroup.SHELTER,
        "school": DataGroup.SCHOOL_WORK,
        "plate": DataGroup.CONTACT,
        "guardians": DataGroup.FAMILY,
    },
    SheetKind.SAFETY: {
        "alarm": DataGroup.SAFETY,
        "contact": DataGroup.CONTACT,
        "call": DataGroup.CONTACT,
        "hours": DataGroup.CONTACT,
        "where": DataGroup.SHELTER,
        "address": DataGroup.SHELTER,
        "secret_from": DataGroup.SAFETY,
        "plan_b": DataGroup.SAFETY,
        "lawyer": DataGroup.LAW_POLICE,
        "school": DataGroup.SCHOOL_WORK,
        "no": DataGroup.SAFETY,
    },
    SheetKind.JUDGEMENT: {
        "facts": DataGroup.SAFETY,
        "gaps": DataGroup.SAFETY,
        "conclusion": DataGroup.SAFETY,
        "risk": DataGroup.SAFETY,
    },
    SheetKind.CLOSING: {
        "stays": DataGroup.SITUATION,
        "call": DataGroup.CONTACT,
        "told": DataGroup.SITUATION,
        "why_not": DataGroup.SITUATION,
        "still_unsafe": DataGroup.SAFETY,
    },
}
"""The data group of each field; a test checks that no field is missing."""


DOMAIN_GROUPS = {
    Domain.SAFETY: DataGroup.SAFETY,
    Domain.SHELTER: DataGroup.SHELTER,
    Domain.CARE: DataGroup.HEALTH,
    Domain.SCHOOL: DataGroup.SCHOOL_WORK,
    Domain.JOB: DataGroup.SCHOOL_WORK,
    Domain.MONEY: DataGroup.SITUATION,
    Domain.LAW: DataGroup.LAW_POLICE,
    Domain.NETWORK: DataGroup.NETWORK,
}
