"""Uploading mail and files to a case."""

from django.http import HttpResponse
from django.utils import timezone
from django.views.decorators.http import require_POST

from uitweg.casework.cases.actions import uploads
from uitweg.casework.cases.actions.entries import EntryAttributes
from uitweg.casework.cases.forms.uploads import UploadForm
from uitweg.casework.cases.views.case_page import case_page
from uitweg.casework.cases.views.events import redirect_to_entry
from uitweg.casework.cases.views.readable_case import readable_case
from uitweg.platform.accounts.actions.sessions import MemberRequest
from uitweg.platform.accounts.rules import Permission
from uitweg.platform.accounts.views.gate import needs


@require_POST
@needs(Permission.CASE_WRITE)
def upload_files(request: MemberRequest, case_id: int) -> HttpResponse:
    """Add mail and files to the timeline, and go to the first of them."""
    case, form = readable_case(request, case_id), UploadForm(request.POST)
    if not form.is_valid():
        return case_page(request, case, form)
    uploaded = [(file.name or "", file.read()) for file in request.FILES.getlist("files")]
    try:
        entries = uploads.prepare_entries(
            uploaded, note=form.cleaned_data["note"], now=timezone.now()
        )
    except uploads.CaseUploadRefused as refusal:
        form.add_error(None, str(refusal))
        return case_page(request, case, form)
    uploads.add_uploads(
        case=case,
        entries=entries,
        by=request.actor,
        form_key=form.cleaned_data["key"],
        attributes=EntryAttributes(form.cleaned_data["audience"], form.cleaned_data["group"]),
    )
    return redirect_to_entry(case, form.cleaned_data["key"])
