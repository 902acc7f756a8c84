"""The pages of a subject access package: choose, preview, agree, and fetch it once."""

from math import ceil

from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.views.decorators.http import require_GET, require_POST

from uitweg.casework.appraisal.compartment.models import Appraisal
from uitweg.casework.cases.case.models import Case
from uitweg.casework.cases.case.views import readable_case
from uitweg.casework.subject_access.actions import packages
from uitweg.casework.subject_access.actions.files import MAX_PACKAGE_MB, CannotIncludeFile
from uitweg.casework.subject_access.actions.packages import NewerPackageSaved, PackageInProgress
from uitweg.casework.subject_access.forms import PackageChoicesForm, PackageRecipientForm
from uitweg.casework.subject_access.rules import PackageChoices, PackageItem, PackageStep
from uitweg.platform.accounts.actions.authorization import require
from uitweg.platform.accounts.actions.sessions import MemberRequest
from uitweg.platform.accounts.rules import Permission, may
from uitweg.platform.accounts.views.gate import needs
from uitweg.platform.sealing import tokens
from uitweg.platform.ui.addresses import row_number_in

ITEMS_PER_PAGE = 80
"""Each item is two fields, and the staff door accepts forms of at most 200 fields."""
FORM_INVALID = "Een vak is te lang, heeft meer dan 200 woorden, of er staat iets in dat niet kan."
FILES_TOO_LARGE = (
    f"Deze bestanden zijn samen te groot: een pakket draagt er {MAX_PACKAGE_MB} MB van. "
    "Kies er minder, en geef de andere apart, vanaf de tijdlijn."
)
FILE_NOT_CLEAN = (
    "“{title}” kan niet mee: verborgen gegevens zijn er niet uit te halen, of het is beschadigd. "
    "Haal het vinkje weg, en geef het apart als het mag."
)
PACKAGE_CSP = (
    "sandbox; default-src 'none'; img-src data:; style-src 'unsafe-inline'; frame-ancestors 'none'"
)
"""The file runs no script and loads nothing, neither here nor on the youngster's device."""


@require_GET
@needs(Permission.CASE_READ)
def show_package(request: MemberRequest, case_id: int) -> HttpResponse:
    """The package of this case: to choose from, to be reviewed by a colleague, or to fetch."""
    return _package_page(request, readable_case(request, case_id))


@require_POST
@needs(Permission.CASE_WRITE)
def save_package(request: MemberRequest, case_id: int) -> HttpResponse:
    """Save the choices; the button "ready" also freezes the package for a colleague to review."""
    case = readable_case(request, case_id)
    require(request.actor, Permission.CASE_WRITE, case)
    package = packages.read_package(case=case, by=request.actor)
    form = PackageChoicesForm(package.items, request.POST)
    if not form.is_valid():
        return _package_page(
            request, case, package=package, form=form, error=FORM_INVALID, status=400
        )
    try:
        packages.save_package(
            case=case,
            choices=form.choices,
            version=form.cleaned_data["version"],
            freeze="ready" in request.POST,
            by=request.actor,
            form_key=form.cleaned_data["key"],
        )
    except NewerPackageSaved as newer:
        return _package_page(request, case, package=package, form=form, newer=newer, status=409)
    except CannotIncludeFile as refusal:
        error = FILE_NOT_CLEAN.format(title=refusal.title) if refusal.title else FILES_TOO_LARGE
        return _package_page(request, case, package=package, form=form, error=error, status=409)
    return redirect(_address_after_save(request, case))


def _address_after_save(request: MemberRequest, case: Case) -> str:
    """Return the address of this part or, after the button "next", of the next one."""
    address = reverse("show-package", args=[case.pk])
    part = _part_number(request.POST.get("deel", "")) + ("next" in request.POST)
    return f"{address}?deel={part}" if part > 1 and "ready" not in request.POST else address


@require_POST
@needs(Permission.CASE_WRITE)
def reopen_package(request: MemberRequest, case_id: int) -> HttpResponse:
    """Go back to choosing."""
    packages.reopen_package(case=readable_case(request, case_id), by=request.actor)
    return redirect("show-package", case_id)


@require_GET
@needs(Permission.CASE_READ)
def preview_package(request: MemberRequest, case_id: int) -> HttpResponse:
    """Show exactly the file that will be handed out."""
    case = readable_case(request, case_id)
    return _sandboxed_html(packages.preview_package(case=case, by=request.actor))


@require_POST
@needs(Permission.CASE_READ)
def agree_to_package(request: MemberRequest, case_id: int) -> HttpResponse:
    """A second member, who read the file, agrees that it leaves."""
    case = readable_case(request, case_id)
    packages.agree_to_package(case=case, by=request.actor)
    return redirect("show-package", case.pk)


