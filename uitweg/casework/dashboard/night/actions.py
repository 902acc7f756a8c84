"""What the night screen shows: one page for whoever has duty, with few questions to the stores."""

from dataclasses import dataclass
from datetime import date, datetime, timedelta

from django.utils import timezone

from uitweg.casework.cases.case.models import Case, CaseGrant
from uitweg.casework.cases.case.rules.contents import SheetKind
from uitweg.casework.cases.case.rules.grants import GrantKind
from uitweg.casework.cases.case.rules.visibility import ASPECT_GROUPS, CaseAspect
from uitweg.casework.cases.periods.actions import DecryptedPeriod, periods_for_dashboard
from uitweg.casework.cases.sheets import actions as sheets
from uitweg.casework.cases.sheets.actions import DecryptedSheet
from uitweg.casework.cases.sheets.rules import SHEET_FIELDS
from uitweg.casework.dashboard.danger.actions.acute_cases import AcuteCase, load_acute_cases
from uitweg.casework.dashboard.night.rules import morning_after
from uitweg.casework.duty.shifts.actions import shift_at
from uitweg.platform.accounts.actions.authorization import Actor, require
from uitweg.platform.accounts.rules import Permission
from uitweg.platform.content import load
from uitweg.platform.content.values.values import Contact
from uitweg.platform.days import public_holidays

CARDS_SHOWN = 5
PERIODS_SHOWN = 10
READ_RECORDED_EVERY = timedelta(minutes=10)
LINES = sorted(
    (*field.at_night, name)
    for name, field in SHEET_FIELDS[SheetKind.SAFETY].items()
    if field.at_night
)
"""Of the safety card: what somebody needs who may have to act within minutes."""
OWN_PLACE = frozenset({"coordinator", "emergency"})
"""Not listed among who can help: the reader is the first, and 112 has its own button."""


@dataclass(frozen=True)
class UnsafeYoungster:
    """A case that is unsafe now.

    `card` is None when the reader may not see it; `acute` is set for acute danger, which the whole
    team sees.
    """

    case_id: int
    number: str
    acute: AcuteCase | None
    card: DecryptedSheet | None

    @property
    def lines(self) -> list[tuple[str, str]]:
        """Return label and words of the lines that the reader may see; "" is not known yet.

        A card that nobody filled in has every line, to ask.
        """
        fields = self.card.fields if self.card else {}
        is_empty = self.card is not None and not self.card.version
        return [
            (label, fields.get(name, "")) for _, label, name in LINES if is_empty or name in fields
        ]


@dataclass(frozen=True)
class OpenContact:
    """A help line that is open now; `until` is "" when it is open day and night."""

    contact: Contact
    until: str


@dataclass(frozen=True)
class Night:
    """The blocks of the night screen. `until` is the end of the shift, or else eight o'clock."""

    has_duty: bool
    until: datetime
    unsafe: list[UnsafeYoungster]
    periods: list[DecryptedPeriod]
    own_emergency_access: list[CaseGrant]
    contacts: list[OpenContact]


def load_night(*, by: Actor) -> Night:
    """Return what is unsafe, what runs out before the end of the shift, and who can help now.

    Of cases only as much as the grants of `by` open: duty itself opens nothing.
    """
    require(by, Permission.WORKLIST_READ)
    shift = shift_at(by.now)
    has_duty = shift is not None and by.pk in (shift.member_id, shift.backup_id)
    until = shift.ends_at if shift and has_duty else morning_after(timezone.localtime(by.now))
    periods = periods_for_dashboard(by=by, limit=PERIODS_SHOWN)
    accesses = CaseGrant.objects.active_for(by.pk).filter(
        kind=GrantKind.EMERGENCY, until__lte=until
    )
    return Night(
        has_duty=has_duty,
        until=until,
        unsafe=_unsafe_youngsters(by),
        periods=[each for each in periods if each.row.ends_at and each.row.ends_at <= until],
        own_emergency_access=list(accesses.select_related("case").order_by("until", "pk")),
        contacts=contacts_open_at(timezone.localtime(by.now)),
    )


def _unsafe_youngsters(by: Actor) -> list[UnsafeYoungster]:
    """Return the cases in acute danger, and then the unsafe ones that this reader may read."""
    acute = load_acute_cases(by=by)
    visible = Case.objects.visible_to(by.member, about=ASPECT_GROUPS[CaseAspect.RISK]).unsafe()
    unsafe = list(visible[:CARDS_SHOWN])
    readable = [each.case_id for each in acute if each.may_read_card][:CARDS_SHOWN]
    cases = [*Case.objects.filter(pk__in=readable).order_by("risk_since", "pk"), *unsafe]
    cards = sheets.read_safety_cards(
        cases=cases[:CARDS_SHOWN], by=by, recorded_every=READ_RECORDED_EVERY
    )
    return [
        *(
            UnsafeYoungster(each.case_id, each.number, each, cards.get(each.case_id))
            for each in acute
        ),
        *(UnsafeYoungster(case.pk, case.number, None, cards.get(case.pk)) for case in unsafe),
    ]


def contacts_open_at(at: datetime) -> list[OpenContact]:
    """Return the help lines that are open at this moment in the Netherlands, in their order.

    One whose hours nobody told us is left out: the page links to all of them.
    """
    contacts = (contact for contact in load().contacts if contact.shown)
    opened = (
        (contact, contact.opening.open_until(at, _is_holiday))
        for contact in contacts
        if contact.id not in OWN_PLACE
    )
    return [OpenContact(contact, until) for contact, until in opened if until is not None]


def _is_holiday(day: date) -> bool:
    return day in public_holidays(day.year)
