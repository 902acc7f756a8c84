"""How far a grant lets a member into a case, and why it was given."""

from uitweg.platform.choices import Choices


class AccessLevel(Choices):
    """How much of a case a grant allows; MANAGE includes giving access to others."""

    CARD = "card", "Alleen de veiligheidskaart"
    READ = "read", "Meelezen"
    WORK = "work", "Meewerken"
    MANAGE = "manage", "Vervanger van de eigenaar"


READ_LEVELS = frozenset({AccessLevel.READ, AccessLevel.WORK, AccessLevel.MANAGE})
WORK_LEVELS = frozenset({AccessLevel.WORK, AccessLevel.MANAGE})
MANAGE_LEVELS = frozenset({AccessLevel.MANAGE})


class GrantKind(Choices):
    """In what role a member has a grant."""

    OWNER = "owner"
    DEPUTY = "deputy"
    COLLEAGUE = "colleague"
    EMERGENCY = "emergency"


class GrantReason(Choices):
    """Why a grant was given: a fixed choice, because it is stored unencrypted."""

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
    """What the lead decides about a use of emergency access."""

    IN_ORDER = "in-order", "In orde"
    NOT_IN_ORDER = "not-in-order", "Niet in orde"


class FormerOwnerAccess(Choices):
    """The access a former owner keeps after handing a case over."""

    NOTHING = "nothing", "Niets meer"
    READ = "read", "Meelezen"
    DEPUTY = "deputy", "Vervanger blijven"
