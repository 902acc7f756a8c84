"""Consents: writing down what somebody answered, and that they want it no more."""

import json

from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.http import require_POST

from uitweg.casework.cases.case.actions import case_keys
from uitweg.casework.cases.case.models import Case
from uitweg.casework.cases.case.rules.acts import READ_CASE
from uitweg.casework.cases.case.rules.contents import SheetKind
from uitweg.casework.cases.case.rules.data_groups import DataGroup
from uitweg.casework.cases.case.views import readable_case
from uitweg.casework.cases.consents.actions import consents
from uitweg.casework.cases.consents.forms import (
    GROUP_PREFIX,
    YES,
    ConsentForm,
    Directory,
    usual_until,
)
from uitweg.casework.cases.consents.models import Consent
from uitweg.casework.cases.consents.rules.consent_age import (
    AGE_SOURCES,
    PURPOSE_OF_KIND,
    USUAL_GROUPS,
    AgeRule,
    age_of,
    danger_words,
    leaves_out_parent,
    names_a_parent,
    proposed_giver,
    purpose_for,
    rule_for,
)
from uitweg.casework.cases.consents.rules.consents import (
    NAMED_PURPOSES,
    ConsentGiver,
    ConsentMode,
    ConsentPurpose,
)
from uitweg.casework.cases.sheets import actions as sheets
from uitweg.platform.accounts.actions.authorization import require
from uitweg.platform.accounts.actions.interrupted_form import is_own_address
from uitweg.platform.accounts.actions.sessions import MemberRequest
from uitweg.platform.accounts.rules import Permission
from uitweg.platform.accounts.views.gate import needs
from uitweg.platform.audit.actions import audit_log
from uitweg.platform.content import load
from uitweg.platform.sealing import tokens


def consent_page(request: MemberRequest, case_id: int, directory: Directory) -> HttpResponse:
    """The form of a consent, or what was answered; `directory` is whom it can be about.

    The address may name one organisation (`voor`), a kind of service (`soort`), data groups
    (`groepen`), what for (`waarvoor`), and where to go afterwards (`terug`, a path on this site).
    """
    case = readable_case(request, case_id)
    require(request.actor, Permission.CONSENT_WRITE, case)
    visibility = case.visibility_for(request.member.pk)
    if request.method != "POST":
        return _form_page(request, case, directory, None)
    form = ConsentForm(case, visibility, directory, request.POST)
    if not form.is_valid():
        return _form_page(request, case, directory, form)
    consents.record_consents(
        case=case, answers=form.answers, by=request.actor, form_key=form.cleaned_data["key"]
    )
    return redirect(address_to_return(request, case))


def _form_page(
    request: MemberRequest, case: Case, directory: Directory, returned: ConsentForm | None
) -> HttpResponse:
    """Show the form: as it came back, else with what is usual for who it is about."""
    audit_log.record(request.member, READ_CASE, case, reason="consent")
    visibility = case.visibility_for(request.member.pk)
    key = case_keys.open_case_key(case, request.keyring)
    newest = sheets.newest_sheets(case, key)
    person = sheets.visible_sheet(newest[SheetKind.PERSON], visibility).fields
    card = sheets.visible_sheet(newest[SheetKind.SAFETY], visibility).fields
    today = timezone.localdate()
    rule = rule_for(age_of(person.get("age", ""), person.get("born", ""), today=today))
    on_card = names_a_parent(card.get("secret_from", ""))
    parent_is_danger = on_card or _was_asked_without_parent(case, rule)
    initial = {
        **first_choices(request, directory),
        "given_by": proposed_giver(rule, parent_is_danger=parent_is_danger).value,
        "mode": ConsentMode.SPOKEN.value,
        "until": usual_until(today),
        "member": request.member.pk,
    }
    form = returned or ConsentForm(case, visibility, directory, initial=initial)
    context = {
        "case": case,
        "form": form,
        "form_key": request.POST.get("key") or tokens.new_token(16).hex(),
        "known_as": sheets.visible_sheet(newest[SheetKind.PERSON], visibility).known_as,
        "groups": [
            (group, form[f"{GROUP_PREFIX}{group}"].value() or "") for group in form.writable
        ],
        "rule": rule,
        "parent_is_danger": parent_is_danger,
        "is_on_card": on_card,
        "usual_json": _usual_json(directory),
        "danger_words": danger_words(rule),
        "age_sources": AGE_SOURCES,
        "back": request.POST.get("terug", request.GET.get("terug", "")),
        "today": timezone.localtime(),
    }
    return render(request, "consents/add_consent.html", context, status=400 if returned else 200)


