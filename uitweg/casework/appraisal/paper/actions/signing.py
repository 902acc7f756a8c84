"""Signing an appraisal: both judges sign the hash of exactly what was shown; then it is frozen."""

from datetime import UTC, datetime

from django.db import transaction

from uitweg.casework.appraisal.compartment.actions.compartment_keys import CompartmentKey
from uitweg.casework.appraisal.compartment.actions.compartments import open_compartment
from uitweg.casework.appraisal.compartment.actions.second_judge import JudgeRefusal
from uitweg.casework.appraisal.compartment.models import Appraisal, Signature
from uitweg.casework.appraisal.compartment.rules.stages import Place, Stage
from uitweg.casework.appraisal.facts.actions.items import FactRefusal, read_content
from uitweg.casework.appraisal.facts.rules.readiness import missing
from uitweg.casework.appraisal.judging.actions.judgements import both_judgements
from uitweg.casework.appraisal.judging.actions.stages import AppraisalIncomplete, StageRefusal, move
from uitweg.casework.appraisal.paper.actions import signed_papers
from uitweg.casework.appraisal.paper.rules.frozen import (
    FrozenAppraisal,
    FrozenJudgement,
    frozen_to_json,
)
from uitweg.casework.cases.case.actions.case_keys import CaseRefusal
from uitweg.casework.cases.case.models import Case
from uitweg.casework.cases.consents.rules.consents import ConsentPurpose, ConsentState
from uitweg.platform.accounts.actions.authorization import Actor, NotPossible, Refusal, require
from uitweg.platform.accounts.rules import Permission, may
from uitweg.platform.audit.actions import audit_log
from uitweg.platform.audit.rules import Act
from uitweg.platform.sealing import tokens
from uitweg.platform.store.locking import lock_row

SIGN_APPRAISAL = Act("appraisal:sign", "Weging ondertekend")


class SigningRefusal(Refusal):
    APPRAISAL_CONSENT = "De jongere trok de toestemming voor de weging in. Er is niets ondertekend."
    SIGNED_OTHER = (
        "De weging is net veranderd, of dit is een andere tekst dan er nu staat. Er is niets "
        "ondertekend; lees haar opnieuw."
    )
    SIGNED_TEXT_CHANGED = (
        "De bewaarde tekst is niet meer wat er is ondertekend. Gebruik de PDF. Meld het aan de "
        "beheerder."
    )


def frozen_content(appraisal: Appraisal, key: CompartmentKey) -> str:
    """Return what is signed, as canonical JSON: as it was frozen, else as it would be now.

    Raises NotPossible before both judgements are there, and when what is stored is not what was
    signed.
    """
    if appraisal.sealed_content:
        text = appraisal.unseal(key, "content")
        if text is None:
            raise NotPossible(FactRefusal.APPRAISAL_UNREADABLE)
        signed = appraisal.signatures.values_list("content_sha256", flat=True)
        if any(bytes(each) != tokens.sha256(text.encode()) for each in signed):
            raise NotPossible(SigningRefusal.SIGNED_TEXT_CHANGED)
        return text
    given = both_judgements(appraisal, key)
    if appraisal.facts_closed_at is None:
        raise NotPossible(StageRefusal.APPRAISAL_MOVED)
    return frozen_to_json(
        FrozenAppraisal(
            case=appraisal.case.number,
            version=appraisal.number,
            facts_closed_at=_utc(appraisal.facts_closed_at),
            content=read_content(appraisal, key),
            judgements=tuple(
                FrozenJudgement(
                    Place(each.row.place),
                    each.row.member.name,
                    each.row.is_other_team,
                    _utc(each.row.given_at),
                    each.written,
                    each.response,
                    each.saw_earlier,
                )
                for each in given
                if each.written is not None
            ),
        )
    )


def _utc(moment: datetime) -> str:
    return moment.astimezone(UTC).isoformat(timespec="seconds")


