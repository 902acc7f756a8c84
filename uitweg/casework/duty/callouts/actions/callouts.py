"""Open a callout, and what people do with one: take it, pass it on, hold it longer, finish it."""

from collections.abc import Iterable, Sequence
from contextlib import suppress
from dataclasses import dataclass
from datetime import datetime
from itertools import groupby

from django.db import IntegrityError, transaction
from django.db.models import Max

from uitweg.casework.duty.callouts.actions.calls import callout_group
from uitweg.casework.duty.callouts.actions.ends import ACKNOWLEDGE_CALLOUT, end_callout
from uitweg.casework.duty.callouts.actions.people import called_in_round, not_yet_called, people_of
from uitweg.casework.duty.callouts.actions.subjects import hides_danger_from
from uitweg.casework.duty.callouts.models import Callout, CalloutCall, CalloutSubject
from uitweg.casework.duty.callouts.rules import steps as callout_steps
from uitweg.casework.duty.callouts.rules.callouts import (
    FOR_LEADS,
    URGENCY_OF,
    CalloutAudience,
    CalloutKind,
    CalloutState,
    OpenCallout,
    Urgency,
    callout_to_join,
    read_thing,
)
from uitweg.casework.duty.callouts.rules.texts import NUMBER_LENGTH, NUMBER_LETTERS
from uitweg.casework.duty.shifts.actions import shift_at
from uitweg.channel.answers.actions.reports import take_report
from uitweg.channel.conversation.models import Report
from uitweg.platform.accounts.actions.authorization import Actor, NotPossible, Refusal, require
from uitweg.platform.accounts.models import Member
from uitweg.platform.accounts.rules import Permission, Role, may
from uitweg.platform.audit.actions import audit_log
from uitweg.platform.audit.rules import Act
from uitweg.platform.jobs.actions.outbox import cancel_messages
from uitweg.platform.policy.callout_steps import StepWho
from uitweg.platform.policy.escalation import step_table
from uitweg.platform.sealing import tokens
from uitweg.platform.store.locking import lock_for_update

OPEN_CALLOUT = Act("page:open", "Oproep begonnen")
PASS_CALLOUT_ON = Act("page:pass-on", "Oproep doorgegeven")
EXTEND_CALLOUT = Act("page:extend", "Oproep langer gehouden")
HANDLE_CALLOUT = Act("page:handle", "Oproep klaar")

TRIES, CALLOUTS_SHOWN = 5, 50
MOST_MESSAGES = 200
"""Of one report; a callout with more than these is not taken along."""


class CalloutRefusal(Refusal):
    CALLOUT_HANDLED = "Deze oproep is al klaar. Er belt niemand meer over."
    CALLOUT_TAKEN = "Een collega pakte deze oproep net op. Jouw klik veranderde niets."
    CALLOUT_EXTENDED = "Meer tijd kan niet. Is het klaar? Geef het anders door."
    CALLOUT_CAME_BACK = "Deze oproep kwam terug. Pak hem eerst opnieuw op."
    CALLOUT_CLOSED = "Je mag niet lezen waar dit om gaat. Geef het door: dan gaat het verder."
    CALLOUT_GREW = "Er kwam net iets bij. Kijk daar eerst naar; de oproep is nog niet klaar."


@dataclass(frozen=True)
class CalloutReason:
    """What somebody is called out about: a row, named as in the audit log, and which time of it."""

    kind: CalloutKind
    thing: str
    occurrence: str = ""

    @property
    def goes_to(self) -> tuple[Urgency, CalloutAudience]:
        audience = CalloutAudience.LEADS if self.kind in FOR_LEADS else CalloutAudience.DUTY
        return URGENCY_OF[self.kind], audience


@dataclass(frozen=True)
class UpcomingStep:
    """Whom a callout calls at `at`, if nobody does anything before."""

    at: datetime
    members: list[Member]
    who: StepWho


