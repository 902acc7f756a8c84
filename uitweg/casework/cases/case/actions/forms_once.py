"""A form of a case that is sent twice makes one row, and other content under its key none."""

from collections.abc import Callable
from typing import Protocol, cast

from django.db.models import Model

from uitweg.casework.cases.case.actions import case_keys
from uitweg.casework.cases.case.models import Case
from uitweg.platform.accounts.actions.authorization import NotPossible
from uitweg.platform.accounts.actions.once import FormRefusal
from uitweg.platform.drafts.actions import drafts


class OfCase(Protocol):
    """A row that belongs to a case."""

    case_id: int


def already_submitted[Row: Model](
    model: type[Row], case: Case, form_key: bytes, is_same: Callable[[Row], bool]
) -> bool:
    """Return whether this form already made a row of `model`, and lock the case until the commit.

    The lock makes two requests with the same form wait for each other. The autosaved draft of the
    form is deleted in the same transaction. Raises NotPossible when the form was used for another
    case, or with other content (not `is_same` as the stored row), when the case got a new key after
    `case` was read, or when the case is closed by now.
    """
    locked_case = case_keys.lock_cases({case.pk: case.key_round})[case.pk]
    rows = model._default_manager.filter(form_key=form_key)
    existing = rows.first()
    if existing is not None and cast(OfCase, existing).case_id != case.pk:
        raise NotPossible(FormRefusal.FORM_USED)
    if existing is None and not locked_case.is_open:
        raise NotPossible(case_keys.CaseRefusal.CASE_CLOSED)
    if existing is not None and not is_same(existing):
        raise NotPossible(FormRefusal.FORM_OTHER)
    drafts.discard_sent_draft(form_key)
    return existing is not None
