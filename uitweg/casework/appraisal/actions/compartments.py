"""Making a compartment, and opening it; the audit log has each opening."""

from django.db import transaction

from uitweg.casework.appraisal.actions import compartment_keys
from uitweg.casework.appraisal.actions.compartment_keys import CompartmentKey
from uitweg.casework.appraisal.models import Appraisal, Compartment, CompartmentGrant
from uitweg.casework.appraisal.rules.grants import USUAL_GRANT, CompartmentLevel
from uitweg.casework.cases.models import Case
from uitweg.platform.accounts.actions.authorization import Actor, require
from uitweg.platform.accounts.rules import Permission
from uitweg.platform.audit.actions import audit_log


def start_appraisal(*, case: Case, form_key: bytes, by: Actor) -> Appraisal:
    """Make the compartment of a case with its key, and the first version, a draft."""
    require(by, Permission.APPRAISAL_START, case)
    with transaction.atomic():
        compartment = Compartment.objects.create(case=case, made_at=by.now, made_by=by.member)
        key = compartment_keys.new_key(compartment)
        compartment_keys.give_copy(compartment, key, by.member, now=by.now)
        CompartmentGrant.objects.create(
            compartment=compartment,
            member=by.member,
            level=CompartmentLevel.WRITE,
            since=by.now,
            until=by.now + USUAL_GRANT,
            given_by=by.member,
        )
        appraisal = Appraisal.objects.create(
            compartment=compartment, number=1, author=by.member, made_at=by.now, form_key=form_key
        )
        audit_log.record(by.member, "appraisal:start", case)
        return appraisal


def open_compartment(*, compartment: Compartment, by: Actor) -> CompartmentKey:
    """Decrypt the compartment's key; the audit log has it before."""
    require(by, Permission.APPRAISAL_READ, compartment)
    audit_log.record(by.member, "appraisal:read", compartment)
    return compartment_keys.open_key(compartment, by.keyring)
