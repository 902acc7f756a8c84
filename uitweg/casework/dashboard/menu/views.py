"""What every staff page shows around its content: the menu, two buttons, a notice."""

from dataclasses import dataclass
from datetime import datetime
from functools import cached_property
from typing import cast

from django.http import HttpRequest
from django.urls import reverse
from django.utils import timezone

from uitweg.casework.cases.emergency_access.actions import emergency_ends_at
from uitweg.casework.dashboard.menu.rules import MENU, PLACES_IN_DOCK
from uitweg.casework.duty.callouts.actions.callouts import callouts_to_take, load_unhandled_callouts
from uitweg.casework.duty.callouts.views.shown import CalloutLine, callout_line
from uitweg.casework.duty.emergency_access.actions import duty_ends_at
from uitweg.casework.duty.shifts.actions import shift_at
from uitweg.casework.duty.shifts.models import Shift
from uitweg.platform.accounts.actions.authorization import Actor
from uitweg.platform.accounts.models import Member
from uitweg.platform.accounts.rules import Permission, may
from uitweg.platform.alarms.actions import open_alarms
from uitweg.platform.ui.notices import read_notice

PAGES_WITH_A_LIST = frozenset({"now", "night", "callouts"})
NOTICE_SENTENCES: dict[str, str] = {
    "call-advice": "{} is klaar, met alleen advies.",
    "call-signal": "{} staat als signaal op Nu. Iemand van het team beoordeelt het.",
    "call-shift": "{} ligt klaar voor de volgende dienst.",
    "call-read": "{} is gelezen.",
    "call-passed": "{} is doorgegeven. Op Nu zie je wanneer het is overgenomen.",
    "report-advice": "{} is gesloten met alleen advies.",
    "case-handed": "{} is overgedragen. De nieuwe eigenaar leest waarom.",
    "case-closed": "{} is gesloten.",
    "action-done": "De actie in {} is klaar. Ze staat bij Vandaag gedaan.",
    "action-open": "De actie in {} staat weer bij Te doen.",
    "action-later": "De actie in {} is verzet.",
    "period-ended": "De termijn in {} is klaar. Hij staat bij Vandaag gedaan.",
    "period-open": "De termijn in {} loopt weer.",
    "night-answered": "Je antwoord op {} is verstuurd.",
    "judging-declined": "Je geeft geen oordeel over {}. Wie schrijft ziet alleen dat er een ander "
    "nodig is.",
    "compartment-ended": "Jouw toegang tot de weging van {} is voorbij.",
    "danger-ended": "Hoe het gevaar van {} afliep is vastgelegd.",
    "emergency-seen": "De noodtoegang in {} is gezien.",
    "emergency-judged": "Je oordeel over {} is bewaard.",
}


def staff_page(request: HttpRequest) -> dict[str, object]:
    """Provide `staff` to every template: a context processor."""
    return {"staff": StaffPage(request)}


@dataclass(frozen=True)
class MenuLink:
    """One entry of the menu as this member sees it on this page."""

    url: str
    words: str
    icon: str
    is_current: bool
    in_dock: bool


class StaffPage:
    """Computed only where a template asks for it, as an error page may have no member."""

    def __init__(self, request: HttpRequest) -> None:
        self._request = request

    @property
    def member(self) -> Member | None:
        """Return who is logged in, or None."""
        return getattr(self._request, "member", None)

    @property
    def is_partner(self) -> bool:
        """Tell whether the reader's account is of another organisation."""
        return self.member is not None and self.member.organisation is not None

    @cached_property
    def menu(self) -> list[MenuLink]:
        """Return the entries that this member may open; none for someone who is not logged in."""
        match = self._request.resolver_match
        page = (match.url_name if match else "") or ""
        entries = [entry for entry in MENU if self._may(entry.permission)]
        return [
            MenuLink(
                url=reverse(entry.name),
                words=entry.words,
                icon=entry.icon,
                is_current=entry.is_current_on(page, self._request.path),
                in_dock=entry.in_dock or len(entries) <= PLACES_IN_DOCK,
            )
            for entry in entries
        ]

    @cached_property
    def lead_to_call(self) -> Member | None:
        """Return the first lead with a telephone number who is not the reader.

        None for a partner: they call the team's number, and not a member's own.
        """
        if self.is_partner:
            return None
        leads = Member.objects.leads_to_call(today=timezone.localdate())
        return (leads.exclude(pk=self.member.pk) if self.member else leads).first()

    @property
    def sees_duty(self) -> bool:
        """Tell whether this member's pages say who has duty."""
        return self._may(Permission.DUTY_READ)

    @cached_property
    def on_duty(self) -> Shift | None:
        """Return the shift that somebody has now: one question, on each page of who may see it."""
        return shift_at(timezone.now()) if self.sees_duty else None

    @property
    def has_duty(self) -> bool:
        """Return whether this member has duty now, not as back-up."""
        return self.on_duty is not None and self.on_duty.member == self.member

    def _may(self, permission: Permission) -> bool:
        actor = getattr(self._request, "actor", None)
        return self.member is not None and may(cast(Actor, actor), permission)

    @property
    def may_search(self) -> bool:
        return self._may(Permission.CASE_FIND)

    @property
    def may_call(self) -> bool:
        return self._may(Permission.CALL_WRITE)

    @property
    def is_told_of_danger(self) -> bool:
        """Tell whether this member's open pages say by themselves that there is new danger."""
        return self._may(Permission.WORKLIST_READ)

    @cached_property
    def alarm_count(self) -> int:
        """Return how many alarms stand open, for who may read them; every page says so."""
        return open_alarms().count() if self._may(Permission.ALARM_READ) else 0

    @cached_property
    def callouts_for_reader(self) -> list[CalloutLine]:
        """Return the open callouts that this member is to take, for every page of the staff door.

        The page of a callout shows it already.
        """
        actor = cast(Actor, getattr(self._request, "actor", None))
        callouts = callouts_to_take(load_unhandled_callouts(by=actor), by=actor)
        lines = [callout_line(callout) for callout in callouts]
        return [line for line in lines if line.url != self._request.path]

    @property
    def lists_callouts(self) -> bool:
        """Tell whether this page has a list of them: then the line says only what comes later."""
        match = self._request.resolver_match
        return match is not None and match.url_name in PAGES_WITH_A_LIST

    @cached_property
    def duty_ends_at(self) -> datetime | None:
        """Return until when this member has duty, or None."""
        return duty_ends_at(self.member, now=timezone.now()) if self.member else None

    @property
    def emergency_ends_at(self) -> datetime:
        """Return when emergency access that this member takes now ends."""
        return emergency_ends_at(timezone.now(), shift_ends_at=self.duty_ends_at)

    @property
    def may_read_audit_log(self) -> bool:
        return self._may(Permission.AUDIT_READ)

    @cached_property
    def notice(self) -> str:
        """Return the sentence on what was just done; empty for an unknown act."""
        act, number = read_notice(self._request)
        return NOTICE_SENTENCES[act].format(number) if act in NOTICE_SENTENCES else ""
