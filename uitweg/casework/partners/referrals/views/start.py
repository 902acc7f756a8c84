"""Choosing whom to ask for help with a case: the first page of a referral."""

from django.db.models import Q, QuerySet
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.views.decorators.http import require_http_methods

from uitweg.casework.cases.case.models import Case
from uitweg.casework.cases.case.views import readable_case
from uitweg.casework.partners.directory.models import Organisation, Service
from uitweg.casework.partners.directory.rules import ServiceKind
from uitweg.casework.partners.matching.actions import known_places, never_there
from uitweg.casework.partners.referrals.actions import states as referrals
from uitweg.platform.accounts.actions.authorization import require
from uitweg.platform.accounts.actions.sessions import MemberRequest
from uitweg.platform.accounts.rules import Permission
from uitweg.platform.accounts.views.gate import needs
from uitweg.platform.ui.addresses import row_number_in

SERVICES_ON_PAGE = 30
LONGEST_SEARCH = 60


@require_http_methods(["GET", "POST"])
@needs(Permission.REFERRAL_WRITE)
def start_referral(request: MemberRequest, case_id: int) -> HttpResponse:
    """Choose a service; POST begins the draft, or opens the one that is there."""
    case = readable_case(request, case_id)
    require(request.actor, Permission.REFERRAL_WRITE, case)
    if request.method == "POST":
        return _start(request, case)
    words = request.GET.get("zoek", "")[:LONGEST_SEARCH].strip()
    services = _services(words)
    context = {
        "case": case,
        "words": words,
        "services": services[:SERVICES_ON_PAGE],
        "has_more": services.count() > SERVICES_ON_PAGE,
        "never_in": never_there(case=case, places=known_places(), by=request.actor),
    }
    return render(request, "referrals/start.html", context)


def _start(request: MemberRequest, case: Case) -> HttpResponse:
    service_id = row_number_in(request.POST.get("service", ""))
    organisation_id = row_number_in(request.POST.get("organisation", ""))
    if service_id is None and organisation_id is None:
        return redirect("start-referral", case.pk)
    service = get_object_or_404(Service, pk=service_id) if service_id else None
    organisation = (
        service.organisation if service else get_object_or_404(Organisation, pk=organisation_id)
    )
    referral = referrals.start_draft(
        case=case, organisation=organisation, service=service, by=request.actor
    )
    return redirect("referral", case.pk, referral.pk)


def _services(words: str) -> QuerySet[Service]:
    """Return the services that can be asked, by the name of their organisation.

    Each of these words is in the name of the service or its organisation, its region, or its kind.
    """
    services = Service.objects.filter(ended_on=None, organisation__ended_on=None)
    for word in words.split():
        kinds = [kind for kind in ServiceKind if word.lower() in kind.words]
        services = services.filter(
            Q(name__icontains=word)
            | Q(organisation__name__icontains=word)
            | Q(organisation__region__icontains=word)
            | Q(kind__in=kinds)
        )
    return services.select_related("organisation").order_by("organisation__name", "name", "id")
