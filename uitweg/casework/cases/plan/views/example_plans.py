"""Goals and actions from an example plan: chosen, adapted, and added to the plan of a case."""

from typing import Any

from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.views.decorators.http import require_http_methods

from uitweg.casework.cases.case.actions.case_keys import CaseRefusal
from uitweg.casework.cases.case.models import Case
from uitweg.casework.cases.case.views import readable_case
from uitweg.casework.cases.plan.actions import example_plans
from uitweg.casework.cases.plan.forms import ExamplePlanForm
from uitweg.platform.accounts.actions.authorization import NotPossible, require
from uitweg.platform.accounts.actions.sessions import MemberRequest
from uitweg.platform.accounts.rules import Permission
from uitweg.platform.accounts.views.gate import needs
from uitweg.platform.content import load
from uitweg.platform.content.values.values import ExamplePlan
from uitweg.platform.sealing import tokens


@require_http_methods(["GET", "POST"])
@needs(Permission.CASE_WRITE)
def example_plan(request: MemberRequest, case_id: int) -> HttpResponse:
    """The list of examples; with `?plan=` the form of one of them."""
    case = readable_case(request, case_id)
    require(request.actor, Permission.CASE_WRITE, case)
    if not case.is_open:
        raise NotPossible(CaseRefusal.CASE_CLOSED)
    plan = _chosen_plan(request)
    if plan is None:
        context = {"case": case, "plans": load().plans}
        return render(request, "plan/example_plan_list.html", context)
    posted = request.POST if request.method == "POST" else None
    form = ExamplePlanForm(plan, case, request.member, posted, today=timezone.localdate())
    if not form.is_valid():
        return _example_plan_page(request, case, plan, form)
    example_plans.add_example_plan(
        case=case,
        plan=plan,
        goals=form.chosen_goals,
        actions=form.chosen_actions,
        by=request.actor,
        form_key=form.cleaned_data["key"],
    )
    return redirect("case", case.pk)


def _chosen_plan(request: MemberRequest) -> ExamplePlan | None:
    """Return the example named in the address, or None when none is. Raises Http404 if unknown."""
    plan_id = request.GET.get("plan", "")
    plan = next((plan for plan in load().plans if plan.id == plan_id), None)
    if plan_id and plan is None:
        raise Http404
    return plan


def _example_plan_page(
    request: MemberRequest, case: Case, plan: ExamplePlan, form: ExamplePlanForm
) -> HttpResponse:
    context: dict[str, Any] = {
        "case": case,
        "plan": plan,
        "form": form,
        "form_key": request.POST.get("key") or tokens.new_token(16).hex(),
        "sources": [source for source in plan.sources if source.id != "uitweg-own"],
    }
    status = 400 if form.is_bound else 200
    return render(request, "plan/example_plan.html", context, status=status)
