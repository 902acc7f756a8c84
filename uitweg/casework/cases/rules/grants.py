"""How far a grant lets a member into a case, and why it was given."""

from enum import StrEnum


class AccessLevel(StrEnum):
    """How far a grant lets someone in."""

    CARD = "card"
    READ = "read"
    WORK = "work"
    MANAGE = "manage"


READ_LEVELS = frozenset({AccessLevel.READ, AccessLevel.WORK, AccessLevel.MANAGE})


WORK_LEVELS = frozenset({AccessLevel.WORK, AccessLevel.MANAGE})


MANAGE_LEVELS = frozenset({AccessLevel.MANAGE})


class GrantKind(StrEnum):
    """Where a grant came from."""

    OWNER = "owner"
    DEPUTY = "deputy"
    COLLEAGUE = "colleague"
    BREAK_GLASS = "break-glass"


class GrantReason(StrEnum):
    """Why someone was let in: fixed words, for these stand open beside the case."""

    OWNER = "owner"
    DEPUTY = "deputy"
    WORKS_ALONG = "works-along"
    STANDS_IN = "stands-in"
    CONSULTED = "consulted"
    HANDED_OVER = "handed-over"
    DANGER = "danger"
    CALLED = "called"
    AT_NIGHT = "at-night"
    OTHER = "other"


REASON_WORDS = {
    GrantReason.OWNER: "leidt de casus",
    GrantReason.DEPUTY: "vervangt wie de casus leidt",
    GrantReason.WORKS_ALONG: "werkt mee",
    GrantReason.STANDS_IN: "neemt waar",
    GrantReason.CONSULTED: "denkt mee",
    GrantReason.HANDED_OVER: "droeg de casus over",
    GrantReason.DANGER: "er is nu gevaar",
    GrantReason.CALLED: "er belt iemand over deze jongere",
    GrantReason.AT_NIGHT: "dienst, de eigenaar is er niet",
    GrantReason.OTHER: "iets anders",
}


EMERGENCY_REASONS = (
    GrantReason.DANGER,
    GrantReason.CALLED,
    GrantReason.AT_NIGHT,
    GrantReason.OTHER,
)


COLLEAGUE_REASONS = (
    GrantReason.WORKS_ALONG,
    GrantReason.STANDS_IN,
    GrantReason.CONSULTED,
    GrantReason.OTHER,
)


class EmergencyVerdict(StrEnum):
    """What the lead says of an emergency afterwards."""

    IN_ORDER = "in-order"
    NOT_IN_ORDER = "not-in-order"
