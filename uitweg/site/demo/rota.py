"""The demo's rota: days, evenings and nights, one night that nobody has, one swap that waits."""

from datetime import datetime, time, timedelta

from django.utils import timezone

from uitweg.casework.duty.channels.models import ContactChannel
from uitweg.casework.duty.channels.rules import ChannelKind
from uitweg.casework.duty.rota.actions.patterns import renew_patterns
from uitweg.casework.duty.rota.actions.shifts import ShiftTerms, change_shift
from uitweg.casework.duty.rota.actions.swaps import ask_swap
from uitweg.casework.duty.shifts.models import Shift, ShiftPattern
from uitweg.platform.accounts.actions.authorization import Actor
from uitweg.platform.accounts.models import Member

PATTERNS = [
    ("dag", time(8), time(17), "012", "fatima", "ruud"),
    ("dag", time(8), time(17), "34", "joris", "ruud"),
    ("dag", time(8), time(17), "56", "ruud", "joris"),
    ("avond", time(17), time(1), "02", "joris", "ruud"),
    ("avond", time(17), time(1), "13", "ruud", "fatima"),
    ("avond", time(17), time(1), "456", "fatima", "joris"),
    ("nacht", time(1), time(8), "024", "ruud", "fatima"),
    ("nacht", time(1), time(8), "13", "joris", "fatima"),
    ("nacht", time(1), time(8), "56", "joris", "ruud"),
]
"""Name, hours, weekdays (Monday is 0), who, back-up."""
WEEK = timedelta(weeks=1)


def make_rota(members: dict[str, Member], *, lead: Actor, asker: Actor) -> None:
    """Plan the rota as the lead; the asker asks Fatima to swap an evening."""
    for member in members.values():
        _prove(member, lead.now)
    began = lead.now - WEEK
    # rows, not actions: whether somebody can be reached is known only where gateways are
    for name, begins, ends, weekdays, first, backup in PATTERNS:
        ShiftPattern.objects.create(
            name=name,
            weekdays=weekdays,
            begins=begins,
            ends=ends,
            first_day=timezone.localdate(began),
            member=members[first],
            backup=members[backup],
        )
    renew_patterns(now=began)
    _leave_a_night_open(lead)
    _ask_to_swap(members["fatima"], asker)


def _prove(member: Member, now: datetime) -> None:
    """Give a member two tested ways to be reached, which the demo's own telephones show."""
    addresses = {
        ChannelKind.VOICE: member.phone,
        ChannelKind.CHAT: f"@{member.login}:voorbeeldstad.example",
    }
    for kind, address in addresses.items():
        ContactChannel.objects.create(member=member, kind=kind, address=address, proved_at=now)


def _leave_a_night_open(lead: Actor) -> None:
    night = _first("nacht", after=lead.now + timedelta(days=2))
    terms = ShiftTerms(night.name, night.period, None, night.backup)
    change_shift(shift=night, terms=terms, shown=night.state, by=lead)


def _ask_to_swap(asked_of: Member, asker: Actor) -> None:
    theirs = _first("avond", after=asker.now + timedelta(days=3), member=asker.member)
    own = _first("dag", after=theirs.ends_at + timedelta(days=1), member=asked_of)
    ask_swap(
        shift=theirs,
        asked_of=asked_of,
        in_return=own,
        why="Mijn dochter speelt die avond toneel.",
        by=asker,
    )


def _first(name: str, *, after: datetime, member: Member | None = None) -> Shift:
    rows = Shift.objects.filter(name=name, starts_at__gt=after).select_related("member", "backup")
    if member is not None:
        rows = rows.filter(member=member)
    return rows.order_by("starts_at")[0]