def open_callout(
    *,
    kind: CalloutKind,
    thing: str,
    now: datetime,
    occurrence: str = "",
    can_return: bool = False,
) -> None:
    """Call who must act on `thing`, a row named as in the audit log; once for each thing.

    With another `occurrence` the same thing calls again. `can_return` says that it can be right
    and then wrong again, such as hours that nobody has: once it was settled it calls anew.
    """
    if can_return:
        settled = CalloutSubject.objects.filter(thing=thing, is_settled=True).count()
        occurrence = f"after-{settled}" if settled else ""
    call_out([CalloutReason(CalloutKind(kind), thing, occurrence)], now=now)


def call_out(reasons: Sequence[CalloutReason], *, now: datetime) -> None:
    """Call out about each of these once; those that go to the same people are one callout."""
    in_order = sorted(reasons, key=lambda reason: reason.goes_to)
    for _, group in groupby(in_order, key=lambda reason: reason.goes_to):
        _call_out_alike(list(group), now)


def _call_out_alike(reasons: list[CalloutReason], now: datetime) -> None:
    """Try again when another process was first with one of these, or drew the same number."""
    for left in reversed(range(TRIES)):
        try:
            with transaction.atomic():
                if new := new_among(reasons):
                    _join_or_open(new, now)
        except IntegrityError:
            if not left:
                raise
        else:
            return


def _join_or_open(reasons: list[CalloutReason], now: datetime) -> None:
    urgency, audience = reasons[0].goes_to
    alike = Callout.objects.open().filter(urgency=urgency, audience=audience)
    opened = [OpenCallout(each.pk, each.opened_at, each.round) for each in lock_for_update(alike)]
    callout_id = callout_to_join(opened, urgency, now=now) or _new_callout(urgency, audience, now)
    CalloutSubject.objects.bulk_create(
        CalloutSubject(callout_id=callout_id, at=now, **vars(reason)) for reason in reasons
    )


def new_among(reasons: Sequence[CalloutReason]) -> list[CalloutReason]:
    """Return those of these about which nobody was called yet, each once."""
    known = CalloutSubject.objects.filter(thing__in=[reason.thing for reason in reasons])
    called = set(known.values_list("thing", "occurrence"))
    by_name = {(reason.thing, reason.occurrence): reason for reason in reasons}
    return [reason for name, reason in by_name.items() if name not in called]


def _new_callout(urgency: Urgency, audience: CalloutAudience, now: datetime) -> int:
    taken = set(Callout.objects.unhandled().values_list("number", flat=True))
    number = next(n for n in iter(_drawn_number, None) if n not in taken)
    callout = Callout(number=number, urgency=urgency, audience=audience, opened_at=now)
    callout.follow(callout_steps.opened(urgency, audience, now=now))
    callout.save()
    audit_log.record_all(None, OPEN_CALLOUT, [f"page:{callout.pk}"])
    return callout.pk


def _drawn_number() -> str:
    return tokens.random_letters(NUMBER_LETTERS, NUMBER_LENGTH)


def newest_thing(callout: Callout) -> int:
    """Return the number of the subject that joined this callout last; 0 without one."""
    newest = callout.subjects.aggregate(newest=Max("pk"))["newest"]
    return newest or 0


def callout_for_thing(thing: str) -> Callout | None:
    """Return the callout about this thing that is not handled, or else the last one; or None."""
    callouts = Callout.objects.filter(subjects__thing=thing)
    return callouts.unhandled().order_by("-pk").first() or callouts.order_by("-pk").first()


def upcoming_steps(callout: Callout, now: datetime) -> list[UpcomingStep]:
    """Return what happens with this callout if nobody does anything, up to the call of the leads.

    As the worker does it: a step that would call nobody is passed over, and the next is earlier.
    """
    table, progress = step_table(), callout.progress
    if progress.state is CalloutState.HANDLED:
        return []
    if progress.state is CalloutState.ACKNOWLEDGED:
        progress = callout_steps.came_back(progress, now=progress.next_at or now)
    called = called_in_round(callout, progress.round)
    ahead, is_last = list[UpcomingStep](), False
    while not is_last:
        step, at = callout_steps.next_step(progress, table), progress.next_at or now
        is_last = callout_steps.is_at_last_step(progress, table)
        members = people_of(step.who, callout, now=at)
        if not is_last:
            members = not_yet_called(members, step, progress, called)
        progress = callout_steps.step_taken(progress, table, now=at)
        if members:
            ahead.append(UpcomingStep(at, members, step.who))
            called |= {(member.pk, channel) for member in members for channel in step.by}
        elif not is_last:
            progress = callout_steps.hurried(progress, table, now=at)
    return ahead


