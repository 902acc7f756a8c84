"""Insight: choosing, the very bytes, the second look, fetching it once."""

from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.views.decorators.http import require_GET, require_POST

from uitweg.casework.cases.models import Case
from uitweg.casework.cases.views.readable_case import readable_case
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
"""So many items on one page: each is two fields, and a form of this door takes 200."""
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
"""What a youngster gets is shown to us as they will see it: no script, and it asks nothing."""


@require_GET
@needs(Permission.CASE_READ, keys=True)
def show_package(request: MemberRequest, case_id: int) -> HttpResponse:
    """Where the insight of this case is: choosing, being read by another, or ready to fetch."""
    return _page(request, readable_case(request, case_id))


@require_POST
@needs(Permission.CASE_WRITE, keys=True)
def save_package(request: MemberRequest, case_id: int) -> HttpResponse:
    """Keep what was chosen, or freeze it for a colleague to read."""
    case = readable_case(request, case_id)
    require(request.member, Permission.CASE_WRITE, case)
    begun = packages.read_package(case=case, by=request.actor)
    form = PackageChoicesForm(begun.items, request.POST)
    if not form.is_valid():
        return _page(request, case, begun=begun, form=form, status=400)
    try:
        packages.save_package(
            case=case,
            work=form.work,
            version=form.cleaned_data["version"],
            ready="ready" in request.POST,
            by=request.actor,
            form_key=form.cleaned_data["key"],
        )
    except NewerPackageSaved as newer:
        return _page(request, case, begun=begun, form=form, newer=newer, status=409)
    except CannotIncludeFile as cannot:
        wrong = FILE_NOT_CLEAN.format(title=cannot.title) if cannot.title else FILES_TOO_LARGE
        return _page(request, case, begun=begun, form=form, wrong=wrong, status=409)
    after = _part_number(request.POST.get("deel", "")) + ("next" in request.POST)
    place = f"?deel={after}" if after > 1 and "ready" not in request.POST else ""
    return redirect(reverse("case-insight", args=[case.pk]) + place)


@require_POST
@needs(Permission.CASE_WRITE, keys=True)
def reopen_package(request: MemberRequest, case_id: int) -> HttpResponse:
    """Back to choosing."""
    packages.reopen_package(case=readable_case(request, case_id), by=request.actor)
    return redirect("case-insight", case_id)


@require_GET
@needs(Permission.CASE_READ, keys=True)
def preview_package(request: MemberRequest, case_id: int) -> HttpResponse:
    """Read exactly the bytes that will leave."""
    case = readable_case(request, case_id)
    made = packages.preview_package(case=case, by=request.actor)
    return _sandboxed(HttpResponse(made, content_type="text/html; charset=utf-8"))


@require_POST
@needs(Permission.CASE_READ, keys=True)
def agree_to_package(request: MemberRequest, case_id: int) -> HttpResponse:
    """The second person read it and agrees."""
    case = readable_case(request, case_id)
    packages.agree_to_package(case=case, by=request.actor)
    return redirect("case-insight", case.pk)


@require_POST
@needs(Permission.CASE_DISCLOSE, keys=True)
def hand_out_package(request: MemberRequest, case_id: int) -> HttpResponse:
    """Fetch it, once; `disclosures.disclose(` wrote down before that it leaves."""
    case, form = readable_case(request, case_id), PackageRecipientForm(request.POST)
    if not form.is_valid():
        return _page(request, case, give=form, status=400)
    made = packages.hand_out_package(case=case, why=form.why, by=request.actor)
    answer = _sandboxed(HttpResponse(made, content_type="text/html; charset=utf-8"))
    answer["Content-Disposition"] = 'attachment; filename="overzicht.html"'
    return answer


def _sandboxed(answer: HttpResponse) -> HttpResponse:
    answer["Content-Security-Policy"] = PACKAGE_CSP
    answer["X-Content-Type-Options"] = "nosniff"
    answer["Cache-Control"] = "no-store"
    return answer


def _page(
    request: MemberRequest,
    case: Case,
    *,
    begun: PackageInProgress | None = None,
    form: PackageChoicesForm | None = None,
    newer: NewerPackageSaved | None = None,
    give: PackageRecipientForm | None = None,
    wrong: str = "",
    status: int = 200,
) -> HttpResponse:
    begun = begun or packages.read_package(case=case, by=request.actor)
    step = PackageStep(begun.row.step) if begun.row else PackageStep.MAKING
    work = form.as_typed if form else begun.work
    stored = begun.row.version if begun.row else 0
    part = _part_number(request.POST.get("deel", "") or request.GET.get("deel", ""))
    on_page = begun.items[(part - 1) * ITEMS_PER_PAGE : part * ITEMS_PER_PAGE]
    words = {
        "case": case,
        "row": begun.row,
        "step": step.value,
        "sections": [
            (section, [_item_row(case, one, work, newer.theirs if newer else None) for one in rows])
            for section, rows in packages.items_by_section(on_page).items()
        ],
        "shown": " ".join(one.id for one in on_page),
        "part": part,
        "parts": range(1, -(-len(begun.items) // ITEMS_PER_PAGE) + 1),
        "has_next": part * ITEMS_PER_PAGE < len(begun.items),
        "everywhere": work.everywhere,
        "theirs": newer.theirs.everywhere if newer else "",
        "newer": newer is not None,
        "version": newer.version if newer else stored,
        "form_key": tokens.new_token(16).hex(),
        "wrong": wrong or (FORM_INVALID if status == 400 else ""),
        "to_open": [
            (f"{one.text}, {one.title.partition(':')[0]}", _file_url(case, one))
            for one in begun.taken
            if one.file and step is not PackageStep.MAKING
        ],
        "give_wrong": next(iter(give.errors.values()))[0] if give and give.errors else "",
        "unseen": begun.unseen,
        "taken": len(begun.taken),
        "left": len(begun.items) - len(begun.taken) + begun.unseen,
        "may_write": may(request.member, Permission.CASE_WRITE, case),
        "is_maker": begun.row is not None and begun.row.made_by_id == request.member.pk,
    }
    return render(request, "subject_access/insight.html", words, status=status)


def _part_number(typed: str) -> int:
    return min(max(row_number_in(typed) or 1, 1), 1000)


def _file_url(case: Case, item: PackageItem) -> str:
    return reverse("case-file", args=[case.pk, *item.file]) if item.file else ""


def _item_row(
    case: Case, item: PackageItem, work: PackageChoices, theirs: PackageChoices | None
) -> dict[str, object]:
    """Return one item with what was chosen, and with what a colleague chose where that differs."""
    takes, black = work.takes(item), work.black.get(item.id, "")
    other = ""
    if theirs and (theirs.takes(item), theirs.black.get(item.id, "")) != (takes, black):
        said = "gaat mee" if theirs.takes(item) else "gaat niet mee"
        other = f"{said}. Zwart: {theirs.black.get(item.id, '') or 'niets'}"
    return {
        "item": item,
        "look": _file_url(case, item),
        "takes": takes,
        "black": black,
        "why": item.out.words if item.out else "",
        "as_it_leaves": work.shown(item),
        "theirs": other,
    }