@require_POST
@needs(Permission.CASE_DISCLOSE)
def hand_out_package(request: MemberRequest, case_id: int) -> HttpResponse:
    """Fetch the file, once; the action calls `disclosures.disclose(` before it returns it."""
    case, form = readable_case(request, case_id), PackageRecipientForm(request.POST)
    if not form.is_valid():
        return _package_page(request, case, recipient_form=form, status=400)
    html = packages.hand_out_package(case=case, statement=form.statement, by=request.actor)
    response = _sandboxed_html(html)
    response["Content-Disposition"] = 'attachment; filename="overzicht.html"'
    return response


def _sandboxed_html(html: bytes) -> HttpResponse:
    response = HttpResponse(html, content_type="text/html; charset=utf-8")
    response["Content-Security-Policy"] = PACKAGE_CSP
    response["X-Content-Type-Options"] = "nosniff"
    response["Cache-Control"] = "no-store"
    return response


def _package_page(
    request: MemberRequest,
    case: Case,
    *,
    package: PackageInProgress | None = None,
    form: PackageChoicesForm | None = None,
    newer: NewerPackageSaved | None = None,
    recipient_form: PackageRecipientForm | None = None,
    error: str = "",
    status: int = 200,
) -> HttpResponse:
    package = package or packages.read_package(case=case, by=request.actor)
    row = package.row
    context = {
        "case": case,
        "package": row,
        "step": row.step if row else PackageStep.MAKING,
        "hidden_count": package.hidden_count,
        "may_write": may(request.actor, Permission.CASE_WRITE, case),
        "is_maker": row is not None and request.actor.is_same_person_as(row.made_by_id),
        "error": error,
        "recipient_error": _first_error(recipient_form),
        **_choices_context(request, case, package, form, newer),
        **_review_context(case, package),
    }
    return render(request, "subject_access/show_package.html", context, status=status)


def _first_error(form: PackageRecipientForm | None) -> str:
    return str(next(iter(form.errors.values()))[0]) if form and form.errors else ""


def _choices_context(
    request: MemberRequest,
    case: Case,
    package: PackageInProgress,
    form: PackageChoicesForm | None,
    newer: NewerPackageSaved | None,
) -> dict[str, object]:
    """Return what `package_choices.html` shows: one part of the items, and the choices on them."""
    choices = form.choices_as_typed if form else package.choices
    colleague = newer.choices if newer else None
    saved_version = package.row.version if package.row else 0
    part = _part_number(request.POST.get("deel", "") or request.GET.get("deel", ""))
    items = package.items[(part - 1) * ITEMS_PER_PAGE : part * ITEMS_PER_PAGE]
    weighing = Appraisal.objects.filter(compartment__case=case).select_related("author").first()
    return {
        "sections": [
            (section, [_item_row(case, item, choices, colleague) for item in section_items])
            for section, section_items in packages.items_by_section(items).items()
        ],
        "shown": " ".join(item.id for item in items),
        "part": part,
        "parts": range(1, ceil(len(package.items) / ITEMS_PER_PAGE) + 1),
        "has_next": part * ITEMS_PER_PAGE < len(package.items),
        "everywhere": choices.redacted_everywhere,
        "colleague_everywhere": colleague.redacted_everywhere if colleague else "",
        "is_conflict": newer is not None,
        "version": newer.version if newer else saved_version,
        "form_key": tokens.new_token(16).hex(),
        "weighing_by": weighing.author.name if weighing else "",
    }


def _review_context(case: Case, package: PackageInProgress) -> dict[str, object]:
    """Return what `package_ready.html` shows: how much is in it, and the files to open."""
    included = package.included_items
    return {
        "included_count": len(included),
        "omitted_count": len(package.items) - len(included) + package.hidden_count,
        "files_to_open": [
            (f"{item.text}, {item.title.partition(':')[0]}", _file_url(case, item))
            for item in included
            if item.file
        ],
    }


def _part_number(text: str) -> int:
    """Return the number of a part, at least 1; 1 for text that is no number."""
    return min(max(row_number_in(text) or 1, 1), 1000)


def _file_url(case: Case, item: PackageItem) -> str:
    return reverse("case-file", args=[case.pk, *item.file]) if item.file else ""


def _item_row(
    case: Case, item: PackageItem, choices: PackageChoices, colleague: PackageChoices | None
) -> dict[str, object]:
    """Return an item with its choices, and the colleague's where those differ."""
    return {
        "item": item,
        "file_url": _file_url(case, item),
        "is_included": choices.includes(item),
        "redaction": choices.redactions.get(item.id, ""),
        "omission": item.omission.words if item.omission else "",
        "redacted_text": choices.redacted_text(item),
        "colleague_chose": _different_choice(item, choices, colleague) if colleague else "",
    }


def _different_choice(item: PackageItem, mine: PackageChoices, theirs: PackageChoices) -> str:
    """Say what they chose for this item; "" when it is the same as mine."""
    my_redaction = mine.redactions.get(item.id, "")
    their_redaction = theirs.redactions.get(item.id, "")
    if mine.includes(item) == theirs.includes(item) and my_redaction == their_redaction:
        return ""
    decision = "gaat mee" if theirs.includes(item) else "gaat niet mee"
    return f"{decision}. Zwart: {their_redaction or 'niets'}"
