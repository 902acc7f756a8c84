"""Reading what left one case, and, without what is sealed, what left all cases."""

from django.http import HttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.views.decorators.http import require_GET

from uitweg.casework.cases.case.views import readable_case
from uitweg.casework.cases.consents.actions import disclosures as disclosing
from uitweg.casework.cases.consents.actions.disclosures import DecryptedDisclosure
from uitweg.casework.cases.consents.models import Disclosure
from uitweg.casework.cases.consents.rules.disclosures import (
    DisclosureBasis,
    DisclosureMethod,
    groups_in_words,
    snapshot_lines,
)
from uitweg.platform.accounts.actions.sessions import MemberRequest
from uitweg.platform.accounts.rules import Permission
from uitweg.platform.accounts.views.gate import needs
from uitweg.platform.ui.addresses import row_number_in

DISCLOSURES_PER_PAGE = 100


@require_GET
@needs(Permission.CASE_READ)
def case_disclosures(request: MemberRequest, case_id: int) -> HttpResponse:
    """Who got what about this youngster, newest first: of everybody, or of one recipient.

    `aan` is the number of a disclosure: that one and all others to the same recipient. With
    `toon=alles` each text that left is unfolded, to print.
    """
    case = readable_case(request, case_id)
    disclosures = disclosing.read_disclosures(case=case, by=request.actor)
    chosen = row_number_in(request.GET.get("aan", ""))
    recipient = next((_recipient(each) for each in disclosures if each.row.pk == chosen), None)
    context = {
        "case": case,
        "rows": [
            {
                "statement": disclosure.statement,
                "hidden": disclosure.hidden,
                "lines": snapshot_lines(disclosure.snapshot) if disclosure.snapshot else [],
                "is_changed": disclosure.is_changed,
                **_unsealed_columns(disclosure.row),
            }
            for disclosure in disclosures
            if recipient is None or _recipient(disclosure) == recipient
        ],
        "recipients": _recipients(disclosures),
        "chosen": recipient,
        "is_open": request.GET.get("toon") == "alles",
        "today": timezone.localtime(),
    }
    return render(request, "consents/disclosures.html", context)


def _recipient(disclosure: DecryptedDisclosure) -> str:
    """Return what tells this recipient from others: a number of the directory, else the name.

    Of a disclosure that this member may not see it is "".
    """
    if disclosure.statement is None:
        return ""
    number = disclosure.row.organisation
    return f"org-{number}" if number else disclosure.statement.recipient.strip().casefold()


def _recipients(disclosures: list[DecryptedDisclosure]) -> list[tuple[str, int, str]]:
    """Return of each recipient what tells it apart, its newest disclosure, and its name."""
    found = dict[str, tuple[str, int, str]]()
    for disclosure in disclosures:
        key = _recipient(disclosure)
        if key and disclosure.statement:
            found.setdefault(key, (key, disclosure.row.pk, disclosure.statement.recipient))
    return sorted(found.values(), key=lambda each: each[2].casefold())


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
    return render(request, "consents/all_disclosures.html", context)


def _unsealed_columns(row: Disclosure) -> dict[str, object]:
    """Return what can be shown of a disclosure without the key of its case."""
    return {
        "row": row,
        "via": DisclosureMethod(row.via).words,
        "basis": DisclosureBasis(row.basis).words,
        "groups": groups_in_words(row.groups),
        "sha256": bytes(row.sha256).hex(),
    }
