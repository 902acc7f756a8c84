"""What the frame of every staff page shows: the menu, two buttons, what was just done."""

from dataclasses import dataclass
from functools import cached_property

from django.http import HttpRequest
from django.urls import reverse

from uitweg.casework.dashboard.rules.menu import MENU, PLACES_IN_DOCK, MenuEntry
from uitweg.platform.accounts.models import Member
from uitweg.platform.accounts.rules import Permission, may
from uitweg.platform.ui.notices import read_notice

NOTICE_SENTENCES: dict[str, str] = {
    "call-advice": "{} is klaar, met alleen advies.",
    "call-signal": "{} staat als signaal op Nu. Iemand van het team beoordeelt het.",
    "call-shift": "{} ligt klaar voor de volgende dienst.",
    "call-read": "{} is gelezen.",
    "call-passed": "{} is doorgegeven. Op Nu zie je wanneer het is overgenomen.",
    "report-advice": "{} is gesloten met alleen advies.",
    "case-handed": "{} is overgedragen. De nieuwe eigenaar leest waarom.",
    "case-closed": "{} is gesloten.",
    "emergency-judged": "Je oordeel over {} is bewaard.",
}


def staff_page(request: HttpRequest) -> dict[str, object]:
    """Context processor: templates read `staff.menu` and the like."""
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
    """Worked out only where a template asks for it; a failure page may have no member yet."""

    def __init__(self, request: HttpRequest) -> None:
        self._request = request

    @property
    def member(self) -> Member | None:
        """Return who is signed in, or None."""
        return getattr(self._request, "member", None)

    @cached_property
    def menu(self) -> list[MenuLink]:
        """Return the places this member may go to; none for who is not signed in."""
        match, member = self._request.resolver_match, self.member
        here = (match.url_name if match else "") or ""
        places = [place for place in MENU if member and may(member, place.permission)]
        return [
            MenuLink(
                url=reverse(place.name),
                words=place.words,
                icon=place.icon,
                is_current=_covers(place, here),
                in_dock=place.in_dock or len(places) <= PLACES_IN_DOCK,
            )
            for place in places
        ]

    @property
    def may_search(self) -> bool:
        return self.member is not None and may(self.member, Permission.CASE_FIND)

    @property
    def may_call(self) -> bool:
        return self.member is not None and may(self.member, Permission.CALL_WRITE)

    @property
    def may_read_audit_log(self) -> bool:
        return self.member is not None and may(self.member, Permission.AUDIT_READ)

    @cached_property
    def notice(self) -> str:
        """Return the sentence for what was just done; empty for what we do not know."""
        act, number = read_notice(self._request)
        return NOTICE_SENTENCES[act].format(number) if act in NOTICE_SENTENCES else ""


def _covers(place: MenuEntry, here: str) -> bool:
    """Say whether the page named `here` lights this entry up."""
    belongs = here == place.name or here in place.covers
    return belongs or (place.name == "cases" and here.startswith("case-"))
