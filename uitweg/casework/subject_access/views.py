"""Insight: choosing, the very bytes, the second look, fetching it once."""

from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.views.decorators.http import require_GET, require_POST

from uitweg.casework.cases.models import Case
from uitweg.casework.cases.views.cases import case_to_read
from uitweg.casework.subject_access.actions import packages
from uitweg.casework.subject_access.actions.files import MOST_MB, CannotTake
from uitweg.casework.subject_access.actions.packages import Begun, Newer
from uitweg.casework.subject_access.forms import GiveForm, InsightForm
from uitweg.casework.subject_access.rules import OUT_WORDS, Item, Step, Work
from uitweg.platform.accounts.actions.authorization import require
from uitweg.platform.accounts.actions.sessions import MemberRequest
from uitweg.platform.accounts.rules import Permission, may
from uitweg.platform.accounts.views.gate import needs
from uitweg.platform.sealing import tokens
from uitweg.platform.ui.addresses import number_in

A_PART = 80
"""So many items on one page: each is two fields, and a form of this door takes 200."""
WRONG = "Een vak is te lang, heeft meer dan 200 woorden, of er staat iets in dat niet kan."
TOO_MUCH = (
    f"Deze bestanden zijn samen te groot: een pakket draagt er {MOST_MB} MB van. "
    "Kies er minder, en geef de andere apart, vanaf de tijdlijn."
)
NOT_CLEAN = (
    "“{title}” kan niet mee: verborgen gegevens zijn er niet uit te halen, of het is beschadigd. "
    "Haal het vinkje weg, en geef het apart als het mag."
)
ON_ITS_OWN = (
    "sandbox; default-src 'none'; img-src data:; style-src 'unsafe-inline'; frame-ancestors 'none'"
)
"""What a youngster gets is shown to us as they will see it: no script, and it asks nothing."""


@require_GET
@needs(Permission.CASE_READ, keys=True)
def show(request: MemberRequest, case_id: int) -> HttpResponse:
    """Where the insight of this case is: choosing, being read by another, or ready to fetch."""
    return _page(request, case_to_read(request, case_id))


@require_POST
@needs(Permission.CASE_WRITE, keys=True)
def save(request: MemberRequest, case_id: int) -> HttpResponse:
    """Keep what was chosen, or freeze it for a colleague to read."""
    case = case_to_read(request, case_id)
    require(request.member, Permission.CASE_WRITE, case)
    begun = packages.read(case=case, by=request.actor)
    form = InsightForm(begun.items, request.POST)
    if not form.is_valid():
        return _page(request, case, begun=begun, form=form, status=400)
    try:
        packages.save(
            case=case,
            work=form.work,
            version=form.cleaned_data["version"],
            ready="ready" in request.POST,
            by=request.actor,
            form_key=form.cleaned_data["key"],
        )
    except Newer as newer:
        return _page(request, case, begun=begun, form=form, newer=newer, status=409)
    except CannotTake as cannot:
        wrong = NOT_CLEAN.format(title=cannot.title) if cannot.title else TOO_MUCH
        return _page(request, case, begun=begun, form=form, wrong=wrong, status=409)
    after = _part(request.POST.get("deel", "")) + ("next" in request.POST)
    place = f"?deel={after}" if after > 1 and "ready" not in request.POST else ""
    return redirect(reverse("case-insight", args=[case.pk]) + place)


@require_POST
@needs(Permission.CASE_WRITE, keys=True)
def back(request: MemberRequest, case_id: int) -> HttpResponse:
    """Back to choosing."""
    packages.back(case=case_to_read(request, case_id), by=request.actor)
    return redirect("case-insight", case_id)


@require_GET
@needs(Permission.CASE_READ, keys=True)
def look(request: MemberRequest, case_id: int) -> HttpResponse:
    """Read exactly the bytes that will leave."""
    case = case_to_read(request, case_id)
    made = packages.look(case=case, by=request.actor)
    return _alone(HttpResponse(made, content_type="text/html; charset=utf-8"))


