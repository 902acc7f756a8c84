"""How a callout goes from step to step: called, taken, back when it is not done in time, handled.

Plain values, with the time passed in. A callout that is not handled always has exactly one next
step, at `next_at`, whatever happens to it.
"""

from dataclasses import dataclass, replace
from datetime import datetime, timedelta

from uitweg.casework.duty.callouts.rules.callouts import CalloutAudience, CalloutState, Urgency
from uitweg.casework.duty.shifts.rules import TEAM_ZONE, instant_of
from uitweg.platform.policy.callout_steps import (
    CalloutStep,
    ClassSteps,
    QuietHours,
    StepTable,
    StepWho,
)

GIVES_UP_AFTER = {Urgency.URGENT: timedelta(minutes=1), Urgency.NORMAL: timedelta(minutes=15)}
"""How long a message is tried again when it cannot be handed over; then its step has failed."""
FOR_LEADS_ONLY = (StepWho.LEADS, StepWho.ACKNOWLEDGER)


@dataclass(frozen=True)
class CalloutProgress:
    """How far a callout is. `step` is the next step of `round`, which began at `began_at`.

    Round 0 is the first; each time it comes back the round is one higher. Past the last step of a
    round `step` counts on: that step is then repeated. `acknowledged_by` is who took it last.
    """

    urgency: Urgency
    audience: CalloutAudience
    began_at: datetime
    next_at: datetime | None
    state: CalloutState = CalloutState.OPEN
    round: int = 0
    step: int = 0
    acknowledged_by: int | None = None
    acknowledged_at: datetime | None = None
    extended: int = 0


def opened(urgency: Urgency, audience: CalloutAudience, *, now: datetime) -> CalloutProgress:
    """Return a new callout: its first step is due now."""
    return CalloutProgress(urgency, audience, began_at=now, next_at=now)


def class_of(callout: CalloutProgress, table: StepTable) -> ClassSteps:
    return table.classes[callout.urgency]


def round_steps(callout: CalloutProgress, table: StepTable) -> tuple[CalloutStep, ...]:
    """Return the steps of the callout's round; a callout for the leads begins with them at once."""
    steps = class_of(callout, table).again if callout.round else class_of(callout, table).first
    if callout.audience is CalloutAudience.DUTY:
        return steps
    kept = [step for step in steps if step.who in FOR_LEADS_ONLY]
    return tuple(replace(step, after=step.after - kept[0].after) for step in kept)


def next_step(callout: CalloutProgress, table: StepTable) -> CalloutStep:
    """Return what is done at `next_at` of an open callout; past the end, the last step again."""
    steps = round_steps(callout, table)
    return steps[min(callout.step, len(steps) - 1)]


def is_at_last_step(callout: CalloutProgress, table: StepTable) -> bool:
    return callout.step >= len(round_steps(callout, table)) - 1


def step_taken(callout: CalloutProgress, table: StepTable, *, now: datetime) -> CalloutProgress:
    """Return the callout after its step was taken at `now`: the next one has its own moment.

    After a time in which nothing worked that moment is past: then it is now.
    """
    steps, step = round_steps(callout, table), callout.step + 1
    if step >= len(steps):
        return replace(callout, step=step, next_at=now + class_of(callout, table).repeat)
    return replace(callout, step=step, next_at=max(now, _moment(callout, steps, step, table.quiet)))


def _moment(
    callout: CalloutProgress, steps: tuple[CalloutStep, ...], step: int, quiet: QuietHours
) -> datetime:
    """Return when this step of the round is due.

    One that waits at night waits until the morning, but never past a step after it that does not.
    """
    due = callout.began_at + steps[step].after
    if not steps[step].waits_at_night:
        return due
    at_most = next(later.after for later in steps[step:] if not later.waits_at_night)
    return min(end_of_quiet(due, quiet), callout.began_at + at_most)


def end_of_quiet(at: datetime, quiet: QuietHours) -> datetime:
    """Return the end of the quiet hours that this moment lies in; outside them, the moment."""
    local = at.astimezone(TEAM_ZONE)
    over_midnight = quiet.begin > quiet.end
    evening, morning = local.time() >= quiet.begin, local.time() < quiet.end
    if not (evening or morning if over_midnight else evening and morning):
        return at
    days = timedelta(days=over_midnight and evening)
    return max(at, instant_of(local.date() + days, quiet.end))


def hurried(callout: CalloutProgress, table: StepTable, *, now: datetime) -> CalloutProgress:
    """Return the callout with its next step now, and those after it as much earlier.

    Past the last step there is nobody else to go to: then nothing changes.
    """
    steps = round_steps(callout, table)
    if callout.state is not CalloutState.OPEN or callout.step >= len(steps):
        return callout
    began_at = min(callout.began_at, now - steps[callout.step].after)
    return replace(callout, began_at=began_at, next_at=now)


def acknowledged(
    callout: CalloutProgress, table: StepTable, *, by: int, now: datetime
) -> CalloutProgress:
    """Return the callout in the hands of `by`; it comes back when it is not done in time."""
    return replace(
        callout,
        state=CalloutState.ACKNOWLEDGED,
        next_at=now + class_of(callout, table).holds,
        acknowledged_by=by,
        acknowledged_at=now,
        extended=0,
    )


def may_extend(callout: CalloutProgress, table: StepTable) -> bool:
    return callout.extended < class_of(callout, table).extensions


def extended(callout: CalloutProgress, table: StepTable, *, now: datetime) -> CalloutProgress:
    """Return a taken callout that comes back later; ask `may_extend` first."""
    longer = class_of(callout, table).extension
    return replace(
        callout, next_at=max(callout.next_at or now, now) + longer, extended=callout.extended + 1
    )


def came_back(callout: CalloutProgress, *, now: datetime) -> CalloutProgress:
    """Return a callout that was taken and not done in time: a new round, now."""
    return replace(
        callout, state=CalloutState.OPEN, round=callout.round + 1, step=0, began_at=now, next_at=now
    )


def passed_on(callout: CalloutProgress, table: StepTable, *, now: datetime) -> CalloutProgress:
    """Return a callout that somebody cannot do: the next step is now.

    Of a callout that was taken the acknowledger is not called again: the next person is.
    """
    if callout.state is CalloutState.OPEN:
        return hurried(callout, table, now=now)
    back = came_back(callout, now=now)
    steps = round_steps(back, table)
    skips = int(len(steps) > 1 and steps[0].who is StepWho.ACKNOWLEDGER)
    return hurried(replace(back, step=skips), table, now=now)


def handled(callout: CalloutProgress) -> CalloutProgress:
    return replace(callout, state=CalloutState.HANDLED, next_at=None)


def longest_wait(callout: CalloutProgress, table: StepTable) -> timedelta:
    """Return the longest that the next step of such a callout may lie ahead."""
    steps = class_of(callout, table)
    if callout.state is CalloutState.ACKNOWLEDGED:
        return steps.holds + steps.extensions * steps.extension
    return max(round_steps(callout, table)[-1].after, steps.repeat)
