"""A night with people on duty, on a clock that a test moves: who is called, and what left."""

from dataclasses import dataclass
from datetime import UTC, datetime, timedelta

import pytest
from django.db.models import QuerySet

from tests.support import people
from uitweg.casework.duty.callouts.actions import audit as callout_audit
from uitweg.casework.duty.callouts.actions import callouts
from uitweg.casework.duty.callouts.actions import calls as callout_calls
from uitweg.casework.duty.callouts.actions import ends as callout_ends
from uitweg.casework.duty.callouts.actions import sources as callout_sources
from uitweg.casework.duty.callouts.models import Callout
from uitweg.casework.duty.callouts.rules.callouts import CalloutKind
from uitweg.casework.duty.channels.models import ContactChannel
from uitweg.casework.duty.channels.rules import ChannelKind
from uitweg.casework.duty.shifts.models import Shift
from uitweg.platform.accounts.models import Member
from uitweg.platform.accounts.rules import Role
from uitweg.platform.jobs.actions import outbox
from uitweg.platform.jobs.models import OutgoingMessage
from uitweg.platform.jobs.rules import Channel, MessageState

AT = datetime(2027, 1, 12, 2, 14, tzinfo=UTC)  # 03:14 in the Netherlands
SECOND, MINUTE = timedelta(seconds=1), timedelta(minutes=1)
ALL = frozenset({Channel.MAIL, Channel.SMS, Channel.VOICE, Channel.CHAT})


@dataclass
class Night:
    """Yara has duty, Joris stands behind her, Ruud leads; `now` is what time it is."""

    yara: Member
    joris: Member
    ruud: Member
    now: datetime = AT

    @property
    def callout(self) -> Callout:
        return Callout.objects.get()

    def opened(self, kind: CalloutKind = CalloutKind.DANGER, thing: str = "message:1") -> Callout:
        callouts.open_callout(kind=kind, thing=thing, now=self.now)
        callout = callouts.callout_for_thing(thing)
        assert callout
        return callout

    def passes(self, minutes: float, *, every: timedelta = 10 * SECOND) -> None:
        """Let the worker look, at once and each ten seconds, until so much later."""
        until = self.now + minutes * MINUTE
        while self.now < until:
            callout_calls.advance_due_callouts(now=self.now)
            self.now = min(self.now + every, until)
        callout_calls.advance_due_callouts(now=self.now)

    def worker_looks(self) -> None:
        callout_sources.call_out_messages(now=self.now)
        callout_sources.call_out_casework(now=self.now)
        callout_calls.advance_due_callouts(now=self.now)
        callout_ends.close_settled_callouts(now=self.now)

    def audited(self) -> list[str]:
        """Let the gateways take what is due, and audit."""
        self.sends()
        return callout_audit.audit(now=self.now)

    def called(self) -> list[tuple[str, float]]:
        """Return whom the steps called, once a step: the name, and minutes since the callout began."""
        rows = Callout.objects.order_by("id").values_list("id", "opened_at")
        began = dict(rows)
        seen: dict[tuple[int, int, int, int], tuple[str, float]] = {}
        for callout_id in began:
            for call in (
                Callout.objects.get(pk=callout_id).calls.order_by("id").select_related("member")
            ):
                key = (callout_id, call.round, call.step, call.member_id)
                after = (call.due_at - began[callout_id]) / MINUTE
                seen.setdefault(key, (call.member.name, after))
        return list(seen.values())

    def fails(self) -> None:
        """Let the gateways give up every message that is due."""
        self._due().update(state=MessageState.FAILED, ended_at=self.now)

    def sends(self) -> None:
        """Let the gateways take every message that is due."""
        self._due().update(state=MessageState.HANDED_OVER, ended_at=self.now)

    def _due(self) -> QuerySet[OutgoingMessage]:
        return OutgoingMessage.objects.filter(state=MessageState.WAITING, due_at__lte=self.now)

    def waiting(self) -> int:
        return OutgoingMessage.objects.filter(state=MessageState.WAITING).count()


def a_night(monkeypatch: pytest.MonkeyPatch, team: people.Team) -> Night:
    """Return a night in which everybody has proved channels of each kind."""
    monkeypatch.setattr(outbox, "configured_channels", lambda: ALL)
    yara, joris = people.a_member(team, "Yara"), people.a_member(team, "Joris")
    ruud = people.a_member(team, "Ruud", Role.LEAD)
    Member.objects.update(since=AT.date() - timedelta(days=100))
    for number, member in enumerate((yara, joris, ruud)):
        proves_channels(member, f"+3160000000{number}")
    night = Night(yara, joris, ruud)
    Shift.objects.create(
        name="nacht",
        starts_at=AT - timedelta(hours=4),
        ends_at=AT + timedelta(hours=5),
        member=yara,
        backup=joris,
    )
    return night


def proves_channels(member: Member, number: str) -> None:
    addresses = {
        ChannelKind.MAIL: f"{member.login}@city.example",
        ChannelKind.SMS: number,
        ChannelKind.VOICE: number,
        ChannelKind.CHAT: f"!{member.login}:city.example",
    }
    for kind, address in addresses.items():
        ContactChannel.objects.create(member=member, kind=kind, address=address, proved_at=AT)
