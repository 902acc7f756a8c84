"""An action of a case that a partner does: asking it, following it, keeping what they wrote."""

from typing import Any
from urllib.parse import urlencode

from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from uitweg.casework.cases.case.models import Case
from uitweg.casework.cases.case.rules.data_groups import DataGroup
from uitweg.casework.cases.case.views import readable_case
from uitweg.casework.cases.consents.actions.disclosures import DisclosureRefusal
from uitweg.casework.partners.asked_actions import actions as partner_actions
from uitweg.casework.partners.asked_actions.actions import AskedAction
from uitweg.casework.partners.asked_actions.forms import AskPartnerForm
from uitweg.casework.partners.asked_actions.models import PartnerAction
from uitweg.casework.partners.directory.views.reach import reach_context
from uitweg.casework.partners.dispatch.actions.messages import words_until_left
from uitweg.casework.partners.dispatch.models import PackageReply
from uitweg.casework.partners.dispatch.rules.packages import (
    WAITS_FOR_CALL,
    PackageKind,
    PartnerAnswer,
    answer_words,
    rule_of,
)
from uitweg.platform.accounts.actions.authorization import NotPossible, require
from uitweg.platform.accounts.actions.sessions import MemberRequest
from uitweg.platform.accounts.rules import Permission, may
from uitweg.platform.accounts.views.gate import needs
from uitweg.platform.sealing import tokens


@require_http_methods(["GET", "POST"])
@needs(Permission.REFERRAL_WRITE)
def ask_partner(request: MemberRequest, case_id: int) -> HttpResponse:
    """Ask a partner to do an action of this case; the words go to them sealed."""
    case = readable_case(request, case_id)
    require(request.actor, Permission.REFERRAL_WRITE, case)
    if request.method == "GET":
        return _ask_page(request, case, AskPartnerForm(case, initial={"owner": request.member.pk}))
    form = AskPartnerForm(case, request.POST)
    if not form.is_valid():
        return _ask_page(request, case, form, status=400)
    typed = form.cleaned_data
    asked = AskedAction(typed["text"], typed["group"], typed["owner"], typed["due_on"])
    try:
        row = partner_actions.ask_partner(
            case=case,
            organisation=typed["organisation"],
            asked=asked,
            by=request.actor,
            form_key=typed["key"],
        )
    except NotPossible as error:
        if error.refusal in WAITS_FOR_CALL:
            waiting = reach_context(typed["organisation"], by=request.actor)
            return _ask_page(request, case, form, status=409, **waiting)
        if error.refusal is not DisclosureRefusal.NO_BASIS:
            raise
        return _ask_page(request, case, form, no_basis=_ways_to_a_basis(case, typed), status=409)
    return redirect("partner-action", case.pk, row.pk)


def _ask_page(
    request: MemberRequest, case: Case, form: AskPartnerForm, *, status: int = 200, **shown: object
) -> HttpResponse:
    context = {"case": case, "form": form, "key": tokens.new_token(16).hex(), **shown}
    context["groups"] = DataGroup.choices()
    context |= {"today": timezone.localtime(request.actor.now), "back": request.path}
    return render(request, "asked_actions/ask_partner.html", context, status=status)


def _ways_to_a_basis(case: Case, typed: dict[str, Any]) -> dict[str, str]:
    """Return the addresses where a consent or decision for this is written down, and the group."""
    back = reverse("ask-partner", args=[case.pk])
    group, organisation = typed["group"], typed["organisation"]
    query = urlencode({"voor": organisation.pk, "groepen": group.value, "terug": back})
    return {
        "group": group.words,
        "organisation": organisation.name,
        "consent": f"{reverse('add-consent', args=[case.pk])}?{query}",
        "decision": f"{reverse('share-without-consent', args=[case.pk])}?{query}",
    }


@require_GET
@needs(Permission.REFERRAL_READ)
def partner_action(request: MemberRequest, case_id: int, asked_id: int) -> HttpResponse:
    """What was asked of a partner, how far it is, and what they answered."""
    asked = _readable_action(request, case_id, asked_id)
    opened = partner_actions.open_partner_action(asked=asked, by=request.actor)
    context = {
        "case": asked.case,
        "asked": asked,
        "text": opened.text,
        "until_left": words_until_left([asked.package_id]).get(asked.package_id or 0, ""),
        "replies": [
            (
                reply,
                answer_words(PackageKind.ACTION, PartnerAnswer(reply.row.answer)),
                rule_of(reply.rule),
            )
            for reply in opened.replies
        ],
        "key": tokens.new_token(16).hex(),
        "may_write": may(request.actor, Permission.REFERRAL_WRITE, asked.case),
    }
    return render(request, "asked_actions/asked.html", context)


@require_POST
@needs(Permission.REFERRAL_WRITE)
def keep_contribution(
    request: MemberRequest, case_id: int, asked_id: int, reply_id: int
) -> HttpResponse:
    """Put what a partner wrote on the timeline, with the rule they gave it."""
    asked = _readable_action(request, case_id, asked_id)
    reply = get_object_or_404(PackageReply, pk=reply_id, package=asked.package_id or 0)
    partner_actions.put_on_timeline(
        asked=asked, reply=reply, by=request.actor, form_key=bytes(reply.form_key)
    )
    return redirect(f"{reverse('case', args=[case_id])}#tijdlijn")


def _readable_action(request: MemberRequest, case_id: int, asked_id: int) -> PartnerAction:
    case = readable_case(request, case_id)
    rows = PartnerAction.objects.select_related("case", "action", "organisation", "package")
    return get_object_or_404(rows, pk=asked_id, case=case)
