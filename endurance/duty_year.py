"""A year of duty on a virtual clock, through the real actions and the real store.

Shifts, swaps, absences, callouts that nobody answers, gateways that fail, both clock changes, floods of
danger, workers that are killed or stand still. What must hold is checked at each moment at which
anything happens; what it came to is printed.
"""

import heapq
import json
import random
import time
from collections import Counter
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import Any
from unittest import mock

from tests.support.installation import Installation

INSIDE = """
import django
django.setup()
from endurance.duty_year import live_a_year
live_a_year(days={days}, seed={seed})
"""


def simulate(city: Installation, *, days: int, seed: int) -> dict[str, Any]:
    """Live so many days in this installation; return the proof, and what went wrong."""
    city.more["DJANGO_SETTINGS_MODULE"] = "uitweg.site.config.settings"
    done = city.program(INSIDE.format(days=days, seed=seed))
    assert done.returncode == 0, done.stderr[-4000:]
    return json.loads(done.stdout.splitlines()[-1])  # type: ignore[no-any-return]


def live_a_year(*, days: int, seed: int) -> None:
    """Print the proof as one line of JSON."""
    from uitweg.platform.jobs.actions import outbox

    random.seed(seed)
    started = time.monotonic()
    from endurance.duty_city import CHANNELS

    with mock.patch.object(outbox, "configured_channels", return_value=CHANNELS):
        year = Year(days)
        year.live()
    print(json.dumps({**year.proof(), "seconds": round(time.monotonic() - started)}))


@dataclass(order=True)
class Plan:
    """What happens at a moment: a thing, a change of the rota, or what somebody does."""

    at: datetime
    nth: int
    what: str = field(compare=False)
    callout: int = field(default=0, compare=False)
    member: int = field(default=0, compare=False)


