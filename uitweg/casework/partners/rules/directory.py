"""The directory of partners: what they offer, what they have free, and who may see what of it."""

from datetime import datetime, timedelta

from uitweg.platform.choices import Choices


class Secrecy(Choices):
    """Who may see one field of an organisation or service."""

    PUBLIC = "public", "iedereen"
    PARTNERS = "partners", "team en partners"
    TEAM = "team", "alleen het team"
    NAMED = "named", "alleen wie erbij genoemd is"


class CapacityCode(Choices):
    """What a service has free, as it said itself; the codes of the field."""

    CAPACITY = "capacity", "plek"
    NONE = "none", "vol"
    WAITING_LIST = "waiting-list", "wachtlijst"
    ASK = "ask", "eerst overleggen"


CAPACITY_HOLDS = timedelta(hours=24)
"""What was said longer ago is unknown, and never ranks as free."""


def capacity_at(
    code: CapacityCode | None, said_at: datetime | None, *, now: datetime
) -> CapacityCode | None:
    """Return what a service has free now; None when that is unknown."""
    if code is None or said_at is None or now - said_at > CAPACITY_HOLDS:
        return None
    return code


class ServiceKind(Choices):
    SHELTER = "shelter", "opvang"
    CARE = "care", "zorg"
    LAWYER = "lawyer", "advocaat"
    POLICE = "police", "politie"
    SCHOOL = "school", "school"
    YOUTH_CARE = "youth-care", "jeugdhulp"
    DEBT_HELP = "debt-help", "schuldhulp"
    ADVICE = "advice", "advies en melden"
    OTHER = "other", "iets anders"
