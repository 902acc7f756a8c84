"""What trainers do with a session: plan it, say how many came, cancel it. And its end."""

from dataclasses import dataclass
from datetime import date, datetime, timedelta

from django.db import transaction
from django.db.models import QuerySet

from uitweg.knowledge.training.models import ReviewedMaterial, TrainingSession
from uitweg.knowledge.training.rules.sessions import (
    CODE_LENGTH,
    CODE_LETTERS,
    AnswerCounts,
    SessionAudience,
)
from uitweg.platform.accounts.actions.authorization import Actor, NotPossible, Refusal, require
from uitweg.platform.accounts.models import Member
from uitweg.platform.accounts.rules import Permission
from uitweg.platform.audit.actions import audit_log
from uitweg.platform.audit.rules import Act
from uitweg.platform.drafts.actions.once import key_with_content, once
from uitweg.platform.sealing import tokens
from uitweg.platform.ui.moments import local_midnight

PLAN_SESSION = Act("training:plan", "Sessie gepland")
FILL_IN_ATTENDANCE = Act("training:attendance", "Opkomst van een sessie ingevuld")
CANCEL_SESSION = Act("training:cancel", "Sessie afgelast")

STORE = "channel"
SESSIONS_PER_TURN = 500


class SessionRefusal(Refusal):
    SESSION_DID_NOT_TAKE_PLACE = "Deze sessie is nog niet begonnen, of is afgelast."
    SESSION_HAS_BEGUN = "Deze sessie is al begonnen. Afgelasten kan niet meer."


@dataclass(frozen=True)
class SessionPlan:
    """When, where, for whom, how long and about what."""

    starts_at: datetime
    minutes: int
    place: str
    audience: SessionAudience
    material: str


def plan_session(*, plan: SessionPlan, form_key: bytes, by: Actor) -> TrainingSession:
    """Plan a session; the same form posted again returns the session that it made.

    Raises NotPossible(FormRefusal.FORM_OTHER) when the form planned another session before.
    """
    require(by, Permission.TRAINING_PLAN)
    form_key = key_with_content(form_key, *vars(plan).values())
    if made := once(TrainingSession.objects.all(), form_key, of={"planned_by": by.pk}):
        return made
    code = tokens.random_letters(CODE_LETTERS, CODE_LENGTH)
    session, is_new = TrainingSession.objects.get_or_create(
        form_key=form_key,
        defaults={
            "code": code,
            "starts_at": plan.starts_at,
            "minutes": plan.minutes,
            "place": plan.place,
            "audience": plan.audience,
            "material": plan.material,
            "planned_by": by.pk,
        },
    )
    if is_new:
        audit_log.record(by.member, PLAN_SESSION, session)
    return session


def say_attendance(*, session: TrainingSession, people: int, by: Actor) -> None:
    """Say how many people came. Raises NotPossible before it began, or when it was cancelled."""
    require(by, Permission.TRAINING_PLAN)
    took_place = TrainingSession.objects.filter(
        pk=session.pk, starts_at__lte=by.now, cancelled_on=None
    )
    if not took_place.update(attendance=people):
        raise NotPossible(SessionRefusal.SESSION_DID_NOT_TAKE_PLACE)
    audit_log.record(by.member, FILL_IN_ATTENDANCE, session)


def cancel_session(*, session: TrainingSession, by: Actor) -> None:
    """Cancel a session that has not begun; cancelling it again changes nothing.

    Raises NotPossible when it has begun.
    """
    require(by, Permission.TRAINING_PLAN)
    coming = TrainingSession.objects.filter(pk=session.pk, starts_at__gt=by.now)
    if coming.filter(cancelled_on=None).update(cancelled_on=by.today):
        audit_log.record(by.member, CANCEL_SESSION, session)
    elif not coming.exists():
        raise NotPossible(SessionRefusal.SESSION_HAS_BEGUN)


def counts_of(session: TrainingSession) -> AnswerCounts:
    """Return how many gave which answer."""
    rows = session.counts.values_list("question", "answer", "people").order_by("pk")
    return {(question, answer): people for question, answer, people in rows}


@transaction.atomic(using=STORE)
def delete_old_sessions(*, today: date, kept_days: int) -> int:
    """Delete sessions of long ago, with their counts; return how many sessions."""
    before = local_midnight(today - timedelta(days=kept_days))
    old = TrainingSession.objects.filter(starts_at__lt=before).order_by("pk")
    ids = list(old.values_list("pk", flat=True)[:SESSIONS_PER_TURN])
    deleted = TrainingSession.objects.filter(pk__in=ids).delete()[1]
    return deleted.get(TrainingSession._meta.label, 0)


def forget_former_members(*, today: date) -> int:
    """Take the number of who is no member any more off sessions and reviews; return of how many."""
    return _forget(TrainingSession.objects.all(), "planned_by", today) + _forget(
        ReviewedMaterial.objects.all(), "reviewed_by", today
    )


type _Named = QuerySet[TrainingSession] | QuerySet[ReviewedMaterial]


def _forget(rows: _Named, by: str, today: date) -> int:
    """Forget in one table; the stores have no key between them, so members are looked up."""
    named = set(rows.exclude(**{by: None}).values_list(by, flat=True).order_by(by).distinct())
    here = Member.objects.filter(pk__in=named).exclude(until__lt=today)
    former = named - set(here.values_list("pk", flat=True))
    return rows.filter(**{f"{by}__in": former}).update(**{by: None})
