"""What a page is about, how urgent it is, and how a member is reached."""

from uitweg.platform.choices import Choices


class Urgency(Choices):
    URGENT = "urgent", "Dringend"
    NORMAL = "normal", "Niet dringend"


class PageState(Choices):
    """A page is open until somebody takes it; taken is not handled: it comes back."""

    OPEN = "open", "Wacht"
    ACKNOWLEDGED = "acknowledged", "Opgepakt"
    HANDLED = "handled", "Klaar"


class PageKind(Choices):
    """What happened. Only members who log in see this: no message that leaves says it."""

    DANGER = "danger", "Gevaar nu"
    MESSAGE = "message", "Nieuw bericht"
    ACUTE_CASE = "acute-case", "Acuut gevaar in een casus"
    URGENT_ACTION = "urgent-action", "Actie met haast"
    EMERGENCY_ACCESS = "emergency-access", "Noodtoegang gebruikt"
    PUBLIC_SITE = "public-site", "De publieke site is veranderd"
    REFERRAL = "referral", "Verwijzing mislukt"
    HANDOVER = "handover", "Overdracht niet gelezen"
    ROTA_GAP = "rota-gap", "Niemand heeft dienst"
    UNREACHABLE = "unreachable", "Iemand met dienst is niet te bereiken"
    DELIVERY = "delivery", "Oproepen komen niet aan"
    TEST = "test", "Proef"


class PageAudience(Choices):
    """Whose page it is: who has duty first, or the leads only."""

    DUTY = "duty", "Dienst"
    LEADS = "leads", "Leiding"


URGENCY_OF = {
    PageKind.DANGER: Urgency.URGENT,
    PageKind.MESSAGE: Urgency.NORMAL,
    PageKind.ACUTE_CASE: Urgency.URGENT,
    PageKind.URGENT_ACTION: Urgency.URGENT,
    PageKind.EMERGENCY_ACCESS: Urgency.NORMAL,
    PageKind.PUBLIC_SITE: Urgency.URGENT,
    PageKind.REFERRAL: Urgency.URGENT,
    PageKind.HANDOVER: Urgency.NORMAL,
    PageKind.ROTA_GAP: Urgency.NORMAL,
    PageKind.UNREACHABLE: Urgency.NORMAL,
    PageKind.DELIVERY: Urgency.URGENT,
    PageKind.TEST: Urgency.NORMAL,
}
FOR_LEADS = frozenset(
    {
        PageKind.PUBLIC_SITE,
        PageKind.EMERGENCY_ACCESS,
        PageKind.HANDOVER,
        PageKind.ROTA_GAP,
        PageKind.UNREACHABLE,
        PageKind.DELIVERY,
    }
)
"""These go to the leads at once; all others to who has duty."""
