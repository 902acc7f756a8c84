"""The sheets of a case: the safety card alone on a page, and changing a sheet."""

from django.forms import BoundField
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.views.decorators.http import require_GET, require_http_methods

from uitweg.casework.calls.models import CallNote
from uitweg.casework.cases.case.forms import SHEET_PREFIX
from uitweg.casework.cases.case.models import Case
from uitweg.casework.cases.case.rules.contents import SheetKind
from uitweg.casework.cases.case.rules.grants import GrantKind
from uitweg.casework.cases.case.rules.visibility import CaseAspect, sees_aspect
from uitweg.casework.cases.case.views import readable_case
from uitweg.casework.cases.emergency_access.views import emergency_access_page
from uitweg.casework.cases.sheets import actions as sheets
from uitweg.casework.cases.sheets.forms import SheetForm
from uitweg.casework.cases.sheets.rules import SHEET_FIELDS, sees_field
from uitweg.casework.cases.sheets.views.card import card_section
from uitweg.platform.accounts.actions.authorization import NotAllowed
from uitweg.platform.accounts.actions.sessions import MemberRequest
from uitweg.platform.accounts.rules import Permission, may
from uitweg.platform.accounts.views.gate import needs
from uitweg.platform.sealing import tokens
from uitweg.platform.ui.addresses import row_number_in


@require_GET
@needs(Permission.CASE_READ_CARD)
def safety_card(request: MemberRequest, case_id: int) -> HttpResponse:
    """The safety card alone, to read quickly or to print; shown with a card-only grant too."""
    case = get_object_or_404(Case.objects.select_related("coordinator"), pk=case_id)
    try:
        card = sheets.read_safety_card(case=case, by=request.actor)
    except NotAllowed:
        return emergency_access_page(request, case, status=403)
    sees_risk = sees_aspect(case.visibility_for(request.member.pk), CaseAspect.RISK)
    grants, now = case.grants.active_for(request.member.pk), timezone.localtime()
    context = {
        "case": case,
        "card": card_section(case, card, now, sees_risk=sees_risk),
        "may_read_case": may(request.actor, Permission.CASE_READ, case),
        "has_emergency_access": grants.filter(kind=GrantKind.EMERGENCY).exists(),
        "running_call": CallNote.objects.running(request.member),
        "today": now,
    }
    return render(request, "sheets/safety_card.html", context)


@require_http_methods(["GET", "POST"])
@needs(Permission.CASE_WRITE)
def edit_sheet(request: MemberRequest, case_id: int, kind: SheetKind) -> HttpResponse:
    """A sheet to fill in; when a colleague changed it meanwhile, the writer sees both texts."""
    case = readable_case(request, case_id)
    visibility = case.visibility_for(request.member.pk)
    if not any(sees_field(visibility, kind, name) for name in SHEET_FIELDS[kind]):
        raise NotAllowed("case:write")
    if request.method != "POST":
        return _sheet_page(request, case, kind)
    form = SheetForm(kind, visibility, request.POST)
    if not form.is_valid():
        return _sheet_page(request, case, kind, form)
    try:
        sheets.write_sheet(
            case=case,
            kind=kind,
            fields=form.typed,
            version=form.cleaned_data["version"],
            by=request.actor,
            form_key=form.cleaned_data["key"],
        )
    except sheets.SheetConflict as conflict:
        return _sheet_page(request, case, kind, conflict=conflict)
    return redirect("case", case.pk)


def _sheet_page(
    request: MemberRequest,
    case: Case,
    kind: SheetKind,
    returned: SheetForm | None = None,
    *,
    conflict: sheets.SheetConflict | None = None,
) -> HttpResponse:
    """Show a sheet to fill in, with its earlier versions.

    `returned` is a form that is not valid; `conflict` is what a colleague wrote meanwhile.
    """
    versions = sheets.read_sheet_versions(case=case, kind=kind, by=request.actor)
    newest = versions[0] if versions else sheets.DecryptedSheet(kind)
    number = row_number_in(request.GET.get("versie", ""))
    older = next((sheet for sheet in versions[1:] if sheet.version == number), None)
    shown = conflict.merged if conflict else (older or newest).fields
    form = returned or SheetForm(
        kind, case.visibility_for(request.member.pk), initial=_as_form_fields(shown)
    )
    context = {
        "case": case,
        "kind": kind.value,
        "title": kind.words,
        "form": form,
        "fields": _sheet_fields(form, conflict),
        "version": request.POST.get("version") if returned else newest.version,
        "form_key": (returned and request.POST.get("key")) or tokens.new_token(16).hex(),
        "conflict": conflict,
        "versions": versions,
        "older": older,
        "was_there": _as_form_fields(newest.fields) if request.method == "POST" else {},
    }
    status = 409 if conflict else 400 if returned else 200
    return render(request, "sheets/edit_sheet.html", context, status=status)


def _as_form_fields(answers: dict[str, str]) -> dict[str, str]:
    """Return the answers of a sheet by the names that its fields have in the form."""
    return {SHEET_PREFIX + name: text for name, text in answers.items()}


def _sheet_fields(
    form: SheetForm, conflict: sheets.SheetConflict | None
) -> list[dict[str, object]]:
    """Return each field of the sheet, with the text of a colleague (`theirs`) in a conflict."""
    return [
        _sheet_field(form[name], name.removeprefix(SHEET_PREFIX), conflict)
        for name in form.fields
        if name.startswith(SHEET_PREFIX)
    ]


def _sheet_field(
    field: BoundField, name: str, conflict: sheets.SheetConflict | None
) -> dict[str, object]:
    in_conflict = conflict is not None and name in conflict.conflicting
    if in_conflict:
        field.field.widget.attrs |= {
            "class": "bad",
            "aria-describedby": f"{field.auto_id}-van-jou",
        }
    theirs = conflict.theirs.fields.get(name, "") if conflict and in_conflict else ""
    return {"field": field, "in_conflict": in_conflict, "theirs": theirs}
