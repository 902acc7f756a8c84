"""Coding a case for the figures: fixed choices that say nothing about which youngster it is."""

from collections.abc import Mapping
from datetime import datetime, timedelta

from django.db import transaction
from django.utils import timezone

from uitweg.casework.cases.case.models import Case
from uitweg.casework.cases.coding.models import CodedCase
from uitweg.casework.cases.coding.rules import CODE_VERSION, visible_facts
from uitweg.casework.cases.plan.actions.plan import require_case_writable
from uitweg.platform.accounts.actions.authorization import Actor, NotAllowed
from uitweg.platform.accounts.rules import Permission
from uitweg.platform.audit.actions import audit_log
from uitweg.platform.audit.rules import Act
from uitweg.platform.jobs.rules.job import job
from uitweg.platform.policy import retention
from uitweg.platform.store.locking import lock_row

CODE_CASE = Act("case:code", "Casus gecodeerd voor de cijfers")


class CodingConflict(Exception):
    """A colleague coded the case after this page was shown."""


def coded_case(case: Case) -> CodedCase:
    """Return the coded facts of a case, or an unsaved row of version 0."""
    stored = CodedCase.objects.filter(case=case).first()
    return stored or CodedCase(case=case, year=timezone.localtime(case.opened_at).year)


@job("old-coded-cases", every=timedelta(hours=1))
def delete_old_codings(*, now: datetime) -> int:
    """Delete what is left of cases destroyed since and opened before their term of years."""
    first_year = timezone.localdate(now).year - retention.retention_table().number("coded-cases")
    old = CodedCase.objects.filter(case=None, year__lt=first_year)
    return old.delete()[0]


@transaction.atomic
def code_case(*, case: Case, facts: Mapping[str, str], seen_version: int, by: Actor) -> None:
    """Store the coded facts of a case; those that `by` may not see stay as they were.

    The same answers again change nothing. Raises CodingConflict when somebody else stored other
    answers since version `seen_version`, NotAllowed for a fact that `by` may not see, and
    NotPossible when the case is closed.
    """
    require_case_writable(case, by)
    visible = visible_facts(case.visibility_for(by.member.pk).writable_groups)
    if not visible or not facts.keys() <= visible.keys():
        raise NotAllowed(Permission.CASE_WRITE)
    lock_row(case)  # two who code at once: the second sees what the first stored
    stored = coded_case(case)
    if all(getattr(stored, name) == value for name, value in facts.items()) and stored.version:
        return
    if stored.version != seen_version:
        raise CodingConflict
    for name, value in facts.items():
        setattr(stored, name, value)
    stored.version, stored.code_version = stored.version + 1, CODE_VERSION
    stored.save(force_insert=stored.version == 1)
    audit_log.record(by.member, CODE_CASE, case)
