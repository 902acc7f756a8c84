"""The safety card, the person and the judgement: to read, to print, to change."""

from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.views.decorators.http import require_GET, require_http_methods

from uitweg.casework.calls.models import CallNote
from uitweg.casework.cases.actions import sheets
from uitweg.casework.cases.forms.fields import SHEET_PREFIX
from uitweg.casework.cases.forms.sheets import SheetForm
from uitweg.casework.cases.models import Case
from uitweg.casework.cases.rules.safety import UNSAFE_RISKS, Risk
from uitweg.casework.cases.rules.sheets import SHEET_FIELDS, SheetKind
from uitweg.casework.cases.rules.visibility import CaseAspect, sees_aspect, sees_field
from uitweg.casework.cases.views.case_sections.sheets import hidden_questions, sheet_answers
from uitweg.casework.cases.views.emergency_access import emergency_access_page
from uitweg.casework.cases.views.readable_case import readable_case
from uitweg.platform.accounts.actions.authorization import NotAllowed
from uitweg.platform.accounts.actions.sessions import MemberRequest
from uitweg.platform.accounts.rules import Permission, may
from uitweg.platform.accounts.views.gate import needs
from uitweg.platform.sealing import tokens
from uitweg.platform.ui.addresses import row_number_in


@require_GET
@needs(Permission.CASE_READ_CARD, keys=True)
def safety_card(request: MemberRequest, case_id: int) -> HttpResponse:
    """The safety card alone, on one page, to read at night or to print."""
    case = get_object_or_404(Case.objects.select_related("coordinator"), pk=case_id)
    try:
        found = sheets.read_safety_card(case=case, by=request.actor)
    except NotAllowed:
        return emergency_access_page(request, case, status=403)
    visibility = case.visibility_for(request.member.pk)
    words = {
        "case": case,
        "card": found,
        "card_facts": sheet_answers(found),
        "card_hidden": hidden_questions(found),
        "whole": may(request.member, Permission.CASE_READ, case),
        "by_emergency": case.grants.active_for(request.member.pk)
        .filter(kind="break-access")
        .exists(),
        "risk": Risk(case.risk).words,
        "is_unsafe": case.risk in UNSAFE_RISKS and sees_aspect(visibility, CaseAspect.RISK),
        "running_call": CallNote.objects.running(request.member),
        "today": timezone.localtime(),
    }
    return render(request, "cases/safety_card.html", words)


@require_http_methods(["GET", "POST"])
@needs(Permission.CASE_WRITE, keys=True)
def edit_sheet(request: MemberRequest, case_id: int, kind: SheetKind) -> HttpResponse:
    """One sheet to fill in; two who write at once see each other's words and choose."""
    case = readable_case(request, case_id)
    visibility = case.visibility_for(request.member.pk)
    if not any(sees_field(visibility, kind, name) for name in SHEET_FIELDS[kind]):
        raise NotAllowed("case:write")
    if request.method != "POST":
        return _sheet_page(request, case, kind)
    form = SheetForm(kind, visibility, request.POST)
    if not form.is_valid():
        return _sheet_page(request, case, kind, form=form, status=400)
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
        return _sheet_page(request, case, kind, conflict=conflict, status=409)
    return redirect("case", case.pk)


def _sheet_page(
    request: MemberRequest,
    case: Case,
    kind: SheetKind,
    *,
    form: SheetForm | None = None,
    conflict: sheets.SheetConflict | None = None,
    status: int = 200,
) -> HttpResponse:
    every = sheets.read_sheet_versions(case=case, kind=kind, by=request.actor)
    now_there = every[0] if every else sheets.DecryptedSheet(kind)
    asked = row_number_in(request.GET.get("versie", ""))
    old = next((one for one in every if one.version == asked), None)
    if form is None:
        shown = conflict.merged if conflict else (old or now_there).fields
        visibility = case.visibility_for(request.member.pk)
        form = SheetForm(
            kind, visibility, initial={SHEET_PREFIX + name: text for name, text in shown.items()}
        )
    version = request.POST.get("version") if form.is_bound else now_there.version
    words = {
        "case": case,
        "kind": kind.value,
        "title": kind.words,
        "form": form,
        "fields": [
            _field_context(form, name, conflict)
            for name in form.fields
            if name not in NON_SHEET_FIELDS
        ],
        "version": version,
        "form_key": (request.POST.get("key") if form.is_bound else "")
        or tokens.new_token(16).hex(),
        "conflict": conflict,
        "versions": every,
        "old": old if old is not now_there else None,
        "was_there": {SHEET_PREFIX + n: text for n, text in now_there.fields.items()}
        if request.method == "POST"
        else {},
        "risks": Risk.choices(),
    }
    return render(request, "cases/edit_sheet.html", words, status=status)


NON_SHEET_FIELDS = ("key", "version")


def _field_context(
    form: SheetForm, name: str, conflict: sheets.SheetConflict | None
) -> dict[str, object]:
    plain = name.removeprefix(SHEET_PREFIX)
    both = conflict is not None and plain in conflict.conflicting
    theirs = conflict.theirs.fields.get(plain, "") if conflict and both else ""
    return {"field": form[name], "is_risk": plain == "risk", "both": both, "theirs": theirs}
