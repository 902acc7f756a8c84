"""The directory of partners: the list, one organisation, and changing it."""

from django.db.models import Prefetch, Q
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.http import require_GET, require_http_methods

from uitweg.casework.partners.directory.actions import organisations as directory
from uitweg.casework.partners.directory.actions import reach
from uitweg.casework.partners.directory.actions.contact import read_address
from uitweg.casework.partners.directory.actions.services import newest_reports
from uitweg.casework.partners.directory.forms import OrganisationForm, ReadersForm
from uitweg.casework.partners.directory.models import Organisation, Service
from uitweg.casework.partners.directory.rules import (
    ORGANISATION_FIELDS,
    Secrecy,
    ServiceKind,
    level_of,
    may_see,
)
from uitweg.casework.partners.directory.views.edit_rows import edit_rows
from uitweg.casework.partners.directory.views.reach import reach_context
from uitweg.casework.partners.directory.views.words import (
    capacity_words,
    freshness_words,
    organisation_kinds,
    phone_of,
    terms_of,
)
from uitweg.casework.partners.organisation_pages.actions import still_running
from uitweg.platform.accounts.actions import account_ends
from uitweg.platform.accounts.actions.authorization import NotPossible
from uitweg.platform.accounts.actions.interrupted_form import is_own_address
from uitweg.platform.accounts.actions.sessions import MemberRequest
from uitweg.platform.accounts.models import Member
from uitweg.platform.accounts.rules import KEYHOLDERS, Permission, may
from uitweg.platform.accounts.views.gate import needs
from uitweg.platform.identifiers.phones import written_phone
from uitweg.platform.ui.addresses import row_number_in

PER_PAGE = 50
LONGEST_SEARCH = 80
PHONE_FIELDS = frozenset({"phone", "night_phone", "code_phone"})
CHANGE_HELP = {
    "street": "Wie dit ziet, ziet het hele adres.",
    "mail": "Hier komt alleen dat er iets klaarstaat, nooit wat.",
    "code_phone": "Een mobiel nummer krijgt een sms, een ander wordt gebeld.",
    "region": "De regio van het aanbod, als dat zelf geen regio heeft.",
}


@require_GET
@needs(Permission.PARTNER_READ)
def partners(request: MemberRequest) -> HttpResponse:
    """The organisations, by name, with what they offer; searched and filtered by the address."""
    typed = request.GET.get("zoek", "").strip()[:LONGEST_SEARCH].replace("\0", "")
    kind, is_ended = request.GET.get("soort", ""), request.GET.get("oud") == "ja"
    is_waiting = request.GET.get("nabellen") == "ja"
    rows = Organisation.objects.filter(ended_on__isnull=not is_ended)
    if is_waiting:
        rows = reach.to_call(by=request.actor)
    if typed:
        rows = rows.filter(
            Q(name__icontains=typed)
            | Q(region__icontains=typed)
            | Q(services__name__icontains=typed)
        ).distinct()
    if kind in ServiceKind:
        offering = Service.objects.filter(kind=kind, ended_on=None)
        rows = rows.filter(pk__in=offering.values("organisation"))
    page = max(1, row_number_in(request.GET.get("bladzij", "")) or 1)
    first = (page - 1) * PER_PAGE
    services = Prefetch("services", Service.objects.filter(ended_on=None).order_by("name"))
    found = list(rows.prefetch_related(services).order_by("name")[first : first + PER_PAGE + 1])
    more = request.GET.copy()
    more["bladzij"] = str(page + 1)
    context = {
        "rows": [
            (each, organisation_kinds(each), phone_of(each, by=request.actor)[0])
            for each in found[:PER_PAGE]
        ],
        "typed": typed,
        "kind": kind,
        "kinds": list(ServiceKind),
        "is_ended": is_ended,
        "is_waiting": is_waiting,
        "waiting_count": reach.count_to_call(by=request.actor),
        "is_narrowed": bool(typed or kind in ServiceKind),
        "more": more.urlencode() if len(found) > PER_PAGE else "",
    }
    return render(request, "directory/partners.html", context)


@require_GET
@needs(Permission.PARTNER_READ)
def organisation(request: MemberRequest, organisation_id: int) -> HttpResponse:
    """One organisation: what the reader may see of it, what it offers, and what is free."""
    return _organisation_page(request, get_object_or_404(Organisation, pk=organisation_id))


@require_http_methods(["GET", "POST"])
@needs(Permission.PARTNER_WRITE)
def add_organisation(request: MemberRequest) -> HttpResponse:
    """A new organisation; the address may name it (`naam`) and where to go after (`terug`)."""
    posted = request.POST if request.method == "POST" else None
    form = OrganisationForm(
        posted,
        initial={"name": request.GET.get("naam", "")},
        names=directory.addable_names(request.actor),
    )
    back = request.POST.get("terug", request.GET.get("terug", ""))
    back = back if is_own_address(back) else ""
    status = 200
    if request.method == "POST":
        status = 400
        if form.is_valid():
            try:
                added = directory.add_organisation(texts=form.texts, by=request.actor)
            except NotPossible as error:
                form.add_error("name", error.sentence)
                status = 409
            else:
                return redirect(back or reverse("organisation", args=[added.pk]))
    context = {"rows": edit_rows(form, {}, help=CHANGE_HELP), "is_new": True, "back": back}
    return render(request, "directory/change_organisation.html", context, status=status)


