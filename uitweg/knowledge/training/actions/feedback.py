"""Answers after a session, as the public door adds them."""

from dataclasses import dataclass
from datetime import datetime

from uitweg.knowledge.training.models import SessionAnswer, TrainingSession
from uitweg.knowledge.training.rules.sessions import (
    CODE_LENGTH,
    MOST_ANSWERS_WAITING,
    SessionFeedback,
    takes_feedback,
)


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
