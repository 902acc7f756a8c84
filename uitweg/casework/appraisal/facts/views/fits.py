"""Pages of which facts fit a question, and of the order of facts."""

from collections.abc import Mapping
from typing import Any, cast

from django.http import HttpResponse
from django.views.decorators.http import require_http_methods

from uitweg.casework.appraisal.compartment.rules.stages import ItemKind
from uitweg.casework.appraisal.facts.actions.reading import OpenedAppraisal
from uitweg.casework.appraisal.facts.forms.fits import FitsForm, OrderForm
from uitweg.casework.appraisal.facts.rules.content import Fit
from uitweg.casework.appraisal.facts.rules.matrix import ordered_facts
from uitweg.casework.appraisal.facts.views.several_items import SeveralItemsPage, several_items_page
from uitweg.platform.accounts.actions.sessions import MemberRequest
from uitweg.platform.accounts.rules import Permission
from uitweg.platform.accounts.views.gate import needs


@require_http_methods(["GET", "POST"])
@needs(Permission.APPRAISAL_WRITE)
def fit_facts(request: MemberRequest, case_id: int) -> HttpResponse:
    """Say of each fact whether it fits; closed until the facts stand in order."""
    return several_items_page(request, case_id, FITS)


def _fits_form(
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


FITS = SeveralItemsPage(_fits_form, "facts/fit_facts.html", "scenarios")


@require_http_methods(["GET", "POST"])
@needs(Permission.APPRAISAL_WRITE)
def order_facts(request: MemberRequest, case_id: int) -> HttpResponse:
    """Answer three questions about each fact, in words; from them follows the order."""
    return several_items_page(request, case_id, ORDER)


def _order_form(
    opened: OpenedAppraisal, typed: Mapping[str, Any] | None = None, *, is_overtaken: bool = False
) -> OrderForm:
    facts = ordered_facts(opened.content.facts)
    seen = {fact.key: opened.seen[f"{ItemKind.FACT}:{fact.key}"] for fact in facts}
    return OrderForm(typed, facts=facts, seen=seen, is_overtaken=is_overtaken)


ORDER = SeveralItemsPage(_order_form, "facts/order_facts.html", "facts")
