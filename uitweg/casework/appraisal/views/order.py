"""Placing the facts in order, before anybody writes what fits or what is concluded."""

from collections.abc import Mapping
from typing import Any

from django.http import HttpResponse
from django.views.decorators.http import require_http_methods

from uitweg.casework.appraisal.actions.reading import OpenedAppraisal
from uitweg.casework.appraisal.forms.order import OrderForm
from uitweg.casework.appraisal.rules.matrix import ordered_facts
from uitweg.casework.appraisal.rules.stages import ItemKind
from uitweg.casework.appraisal.views.several_items import SeveralItemsPage, several_items_page
from uitweg.platform.accounts.actions.sessions import MemberRequest
from uitweg.platform.accounts.rules import Permission
from uitweg.platform.accounts.views.gate import needs


@require_http_methods(["GET", "POST"])
@needs(Permission.APPRAISAL_WRITE)
def order_facts(request: MemberRequest, case_id: int) -> HttpResponse:
    """Answer three questions about each fact, in words; from them follows the order."""
    return several_items_page(request, case_id, ORDER)


def _form(
    opened: OpenedAppraisal, typed: Mapping[str, Any] | None = None, *, is_overtaken: bool = False
) -> OrderForm:
    facts = ordered_facts(opened.content.facts)
    seen = {fact.key: opened.seen[f"{ItemKind.FACT}:{fact.key}"] for fact in facts}
    return OrderForm(typed, facts=facts, seen=seen, is_overtaken=is_overtaken)


ORDER = SeveralItemsPage(_form, "appraisal/order_facts.html", "facts")
