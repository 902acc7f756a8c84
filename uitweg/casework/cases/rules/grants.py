"""How far a grant lets a member into a case, and why it was given."""

from uitweg.platform.choices import Choices


class AccessLevel(Choices):
    """How far a grant lets someone in."""

    CARD = "card", "Alleen de veiligheidskaart"
    READ = "read", "Meelezen"
    WORK = "work", "Meewerken"
    MANAGE = "manage", "Vervanger van de eigenaar"


READ_LEVELS = frozenset({AccessLevel.READ, AccessLevel.WORK, AccessLevel.MANAGE})


WORK_LEVELS = frozenset({AccessLevel.WORK, AccessLevel.MANAGE})


MANAGE_LEVELS = frozenset({AccessLevel.MANAGE})


class GrantKind(Choices):
    """Where a grant came from."""

    OWNER = "owner"
    DEPUTY = "deputy"
    COLLEAGUE = "colleague"
    EMERGENCY = "emergency"


class GrantReason(Choices):
    """Why someone was let in: fixed words, for these stand open beside the case."""

    OWNER = "owner", "leidt de casus"
    DEPUTY = "deputy", "vervangt wie de casus leidt"
    WORKS_ALONG = "works-along", "werkt mee"
    STANDS_IN = "stands-in", "neemt waar"
    CONSULTED = "consulted", "denkt mee"
    HANDED_OVER = "handed-over", "droeg de casus over"
    DANGER = "danger", "er is nu gevaar"
    CALLED = "called", "er belt iemand over deze jongere"
    AT_NIGHT = "at-night", "dienst, de eigenaar is er niet"
    OTHER = "other", "iets anders"


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


class EmergencyVerdict(Choices):
    """What the lead says of an emergency afterwards."""

    IN_ORDER = "in-order", "In orde"
    NOT_IN_ORDER = "not-in-order", "Niet in orde"


class FormerOwnerAccess(Choices):
    """What access a former owner keeps after the case is handed over."""

    NOTHING = "nothing", "Niets meer"
    READ = "read", "Meelezen"
    DEPUTY = "deputy", "Vervanger blijven"
