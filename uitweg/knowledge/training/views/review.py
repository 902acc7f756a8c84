"""The materials that are due because something they rest on changed, and the editor's tap."""

from django.conf import settings
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.http import require_GET, require_POST

from uitweg.knowledge.training.actions import review as actions
from uitweg.knowledge.training.views.sessions import Materials
from uitweg.platform.accounts.actions.authorization import NotPossible
from uitweg.platform.accounts.actions.sessions import MemberRequest
from uitweg.platform.accounts.models import Member
from uitweg.platform.accounts.rules import Permission, may
from uitweg.platform.accounts.views.gate import needs

UNKNOWN = "Dit materiaal is er niet meer. Er is niets veranderd."
CHANGED = "Dit materiaal veranderde net nog een keer. Kijk het opnieuw na."


@require_GET
@needs(Permission.TRAINING_PLAN)
def training_review(request: MemberRequest, materials: Materials) -> HttpResponse:
    """List what is due and why, as it is at this moment; then what is not."""
    return _review_page(request, materials)


def _review_page(
    request: MemberRequest, materials: Materials, *, wrong: str = "", status: int = 200
) -> HttpResponse:
    states = actions.states_of(materials(), today=request.actor.today)
    names = dict(
        Member.objects.filter(pk__in={each.reviewed_by for each in states if each.reviewed_by})
        .values_list("pk", "name")
        .order_by("pk")
    )
    context = {
        "due": [each for each in states if each.is_due],
        "done": [
            (each, names.get(each.reviewed_by or 0, "")) for each in states if not each.is_due
        ],
        "may_review": may(request.actor, Permission.TRAINING_REVIEW),
        "wrong": wrong,
        "site": settings.PUBLIC_URL.rstrip("/"),
    }
    return render(request, "training/training_review.html", context, status=status)


@require_POST
@needs(Permission.TRAINING_REVIEW)
def mark_reviewed(request: MemberRequest, materials: Materials) -> HttpResponse:
    """Keep that the editor looked at one material, as the page showed it."""
    wanted = request.POST.get("material", "")
    material = next((each for each in materials() if each.id == wanted), None)
    if material is None:
        return _review_page(request, materials, wrong=UNKNOWN, status=400)
    try:
        actions.mark_reviewed(
            material=material, seen=request.POST.get("version", ""), by=request.actor
        )
    except NotPossible:
        return _review_page(request, materials, wrong=CHANGED, status=409)
    return redirect("training-review")
