"""Steps and letters for one kind of partner: choose, tick, and put them in the plan of a case."""

from typing import Any

from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.http import require_http_methods

from uitweg.casework.cases.case.actions.case_keys import CaseRefusal
from uitweg.casework.cases.case.models import Case
from uitweg.casework.cases.case.views import readable_case
from uitweg.casework.partners.routes import actions as routes
from uitweg.casework.partners.routes.actions import ProposedPeriod, ProposedStep, RouteProposal
from uitweg.casework.partners.routes.forms import START_PREFIX, RouteForm
from uitweg.platform.accounts.actions.authorization import NotPossible, require
from uitweg.platform.accounts.actions.sessions import MemberRequest
from uitweg.platform.accounts.rules import Permission
from uitweg.platform.accounts.views.gate import needs
from uitweg.platform.content import load
from uitweg.platform.content.values.partners import PartnerRoute
from uitweg.platform.sealing import tokens


@require_http_methods(["GET", "POST"])
@needs(Permission.CASE_WRITE)
def case_routes(request: MemberRequest, case_id: int) -> HttpResponse:
    """The list of routes; with `?route=` what one of them would make, and its letters."""
    case = readable_case(request, case_id)
    require(request.actor, Permission.CASE_WRITE, case)
    if not case.is_open:
        raise NotPossible(CaseRefusal.CASE_CLOSED)
    route = _chosen_route(request)
    if route is None:
        context = {"case": case, "routes": load().partner_routes}
        return render(request, "routes/case_routes.html", context)
    proposal = routes.propose_route(case=case, route=route, by=request.actor)
    posted = request.POST if request.method == "POST" else None
    form = RouteForm(proposal, case, request.member, posted)
    if not form.is_valid():
        return _route_page(request, case, proposal, form)
    routes.make_steps(
        case=case,
        route=route,
        steps=form.cleaned_data["stap"],
        starts=form.starts,
        owner=form.owner,
        by=request.actor,
        form_key=form.cleaned_data["key"],
    )
    return redirect(f"{reverse('case-routes', args=[case.pk])}?route={route.id}")


def _chosen_route(request: MemberRequest) -> PartnerRoute | None:
    """Return the route named in the address, or None when none is. Raises Http404 if unknown."""
    route_id = request.GET.get("route", "")
    route = next((each for each in load().partner_routes if each.id == route_id), None)
    if route_id and route is None:
        raise Http404
    return route


def _route_page(
    request: MemberRequest, case: Case, proposal: RouteProposal, form: RouteForm
) -> HttpResponse:
    letters = {letter.id: letter for letter in load().partner_letters}
    context: dict[str, Any] = {
        "case": case,
        "proposal": proposal,
        "route": proposal.route,
        "form": form,
        "steps": [(each, _is_ticked(form, each)) for each in proposal.steps],
        "periods": [_period_row(form, each) for each in proposal.periods],
        "letters": [letters[id] for id in proposal.route.letters],
        "has_something_new": any(not (s.is_there or s.awaits) for s in proposal.steps)
        or any(not period.is_there for period in proposal.periods),
        "form_key": request.POST.get("key") or tokens.new_token(16).hex(),
        "today": timezone.localtime(),
    }
    status = 400 if form.is_bound else 200
    return render(request, "routes/case_route.html", context, status=status)


def _is_ticked(form: RouteForm, proposed: ProposedStep) -> bool:
    if form.is_bound:
        return proposed.step.id in (form["stap"].value() or [])
    return proposed.is_ticked


def _period_row(form: RouteForm, proposed: ProposedPeriod) -> dict[str, Any]:
    field = form[START_PREFIX + proposed.period.id]
    return {
        "proposed": proposed,
        "start": field,
        "day": field.value() if form.is_bound else timezone.localdate().isoformat(),
        "is_ticked": form.is_bound and proposed.period.id in (form["termijn"].value() or []),
    }
