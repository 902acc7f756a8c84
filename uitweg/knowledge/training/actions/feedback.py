"""Answers after a session: added (public door), counted (worker)."""

from collections import Counter, defaultdict
from dataclasses import dataclass
from datetime import datetime

from django.db import transaction

from uitweg.knowledge.training.models import SessionAnswer, SessionCount, TrainingSession
from uitweg.knowledge.training.rules.sessions import (
    CODE_LENGTH,
    FEWEST_SHOWN,
    MOST_ANSWERS,
    MOST_ANSWERS_WAITING,
    FeedbackQuestion,
    SessionFeedback,
    counts_answers,
    takes_feedback,
)
from uitweg.platform.store.locking import lock_for_update

STORE = "channel"
ANSWERS_PER_TURN = 1000


@dataclass(frozen=True)
class OpenSession:
    """A session that takes feedback now; more of it the public door may not read."""

    id: int


def open_session(code: str, *, now: datetime) -> OpenSession | None:
    """Return the session with this code; None for an unknown code, or when it is not open now."""
    if len(code) != CODE_LENGTH:
        return None
    rows = TrainingSession.objects.filter(code=code)
    row = rows.values_list("id", "starts_at", "cancelled_on").first()
    if row is None or not takes_feedback(row[1], is_cancelled=row[2] is not None, now=now):
        return None
    return OpenSession(row[0])


def add_answer(*, session: OpenSession, feedback: SessionFeedback) -> bool:
    """Store what one person tapped; return False when so many wait that it is not stored.

    The bound is looked at before anything is written, so a flood of answers takes no turn from the
    messages that are stored in the same database.
    """
    if SessionAnswer.objects.values("id")[:MOST_ANSWERS_WAITING].count() >= MOST_ANSWERS_WAITING:
        return False
    SessionAnswer.objects.create(
        session_id=session.id,
        knows_step=feedback.knows_step,
        will_do=feedback.will_do,
        practised=feedback.practised,
    )
    return True


@transaction.atomic(using=STORE)
def count_answers(*, now: datetime) -> int:
    """Add the waiting answers to the counts of their sessions and delete them; return how many.

    While a session is open its answers are added five at a time: a trainer who looks after each
    answer learns nobody's. When it closed, the rest is added.

    One transaction: cut off, no answer is lost or counted twice. Answers to a session that is not
    open, which only somebody with the door's login can add, are deleted and not counted.
    """
    found = list(lock_for_update(SessionAnswer.objects.order_by("id"))[:ANSWERS_PER_TURN])
    sessions = TrainingSession.objects.in_bulk({answer.session_id for answer in found})
    waiting = _due_for_counting(found, sessions, now)
    given = Counter(
        (answer.session_id, question, getattr(answer, question))
        for answer in waiting
        if _is_counted(sessions[answer.session_id], now)
        for question in FeedbackQuestion
    )
    for (session_id, question, answer), people in sorted(given.items()):
        count, _ = SessionCount.objects.get_or_create(
            session_id=session_id, question=question, answer=answer
        )
        count.people = min(count.people + people, MOST_ANSWERS)
        count.save()
    return SessionAnswer.objects.filter(pk__in=[answer.pk for answer in waiting]).delete()[0]


def _due_for_counting(
    found: list[SessionAnswer], sessions: dict[int, TrainingSession], now: datetime
) -> list[SessionAnswer]:
    """Return the answers without, of each open session, those above a multiple of five."""
    by_session = defaultdict[int, list[SessionAnswer]](list)
    for answer in found:
        by_session[answer.session_id].append(answer)
    due = []
    for session_id, answers in by_session.items():
        session = sessions[session_id]
        is_cancelled = session.cancelled_on is not None
        is_open = takes_feedback(session.starts_at, is_cancelled=is_cancelled, now=now)
        left = len(answers) % FEWEST_SHOWN if is_open else 0
        due += answers[: len(answers) - left]
    return due


def _is_counted(session: TrainingSession, now: datetime) -> bool:
    is_cancelled = session.cancelled_on is not None
    return counts_answers(session.starts_at, is_cancelled=is_cancelled, now=now)
