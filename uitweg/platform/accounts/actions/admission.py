"""Who counts as a person of the team: who may admit whom, and what is written down of it."""

from uitweg.platform.accounts.actions.authorization import Actor, NotPossible, Refusal
from uitweg.platform.accounts.models import Member
from uitweg.platform.accounts.rules import CONFIRMED_ROLES, Role


class AdmissionRefusal(Refusal):
    ADMIT_BY_ANOTHER = "Wie iemand uitnodigt, laat die persoon niet ook zelf toe. Vraag {ask}."
    ADMIT_BEFORE_SHEET = (
        "Een collega heeft de sleutel nog en kan jou toelaten. Het herstelblad is voor als er "
        "niemand meer is."
    )


def needs_confirmation(by: Actor, member: Member) -> bool:
    """Return whether a key holder has to confirm this invitation before anything comes of it.

    An administrator does not invite a lead or privacy officer alone, and does not alone take away
    what somebody logs in with who opens reports and cases.
    """
    is_protected = member.role in CONFIRMED_ROLES or not member.opens_nothing
    return by.role == Role.ADMINISTRATOR and is_protected


def who_else_can_admit(member: Member, *, by: Actor) -> Member | None:
    """Return a colleague who should admit `member` in the place of `by`, or None.

    Whoever invited a member does not admit them as well, under this account or another, as long as
    somebody else holds the team key.
    """
    if not is_brought_in_alone(member, by=by):
        return None
    others = Member.objects.holding_key(today=by.today).exclude(pk__in=[member.pk, by.pk])
    return next((other for other in others if not by.is_same_person_as(other.pk)), None)


def is_brought_in_alone(member: Member, *, by: Actor) -> bool:
    """Return whether only one person would have seen this member, if `by` admits them."""
    # who joins anew may be somebody else than was admitted before
    brought_in_by = member.brought_in_by if member.is_admitted else None
    return by.is_same_person_as(brought_in_by or member.invited_by)


def record_admission(member: Member, *, by: Actor) -> bool:
    """Write down that `by` admitted this member; return whether one person alone brought them in.

    Changes nothing for a member who was admitted before by somebody else than their inviter.
    Raises NotPossible when somebody else has to do it; `ask` is who can.
    """
    if member.is_admitted and member.brought_in_by is None:
        return False
    if other := who_else_can_admit(member, by=by):
        raise NotPossible(AdmissionRefusal.ADMIT_BY_ANOTHER, ask=other.pk)
    is_alone = is_brought_in_alone(member, by=by)
    _save_admission(member, by=by, brought_in_by=by.pk if is_alone else None)
    return is_alone


def record_recovery(by: Actor) -> None:
    """Write down that a member used the recovery sheet because nobody is left who can admit them.

    Whoever invited them then brought them in alone. Raises NotPossible when a colleague can admit
    them; `ask` is who can.
    """
    if by.member.is_admitted:
        return
    others = Member.objects.holding_key(today=by.today).exclude(pk=by.pk)
    if other := others.first():
        raise NotPossible(AdmissionRefusal.ADMIT_BEFORE_SHEET, ask=other.pk)
    _save_admission(by.member, by=by, brought_in_by=by.member.invited_by)


def _save_admission(member: Member, *, by: Actor, brought_in_by: int | None) -> None:
    member.admitted_by, member.admitted_at, member.brought_in_by = by.pk, by.now, brought_in_by
    member.save(update_fields=["admitted_by", "admitted_at", "brought_in_by"])
