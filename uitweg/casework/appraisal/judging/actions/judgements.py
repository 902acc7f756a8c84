"""The two judgements: each stored before its writer sees the other's, then both visible."""

import json
from dataclasses import dataclass
from datetime import datetime

from django.db import transaction

from uitweg.casework.appraisal.compartment.actions.compartment_keys import CompartmentKey
from uitweg.casework.appraisal.compartment.actions.compartments import open_compartment
from uitweg.casework.appraisal.compartment.actions.second_judge import (
    has_yet_to_judge,
    require_second_judge,
    saw_earlier,
)
from uitweg.casework.appraisal.compartment.models import (
    Appraisal,
    AppraisalJudgement,
    JudgementResponse,
)
from uitweg.casework.appraisal.compartment.rules.grants import CompartmentLevel
from uitweg.casework.appraisal.compartment.rules.stages import Place, Stage
from uitweg.casework.appraisal.facts.actions.items import FactRefusal, read_content
from uitweg.casework.appraisal.facts.rules.content import WrittenJudgement
from uitweg.casework.appraisal.judging.actions.stages import StageRefusal, move
from uitweg.casework.appraisal.judging.rules import (
    asked_elements,
    canonical_json,
    is_whole,
    judgement_from_values,
    judgement_values,
)
from uitweg.casework.cases.case.actions.case_keys import CaseRefusal
from uitweg.platform.accounts.actions.authorization import Actor, NotAllowed, NotPossible, require
from uitweg.platform.accounts.rules import Permission
from uitweg.platform.audit.actions import audit_log
from uitweg.platform.audit.rules import Act
from uitweg.platform.choices import Refusal
from uitweg.platform.drafts.actions.once import once
from uitweg.platform.store.locking import lock_row

JUDGE_APPRAISAL = Act("appraisal:judge", "Oordeel in een weging gegeven")


class JudgementRefusal(Refusal):
    JUDGEMENT_THERE = "Dit oordeel is al gegeven. Er is niets bewaard."
    JUDGEMENT_INCOMPLETE = "Niet alles is ingevuld. Er is niets bewaard."
    JUDGE_FIRST = (
        "Geef eerst jouw oordeel over de nieuwe versie. Daarna kun je de oordelen over deze "
        "versie lezen."
    )
    RESPONSE_THERE = "Je reactie staat al vast. Wat er nu staat is niet bewaard."


@dataclass(frozen=True)
class DecryptedJudgement:
    """A judgement; `written` is None while its reader may not see it.

    `response` is what its judge added after seeing the other one, or "". `saw_earlier`: its
    judge could read the judgements of an earlier version first.
    """

    row: AppraisalJudgement
    written: WrittenJudgement | None
    response: str = ""
    responded_at: datetime | None = None
    saw_earlier: bool = False


def give_judgement(
    *, appraisal: Appraisal, written: WrittenJudgement, form_key: bytes, by: Actor
) -> None:
    """Store a judgement on the facts as `appraisal` has them: the author's first, another's second.

    With the second both become visible. The same form twice is one judgement. Raises NotPossible
    when the facts were not closed, or were opened since `appraisal` was read; when a text or
    conclusion is missing; for a second judge who is the author or wrote facts; when somebody gave
    that judgement first; and when the case is closed.
    """
    require(by, Permission.APPRAISAL_JUDGE, appraisal)
    key = open_compartment(compartment=appraisal.compartment, by=by)
    with transaction.atomic():
        locked = lock_row(appraisal)
        if once(
            AppraisalJudgement.objects.all(),
            form_key,
            of={"appraisal": locked, "member": by.member},
            is_same=lambda given: _written_in(given, key) == written,
        ):
            return
        is_same = locked.facts_closed_at == appraisal.facts_closed_at
        if locked.stage != Stage.FACTS_CLOSED or not is_same:
            raise NotPossible(StageRefusal.APPRAISAL_MOVED)
        if not locked.case.is_open:
            raise NotPossible(CaseRefusal.CASE_CLOSED)
        if not is_whole(written, asked_elements(read_content(locked, key))):
            raise NotPossible(JudgementRefusal.JUDGEMENT_INCOMPLETE)
        place = _place_of(locked, by)
        row = AppraisalJudgement(
            appraisal=locked,
            place=place,
            member=by.member,
            is_other_team=_is_other_team(locked, place, by),
            given_at=by.now,
            form_key=form_key,
        )
        row.seal(key, text=canonical_json(judgement_values(written))).save(force_insert=True)
        if locked.judgements.count() == len(Place):
            move(locked, Stage.SIDE_BY_SIDE, by=by)
        audit_log.record(by.member, JUDGE_APPRAISAL, locked, reason=place.value)


