"""What left of a case, to read."""

from django.http import HttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.views.decorators.http import require_GET

from uitweg.access.gate import needs
from uitweg.access.rules import Permission
from uitweg.access.sessions import MemberRequest
from uitweg.cases import disclosing
from uitweg.cases.disclosure_rules import BASIS_WORDS, VIA_WORDS, Basis, Via, in_words
from uitweg.cases.views import case_to_read


@require_GET
@needs(Permission.CASE_READ, keys=True)
def disclosures(request: MemberRequest, case_id: int) -> HttpResponse:
    """What left of this case: to whom, what for, on what ground, the newest first."""
    case = case_to_read(request, case_id)
    found = disclosing.read_disclosures(case=case, by=request.member, keyring=request.keyring)
    rows = [
        {
            "row": one.row,
            "why": one.why,
            "hidden": one.hidden,
            "via": VIA_WORDS[Via(one.row.via)],
            "basis": BASIS_WORDS[Basis(one.row.basis)],
            "groups": in_words(one.row.groups),
            "print": bytes(one.row.sha256).hex(),
        }
        for one in found
    ]
    words = {"case": case, "rows": rows, "today": timezone.localtime()}
    return render(request, "cases/disclosures.html", words)
