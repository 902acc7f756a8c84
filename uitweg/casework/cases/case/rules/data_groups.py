"""The data groups that a grant opens, and the group of each goal."""

from uitweg.casework.cases.case.rules.contents import Domain
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