def acknowledge_callout(*, callout: Callout, by: Actor) -> None:
    """Take a callout: the telephones are silent until its time is over. A second time is no change.

    The one report that it is about becomes theirs with it, while it is nobody's. Raises NotPossible
    when somebody else took it, or it was handled, or there is danger in it that `by` may not read:
    who takes it must be able to deal with it.
    """
    require(by, Permission.CALLOUT_ACT, callout)
    with transaction.atomic():
        row = _locked(callout)
        if not _is_held_by(row, by):
            _require_readable(row, by)
            taken = callout_steps.acknowledged(row.progress, step_table(), by=by.pk, now=by.now)
            _save_act(row, taken, ACKNOWLEDGE_CALLOUT, by)
    # after it: `take_report` locks the other store first
    _take_report_of(row, by)


def _take_report_of(callout: Callout, by: Actor) -> None:
    """Take the report that this callout is about; of a callout about several, none."""
    unsettled = callout.subjects.filter(is_settled=False).order_by("pk")
    things = map(read_thing, unsettled.values_list("thing", flat=True)[:MOST_MESSAGES])
    ids = [pk for model, pk in things if model == "message"]
    about = list(Report.objects.filter(messages__in=ids).distinct().order_by("pk")[:2])
    if len(about) == 1 and may(by, Permission.REPORT_TAKE, about[0]):
        with suppress(NotPossible):
            take_report(report=about[0], by=by)


def acknowledge_callouts_about(*, report: Report, by: Actor) -> None:
    """Take each open callout that is about messages of this report alone.

    So that who takes a report on the worklist is not telephoned about it; what a colleague has, or
    what is about more than this report, stays as it is.
    """
    unhandled = report.messages.filter(handled_at=None).order_by("-pk")
    things = {f"message:{pk}" for pk in unhandled.values_list("pk", flat=True)[:MOST_MESSAGES]}
    about = Callout.objects.open().filter(subjects__thing__in=things).distinct().order_by("pk")
    for callout in about:
        waiting = callout.subjects.filter(is_settled=False).values_list("thing", flat=True)
        if things.issuperset(waiting):
            with suppress(NotPossible):
                acknowledge_callout(callout=callout, by=by)


def pass_callout_on(*, callout: Callout, by: Actor) -> None:
    """Say that `by` cannot: the next step is taken now. Raises NotPossible as for taking it."""
    require(by, Permission.CALLOUT_ACT, callout)
    with transaction.atomic():
        row = _locked(callout)
        _is_held_by(row, by)
        passed = callout_steps.passed_on(row.progress, step_table(), now=by.now)
        row.follow(passed)
        row.save()
        audit_log.record(by.member, PASS_CALLOUT_ON, row)


def extend_callout(*, callout: Callout, by: Actor) -> None:
    """Hold longer what `by` took. Raises NotPossible also when that was done too often."""
    require(by, Permission.CALLOUT_ACT, callout)
    with transaction.atomic():
        row = _locked(callout)
        if not _is_held_by(row, by):
            raise NotPossible(CalloutRefusal.CALLOUT_CAME_BACK)
        if not callout_steps.may_extend(row.progress, step_table()):
            raise NotPossible(CalloutRefusal.CALLOUT_EXTENDED)
        row.follow(callout_steps.extended(row.progress, step_table(), now=by.now))
        row.save()
        audit_log.record(by.member, EXTEND_CALLOUT, row)