def _place_of(appraisal: Appraisal, by: Actor) -> Place:
    """Return which judgement this member gives. Raises NotPossible when they may give neither."""
    place = Place.FIRST if appraisal.author_id == by.pk else Place.SECOND
    if place is Place.SECOND:
        require_second_judge(appraisal, by.member)
    if there := appraisal.judgements.filter(place=place).first():
        raise NotPossible(JudgementRefusal.JUDGEMENT_THERE, ask=there.member_id)
    return place


def _is_other_team(appraisal: Appraisal, place: Place, by: Actor) -> bool:
    grants = appraisal.compartment.grants.active_for(by.pk, frozenset({CompartmentLevel.JUDGE}))
    return place is Place.SECOND and grants.filter(is_other_team=True).exists()


def judgements_for(
    appraisal: Appraisal, key: CompartmentKey, by: Actor
) -> list[DecryptedJudgement]:
    """Return the judgements, the first first; until both are there only one's own is decrypted.

    Who has yet to judge a newer version gets only their own of an earlier one.
    Judgements are decrypted in this module only, so that no page or paper shows one too early.
    """
    rows = appraisal.judgements.select_related("member", "response").order_by("place")
    found = list(rows)
    are_open = len(found) == len(Place) and not has_yet_to_judge(by.member, appraisal)
    return [_decrypt(row, key, visible=are_open or row.member_id == by.pk) for row in found]


def require_sees_judgements(appraisal: Appraisal, by: Actor) -> None:
    """Raise NotPossible for who has yet to judge a newer version: no paper shows them this one."""
    if has_yet_to_judge(by.member, appraisal):
        raise NotPossible(JudgementRefusal.JUDGE_FIRST)


def both_judgements(appraisal: Appraisal, key: CompartmentKey) -> list[DecryptedJudgement]:
    """Return both judgements, decrypted. Raises NotPossible while one is not there."""
    rows = list(appraisal.judgements.select_related("member", "response").order_by("place"))
    if len(rows) != len(Place):
        raise NotPossible(StageRefusal.APPRAISAL_MOVED)
    return [_decrypt(row, key, visible=True) for row in rows]


def _decrypt(row: AppraisalJudgement, key: CompartmentKey, *, visible: bool) -> DecryptedJudgement:
    before = saw_earlier(row)
    if not visible:
        return DecryptedJudgement(row, None, saw_earlier=before)
    response = getattr(row, "response", None)
    text = _response_in(response, key) if response else ""
    return DecryptedJudgement(
        row, _written_in(row, key), text, response.given_at if response else None, before
    )


def _written_in(row: AppraisalJudgement, key: CompartmentKey) -> WrittenJudgement:
    text = row.unseal(key)
    if text is None:
        raise NotPossible(FactRefusal.APPRAISAL_UNREADABLE)
    return judgement_from_values(json.loads(text))


def _response_in(row: JudgementResponse, key: CompartmentKey) -> str:
    text = row.unseal(key)
    if text is None:
        raise NotPossible(FactRefusal.APPRAISAL_UNREADABLE)
    return text


def respond(*, judgement: AppraisalJudgement, text: str, form_key: bytes, by: Actor) -> None:
    """Add to one's own judgement what one says after seeing the other; once, and never changed.

    Raises NotAllowed for the other's judgement, and NotPossible before both are there or after the
    first signature.
    """
    require(by, Permission.APPRAISAL_SIGN, judgement.appraisal)
    if judgement.member_id != by.pk:
        raise NotAllowed(Permission.APPRAISAL_SIGN.value)
    key = open_compartment(compartment=judgement.appraisal.compartment, by=by)
    with transaction.atomic():
        locked = lock_row(judgement.appraisal)
        if once(
            JudgementResponse.objects.all(),
            form_key,
            of={"judgement": judgement},
            is_same=lambda there: _response_in(there, key) == text,
        ):
            return
        if JudgementResponse.objects.filter(judgement=judgement).exists():
            raise NotPossible(JudgementRefusal.RESPONSE_THERE)
        if locked.stage != Stage.SIDE_BY_SIDE:
            raise NotPossible(StageRefusal.APPRAISAL_MOVED)
        if not text.strip():
            raise NotPossible(JudgementRefusal.JUDGEMENT_INCOMPLETE)
        response = JudgementResponse(judgement=judgement, given_at=by.now, form_key=form_key)
        response.seal(key, text=text).save(force_insert=True)
        audit_log.record(by.member, JUDGE_APPRAISAL, locked, reason="response")
