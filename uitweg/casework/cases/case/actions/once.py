"""A form of a case that is sent twice makes one row, and other content under its key none."""

from collections.abc import Callable

from django.db.models import Model

from uitweg.casework.cases.case.actions import case_keys
from uitweg.casework.cases.case.models import Case
from uitweg.platform.accounts.actions.authorization import NotPossible
from uitweg.platform.drafts.actions.once import once


def once_in_case[Row: Model](
    model: type[Row], case: Case, form_key: bytes, is_same: Callable[[Row], bool]
) -> Row | None:
    """Return the row of `model` that this form made before, and lock the case until the commit.

    The lock makes two requests with the same form wait for each other. Raises NotPossible as `once`
    does, when the case got a new key after `case` was read, and for a new row when the case is
    closed by now.
    """
    locked_case = case_keys.lock_cases({case.pk: case.key_round})[case.pk]
    earlier = once(model._default_manager.all(), form_key, of={"case": case}, is_same=is_same)
    if earlier is None and not locked_case.is_open:
        raise NotPossible(case_keys.CaseRefusal.CASE_CLOSED)
    return earlier
