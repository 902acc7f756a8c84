"""The page of one case, and adding an entry to its timeline."""

from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.views.decorators.http import require_http_methods

from uitweg.casework.cases.case.models import Case
from uitweg.casework.cases.case.views import readable_case
from uitweg.casework.cases.emergency_access.views import emergency_access_page
from uitweg.casework.cases.page.views.case_page import case_page
from uitweg.casework.cases.timeline.actions import entries
from uitweg.casework.cases.timeline.forms import EntryForm
from uitweg.platform.accounts.actions.authorization import NotAllowed
from uitweg.platform.accounts.actions.sessions import MemberRequest
from uitweg.platform.accounts.rules import Permission
from uitweg.platform.accounts.views.gate import needs


@require_http_methods(["GET", "POST"])
@needs(Permission.CASE_READ)
def case(request: MemberRequest, case_id: int) -> HttpResponse:
    """The page of a case; POST adds an entry to its timeline.

    A member without access gets the page that offers emergency access.
    """
    if request.method == "POST":
        return _add_entry(request, readable_case(request, case_id))
    try:
        return case_page(request, readable_case(request, case_id))
    except NotAllowed:
        return emergency_access_page(request, get_object_or_404(Case, pk=case_id), status=403)


def _add_entry(request: MemberRequest, case: Case) -> HttpResponse:
    form = EntryForm(request.POST)
    if not form.is_valid():
        return case_page(request, case, form)
    entries.add_entry(
        case=case,
        kind=form.cleaned_data["kind"],
        text=form.cleaned_data["text"],
        by=request.actor,
        form_key=form.cleaned_data["key"],
        audience=form.cleaned_data["audience"],
        group=form.cleaned_data["group"],
    )
    return redirect("case", case.pk)
