"""How unsafe a member of the team judged the youngster to be."""

from enum import StrEnum


class Risk(StrEnum):
    """How unsafe a person of the team judged it to be; never worked out by a program."""

    UNKNOWN = "unknown"
    LOW = "low"
    HIGH = "high"
    ACUTE = "acute"


RISK_WORDS = {
    Risk.UNKNOWN: "Nog niet beoordeeld",
    Risk.LOW: "Nu veilig genoeg",
    Risk.HIGH: "Onveilig",
    Risk.ACUTE: "Acuut gevaar",
}


UNSAFE_RISKS = frozenset({Risk.HIGH, Risk.ACUTE})