@require_http_methods(["GET", "POST"])
@needs(Permission.PARTNER_WRITE)
def change_organisation(request: MemberRequest, organisation_id: int) -> HttpResponse:
    """Change an organisation; when a colleague changed the same field, both texts are shown."""
    row = get_object_or_404(
        Organisation.objects.select_related("changed_by"), pk=organisation_id, ended_on=None
    )
    stored = directory.editable_texts(row, request.actor)
    if request.method == "GET":
        return _change_page(request, row, OrganisationForm(initial=stored, names=stored), stored)
    form = OrganisationForm(request.POST, names=stored)
    if not form.is_valid():
        return _change_page(request, row, form, form.base, status=400)
    try:
        directory.change_organisation(
            organisation=row, base=form.base, texts=form.texts, by=request.actor
        )
    except directory.EditConflict as conflict:
        again = OrganisationForm(initial=conflict.merged, names=stored)
        return _change_page(request, row, again, conflict.theirs, conflict=conflict, status=409)
    except NotPossible as error:
        form.add_error(None, error.sentence)
        return _change_page(request, row, form, form.base, status=409)
    return redirect("organisation", row.pk)


@require_http_methods(["GET", "POST"])
@needs(Permission.PARTNER_WRITE)
def end_organisation(request: MemberRequest, organisation_id: int) -> HttpResponse:
    """Say what happens (GET), and end an organisation (POST)."""
    row = get_object_or_404(Organisation, pk=organisation_id)
    if request.method == "POST":
        directory.end_organisation(organisation=row, by=request.actor)
        return redirect("organisation", row.pk)
    accounts = account_ends.running_accounts_of(row.pk, today=request.actor.today)
    may_end = all(may(request.actor, Permission.MEMBER_END, each) for each in accounts)
    context = {
        "organisation": row,
        "accounts": accounts,
        "may_end": may_end,
        "running": still_running(row, by=request.actor),
    }
    return render(request, "directory/end_organisation.html", context)


@require_http_methods(["GET", "POST"])
@needs(Permission.PARTNER_READ_NAMED)
def secret_fields(request: MemberRequest, organisation_id: int) -> HttpResponse:
    """What is for named members only; a POST says who they are."""
    row = get_object_or_404(Organisation, pk=organisation_id)
    shown = directory.read_named_fields(organisation=row, by=request.actor)
    candidates = Member.objects.filter(role__in=[role.value for role in KEYHOLDERS])
    candidates = candidates.holding_key(today=request.actor.today).order_by("name")
    posted = request.POST if request.method == "POST" else None
    form, wrong = ReadersForm(posted, candidates=candidates), ""
    if request.method == "POST":
        try:
            if form.is_valid():
                named = form.cleaned_data["members"]
                directory.name_readers(organisation=row, members=named, by=request.actor)
                return redirect("organisation", row.pk)
            wrong = str(form.errors["members"][0])
        except NotPossible as error:
            wrong = error.sentence
    named_now = {member.pk for member in directory.named_members(row)}
    context = {
        "organisation": row,
        "shown": [
            (ORGANISATION_FIELDS[name].words, _shown_text(name, text))
            for name, text in shown.items()
        ],
        "candidates": [(member, member.pk in named_now) for member in candidates],
        "wrong": wrong,
    }
    return render(request, "directory/secret_fields.html", context, status=409 if wrong else 200)


def _change_page(
    request: MemberRequest,
    row: Organisation,
    form: OrganisationForm,
    base: dict[str, str],
    *,
    conflict: directory.EditConflict | None = None,
    status: int = 200,
) -> HttpResponse:
    hidden = set(ORGANISATION_FIELDS) - {
        name for name in ORGANISATION_FIELDS if f"level_{name}" in form.fields
    }
    context = {
        "organisation": row,
        "form": form,
        "rows": edit_rows(form, base, conflict=conflict, help=CHANGE_HELP),
        "conflict": conflict,
        "hidden": [
            described.words for name, described in ORGANISATION_FIELDS.items() if name in hidden
        ],
    }
    return render(request, "directory/change_organisation.html", context, status=status)


def _organisation_page(request: MemberRequest, row: Organisation) -> HttpResponse:
    by = request.actor
    services = list(row.services.filter(ended_on=None).order_by("name"))
    reports = newest_reports(service.pk for service in services)
    offered = [
        (
            service,
            ServiceKind(service.kind).words,
            terms_of(service, service.regions, service.languages),
            capacity_words(reports.get(service.pk), now=by.now),
            freshness_words(reports.get(service.pk), now=by.now),
        )
        for service in services
    ]
    has_named = directory.has_named_fields(row)
    context = {
        "organisation": row,
        "facts": _facts(row, request),
        "offered": offered,
        "has_named": has_named,
        "may_see_named": has_named and may(by, Permission.PARTNER_READ_NAMED, row),
        "named": directory.named_members(row) if has_named else [],
        "running": still_running(row, by=by) if row.ended_on else None,
        "now": timezone.localtime(by.now),
        "today": timezone.localtime(by.now),
        **reach_context(row, by=by),
    }
    return render(request, "directory/organisation.html", context)


def _facts(row: Organisation, request: MemberRequest) -> list[tuple[str, str, str, str]]:
    """Return field, words, text and who sees it, of what is filled in and the whole team sees."""
    texts = {name: str(getattr(row, name)) for name in ORGANISATION_FIELDS if name != "address"}
    address = read_address(row, request.actor.keyring)
    locked = "op slot: hiervoor heb je de sleutel van het team nodig"
    texts["address"] = locked if address is None else directory.address_line(address)
    facts = []
    for name, described in ORGANISATION_FIELDS.items():
        level = level_of(name, row.secrecy, ORGANISATION_FIELDS)
        if name != "name" and texts[name] and may_see(level, reader=Secrecy.TEAM):
            facts.append((name, described.words, _shown_text(name, texts[name]), level.words))
    return facts


def _shown_text(name: str, text: str) -> str:
    return written_phone(text) if name in PHONE_FIELDS and text else text
