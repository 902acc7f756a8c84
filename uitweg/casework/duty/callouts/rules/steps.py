"""How a page goes from step to step: called, taken, back when it is not done in time, handled.

Plain values, with the time passed in. A page that is not handled always has exactly one next step,
at `next_at`, whatever happens to it.
"""

from dataclasses import dataclass, replace
from datetime import datetime, timedelta

from uitweg.casework.duty.callouts.rules.paging import PageAudience, PageState, Urgency
from uitweg.casework.duty.shifts.rules import TEAM_ZONE, instant_of
from uitweg.platform.policy.page_steps import ClassSteps, PageStep, QuietHours, StepTable, StepWho

GIVES_UP_AFTER = {Urgency.URGENT: timedelta(minutes=1), Urgency.NORMAL: timedelta(minutes=15)}
"""How long a message is tried again when it cannot be handed over; then its step has failed."""
FOR_LEADS_ONLY = (StepWho.LEADS, StepWho.ACKNOWLEDGER)


@dataclass(frozen=True)
class PageProgress:
    """How far a page is. `step` is the next step of `round`, which began at `began_at`.

    Round 0 is the first; each time it comes back the round is one higher. Past the last step of a
    round `step` counts on: that step is then repeated. `acknowledged_by` is who took it last.
    """

    urgency: Urgency
    audience: PageAudience
    began_at: datetime
    next_at: datetime | None
    state: PageState = PageState.OPEN
    round: int = 0
    step: int = 0
    acknowledged_by: int | None = None
    acknowledged_at: datetime | None = None
    extended: int = 0


def opened(urgency: Urgency, audience: PageAudience, *, now: datetime) -> PageProgress:
    """Return a new page: its first step is due now."""
    return PageProgress(urgency, audience, began_at=now, next_at=now)


def class_of(page: PageProgress, table: StepTable) -> ClassSteps:
    return table.classes[page.urgency]


def round_steps(page: PageProgress, table: StepTable) -> tuple[PageStep, ...]:
    """Return the steps of the page's round; a page for the leads begins with them at once."""
    steps = class_of(page, table).again if page.round else class_of(page, table).first
    if page.audience is PageAudience.DUTY:
        return steps
    kept = [step for step in steps if step.who in FOR_LEADS_ONLY]
    return tuple(replace(step, after=step.after - kept[0].after) for step in kept)


def next_step(page: PageProgress, table: StepTable) -> PageStep:
    """Return what is done at `next_at` of an open page; past the end, the last step again."""
    steps = round_steps(page, table)
    return steps[min(page.step, len(steps) - 1)]


def is_at_last_step(page: PageProgress, table: StepTable) -> bool:
    return page.step >= len(round_steps(page, table)) - 1


def step_taken(page: PageProgress, table: StepTable, *, now: datetime) -> PageProgress:
    """Return the page after its step was taken at `now`: the next one has its own moment.

    After a time in which nothing worked that moment is past: then it is now.
    """
    steps, step = round_steps(page, table), page.step + 1
    if step >= len(steps):
        return replace(page, step=step, next_at=now + class_of(page, table).repeat)
    return replace(page, step=step, next_at=max(now, _moment(page, steps, step, table.quiet)))


def _moment(
    page: PageProgress, steps: tuple[PageStep, ...], step: int, quiet: QuietHours
) -> datetime:
    """Return when this step of the round is due.

    One that waits at night waits until the morning, but never past a step after it that does not.
    """
    due = page.began_at + steps[step].after
    if not steps[step].waits_at_night:
        return due
    at_most = next(later.after for later in steps[step:] if not later.waits_at_night)
    return min(end_of_quiet(due, quiet), page.began_at + at_most)


def end_of_quiet(at: datetime, quiet: QuietHours) -> datetime:
    """Return the end of the quiet hours that this moment lies in; outside them, the moment."""
    local = at.astimezone(TEAM_ZONE)
    over_midnight = quiet.begin > quiet.end
    evening, morning = local.time() >= quiet.begin, local.time() < quiet.end
    if not (evening or morning if over_midnight else evening and morning):
        return at
    days = timedelta(days=over_midnight and evening)
    return max(at, instant_of(local.date() + days, quiet.end))


def hurried(page: PageProgress, table: StepTable, *, now: datetime) -> PageProgress:
    """Return the page with its next step now, and those after it as much earlier.

    Past the last step there is nobody else to go to: then nothing changes.
    """
    steps = round_steps(page, table)
    if page.state is not PageState.OPEN or page.step >= len(steps):
        return page
    began_at = min(page.began_at, now - steps[page.step].after)
    return replace(page, began_at=began_at, next_at=now)


def acknowledged(page: PageProgress, table: StepTable, *, by: int, now: datetime) -> PageProgress:
    """Return the page in the hands of `by`; it comes back when it is not done in time."""
    return replace(
        page,
        state=PageState.ACKNOWLEDGED,
        next_at=now + class_of(page, table).holds,
        acknowledged_by=by,
        acknowledged_at=now,
        extended=0,
    )


def may_extend(page: PageProgress, table: StepTable) -> bool:
    return page.extended < class_of(page, table).extensions


def extended(page: PageProgress, table: StepTable, *, now: datetime) -> PageProgress:
    """Return a taken page that comes back later; ask `may_extend` first."""
    longer = class_of(page, table).extension
    return replace(page, next_at=max(page.next_at or now, now) + longer, extended=page.extended + 1)


def came_back(page: PageProgress, *, now: datetime) -> PageProgress:
    """Return a page that was taken and not done in time: a new round, now."""
    return replace(
        page, state=PageState.OPEN, round=page.round + 1, step=0, began_at=now, next_at=now
    )


def passed_on(page: PageProgress, table: StepTable, *, now: datetime) -> PageProgress:
    """Return a page that somebody cannot do: the next step is now.

    Of a page that was taken the acknowledger is not called again: the next person is.
    """
    if page.state is PageState.OPEN:
        return hurried(page, table, now=now)
    back = came_back(page, now=now)
    steps = round_steps(back, table)
    skips = int(len(steps) > 1 and steps[0].who is StepWho.ACKNOWLEDGER)
    return hurried(replace(back, step=skips), table, now=now)


def handled(page: PageProgress) -> PageProgress:
    return replace(page, state=PageState.HANDLED, next_at=None)


def longest_wait(page: PageProgress, table: StepTable) -> timedelta:
    """Return the longest that the next step of such a page may lie ahead."""
    steps = class_of(page, table)
    if page.state is PageState.ACKNOWLEDGED:
        return steps.holds + steps.extensions * steps.extension
    return max(round_steps(page, table)[-1].after, steps.repeat)
