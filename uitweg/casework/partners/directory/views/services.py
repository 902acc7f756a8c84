"""What an organisation offers: adding, changing and ending it, and saying what is free."""

from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.http import url_has_allowed_host_and_scheme
from django.views.decorators.http import require_http_methods, require_POST

from uitweg.casework.partners.directory.actions import services
from uitweg.casework.partners.directory.actions import services as capacity
from uitweg.casework.partners.directory.actions.organisations import EditConflict
from uitweg.casework.partners.directory.forms import CapacityForm, ServiceForm
from uitweg.casework.partners.directory.models import CapacityReport, Organisation, Service
from uitweg.casework.partners.directory.rules import CapacityCode
from uitweg.casework.partners.directory.views.edit_rows import edit_rows
from uitweg.casework.partners.directory.views.words import capacity_words, freshness_words
from uitweg.platform.accounts.actions.authorization import NotPossible, require
from uitweg.platform.accounts.actions.sessions import MemberRequest
from uitweg.platform.accounts.rules import Permission, role_may
from uitweg.platform.accounts.views.gate import needs

SHOWN_REPORTS = 20
HELP = {
    "min_age": "Wie dit ziet, ziet ook de hoogste leeftijd, voor wie het is en de talen.",
    "day_and_night": "Wie dit ziet, ziet ook de tijden hieronder.",
    "regions": "Met komma's ertussen. Leeg is: de regio van de organisatie.",
    "languages": "Met komma's ertussen. Leeg is: niet bekend.",
    "district": "Geen straat. Mag een jongere daar nooit komen, dan valt dit weg uit de lijst.",
    "weekday_hours": "Bijvoorbeeld: 09:00 tot 17:00. Leeg is: niet.",
}


@require_http_methods(["GET", "POST"])
@needs(Permission.PARTNER_WRITE)
def add_service(request: MemberRequest, organisation_id: int) -> HttpResponse:
    """Something new that an organisation offers."""
    organisation = get_object_or_404(Organisation, pk=organisation_id, ended_on=None)
    form, status = ServiceForm(request.POST if request.method == "POST" else None), 200
    if request.method == "POST":
        status = 400
        if form.is_valid():
            try:
                services.add_service(organisation=organisation, texts=form.texts, by=request.actor)
            except NotPossible as error:
                form.add_error(None, error.sentence)
                status = 409
            else:
                return redirect("organisation", organisation.pk)
    context = {"organisation": organisation, "form": form, "rows": edit_rows(form, {}, help=HELP)}
    return render(request, "directory/change_service.html", context, status=status)


@require_http_methods(["GET", "POST"])
@needs(Permission.PARTNER_WRITE)
def change_service(request: MemberRequest, service_id: int) -> HttpResponse:
    """Change what is offered; when a colleague changed the same field, both texts are shown."""
    service = _running(service_id)
    stored = services.service_texts(service)
    if request.method == "GET":
        return _change_page(request, service, ServiceForm(initial=stored), stored)
    form = ServiceForm(request.POST)
    if not form.is_valid():
        return _change_page(request, service, form, form.base, status=400)
    try:
        services.change_service(service=service, base=form.base, texts=form.texts, by=request.actor)
    except EditConflict as conflict:
        again = ServiceForm(initial=conflict.merged)
        return _change_page(request, service, again, conflict.theirs, conflict=conflict, status=409)
    except NotPossible as error:
        form.add_error(None, error.sentence)
        return _change_page(request, service, form, form.base, status=409)
    return redirect("organisation", service.organisation_id)


@require_POST
@needs(Permission.PARTNER_WRITE)
def end_service(request: MemberRequest, service_id: int) -> HttpResponse:
    """This is not offered any more."""
    service = get_object_or_404(Service, pk=service_id)
    services.end_service(service=service, by=request.actor)
    return redirect("organisation", service.organisation_id)


@require_http_methods(["GET", "POST"])
@needs(Permission.CAPACITY_REPORT)
def report_capacity(request: MemberRequest, service_id: int) -> HttpResponse:
    """What a service has free, with what it said before; a POST writes down what it says now."""
    service = _running(service_id)
    require(request.actor, Permission.CAPACITY_REPORT, service.organisation)
    back = _way_back(request, service)
    form = CapacityForm(request.POST if request.method == "POST" else None)
    status = 200
    if request.method == "POST":
        status = 400
        if form.is_valid():
            try:
                capacity.report_capacity(service=service, by=request.actor, **form.cleaned_data)
            except NotPossible as error:
                form.add_error(None, error.sentence)
                status = 409
            else:
                return redirect(back)
    reports = list(CapacityReport.objects.filter(service=service)[:SHOWN_REPORTS])
    now = request.actor.now
    context = {
        "service": service,
        "form": form,
        "codes": list(CapacityCode),
        "back": back,
        "reports": [(report, CapacityCode(report.code).words) for report in reports],
        "capacity": capacity_words(reports[0] if reports else None, now=now),
        "freshness": freshness_words(reports[0] if reports else None, now=now),
    }
    return render(request, "directory/report_capacity.html", context, status=status)


def _way_back(request: MemberRequest, service: Service) -> str:
    """Return where to go afterwards: a page of ours that the address names, or the organisation."""
    asked = request.GET.get("terug", "")
    if url_has_allowed_host_and_scheme(asked, allowed_hosts=None):
        return asked
    sees_directory = role_may(request.member.role, Permission.PARTNER_READ)
    return f"/partners/{service.organisation_id}/" if sees_directory else "/"


def _running(service_id: int) -> Service:
    rows = Service.objects.running().select_related("organisation", "changed_by")
    return get_object_or_404(rows, pk=service_id)


def _change_page(
    request: MemberRequest,
    service: Service,
    form: ServiceForm,
    base: dict[str, str],
    *,
    conflict: EditConflict | None = None,
    status: int = 200,
) -> HttpResponse:
    context = {
        "organisation": service.organisation,
        "service": service,
        "form": form,
        "rows": edit_rows(form, base, conflict=conflict, help=HELP),
        "conflict": conflict,
    }
    return render(request, "directory/change_service.html", context, status=status)
