"""The compartment of a case: making it, opening it, and who may. Each opening is logged before."""

from dataclasses import dataclass
from datetime import datetime

from django.db import transaction

from uitweg.casework.appraisal.compartment.actions import compartment_keys
from uitweg.casework.appraisal.compartment.actions.compartment_keys import CompartmentKey
from uitweg.casework.appraisal.compartment.actions.second_judge import require_second_judge
from uitweg.casework.appraisal.compartment.models import Appraisal, Compartment, CompartmentGrant
from uitweg.casework.appraisal.compartment.rules.grants import (
    LONGEST_GRANT,
    USUAL_GRANT,
    WRITING_LEVELS,
    CompartmentLevel,
)
from uitweg.casework.cases.case.actions.case_keys import CaseRefusal
from uitweg.casework.cases.case.models import Case
from uitweg.casework.cases.grants.actions.grants import GrantRefusal, can_hold_key
from uitweg.casework.cases.keys.actions.restriction import recovery_public_key
from uitweg.platform.accounts.actions.authorization import Actor, NotAllowed, NotPossible, require
from uitweg.platform.accounts.models import Member
from uitweg.platform.accounts.rules import Permission
from uitweg.platform.audit.actions import audit_log
from uitweg.platform.audit.rules import Act
from uitweg.platform.choices import Refusal
from uitweg.platform.drafts.actions.once import once
from uitweg.platform.sealing import envelope
from uitweg.platform.store.locking import lock_row

START_APPRAISAL = Act("appraisal:start", "Weging begonnen")
OPEN_COMPARTMENT = Act("appraisal:read", "Afgesloten deel geopend")
GRANT_COMPARTMENT = Act("appraisal:grant", "Toegang tot het afgesloten deel gegeven of beëindigd")


class CompartmentRefusal(Refusal):
    APPRAISAL_THERE = "Van deze casus is al een weging begonnen. Er is niets veranderd."
    COMPARTMENT_TOO_LONG = "Toegang duurt hier hooguit een half jaar. Er is niets veranderd."
    COMPARTMENT_LAST_WRITER = (
        "Dit is de enige die in de weging kan schrijven. Geef eerst een collega toegang om te "
        "schrijven."
    )
    COMPARTMENT_HAS_WRITER = (
        "Een collega kan in deze weging schrijven. Vraag die om toegang; er is niets veranderd."
    )


def start_appraisal(*, case: Case, form_key: bytes, by: Actor) -> Appraisal:
    """Make the compartment of a case, with its first version as a draft by this author.

    Its key is sealed to the author and to the recovery sheet, and to nobody else. The same form
    twice makes one. Raises NotPossible when the case has a compartment already, when it is closed,
    and without a recovery sheet.
    """
    require(by, Permission.APPRAISAL_START, case)
    sheet = recovery_public_key()
    with transaction.atomic():
        locked = lock_row(case)
        whose = {"compartment__case": case, "author": by.member}
        if made := once(Appraisal.objects.all(), form_key, of=whose):
            return made
        if not locked.is_open:
            raise NotPossible(CaseRefusal.CASE_CLOSED)
        if there := Compartment.objects.filter(case=case).first():
            raise NotPossible(CompartmentRefusal.APPRAISAL_THERE, ask=there.made_by_id)
        compartment = Compartment.objects.create(case=case, made_at=by.now, made_by=by.member)
        key = compartment_keys.new_key(compartment)
        compartment_keys.give_copy(compartment, key, None, public=sheet, now=by.now)
        _store_grant(
            CompartmentGrant(
                compartment=compartment,
                member=by.member,
                level=CompartmentLevel.WRITE,
                until=by.now + USUAL_GRANT,
            ),
            key,
            by=by,
        )
        appraisal = Appraisal.objects.create(
            compartment=compartment, number=1, author=by.member, made_at=by.now, form_key=form_key
        )
        audit_log.record(by.member, START_APPRAISAL, compartment)
    return appraisal


def open_compartment(*, compartment: Compartment, by: Actor) -> CompartmentKey:
    """Decrypt the key of a compartment; that it was opened is stored before.

    When there is a newer recovery sheet, it gets a copy. Raises NotAllowed without a current
    grant, and NotPossible when no copy of the key is sealed to this member's present key.
    """
    require(by, Permission.APPRAISAL_READ, compartment)
    audit_log.record(by.member, OPEN_COMPARTMENT, compartment)
    key = compartment_keys.open_key(compartment, by.keyring)
    _give_copy_to_newer_sheet(compartment, key, now=by.now)
    return key


def _give_copy_to_newer_sheet(
    compartment: Compartment, key: CompartmentKey, *, now: datetime
) -> None:
    sheet = recovery_public_key()
    copies = compartment.key_copies.filter(member=None, holder_id=envelope.key_id(sheet))
    if not copies.exists():
        with transaction.atomic():
            lock_row(compartment)
            compartment_keys.give_copy(compartment, key, None, public=sheet, now=now)


def open_with_sheet(*, compartment: Compartment, words: str, by: Actor) -> None:
    """Give a member who works in the case access to write, with the words of the recovery sheet.

    Only while nobody can write in the compartment any more: else one of those gives access. Who
    lost their own key since (a new account, a new login) cannot open it either.
    Raises NotPossible, and WrongWords or WrongChecksum for words that are no sheet's.
    """
    require(by, Permission.APPRAISAL_START, compartment.case)
    key = compartment_keys.open_key_with_sheet(compartment, words)
    with transaction.atomic():
        locked = lock_row(compartment)
        if writers := writers_with_key(locked):
            raise NotPossible(CompartmentRefusal.COMPARTMENT_HAS_WRITER, ask=writers[0].pk)
        grant = CompartmentGrant(
            compartment=locked,
            member=by.member,
            level=CompartmentLevel.WRITE,
            until=by.now + USUAL_GRANT,
        )
        _store_grant(grant, key, by=by)
        audit_log.record(by.member, GRANT_COMPARTMENT, locked, reason="recovery-sheet")


