"""Scenarios, questions of the law, doubts, what nobody saw, and the day of birth."""

from http import HTTPStatus

from django.http import Http404, HttpResponse
from django.shortcuts import redirect
from django.views.decorators.http import require_http_methods

from uitweg.casework.appraisal.compartment.rules.stages import ItemKind
from uitweg.casework.appraisal.facts.forms.items import (
    BirthForm,
    DoubtForm,
    ElementForm,
    ScenarioForm,
    UnseenForm,
)
from uitweg.casework.appraisal.facts.rules.matrix import is_ordered
from uitweg.casework.appraisal.facts.views.item_page import ItemPage, item_page
from uitweg.casework.appraisal.facts.views.opened import writable_appraisal
from uitweg.platform.accounts.actions.sessions import MemberRequest
from uitweg.platform.accounts.rules import Permission
from uitweg.platform.accounts.views.gate import needs
from uitweg.platform.content import load

SCENARIO = ItemPage(ScenarioForm, "Wat kan er gebeurd zijn", "scenarios")
DOUBT = ItemPage(DoubtForm, "Twijfel", "doubts")
UNSEEN = ItemPage(UnseenForm, "Niet door ons gezien", "unseen")
BIRTH = ItemPage(BirthForm, "Geboortedag", "inhoud", is_removable=False)
ELEMENT = ItemPage(
    ElementForm, "Vraag van de wet", "elements", "facts/element.html", is_removable=False
)


@require_http_methods(["GET", "POST"])
@needs(Permission.APPRAISAL_WRITE)
def new_scenario(request: MemberRequest, case_id: int) -> HttpResponse:
    return item_page(request, case_id, SCENARIO)


@require_http_methods(["GET", "POST"])
@needs(Permission.APPRAISAL_WRITE)
def change_scenario(request: MemberRequest, case_id: int, item_key: str) -> HttpResponse:
    return item_page(request, case_id, SCENARIO, item_key)


@require_http_methods(["GET", "POST"])
@needs(Permission.APPRAISAL_WRITE)
def new_doubt(request: MemberRequest, case_id: int) -> HttpResponse:
    return item_page(request, case_id, DOUBT)


@require_http_methods(["GET", "POST"])
@needs(Permission.APPRAISAL_WRITE)
def change_doubt(request: MemberRequest, case_id: int, item_key: str) -> HttpResponse:
    return item_page(request, case_id, DOUBT, item_key)


@require_http_methods(["GET", "POST"])
@needs(Permission.APPRAISAL_WRITE)
def new_unseen(request: MemberRequest, case_id: int) -> HttpResponse:
    return item_page(request, case_id, UNSEEN)


@require_http_methods(["GET", "POST"])
@needs(Permission.APPRAISAL_WRITE)
def change_unseen(request: MemberRequest, case_id: int, item_key: str) -> HttpResponse:
    return item_page(request, case_id, UNSEEN, item_key)


@require_http_methods(["GET", "POST"])
@needs(Permission.APPRAISAL_WRITE)
def birth_date(request: MemberRequest, case_id: int) -> HttpResponse:
    """The day of birth: from it follows how old the youngster was at each fact."""
    return item_page(request, case_id, BIRTH, ItemKind.PERSON.value, may_be_new=True)


@require_http_methods(["GET", "POST"])
@needs(Permission.APPRAISAL_WRITE)
def answer_element(request: MemberRequest, case_id: int, item_key: str) -> HttpResponse:
    """What speaks against, what is unknown, and why it might be wrong, of one question."""
    opened = writable_appraisal(request, case_id)
    asked = load().appraisal.elements
    place = next((at for at, each in enumerate(asked) if each.id == item_key), None)
    if place is None:
        raise Http404
    following = asked[place + 1].id if place + 1 < len(asked) else ""
    facts = opened.content.facts
    context = {
        "question": asked[place],
        "next_question": following,
        "supports": [fact for fact in facts if item_key in fact.supports],
        "is_ordered": is_ordered(facts),
        "against": [fact for fact in facts if item_key in fact.against],
    }
    answer = item_page(request, case_id, ELEMENT, item_key, may_be_new=True, context=context)
    if answer.status_code == HTTPStatus.FOUND and "volgende" in request.POST and following:
        return redirect("answer-element", case_id, following)
    return answer
