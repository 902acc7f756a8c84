"""Moving an appraisal through its stages, and beginning its next version."""

from django.db import transaction

from uitweg.casework.appraisal.compartment.actions.compartment_keys import CompartmentKey
from uitweg.casework.appraisal.compartment.actions.compartments import (
    START_APPRAISAL,
    open_compartment,
)
from uitweg.casework.appraisal.compartment.models import Appraisal
from uitweg.casework.appraisal.compartment.rules.stages import OPEN_STAGES, STAGE_TRANSITIONS, Stage
from uitweg.casework.appraisal.facts.actions.changed_facts import corrected_facts
from uitweg.casework.appraisal.facts.actions.items import WRITE_APPRAISAL, copy_items, read_content
from uitweg.casework.appraisal.facts.rules.readiness import (
    Missing,
    missing,
    missing_after_corrections,
)
from uitweg.casework.cases.case.actions.case_keys import CaseRefusal
from uitweg.platform.accounts.actions.authorization import Actor, NotPossible, Refusal, require
from uitweg.platform.accounts.rules import Permission
from uitweg.platform.audit.actions import audit_log
from uitweg.platform.drafts.actions.once import once
from uitweg.platform.store.locking import lock_row


class StageRefusal(Refusal):
    APPRAISAL_MOVED = (
        "Een collega was net verder met deze weging. Er is niets bewaard; kijk opnieuw."
    )
    APPRAISAL_NEWER = (
        "Er is een nieuwere versie van deze weging. Er is niets veranderd; kijk opnieuw."
    )
    APPRAISAL_INCOMPLETE = "Er ontbreekt nog iets in deze weging. Er is niets veranderd."
    APPRAISAL_JUDGED = (
        "Er is al een oordeel over deze feiten. Maak een nieuwe versie om iets te veranderen."
    )


class AppraisalIncomplete(NotPossible):
    """The facts cannot be closed, or the appraisal not signed: `missing` says what is lacking."""

    def __init__(self, lacking: tuple[Missing, ...]) -> None:
        super().__init__(StageRefusal.APPRAISAL_INCOMPLETE)
        self.missing = lacking


def close_facts(*, appraisal: Appraisal, by: Actor) -> None:
    """Close the facts, so that both judges see the same; closing twice is closing once.

    Raises AppraisalIncomplete as long as something is missing, and NotPossible in a later stage.
    """
    require(by, Permission.APPRAISAL_WRITE, appraisal)
    key = open_compartment(compartment=appraisal.compartment, by=by)
    with transaction.atomic():
        locked = lock_row(appraisal)
        if locked.stage == Stage.FACTS_CLOSED and not locked.judgements.exists():
            return
        if lacking := _lacking(locked, key):
            raise AppraisalIncomplete(lacking)
        locked.facts_closed_at = by.now
        move(locked, Stage.FACTS_CLOSED, by=by)


def _lacking(locked: Appraisal, key: CompartmentKey) -> tuple[Missing, ...]:
    """Return what is missing, with the facts whose entry on the timeline was corrected since."""
    content = read_content(locked, key)
    corrected = {item for _, item in corrected_facts(Appraisal.objects.filter(pk=locked.pk))}
    return (*missing(content), *missing_after_corrections(content, corrected))


def reopen_facts(*, appraisal: Appraisal, by: Actor) -> None:
    """Open the facts again. Raises NotPossible once a judgement was given: it is about those."""
    require(by, Permission.APPRAISAL_WRITE, appraisal)
    with transaction.atomic():
        locked = lock_row(appraisal)
        if locked.stage == Stage.DRAFT:
            return
        if locked.judgements.exists():
            raise NotPossible(StageRefusal.APPRAISAL_JUDGED)
        locked.facts_closed_at = locked.facts_changed_at = None
        move(locked, Stage.DRAFT, by=by)


def new_version(*, appraisal: Appraisal, form_key: bytes, by: Actor) -> Appraisal:
    """Begin the next version with what this one says; `by` is its author.

    A version that was still open ends, and keeps what it says. The same form twice makes one.
    Raises NotPossible when this is not the newest version, while one of two signed, or when the
    case is closed.
    """
    require(by, Permission.APPRAISAL_WRITE, appraisal)
    key = open_compartment(compartment=appraisal.compartment, by=by)
    with transaction.atomic():
        compartment = lock_row(appraisal.compartment)
        whose = {"compartment": compartment, "author": by.member}
        if made := once(Appraisal.objects.all(), form_key, of=whose):
            return made
        locked = lock_row(appraisal)
        if compartment.appraisals.filter(number__gt=locked.number).exists():
            raise NotPossible(StageRefusal.APPRAISAL_NEWER)
        if not compartment.case.is_open:
            raise NotPossible(CaseRefusal.CASE_CLOSED)
        if locked.stage in OPEN_STAGES:
            move(locked, Stage.ENDED, by=by)
        version = Appraisal.objects.create(
            compartment=compartment,
            number=locked.number + 1,
            author=by.member,
            made_at=by.now,
            form_key=form_key,
        )
        copy_items(of=locked, to=version, key=key, by=by)
        audit_log.record(by.member, START_APPRAISAL, version)
    return version


def end_appraisal(*, appraisal: Appraisal, by: Actor) -> None:
    """Give up a version that was not signed; it can still be read. Twice is once."""
    require(by, Permission.APPRAISAL_WRITE, appraisal)
    with transaction.atomic():
        locked = lock_row(appraisal)
        if locked.stage != Stage.ENDED:
            move(locked, Stage.ENDED, by=by)


def move(locked: Appraisal, to: Stage, *, by: Actor) -> None:
    """Store the next stage of a locked appraisal, inside the caller's transaction.

    Raises NotPossible when that stage does not follow the present one.
    """
    if to not in STAGE_TRANSITIONS[Stage(locked.stage)]:
        raise NotPossible(StageRefusal.APPRAISAL_MOVED)
    reason = f"stage:{to}"
    locked.stage = to
    locked.save()
    audit_log.record(by.member, WRITE_APPRAISAL, locked, reason=reason)
