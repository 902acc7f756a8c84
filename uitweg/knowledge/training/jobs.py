"""What the worker does for training; the public door does not load it."""

from collections import Counter, defaultdict
from datetime import datetime, timedelta

from django.db import transaction
from django.db.models import Q
from django.utils import timezone

from uitweg.knowledge.training.actions import review, sessions
from uitweg.knowledge.training.models import (
    Recording,
    RecordingPiece,
    SessionAnswer,
    SessionCount,
    TrainingSession,
)
from uitweg.knowledge.training.rules.sessions import (
    FEWEST_SHOWN,
    MOST_ANSWERS,
    FeedbackQuestion,
    counts_answers,
    takes_feedback,
)
from uitweg.platform.jobs.rules.job import job
from uitweg.platform.policy import retention
from uitweg.platform.store.locking import lock_for_update

STORE = "channel"
ANSWERS_PER_TURN = 1000
UPLOAD_LASTS = timedelta(hours=1)
"""A recording that is not published after this was cut off."""
PIECES_PER_TURN = 64


@job("training", every=timedelta(hours=1))
def tend_training(*, now: datetime) -> None:
    """Note which materials are due, and forget old sessions and who left."""
    from uitweg.knowledge.training.public_views.materials import materials

    today = timezone.localdate(now)
    sessions.forget_former_members(today=today)
    kept_days = retention.retention_table().number("training-sessions")
    sessions.delete_old_sessions(today=today, kept_days=kept_days)
    review.notice_due(materials(), today=today)


@job("ended-recordings", every=timedelta(seconds=2))
def remove_ended_recordings(*, now: datetime) -> int:
    """Delete sound that may be heard no more, a bounded piece at a time; return how many rows went.

    The sound goes at once. The row and the consents stay for their term after the end, to show
    that somebody agreed and when that ended; of an upload that was cut off, nothing stays.
    """
    kept_days = retention.retention_table().number("podcast-consents")
    cut_off = Q(published_at=None, begun_at__lt=now - UPLOAD_LASTS)
    lapsed = Q(until__lt=now.date())
    silent = Recording.objects.filter(cut_off | lapsed | Q(ended_at__isnull=False))
    pieces = RecordingPiece.objects.filter(recording__in=silent).order_by("id")
    ids = list(pieces.values_list("id", flat=True)[:PIECES_PER_TURN])
    if ids:
        return RecordingPiece.objects.filter(pk__in=ids).delete()[0]
    Recording.objects.filter(lapsed, ended_at=None).update(ended_at=now)
    silent.exclude(transcript=b"").update(transcript=b"")
    old = Q(ended_at__lt=now - timedelta(days=kept_days))
    return Recording.objects.filter(cut_off | old).delete()[0]


@job("session-answers", every=timedelta(seconds=10))
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
