"""Whether each fact fits each scenario: all cells of the matrix on one page, by keyboard."""

from collections.abc import Mapping
from typing import Any, cast

from django.http import HttpResponse
from django.views.decorators.http import require_http_methods

from uitweg.casework.appraisal.actions.reading import OpenedAppraisal
from uitweg.casework.appraisal.forms.fits import FitsForm
from uitweg.casework.appraisal.rules.content import Fit
from uitweg.casework.appraisal.rules.matrix import ordered_facts
from uitweg.casework.appraisal.rules.stages import ItemKind
from uitweg.casework.appraisal.views.several_items import SeveralItemsPage, several_items_page
from uitweg.platform.accounts.actions.sessions import MemberRequest
from uitweg.platform.accounts.rules import Permission
from uitweg.platform.accounts.views.gate import needs


@require_http_methods(["GET", "POST"])
@needs(Permission.APPRAISAL_WRITE)
def fit_facts(request: MemberRequest, case_id: int) -> HttpResponse:
    """Say of each fact whether it fits; closed until the facts stand in order."""
    return several_items_page(request, case_id, FITS)


def _form(
    opened: OpenedAppraisal, typed: Mapping[str, Any] | None = None, *, is_overtaken: bool = False
) -> FitsForm:
    content, fits, seen = opened.content, dict[tuple[str, str], Fit](), dict[tuple[str, str], int]()
    for item in opened.items:
        if item.row.kind == ItemKind.FIT and item.value is not None:
            fit = cast("Fit", item.value)
            fits[fit.scenario, fit.fact], seen[fit.scenario, fit.fact] = fit, item.row.pk
    return FitsForm(
        typed,
        facts=ordered_facts(content.facts),
        scenarios=content.scenarios,
        fits=fits,
        seen=seen,
        is_overtaken=is_overtaken,
    )


FITS = SeveralItemsPage(_form, "appraisal/fit_facts.html", "scenarios")