def sign(*, appraisal: Appraisal, shown_sha256: bytes, by: Actor) -> None:
    """Sign what was shown; its SHA-256 (32 bytes) must be that of what is stored now.

    With the first signature all is frozen, with the second it is signed; the signature in the PDF
    is in the same transaction. Twice is once. Raises NotPossible for another hash, when the other
    judge is the same person, when something is missing, or the youngster withdrew their consent.
    """
    require(by, Permission.APPRAISAL_SIGN, appraisal)
    key = open_compartment(compartment=appraisal.compartment, by=by)
    with transaction.atomic():
        locked = lock_row(appraisal)
        if locked.stage not in (Stage.SIDE_BY_SIDE, Stage.SIGNING, Stage.SIGNED):
            raise NotPossible(StageRefusal.APPRAISAL_MOVED)
        text = frozen_content(locked, key)
        if tokens.sha256(text.encode()) != shown_sha256:
            raise NotPossible(SigningRefusal.SIGNED_OTHER)
        if locked.signatures.filter(member=by.member).exists():
            return
        _require_signable(locked, key, by=by)
        _store_signature(locked, text, key, by=by)
        audit_log.record(by.member, SIGN_APPRAISAL, locked)


def _require_signable(appraisal: Appraisal, key: CompartmentKey, *, by: Actor) -> None:
    """Look once more at all that a signature rests on."""
    if not appraisal.case.is_open:
        raise NotPossible(CaseRefusal.CASE_CLOSED)
    others = appraisal.judgements.exclude(member=by.member)
    if any(by.is_same_person_as(other.member_id) for other in others):
        raise NotPossible(JudgeRefusal.JUDGE_SAME_PERSON)
    if lacking := missing(read_content(appraisal, key)):
        raise AppraisalIncomplete(lacking)
    if consent_was_withdrawn(appraisal.case):
        raise NotPossible(SigningRefusal.APPRAISAL_CONSENT)


def consent_was_withdrawn(case: Case) -> bool:
    """Return whether a yes to the weighing was withdrawn, and no new yes was given after that."""
    about = case.consents.filter(purpose=ConsentPurpose.APPRAISAL)
    withdrawn = about.filter(state=ConsentState.WITHDRAWN).order_by("-withdrawn_at").first()
    if withdrawn is None:
        return False
    newer = about.filter(state=ConsentState.GIVEN, asked_at__gt=withdrawn.withdrawn_at)
    return not newer.exists()


def _store_signature(locked: Appraisal, text: str, key: CompartmentKey, *, by: Actor) -> None:
    if locked.stage == Stage.SIDE_BY_SIDE:
        locked.seal(key, content=text)
        locked.content_sha256 = tokens.sha256(text.encode())
        locked.frozen_at = by.now
        move(locked, Stage.SIGNING, by=by)
    certificate = signed_papers.sign_report(appraisal=locked, key=key, signer=by.member, now=by.now)
    Signature.objects.create(
        appraisal=locked,
        member=by.member,
        signed_at=by.now,
        content_sha256=locked.content_sha256,
        certificate=certificate,
    )
    if locked.signatures.count() == len(Place):
        locked.signed_at = by.now
        move(locked, Stage.SIGNED, by=by)


def withdraw_signing(*, appraisal: Appraisal, by: Actor) -> None:
    """Take back the only signature, with the paper it stands under; both can go on from there.

    By either judge, or by who writes, for when the signer is gone. Raises NotPossible before any
    signature, and when both signed: then only a new version can say something else.
    """
    if not may(by, Permission.APPRAISAL_SIGN, appraisal):
        require(by, Permission.APPRAISAL_WRITE, appraisal)
    with transaction.atomic():
        locked = lock_row(appraisal)
        if locked.stage == Stage.SIDE_BY_SIDE:
            return
        if locked.stage != Stage.SIGNING:
            raise NotPossible(StageRefusal.APPRAISAL_MOVED)
        locked.signatures.all().delete()
        locked.papers.all().delete()
        locked.sealed_content = locked.content_sha256 = b""
        locked.frozen_at = None
        move(locked, Stage.SIDE_BY_SIDE, by=by)