def handle_callout(*, callout: Callout, by: Actor, seen: int | None = None) -> None:
    """Say that a callout is done: nothing of it leaves any more. Raises NotPossible as for taking.

    `seen` is the number of the newest thing (`newest_thing`) that the page showed: when something
    joined it since, nothing is done, or nobody would be called about that. None: it was not shown.
    """
    require(by, Permission.CALLOUT_ACT, callout)
    with transaction.atomic():
        row = _locked(callout)
        _is_held_by(row, by)
        _require_readable(row, by)
        if seen is not None and row.subjects.filter(pk__gt=seen, is_settled=False).exists():
            raise NotPossible(CalloutRefusal.CALLOUT_GREW)
        end_callout(row, handled_by=by.pk, now=by.now)
        audit_log.record(by.member, HANDLE_CALLOUT, row)


def _locked(callout: Callout) -> Callout:
    row = lock_for_update(Callout.objects.filter(pk=callout.pk)).first()
    if row is None or row.state == CalloutState.HANDLED:
        raise NotPossible(CalloutRefusal.CALLOUT_HANDLED, ask=row.handled_by if row else None)
    return row


def _is_held_by(callout: Callout, by: Actor) -> bool:
    """Return whether `by` took this callout. Raises NotPossible when somebody else did."""
    if callout.state != CalloutState.ACKNOWLEDGED:
        return False
    if callout.acknowledged_by_id != by.pk:
        raise NotPossible(CalloutRefusal.CALLOUT_TAKEN, ask=callout.acknowledged_by_id)
    return True


def _require_readable(callout: Callout, by: Actor) -> None:
    if hides_danger_from(callout, by=by):
        raise NotPossible(CalloutRefusal.CALLOUT_CLOSED)


def _save_act(
    callout: Callout, progress: callout_steps.CalloutProgress, act: Act, by: Actor
) -> None:
    callout.follow(progress)
    callout.save()
    cancel_messages(group=callout_group(callout.pk), now=by.now)
    audit_log.record(by.member, act, callout)


def load_unhandled_callouts(*, by: Actor) -> list[Callout]:
    """Return what is open or taken: what nobody took first, of those urgent first, then the oldest.

    At most CALLOUTS_SHOWN, in one query; what each is about comes in a second where it is asked.
    """
    require(by, Permission.CALLOUT_READ)
    callouts = Callout.objects.unhandled().select_related("acknowledged_by")
    # "open" sorts after "acknowledged", "urgent" after "normal"
    return list(callouts.order_by("-state", "-urgency", "opened_at", "id")[:CALLOUTS_SHOWN])


def callouts_to_take(callouts: Iterable[Callout], *, by: Actor) -> list[Callout]:
    """Return which of these this member is to take.

    Those are open callouts they were called for, those of the duty they have now, and for a lead
    those of the leads, and of the duty while nobody has it. One that somebody took asks nothing.
    """
    unclaimed = [callout for callout in callouts if callout.state == CalloutState.OPEN]
    if not unclaimed:
        return []
    calls = CalloutCall.objects.filter(callout__in=unclaimed, member=by.member, due_at__lte=by.now)
    called_for = set(calls.values_list("callout_id", flat=True))
    audiences = _audiences_of(by)
    return [each for each in unclaimed if each.pk in called_for or each.audience in audiences]


def callout_keys(callouts: Iterable[Callout]) -> list[str]:
    """Return what names how these callouts stand, so that an open screen sees what changed.

    A next step, or more time, changes what a callout shows, and so does who takes it.
    """
    return [
        f"p{each.pk}-{each.state}-{each.round}-{each.step}-{each.extended}" for each in callouts
    ]


def _audiences_of(by: Actor) -> set[CalloutAudience]:
    shift = shift_at(by.now)
    audiences = set[CalloutAudience]()
    if shift is not None and shift.member_id == by.member.pk:
        audiences.add(CalloutAudience.DUTY)
    if by.role == Role.LEAD:
        audiences |= (
            {CalloutAudience.LEADS} if shift else {CalloutAudience.LEADS, CalloutAudience.DUTY}
        )
    return audiences