def _usual_json(directory: Directory) -> str:
    """Return what the page's script marks for whom or what for somebody chooses."""
    usual = {purpose: usual_name(purpose, directory) for purpose in NAMED_PURPOSES}
    return json.dumps(
        {
            "groups": {purpose: sorted(groups) for purpose, groups in USUAL_GROUPS.items()},
            "purposes": PURPOSE_OF_KIND,
            "names": {purpose: name for purpose, name in usual.items() if name},
        }
    )


def usual_name(purpose: ConsentPurpose, directory: Directory) -> str:
    """Return the national body that this is asked for, as the directory calls it; "" for none."""
    body = load().national_body(purpose)
    return directory.like(body.name).name if body else ""


def _was_asked_without_parent(case: Case, rule: AgeRule) -> bool:
    """Return whether the last answer came without the parent whom the rule would ask."""
    last = case.consents.answers().order_by("-asked_at", "-pk").first()
    return last is not None and leaves_out_parent(rule, ConsentGiver(last.given_by))


def first_choices(request: MemberRequest, directory: Directory) -> dict[str, object]:
    """Return whom, what for and which groups the address asks for.

    For a consent these are the usual groups when it names none; a decision without consent
    (`groups`) begins with none. What only a national body does begins with its name, never with a
    kind of service.
    """
    named = request.GET.get("waarvoor", "")
    kind = "" if named in NAMED_PURPOSES else request.GET.get("soort", "")
    values = (f"org-{request.GET.get('voor', '')}", f"soort-{kind}")
    to = {value: directory.recipient(value) for value in values}
    chosen = [value for value, recipient in to.items() if recipient]
    kinds = [
        kind
        for recipient in to.values()
        if recipient
        for kind in (recipient.kind, *directory.kinds_offered.get(recipient.organisation or 0, ()))
    ]
    purpose = ConsentPurpose(named) if named in ConsentPurpose else purpose_for(kinds)
    asked = {group for group in request.GET.get("groepen", "").split(",") if group in DataGroup}
    groups = asked or {group.value for group in USUAL_GROUPS[purpose]}
    return {
        "to": chosen,
        "to_name": "" if chosen else usual_name(purpose, directory),
        "purpose": purpose.value,
        "groups": [group.value for group in DataGroup if group in asked],
        **{f"{GROUP_PREFIX}{group}": YES for group in groups},
    }


def address_to_return(request: MemberRequest, case: Case) -> str:
    """Return the path on this site that the form names, else the consents on the case's page."""
    back = request.POST.get("terug", "")
    return back if is_own_address(back) else f"{reverse('case', args=[case.pk])}#toestemming"


@require_POST
@needs(Permission.CONSENT_WRITE)
def withdraw_consent(request: MemberRequest, consent_id: int) -> HttpResponse:
    """The youngster wants one consent no more; it counts from this moment."""
    consent = get_object_or_404(Consent.objects.select_related("case"), pk=consent_id)
    consents.withdraw_consent(consent=consent, by=request.actor)
    return redirect(address_to_return(request, consent.case))


@require_POST
@needs(Permission.CONSENT_WRITE)
def withdraw_all_consents(request: MemberRequest, case_id: int) -> HttpResponse:
    """The youngster wants nothing shared any more: each consent of the case ends now."""
    case = get_object_or_404(Case, pk=case_id)
    consents.withdraw_all(case=case, by=request.actor)
    return redirect(address_to_return(request, case))