def writers_with_key(compartment: Compartment) -> list[Member]:
    """Return who can write in the compartment and open it with their present key, by name."""
    grants = compartment.grants.active().filter(level__in=WRITING_LEVELS)
    members = Member.objects.filter(pk__in=grants.values("member")).order_by("name")
    return [each for each in members if compartment_keys.has_copy(compartment, each)]


def give_grant(
    *,
    compartment: Compartment,
    to: Member,
    level: CompartmentLevel,
    until: datetime,
    is_other_team: bool,
    by: Actor,
) -> CompartmentGrant:
    """Give a member access until a moment, at most half a year ahead, and a copy of the key.

    Access that they had ends. A second judge is another person than the author, and wrote nothing
    in the compartment. The same terms again change nothing. Raises NotPossible.
    """
    require(by, Permission.APPRAISAL_GRANT, compartment)
    _require_term(until, by.now)
    key = open_compartment(compartment=compartment, by=by)
    with transaction.atomic():
        locked = lock_row(compartment)
        if not can_hold_key(to, now=by.now):
            raise NotPossible(GrantRefusal.GRANT_MEMBER)
        if level is CompartmentLevel.JUDGE:
            require_second_judge(_newest(locked), to)
        terms = {"level": level, "until": until, "is_other_team": is_other_team}
        if same := locked.grants.active_for(to.pk).filter(**terms).first():
            compartment_keys.give_copy(locked, key, to, now=by.now)
            return same
        if level not in WRITING_LEVELS:
            _require_another_writer(locked, to)
        grant = CompartmentGrant(compartment=locked, member=to, **terms)
        _store_grant(grant, key, by=by)
        audit_log.record(by.member, GRANT_COMPARTMENT, locked, reason=f"{level}:{to.pk}")
    return grant


def _require_term(until: datetime, now: datetime) -> None:
    if until <= now:
        raise NotPossible(GrantRefusal.GRANT_OVER)
    if until > now + LONGEST_GRANT:
        raise NotPossible(CompartmentRefusal.COMPARTMENT_TOO_LONG)


def _newest(compartment: Compartment) -> Appraisal:
    return compartment.appraisals.order_by("-number")[0]


def _store_grant(grant: CompartmentGrant, key: CompartmentKey, *, by: Actor) -> None:
    """Store a grant in place of any that its member had, with a copy of the key."""
    _end(grant.compartment, grant.member, by=by)
    grant.since, grant.given_by = by.now, by.member
    grant.save()
    compartment_keys.give_copy(grant.compartment, key, grant.member, now=by.now)


def _end(compartment: Compartment, member: Member, *, by: Actor) -> int:
    """End what a member has, with their copy of the key; return how many grants ended."""
    ended = compartment.grants.active_for(member.pk).update(until=by.now, ended_by=by.pk)
    compartment.key_copies.filter(member=member).delete()
    return ended


def _require_another_writer(compartment: Compartment, member: Member) -> None:
    """Raise NotPossible when this member is the only one who can write, and so give access."""
    writers = compartment.grants.active().filter(level__in=WRITING_LEVELS)
    if writers.filter(member=member).exists() and not writers.exclude(member=member).exists():
        raise NotPossible(CompartmentRefusal.COMPARTMENT_LAST_WRITER)


def end_grant(*, grant: CompartmentGrant, by: Actor) -> None:
    """End a grant now; ending it twice changes nothing the second time.

    Raises NotPossible for the grant of the only member who can write.
    """
    require(by, Permission.APPRAISAL_GRANT, grant.compartment)
    with transaction.atomic():
        compartment = lock_row(grant.compartment)
        if not compartment.grants.active().filter(pk=grant.pk).exists():
            return
        _require_another_writer(compartment, grant.member)
        _end(compartment, grant.member, by=by)
        reason = f"end:{grant.member_id}"
        audit_log.record(by.member, GRANT_COMPARTMENT, compartment, reason=reason)


def decline_judging(*, compartment: Compartment, by: Actor) -> None:
    """End one's own access as second judge, who for instance knows the youngster.

    Why is asked of nobody and stored nowhere: the author sees that another judge is needed.
    """
    require(by, Permission.APPRAISAL_JUDGE, compartment)
    with transaction.atomic():
        locked = lock_row(compartment)
        if not locked.may_be_judged_by(by.pk):
            raise NotAllowed(Permission.APPRAISAL_JUDGE.value)
        _end(locked, by.member, by=by)
        audit_log.record(by.member, GRANT_COMPARTMENT, locked, reason=f"end:{by.pk}")


@dataclass(frozen=True)
class CompartmentOpening:
    """That a member opened a compartment on one day: when first, and when last."""

    name: str
    first_at: datetime
    last_at: datetime


def openings(compartment: Compartment) -> list[CompartmentOpening]:
    """Return who opened a compartment when, a line for each member a day, the newest first."""
    days = audit_log.days_done(OPEN_COMPARTMENT, compartment)
    return [CompartmentOpening(name, first, last) for name, first, last in days]
