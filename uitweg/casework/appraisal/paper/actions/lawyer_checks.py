"""What the youngster's lawyer said after reading a version: may it leave or not."""

import json
from dataclasses import dataclass
from datetime import date

from django.db import transaction
from django.utils import timezone

from uitweg.casework.appraisal.compartment.actions.compartment_keys import CompartmentKey
from uitweg.casework.appraisal.compartment.actions.compartments import open_compartment
from uitweg.casework.appraisal.compartment.models import Appraisal
from uitweg.casework.appraisal.compartment.rules.stages import LawyerCheckOutcome, PaperKind
from uitweg.casework.appraisal.judging.rules import canonical_json
from uitweg.casework.appraisal.paper.models import LawyerCheck
from uitweg.casework.partners.directory.models import Organisation
from uitweg.casework.partners.directory.rules import ServiceKind
from uitweg.casework.partners.dispatch.actions.basis import kinds_offered
from uitweg.platform.accounts.actions.authorization import Actor, NotPossible, Refusal, require
from uitweg.platform.accounts.rules import Permission
from uitweg.platform.audit.actions import audit_log
from uitweg.platform.audit.rules import Act
from uitweg.platform.drafts.actions.once import once
from uitweg.platform.store.locking import lock_row

DISCLOSE_APPRAISAL = Act("appraisal:disclose", "Weging naar buiten gebracht")


class LawyerCheckRefusal(Refusal):
    CHECK_INCOMPLETE = "Schrijf op hoe de advocaat heet. Er is niets bewaard."
    CHECK_LATER = "Die dag moet nog komen. Er is niets bewaard."
    CHECK_BEFORE = "Op die dag was deze versie nog niet ondertekend. Er is niets bewaard."
    CHECK_NO_LAWYER = "Dit kantoor staat niet als advocaat in het adresboek. Er is niets bewaard."
    CHECK_NOT_READ = "Dit kantoor kreeg deze versie nog niet. Geef die eerst. Er is niets bewaard."


@dataclass(frozen=True)
class WrittenCheck:
    """What a lawyer said, on which day; `name` is of the lawyer, `said` in their words."""

    outcome: LawyerCheckOutcome
    organisation: Organisation
    checked_on: date
    name: str
    said: str = ""


@dataclass(frozen=True)
class DecryptedCheck:
    """A stored check; `name` and `said` are "" when the text does not open."""

    row: LawyerCheck
    name: str
    said: str

    @property
    def outcome(self) -> LawyerCheckOutcome:
        return LawyerCheckOutcome(self.row.outcome)


def record_lawyer_check(
    *, appraisal: Appraisal, written: WrittenCheck, form_key: bytes, by: Actor
) -> LawyerCheck:
    """Write down what the lawyer said; earlier ones stay, the newest counts. Twice is once.

    Of a signed version only by a lawyer who got it. Raises NotPossible.
    """
    require(by, Permission.APPRAISAL_DISCLOSE, appraisal)
    key = open_compartment(compartment=appraisal.compartment, by=by)
    texts = {"name": written.name.strip(), "said": written.said.strip()}
    with transaction.atomic():
        locked = lock_row(appraisal)
        if there := once(
            LawyerCheck.objects.all(),
            form_key,
            of={"appraisal": locked},
            is_same=lambda there: _is_same(there, written, texts, key),
        ):
            return there
        _require_a_check(locked, written, by)
        row = LawyerCheck(
            appraisal=locked,
            outcome=written.outcome,
            organisation=written.organisation.pk,
            checked_on=written.checked_on,
            heard_by=by.member,
            written_at=by.now,
            form_key=form_key,
        ).seal(key, text=canonical_json(texts))
        row.save(force_insert=True)
        audit_log.record(by.member, DISCLOSE_APPRAISAL, locked, reason=f"check:{row.outcome}")
    return row


def _is_same(
    there: LawyerCheck, written: WrittenCheck, texts: dict[str, str], key: CompartmentKey
) -> bool:
    stored = _decrypt(there, key)
    kept = (there.outcome, there.organisation, there.checked_on)
    return kept == (written.outcome, written.organisation.pk, written.checked_on) and texts == {
        "name": stored.name,
        "said": stored.said,
    }


def _require_a_check(appraisal: Appraisal, written: WrittenCheck, by: Actor) -> None:
    if not written.name.strip():
        raise NotPossible(LawyerCheckRefusal.CHECK_INCOMPLETE)
    if written.checked_on > by.today:
        raise NotPossible(LawyerCheckRefusal.CHECK_LATER)
    if ServiceKind.LAWYER not in kinds_offered(written.organisation, now=by.now):
        raise NotPossible(LawyerCheckRefusal.CHECK_NO_LAWYER)
    if appraisal.signed_at is None:
        return
    if written.checked_on < timezone.localdate(appraisal.signed_at):
        raise NotPossible(LawyerCheckRefusal.CHECK_BEFORE)
    if written.organisation.pk not in organisations_with(appraisal):
        raise NotPossible(LawyerCheckRefusal.CHECK_NOT_READ)


def organisations_with(appraisal: Appraisal) -> frozenset[int]:
    """Return the organisations that got the signed PDF of this version, letter for letter."""
    paper = appraisal.papers.filter(kind=PaperKind.REPORT).first()
    if paper is None:
        return frozenset()
    rows = appraisal.case.disclosures.filter(sha256=bytes(paper.sha256))
    named = rows.order_by("pk").values_list("organisation", flat=True)
    return frozenset(number for number in named if number is not None)


def newest_check(appraisal: Appraisal) -> LawyerCheck | None:
    """Return the newest check of the signed version; one from before the signatures is of words."""
    if appraisal.signed_at is None:
        return None
    return appraisal.lawyer_checks.filter(written_at__gte=appraisal.signed_at).first()


def read_checks(appraisal: Appraisal, key: CompartmentKey) -> list[DecryptedCheck]:
    """Return what lawyers said of this version, the newest first."""
    return [_decrypt(row, key) for row in appraisal.lawyer_checks.select_related("heard_by")]


def _decrypt(row: LawyerCheck, key: CompartmentKey) -> DecryptedCheck:
    text = row.unseal(key)
    texts = json.loads(text) if text else {"name": "", "said": ""}
    return DecryptedCheck(row, texts["name"], texts["said"])