@require_POST
@needs(Permission.CASE_READ, keys=True)
def agree(request: MemberRequest, case_id: int) -> HttpResponse:
    """The second person read it and agrees."""
    case = case_to_read(request, case_id)
    packages.agree(case=case, by=request.actor)
    return redirect("case-insight", case.pk)


@require_POST
@needs(Permission.CASE_DISCLOSE, keys=True)
def give(request: MemberRequest, case_id: int) -> HttpResponse:
    """Fetch it, once; `disclosing.disclose(` wrote down before that it leaves."""
    case, form = case_to_read(request, case_id), GiveForm(request.POST)
    if not form.is_valid():
        return _page(request, case, give=form, status=400)
    made = packages.give(case=case, why=form.why, by=request.actor)
    answer = _alone(HttpResponse(made, content_type="text/html; charset=utf-8"))
    answer["Content-Disposition"] = 'attachment; filename="overzicht.html"'
    return answer


def _alone(answer: HttpResponse) -> HttpResponse:
    answer["Content-Security-Policy"] = ON_ITS_OWN
    answer["X-Content-Type-Options"] = "nosniff"
    answer["Cache-Control"] = "no-store"
    return answer


def _page(
    request: MemberRequest,
    case: Case,
    *,
    begun: Begun | None = None,
    form: InsightForm | None = None,
    newer: Newer | None = None,
    give: GiveForm | None = None,
    wrong: str = "",
    status: int = 200,
) -> HttpResponse:
    begun = begun or packages.read(case=case, by=request.actor)
    step = Step(begun.row.step) if begun.row else Step.MAKING
    work = form.as_typed if form else begun.work
    stored = begun.row.version if begun.row else 0
    part = _part(request.POST.get("deel", "") or request.GET.get("deel", ""))
    on_page = begun.items[(part - 1) * A_PART : part * A_PART]
    words = {
        "case": case,
        "row": begun.row,
        "step": step.value,
        "sections": [
            (section, [_line(case, one, work, newer.theirs if newer else None) for one in rows])
            for section, rows in packages.items_by_section(on_page).items()
        ],
        "shown": " ".join(one.id for one in on_page),
        "part": part,
        "parts": range(1, -(-len(begun.items) // A_PART) + 1),
        "has_next": part * A_PART < len(begun.items),
        "everywhere": work.everywhere,
        "theirs": newer.theirs.everywhere if newer else "",
        "newer": newer is not None,
        "version": newer.version if newer else stored,
        "form_key": tokens.new_token(16).hex(),
        "wrong": wrong or (WRONG if status == 400 else ""),
        "to_open": [
            (f"{one.text}, {one.title.partition(':')[0]}", _look_at(case, one))
            for one in begun.taken
            if one.file and step is not Step.MAKING
        ],
        "give_wrong": next(iter(give.errors.values()))[0] if give and give.errors else "",
        "unseen": begun.unseen,
        "taken": len(begun.taken),
        "left": len(begun.items) - len(begun.taken) + begun.unseen,
        "may_write": may(request.member, Permission.CASE_WRITE, case),
        "is_maker": begun.row is not None and begun.row.made_by_id == request.member.pk,
    }
    return render(request, "subject_access/insight.html", words, status=status)


def _part(typed: str) -> int:
    return min(max(number_in(typed) or 1, 1), 1000)


def _look_at(case: Case, item: Item) -> str:
    return reverse("case-file", args=[case.pk, *item.file]) if item.file else ""


def _line(case: Case, item: Item, work: Work, theirs: Work | None) -> dict[str, object]:
    """Return one item with what was chosen, and with what a colleague chose where that differs."""
    takes, black = work.takes(item), work.black.get(item.id, "")
    other = ""
    if theirs and (theirs.takes(item), theirs.black.get(item.id, "")) != (takes, black):
        said = "gaat mee" if theirs.takes(item) else "gaat niet mee"
        other = f"{said}. Zwart: {theirs.black.get(item.id, '') or 'niets'}"
    return {
        "item": item,
        "look": _look_at(case, item),
        "takes": takes,
        "black": black,
        "why": OUT_WORDS[item.out] if item.out else "",
        "as_it_leaves": work.shown(item),
        "theirs": other,
    }
