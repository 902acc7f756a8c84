"""A case's coded facts to a national body: to whom, exactly what, and then the file."""

from urllib.parse import urlencode

from django.http import HttpResponse
from django.shortcuts import get_object_or_404, render
from django.urls import reverse
from django.views.decorators.http import require_http_methods

from uitweg.casework.cases.case.models import Case
from uitweg.casework.cases.case.views import readable_case
from uitweg.casework.cases.coding.rules import COLUMNS
from uitweg.casework.cases.consents.actions.consent_list import DecryptedConsent, consent_meanings
from uitweg.casework.documents.views import DOWNLOAD_CSP
from uitweg.casework.partners.directory.models import Organisation
from uitweg.casework.partners.dispatch.actions.leaving import PreviewChanged
from uitweg.casework.partners.letters.actions import national_row as actions
from uitweg.casework.partners.letters.actions.national_row import DraftedRow
from uitweg.casework.partners.letters.forms import NationalRowForm
from uitweg.platform.accounts.actions.authorization import require
from uitweg.platform.accounts.actions.sessions import MemberRequest
from uitweg.platform.accounts.rules import Permission
from uitweg.platform.accounts.views.gate import needs
from uitweg.platform.content import load
from uitweg.platform.sealing import tokens
from uitweg.platform.ui.addresses import row_number_in

CHANGED = "Er veranderde intussen iets in deze casus of in de toestemming. Kijk nog eens wat gaat."
FILE_NAME = "landelijke-registratie.csv"
"""Without anything of the case: a file name is seen by others."""


@require_http_methods(["GET", "POST"])
@needs(Permission.CASE_DISCLOSE)
def national_row(request: MemberRequest, case_id: int) -> HttpResponse:
    """Without `?aan=` to whom a row can go; with it what would go; POST lets it go."""
    case = readable_case(request, case_id)
    require(request.actor, Permission.CASE_WRITE, case)
    recipients = actions.row_recipients(case=case, by=request.actor)
    if request.GET.get("aan"):
        pk = row_number_in(request.GET["aan"])
        organisation = get_object_or_404(Organisation, pk=pk, ended_on=None)
    elif len(recipients) == 1 and request.method == "GET":
        organisation = recipients[0]
    else:
        context = {
            "case": case,
            "recipients": recipients,
            "body": load().national_body(actions.PURPOSE),
            "add_body_address": _add_body_address(case),
            "ask_address": _ask_address(case),
        }
        return render(request, "letters/national_row_recipients.html", context)
    if request.method == "POST":
        return _let_go(request, case, organisation)
    return _national_row_page(request, case, organisation, NationalRowForm())


def _let_go(request: MemberRequest, case: Case, organisation: Organisation) -> HttpResponse:
    form = NationalRowForm(request.POST)
    if not form.is_valid():
        return _national_row_page(request, case, organisation, form, status=400)
    try:
        # `export_row` called `disclosures.disclose(` before it returned these bytes
        row = actions.export_row(
            case=case,
            organisation=organisation,
            purpose=form.cleaned_data["doel"],
            seen=form.cleaned_data["gezien"],
            by=request.actor,
            form_key=form.cleaned_data["key"],
        )
    except PreviewChanged:
        return _national_row_page(request, case, organisation, form, error=CHANGED, status=409)
    response = HttpResponse(row, content_type="text/csv; charset=utf-8")
    response["Content-Disposition"] = f'attachment; filename="{FILE_NAME}"'
    response["Content-Security-Policy"] = DOWNLOAD_CSP
    response["X-Content-Type-Options"] = "nosniff"
    return response


def _national_row_page(
    request: MemberRequest,
    case: Case,
    organisation: Organisation,
    form: NationalRowForm,
    *,
    error: str = "",
    status: int = 200,
) -> HttpResponse:
    drafted = actions.draft_row(case=case, organisation=organisation, by=request.actor)
    meanings = consent_meanings(drafted.consents, now=request.actor.now)
    context = {
        "case": case,
        "organisation": organisation,
        "drafted": drafted,
        "form": form,
        "consents": [DecryptedConsent(row, meanings[row.pk]) for row in drafted.consents],
        "error": error,
        "form_key": request.POST.get("key") or tokens.new_token(16).hex(),
        "ask_address": _ask_address(case, drafted),
        "column_count": len(COLUMNS),
        "standards": load().row_standards,
    }
    return render(request, "letters/national_row.html", context, status=status)


def _add_body_address(case: Case) -> str:
    """Return where to add the national body to the directory, "" when it is there already.

    Who reads a case with the team's key, as this page asks, may also write in the directory.
    """
    body = load().national_body(actions.PURPOSE)
    current = Organisation.objects.filter(ended_on=None)
    if body is None or current.filter(name__icontains=body.name).exists():
        return ""
    here = reverse("national-row", args=[case.pk])
    return f"{reverse('add-organisation')}?{urlencode({'naam': body.name, 'terug': here})}"


def _ask_address(case: Case, drafted: DraftedRow | None = None) -> str:
    """Return where to ask for a yes that comes back here, or "": a refusal is not asked anew."""
    asked = {"waarvoor": actions.PURPOSE.value}
    here = reverse("national-row", args=[case.pk])
    if drafted is not None:
        to_ask = [
            one.group
            for one in drafted.left_out
            if not one.unseen and not one.basis.may_share and one.basis.refused_on is None
        ]
        if not to_ask:
            return ""
        here = f"{here}?aan={drafted.organisation.pk}"
        asked |= {"voor": str(drafted.organisation.pk), "groepen": ",".join(to_ask)}
    return f"{reverse('add-consent', args=[case.pk])}?{urlencode(asked | {'terug': here})}"
