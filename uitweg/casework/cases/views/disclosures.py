"""Reading what left one case, and, without what is sealed, what left all cases."""

from django.http import HttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.views.decorators.http import require_GET

from uitweg.casework.cases.actions import disclosures as disclosing
from uitweg.casework.cases.models import Disclosure
from uitweg.casework.cases.rules.disclosures import (
    DisclosureBasis,
    DisclosureMethod,
    groups_in_words,
)
from uitweg.casework.cases.views.readable_case import readable_case
from uitweg.platform.accounts.actions.sessions import MemberRequest
from uitweg.platform.accounts.rules import Permission
from uitweg.platform.accounts.views.gate import needs
from uitweg.platform.ui.addresses import row_number_in

DISCLOSURES_PER_PAGE = 100


@require_GET
@needs(Permission.CASE_READ)
def case_disclosures(request: MemberRequest, case_id: int) -> HttpResponse:
    """What left this case: to whom, what for and on what basis, newest first."""
    case = readable_case(request, case_id)
    rows = [
        {
            "statement": disclosure.statement,
            "hidden": disclosure.hidden,
            **_unsealed_columns(disclosure.row),
        }
        for disclosure in disclosing.read_disclosures(case=case, by=request.actor)
    ]
    context = {"case": case, "rows": rows, "today": timezone.localtime()}
    return render(request, "cases/case_disclosures.html", context)


@require_GET
@needs(Permission.AUDIT_READ)
def all_disclosures(request: MemberRequest) -> HttpResponse:
    """What left any case, by number; recipient and purpose stay sealed with the case's key."""
    before = row_number_in(request.GET.get("voor", ""))
    page = disclosing.list_disclosures(by=request.actor, before=before, limit=DISCLOSURES_PER_PAGE)
    context = {
        "rows": [_unsealed_columns(row) for row in page],
        "next": page[-1].pk if len(page) == DISCLOSURES_PER_PAGE else None,
    }
    return render(request, "cases/all_disclosures.html", context)


def _unsealed_columns(row: Disclosure) -> dict[str, object]:
    """Return what can be shown of a disclosure without the key of its case."""
    return {
        "row": row,
        "via": DisclosureMethod(row.via).words,
        "basis": DisclosureBasis(row.basis).words,
        "groups": groups_in_words(row.groups),
        "sha256": bytes(row.sha256).hex(),
    }