class Year:
    """The state of the year: the clock, what is planned, and what was counted."""

    def __init__(self, days: int) -> None:
        from endurance import duty_city as city
        from uitweg.channel.conversation.models import Message

        Message.objects.update(is_paged=True)  # those of the demo's city are not ours
        self.city, self.now, self.until = city, city.YEAR, city.YEAR + days * city.DAY
        self.members = city.make_team()
        city.make_rota(self.members, days)
        self.gateways = city.Gateways()
        self.worker = city.Outages.of_a_year(each=2 * city.DAY, longest=10 * city.MINUTE)
        self.counts: Counter[str] = Counter()
        self.faults: list[str] = []
        self.announced: list[Any] = []
        self.unheld: dict[int, tuple[datetime, int]] = {}
        self.worst = {"urgent": timedelta(), "normal": timedelta()}
        self.plans: list[Plan] = []
        self.nth = 0
        for hours in range(0, days * 24, 8):
            self.plan(city.YEAR + (hours + 8 * random.random()) * city.HOUR, "thing")
        for day in range(days):
            self.plan(city.YEAR + (day + random.random()) * city.DAY, "rota")
            self.plan(city.YEAR + day * city.DAY, "morning")
        for _ in range(max(1, days // 60)):
            self.plan(city.YEAR + days * city.DAY * random.random(), "flood")

    def plan(self, at: datetime, what: str, callout: int = 0, member: int = 0) -> None:
        self.nth += 1
        heapq.heappush(self.plans, Plan(at, self.nth, what, callout, member))

    def live(self) -> None:
        """Go from moment to moment until the year is over."""
        while self.now < self.until:
            moment = self.city.next_moment(self.now)
            planned = self.plans[0].at if self.plans else self.until
            if moment is not None and moment <= planned:
                self.now = max(moment, self.now) + self.city.SECOND  # the worker looks each second
                self.worker_looks()
            elif self.plans:
                plan = heapq.heappop(self.plans)
                self.now = max(plan.at, self.now)
                getattr(self, f"do_{plan.what}")(plan)
            else:
                return

    def worker_looks(self) -> None:
        """Take what is due, unless the worker stands still; then everything is checked."""
        from uitweg.casework.duty.callouts.actions import audit as callout_audit

        if back := self.worker.ends(self.now):
            self.counts["worker away"] += 1
            self.now = max(back, self.now)
        before = self.progress()
        self.city.advance(self.now, self.counts)
        self.count_steps(before, self.progress())
        for message in self.gateways.hand_over(self.now):
            self.counts["messages"] += 1
            self.somebody_is_reached(message)
        for fault in callout_audit.audit(now=self.now):
            if fault.endswith(
                callout_audit.NOT_HANDED_OVER
            ):  # every gateway is away, and it says so
                self.counts["audits that said that no call left"] += 1
            else:
                self.faults.append(fault)
        self.check_time_to_the_lead()

    def progress(self) -> dict[int, tuple[int, int]]:
        from uitweg.casework.duty.callouts.models import Callout

        rows = Callout.objects.unhandled().order_by("id").values_list("pk", "round", "step")
        return {pk: (rounds, step) for pk, rounds, step in rows}

    def count_steps(
        self, before: dict[int, tuple[int, int]], after: dict[int, tuple[int, int]]
    ) -> None:
        """Count the steps beyond the first of each round, and the callouts that came back."""
        for pk, (rounds, step) in after.items():
            was_round, was_step = before.get(pk, (rounds, 0))
            self.counts["came back"] += rounds != was_round
            self.counts["steps taken"] += step != was_step or rounds != was_round
            self.counts["escalations"] += rounds == was_round and step > was_step > 0

    def somebody_is_reached(self, message: Any) -> None:
        """Some react, sooner by day than at night; many do not hear it."""
        from uitweg.casework.duty.callouts.models import CalloutCall

        call = CalloutCall.objects.get(key=message.key)
        if random.random() < 0.12:
            after = random.uniform(20, 400) * self.city.SECOND
            self.plan(self.now + after, "react", call.callout_id, call.member_id)

    def check_time_to_the_lead(self) -> None:
        """Note how long each callout was in nobody's hands until a lead was called."""
        from uitweg.casework.duty.callouts.models import Callout, CalloutCall
        from uitweg.casework.duty.callouts.rules.steps import round_steps
        from uitweg.platform.accounts.rules import Role
        from uitweg.platform.policy.escalation import step_table

        for callout in Callout.objects.open().order_by("id"):
            since, round_seen = self.unheld.setdefault(
                callout.pk, (callout.opened_at, callout.round)
            )
            if round_seen != callout.round:
                self.unheld[callout.pk] = since, round_seen = (self.now, callout.round)
            leads = callout.calls.filter(round=callout.round, member__role=Role.LEAD)
            call = leads.order_by("due_at", "id").first()
            is_called: CalloutCall | None = call
            took = (is_called.due_at if is_called else self.now) - since
            took -= self.worker.within(since, since + took)
            if is_called and took > self.worst[callout.urgency]:
                self.worst[callout.urgency] = took
            allowed = round_steps(callout.progress, step_table())[-1].after + 10 * self.city.SECOND
            if took > allowed:
                self.faults.append(f"callout {callout.pk}: the leads after {took}")

    def do_thing(self, plan: Plan) -> None:
        from uitweg.casework.duty.callouts.rules.callouts import CalloutKind

        danger = random.random() < 0.3
        kinds = [
            CalloutKind.DANGER,
            CalloutKind.ACUTE_CASE,
            CalloutKind.PUBLIC_SITE,
            CalloutKind.URGENT_ACTION,
        ]
        kind = random.choice(kinds) if danger else CalloutKind.MESSAGE
        self.callout(kind, f"thing:{plan.nth}")

    def callout(self, kind: Any, thing: str) -> None:
        from uitweg.casework.duty.callouts.actions import callouts
        from uitweg.casework.duty.callouts.models import Callout

        before = Callout.objects.count()
        callouts.open_callout(kind=kind, thing=thing, now=self.now)
        opened = Callout.objects.count() - before
        self.counts["things"] += 1
        self.counts["callouts"] += opened
        if opened and (callout := callouts.callout_for_thing(thing)):
            self.counts[f"callouts, {callout.urgency}"] += 1

    def do_flood(self, plan: Plan) -> None:
        from uitweg.casework.duty.callouts.rules.callouts import CalloutKind

        for number in range(200):
            self.callout(CalloutKind.DANGER, f"flood:{plan.nth}.{number}")
            self.now += self.city.SECOND
            moment = self.city.next_moment(self.now)
            if moment is not None and moment <= self.now:
                self.worker_looks()

    def do_rota(self, _: Plan) -> None:
        self.counts[self.city.change_rota(self.members, self.now)] += 1
        self.announce()

    def announce(self) -> None:
        """Announce each gap that is due to be, as the rota does each minute."""
        from uitweg.casework.duty.callouts.rules.callouts import CalloutKind
        from uitweg.casework.duty.shifts.rules import warnings_due

        for gap in self.city.gaps(self.now, self.now + 29 * self.city.DAY):
            if warnings_due(gap, now=self.now) and not self.city.is_within(gap, self.announced):
                self.announced.append(gap)
                self.counts["gaps announced"] += 1
                self.callout(CalloutKind.ROTA_GAP, f"gap:{len(self.announced)}")

    def do_morning(self, _: Plan) -> None:
        """Check that each uncovered hour of the last day was announced; forget what is old."""
        from uitweg.casework.duty.callouts.actions import ends as callout_ends
        from uitweg.platform.jobs.models import OutgoingMessage
        from uitweg.platform.jobs.rules import MessageState

        self.announce()
        day = self.city.DAY
        for gap in self.city.gaps(max(self.now - day, self.city.YEAR), self.now):
            self.counts["minutes without anybody on duty"] += int(gap.lasts / self.city.MINUTE)
            if not self.city.is_within(gap, self.announced):
                self.faults.append(f"nobody had duty at {gap.starts_at}, and nobody said so")
        callout_ends.coarsen_callouts(now=self.now)
        callout_ends.delete_old_callouts(now=self.now + 60 * day)  # after 30 days, not 90
        ended = OutgoingMessage.objects.exclude(state=MessageState.WAITING)
        ended.filter(ended_at__lt=self.now - 2 * self.city.HOUR).delete()

    def do_react(self, plan: Plan) -> None:
        """Take it, or say that one cannot; who took it may finish, ask for longer, or fall asleep."""
        acts = ["acknowledge_callout"] * 7 + ["pass_callout_on"] * 2 + ["handle_callout"]
        if not self.act(random.choice(acts), plan):
            return
        after = random.expovariate(1) * 12 * self.city.MINUTE
        self.plan(
            self.now + after,
            random.choice(["finish", "finish", "longer", "sleep"]),
            plan.callout,
            plan.member,
        )

    def act(self, name: str, plan: Plan) -> bool:
        """Let a member do this to a callout; return whether it was still possible."""
        from tests.support.people import acting
        from uitweg.casework.duty.callouts.actions import callouts
        from uitweg.casework.duty.callouts.models import Callout
        from uitweg.platform.accounts.actions.authorization import NotPossible
        from uitweg.platform.accounts.models import Member

        callout = Callout.objects.filter(pk=plan.callout).first()
        if callout is None:
            return False
        member = Member.objects.get(pk=plan.member)
        try:
            getattr(callouts, name)(callout=callout, by=acting(member, now=self.now))
        except NotPossible as late:
            self.counts[f"refused: {late.refusal.code}"] += 1
            return False
        self.counts[name] += 1
        return True

    def do_finish(self, plan: Plan) -> None:
        self.act("handle_callout", plan)

    def do_longer(self, plan: Plan) -> None:
        if self.act("extend_callout", plan):
            self.plan(self.now + 10 * self.city.MINUTE, "finish", plan.callout, plan.member)

    def do_sleep(self, _: Plan) -> None:
        self.counts["fell asleep with a callout"] += 1

    def proof(self) -> dict[str, Any]:
        """Return what it came to."""
        from uitweg.casework.duty.callouts.models import Callout

        twice = self.gateways.sent_twice()
        faults = [*self.faults, *self.gateways.faults, *(f"{key} twice" for key in twice)]
        return {
            "good": not faults,
            "days": (self.until - self.city.YEAR).days,
            **dict(sorted(self.counts.items())),
            "outcome unknown, sent again": len(self.gateways.uncertain),
            "open at the end": Callout.objects.unhandled().count(),
            "worst seconds until a lead was called": {
                urgency: round(worst.total_seconds()) for urgency, worst in self.worst.items()
            },
            "fault count": len(faults),
            "faults": faults[:20],
        }
