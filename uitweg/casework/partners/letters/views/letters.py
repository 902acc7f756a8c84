"""A letter to a partner: choose to whom, see and change it, and let it leave as PDF or text."""

from typing import Any
from urllib.parse import urlencode

from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404, render
from django.urls import reverse
from django.views.decorators.http import require_http_methods

from uitweg.casework.cases.case.actions.case_keys import CaseRefusal
from uitweg.casework.cases.case.models import Case
from uitweg.casework.cases.case.rules.data_groups import DataGroup
from uitweg.casework.cases.case.views import readable_case
from uitweg.casework.documents.views import pdf_response
from uitweg.casework.partners.directory.models import Organisation
from uitweg.casework.partners.dispatch.actions.leaving import CannotSend
from uitweg.casework.partners.letters.actions import letters
from uitweg.casework.partners.letters.actions.letters import (
    DraftedLetter,
    LetterObstacle,
    TypedLetter,
)
from uitweg.casework.partners.letters.forms import LetterForm
from uitweg.casework.partners.letters.rules import open_lines_in, without_open_lines
from uitweg.platform.accounts.actions.authorization import NotPossible, require
from uitweg.platform.accounts.actions.sessions import MemberRequest
from uitweg.platform.accounts.rules import Permission
from uitweg.platform.accounts.views.gate import needs
from uitweg.platform.choices import Refusal
from uitweg.platform.content import load
from uitweg.platform.sealing import tokens
from uitweg.platform.ui.addresses import row_number_in


@require_http_methods(["GET", "POST"])
@needs(Permission.CASE_DISCLOSE)
def case_letter(request: MemberRequest, case_id: int, letter_id: str) -> HttpResponse:
    """One letter: without `?aan=` to whom it can go, with it the letter itself; POST lets it go."""
    case = readable_case(request, case_id)
    require(request.actor, Permission.CASE_DISCLOSE, case)
    require(request.actor, Permission.CASE_WRITE, case)
    if not case.is_open:
        raise NotPossible(CaseRefusal.CASE_CLOSED)
    letter = next((each for each in load().partner_letters if each.id == letter_id), None)
    if letter is None:
        raise Http404
    organisation = _chosen_recipient(request)
    if organisation is None:
        recipients = letters.letter_recipients(case=case, letter=letter, by=request.actor)
        context = {"case": case, "letter": letter, "recipients": recipients}
        return render(request, "letters/recipients.html", context)
    drafted = letters.draft_letter(
        case=case, letter=letter, organisation=organisation, by=request.actor
    )
    if request.method == "POST":
        return _let_leave(request, case, drafted)
    return _letter_page(request, case, drafted, LetterForm(initial={"tekst": drafted.text}))


def _chosen_recipient(request: MemberRequest) -> Organisation | None:
    """Return the organisation named in the address, or None when none is. Raises Http404."""
    named = request.GET.get("aan", "")
    if not named:
        return None
    return get_object_or_404(Organisation, pk=row_number_in(named), ended_on=None)


def _let_leave(request: MemberRequest, case: Case, drafted: DraftedLetter) -> HttpResponse:
    form = LetterForm(request.POST)
    if not form.is_valid():
        return _letter_page(request, case, drafted, form, status=400)
    text = form.cleaned_data["tekst"]
    if "leeg" in request.POST:
        emptied = LetterForm(initial={**form.cleaned_data, "tekst": without_open_lines(text)})
        return _letter_page(request, case, drafted, emptied)
    typed = TypedLetter(text, form.cleaned_data["gezien"], form.cleaned_data["toch"])
    as_pdf = "pdf" in request.POST
    try:
        content = letters.letter_leaves(
            case=case,
            drafted=drafted,
            typed=typed,
            as_pdf=as_pdf,
            by=request.actor,
            form_key=form.cleaned_data["key"],
        )
    except CannotSend as refused:
        return _letter_page(request, case, drafted, form, obstacle=refused.obstacle, status=409)
    if as_pdf:
        return pdf_response(content, f"{case.number}-brief.pdf")
    context = {"case": case, "drafted": drafted, "whole": content.decode()}
    return render(request, "letters/text.html", context)


def _letter_page(
    request: MemberRequest,
    case: Case,
    drafted: DraftedLetter,
    form: LetterForm,
    *,
    obstacle: Refusal | None = None,
    status: int = 200,
) -> HttpResponse:
    typed = str(form["tekst"].value() or "")
    leaked = ", ".join(group.words for group in drafted.leaks(typed))
    context: dict[str, Any] = {
        "case": case,
        "drafted": drafted,
        "letter": drafted.letter,
        "form": form,
        "error": obstacle.sentence.format(groups=leaked) if obstacle else "",
        "open_lines": len(open_lines_in(typed)),
        "filled_in_anew": drafted.text if obstacle is LetterObstacle.LETTER_CHANGED else "",
        "form_key": request.POST.get("key") or tokens.new_token(16).hex(),
        **_what_stays_out(case, drafted),
    }
    return render(request, "letters/case_letter.html", context, status=status)


def _what_stays_out(case: Case, drafted: DraftedLetter) -> dict[str, Any]:
    """Return what stays out, and where to ask for it; what was refused is not asked anew."""
    stays_out = {each.group: each for each in (*drafted.missing, *drafted.left_out)}
    seen = [each for each in stays_out.values() if not each.unseen]
    to_ask = [each.group for each in seen if each.basis.refused_on is None]
    to_decide = [] if drafted.letter.consent else [each.group for each in seen]
    return {
        "stays_out": [stays_out[group] for group in DataGroup if group in stays_out],
        "ask_address": _address(case, drafted, "add-consent", to_ask),
        "decide_address": _address(case, drafted, "share-without-consent", to_decide),
    }


def _address(case: Case, drafted: DraftedLetter, name: str, groups: list[DataGroup]) -> str:
    """Return the address of the form that asks for these groups, and comes back here; or ""."""
    if not groups:
        return ""
    here = reverse("case-letter", args=[case.pk, drafted.letter.id])
    asked: dict[str, object] = {
        "voor": drafted.organisation.pk,
        "groepen": ",".join(groups),
        "waarvoor": drafted.letter.consent,
        "terug": f"{here}?aan={drafted.organisation.pk}",
    }
    return f"{reverse(name, args=[case.pk])}?{urlencode(asked)}"
