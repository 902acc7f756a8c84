"""What goes when a case is destroyed, and the few open words that stay to be counted."""

from collections.abc import Iterator
from datetime import datetime

from django.db import models
from django.utils import timezone

from uitweg.casework.cases.models import Case, Goal, Sheet
from uitweg.casework.cases.rules.safety import Risk
from uitweg.casework.cases.rules.sheets import SheetKind
from uitweg.casework.cases.rules.workflow import CaseState
from uitweg.platform.drafts.actions import drafts


def claim_for_destruction(case: Case) -> bool:
    """Shut a closed case for good, inside the caller's transaction: nobody opens it again."""
    closed = Case.objects.filter(pk=case.pk, state=CaseState.CLOSED)
    return bool(closed.update(state=CaseState.DESTROYED))


def release_claim(case: Case) -> None:
    """Undo `claim` while everything is still there."""
    Case.objects.filter(pk=case.pk, state=CaseState.DESTROYED).update(state=CaseState.CLOSED)


def destroy_contents(case: Case, *, but: tuple[type[models.Model], ...] = ()) -> None:
    """Remove the key and every row that hangs on the case; inside the caller's transaction.

    Whatever points at a case goes, so a table that is added later goes too. `but` names rows of
    parts above that stay: they hold numbers. Goals stay as an area and how it ended.
    """
    for rows in _related_rows(case, but=(Goal, *but)):
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
        key_round=models.F("key_round") + 1,  # who still has the old key open writes nothing more
        risk=Risk.UNKNOWN,
        opened_at=_first_of_month(case.opened_at),
        closed_on=closed_on,
        review_on=None,
        closing_by=None,
        kept_until=None,
    )


def forget_person(case: Case) -> int:
    """Remove every version of who the person is, what lay unsent of it, and what search found
    them by; returns how many.

    What is counted stays. The index mixes the words of the person and of actions and cannot be
    read, so all of it goes; the words of actions come back with the next sheet that is written.
    """
    case.words.all().delete()
    drafts.discard_drafts_under(f"/casus/{case.pk}/persoon/")
    return Sheet.objects.filter(case=case, kind=SheetKind.PERSON).delete()[0]


def _related_rows(
    case: Case, *, but: tuple[type[models.Model], ...]
) -> Iterator[models.QuerySet[models.Model]]:
    for relation in Case._meta.related_objects:
        if relation.related_model not in but:
            rows = relation.related_model._default_manager.filter(**{relation.field.name: case.pk})
            yield rows.order_by()


def _first_of_month(moment: datetime) -> datetime:
    local = timezone.localtime(moment)
    return local.replace(day=1, hour=0, minute=0, second=0, microsecond=0)
