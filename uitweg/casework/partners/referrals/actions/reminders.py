"""What the worker does while a partner has not answered: remind, and say when the term is over."""

from collections.abc import Callable
from datetime import datetime, timedelta

from django.db import transaction
from django.db.models import (
    CharField,
    DurationField,
    Exists,
    ExpressionWrapper,
    F,
    OuterRef,
    QuerySet,
    Value,
)
from django.db.models.functions import Cast, Concat

from uitweg.casework.partners.dispatch.actions import messages as package_messages
from uitweg.casework.partners.dispatch.actions.basis import TAKEN_BACK
from uitweg.casework.partners.dispatch.actions.ends import PER_ROUND, each_apart
from uitweg.casework.partners.dispatch.models import Package
from uitweg.casework.partners.referrals.actions.replies import has_open_question
from uitweg.casework.partners.referrals.models import Referral
from uitweg.casework.partners.referrals.rules import (
    WAITING_REFERRALS,
    ReferralState,
    half_of_term,
    reminder_mail,
)
from uitweg.platform.jobs.models import OutgoingMessage
from uitweg.platform.jobs.rules import MessageState
from uitweg.platform.jobs.rules.job import job
from uitweg.platform.store.locking import lock_row


@job("referral-reminders", every=timedelta(seconds=15))
def remind(*, now: datetime) -> int:
    """Do for each referral that waits what its moment asks; return how many changed.

    Each in a transaction of its own, looked at again under its lock: an answer may come meanwhile.
    """
    return sum(
        _follow_each(rows, change, now)
        for rows, change in (
            (_taken_back(), _say_taken_back),
            (_undelivered(), _say_undelivered),
            (_over(now), _say_no_answer),
            (_half_way(now), _remind),
        )
    )


def _follow_each(
    rows: QuerySet[Referral], change: Callable[[Referral, Package, datetime], bool], now: datetime
) -> int:
    first = rows.select_related("package", "organisation").order_by("pk")[:PER_ROUND]
    return each_apart(first, lambda row: _looked_at_again(row, change, now))


@transaction.atomic
def _looked_at_again(
    row: Referral, change: Callable[[Referral, Package, datetime], bool], now: datetime
) -> bool:
    """Do it unless the referral moved since it was found; return whether something changed."""
    if row.package is None:
        return False
    package = lock_row(row.package)
    locked = lock_row(row)
    is_same = (locked.state, locked.package_id) == (row.state, row.package_id)
    if not is_same or not change(locked, package, now):
        return False
    locked.save()
    return True


def _waiting() -> QuerySet[Referral]:
    return Referral.objects.filter(state__in=WAITING_REFERRALS)


def _taken_back() -> QuerySet[Referral]:
    """Return those that the partner cannot open any more, as a consent is over."""
    return _waiting().filter(package__end__in=TAKEN_BACK)


def _say_taken_back(referral: Referral, package: Package, now: datetime) -> bool:
    referral.state, referral.state_at = ReferralState.WITHDRAWN.value, now
    referral.state_by, referral.news_at = None, referral.news_at or now
    return True


def _undelivered() -> QuerySet[Referral]:
    """Return those of which a message to the partner was given up."""
    group = Concat(Value("package:"), Cast(OuterRef("package_id"), CharField()))
    given_up = OutgoingMessage.objects.filter(group=group, state=MessageState.FAILED)
    return _waiting().filter(Exists(given_up), undelivered_at=None, package__ended_at=None)


def _say_undelivered(referral: Referral, package: Package, now: datetime) -> bool:
    referral.undelivered_at = now
    return True


def _over(now: datetime) -> QuerySet[Referral]:
    return Referral.objects.filter(state=ReferralState.SENT, answer_by__lte=now)


def _say_no_answer(referral: Referral, package: Package, now: datetime) -> bool:
    referral.state, referral.state_at = ReferralState.NO_ANSWER.value, now
    referral.state_by = None
    return True


def _half_way(now: datetime) -> QuerySet[Referral]:
    """Return those past half of their term; who is not there yet stands before nobody who is."""
    waiting = Referral.objects.filter(
        state=ReferralState.SENT, reminded_at=None, answer_by__gt=now, package__ended_at=None
    )
    rounded = now + timedelta(microseconds=1)  # as `half_of_term` may round it down
    left = ExpressionWrapper(F("answer_by") - Value(now), DurationField())
    passed = ExpressionWrapper(Value(rounded) - F("package__sent_at"), DurationField())
    return waiting.annotate(left=left, passed=passed).filter(left__lte=F("passed"))


def _remind(referral: Referral, package: Package, now: datetime) -> bool:
    """Remind at half of the term; not who asked something and waits for the team themselves."""
    if referral.answer_by is None or now < half_of_term(package.sent_at, referral.answer_by):
        return False
    referral.reminded_at = now
    if has_open_question(referral):
        return True
    text = reminder_mail(
        answer_by=referral.answer_by,
        has_account=package.key_copies.exists(),
        phone=package_messages.team_phone(),
    )
    package_messages.send_reminder(package, text, now=now)
    return True
