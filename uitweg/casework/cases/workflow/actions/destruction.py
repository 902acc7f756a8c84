"""Destroying a case: everything is deleted except the few unencrypted values that are counted."""

from collections.abc import Iterator
from datetime import datetime

from django.db import models
from django.utils import timezone

from uitweg.casework.cases.case.models import Case
from uitweg.casework.cases.case.rules.contents import Risk, SheetKind
from uitweg.casework.cases.case.rules.workflow import CaseState
from uitweg.casework.cases.coding.models import CodedCase
from uitweg.casework.cases.grants.actions.named_readers import name_readers
from uitweg.casework.cases.plan.models import Goal
from uitweg.casework.cases.sheets.models import Sheet
from uitweg.platform.drafts.actions import drafts
from uitweg.platform.store import destroyed


def claim_for_destruction(case: Case) -> bool:
    """Mark a closed case as destroyed, so that nobody can reopen it; return whether it was closed.

    Inside the caller's transaction.
    """
    closed = Case.objects.filter(pk=case.pk, state=CaseState.CLOSED)
    return bool(closed.update(state=CaseState.DESTROYED))


def release_claim(case: Case) -> None:
    """Undo `claim_for_destruction`, as long as nothing was deleted yet."""
    Case.objects.filter(pk=case.pk, state=CaseState.DESTROYED).update(state=CaseState.CLOSED)


def journal_line(case: Case) -> bytes:
    return destroyed.case(case.pk, case.opened_at.isoformat())


def destroy_contents(case: Case, *, kept_models: tuple[type[models.Model], ...] = ()) -> None:
    """Delete the key of a case and every row that points at it; inside the caller's transaction.

    Also rows of tables that are added later. Rows of `kept_models`, which have no personal data,
    stay; so do goals, but only their domain and how they ended, and the coded facts, without
    saying of which case they are.
    """
    destroyed.note(journal_line(case))
    CodedCase.objects.filter(case=case).update(case=None)
    for rows in _related_rows(case, kept_models=(Goal, *kept_models)):
        rows.delete()
    drafts.discard_drafts_under(f"/casus/{case.pk}/")
    Goal.objects.filter(case=case).update(
        sealed_text=b"", written_at=_first_of_month(case.opened_at), written_by=case.coordinator_id
    )
    closed_on = case.closed_on.replace(day=1) if case.closed_on else None
    Case.objects.filter(pk=case.pk).update(
        state=CaseState.DESTROYED,
        sealed_key=b"",
        key_id=b"",
        is_restricted=False,
        # Makes every later write with a key that is still in memory fail.
        key_round=models.F("key_round") + 1,
        risk=Risk.UNKNOWN,
        risk_since=None,
        danger_to_judge=False,
        opened_at=_first_of_month(case.opened_at),
        closed_on=closed_on,
        review_on=None,
        closing_by=None,
        closing_from="",
        kept_until=None,
    )
    name_readers(case)


def forget_person(case: Case) -> int:
    """Delete all versions of the person sheet, its drafts and the search tokens of the case.

    Returns how many versions there were. Tokens of the person cannot be told from those of actions,
    so all are deleted; those of actions come back when a person sheet is stored again.
    """
    sheets = Sheet.objects.filter(case=case, kind=SheetKind.PERSON)
    destroyed.note(*map(sheet_line, sheets.values_list("form_key", flat=True)))
    case.search_tokens.all().delete()
    drafts.discard_drafts_under(f"/casus/{case.pk}/persoon/")
    return sheets.delete()[0]


def sheet_line(form_key: bytes | memoryview) -> bytes:
    return destroyed.row("sheet", form_key)


def _related_rows(
    case: Case, *, kept_models: tuple[type[models.Model], ...]
) -> Iterator[models.QuerySet[models.Model]]:
    """Yield the rows of every model with a foreign key to the case, except the kept ones."""
    for relation in Case._meta.related_objects:
        if relation.related_model not in kept_models:
            rows = relation.related_model._default_manager.filter(**{relation.field.name: case.pk})
            yield rows.order_by()


def _first_of_month(moment: datetime) -> datetime:
    local = timezone.localtime(moment)
    return local.replace(day=1, hour=0, minute=0, second=0, microsecond=0)
