"""In an emergency: one page, one reason, one click; afterwards the owner's and the lead's look."""

from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.views.decorators.http import require_http_methods, require_POST

from uitweg.access import trail
from uitweg.access.done import redirect_with
from uitweg.access.gate import needs, require
from uitweg.access.rules import Permission, may
from uitweg.access.sessions import MemberRequest
from uitweg.calls.models import CallNote
from uitweg.cases import glass
from uitweg.cases.access_forms import VERDICT_WORDS, GlassForm, ReviewForm
from uitweg.cases.models import Case, GlassBreak
from uitweg.cases.rules import Level
from uitweg.cases.sight import EMERGENCIES, REASON_WORDS, Reason, Verdict
from uitweg.sealing import tokens

JUDGED = 50


@require_http_methods(["GET", "POST"])
@needs(Permission.CASE_BREAK_GLASS, keys=True)
def break_glass(request: MemberRequest, case_id: int) -> HttpResponse:
    """Why, and the safety card opens; the owner hears of it, and it ends by itself."""
    case = get_object_or_404(Case.objects.select_related("coordinator"), pk=case_id)
    if request.method != "POST":
        return glass_page(request, case)
    require(request.member, Permission.CASE_BREAK_GLASS, case)
    form = GlassForm(request.POST)
    if not form.is_valid():
        return glass_page(request, case, form=form, status=400)
    typed, level = form.cleaned_data, Level(form.cleaned_data["level"])
    glass.break_glass(
        case=case,
        level=level,
        reason=Reason(typed["reason"]),
        why=typed["why"],
        by=request.member,
        keyring=request.keyring,
        form_key=typed["key"],
        now=timezone.now(),
    )
    return redirect("case-card" if level is Level.CARD else "case", case.pk)


def glass_page(
    request: MemberRequest, case: Case, *, form: GlassForm | None = None, status: int = 200
) -> HttpResponse:
    """Offer the emergency way in, or say whom to call; nothing of the case but its owner.

    Of a strict case not even that.
    """
    now = timezone.now()
    words = {
        "case": case,
        "may_break": may(request.member, Permission.CASE_BREAK_GLASS, case),
        "has_card": case.shows_card(request.member.pk),
        "may_read": case.lets_in(request.member.pk),
        "form": form or GlassForm(),
        "form_key": request.POST.get("key") or tokens.new_token(16).hex(),
        "reasons": [(reason.value, REASON_WORDS[reason]) for reason in EMERGENCIES],
        "until": timezone.localtime(glass.ends_at(now)),
        "running_call": CallNote.objects.running(request.member),
        "today": timezone.localtime(now),
    }
    return render(request, "cases/glass.html", words, status=status)


@require_POST
@needs(Permission.CASE_GRANT, keys=True)
def saw_glass(request: MemberRequest, glass_id: int) -> HttpResponse:
    """I have seen that a colleague was in my case."""
    found = get_object_or_404(GlassBreak.objects.select_related("grant__case"), pk=glass_id)
    glass.saw(glass=found, by=request.member, now=timezone.now())
    return redirect("now")


@require_http_methods(["GET", "POST"])
@needs(Permission.CASE_REVIEW, keys=True)
def review_glass(request: MemberRequest) -> HttpResponse:
    """What the lead has to judge, and what was judged lately; the cases themselves stay shut."""
    wrong: dict[str, object] = {}
    if request.method == "POST":
        rows = GlassBreak.objects.select_related("grant__case", "grant__member")
        found = get_object_or_404(rows, form_key=_row_key(request))
        require(request.member, Permission.CASE_REVIEW, found)
        form = ReviewForm(request.POST)
        if form.is_valid():
            glass.review(
                glass=found,
                verdict=Verdict(form.cleaned_data["verdict"]),
                said=form.cleaned_data["said"],
                form_key=form.cleaned_data["key"],
                by=request.member,
                keyring=request.keyring,
                now=timezone.now(),
            )
            return redirect_with("review-glass", "glass-judged", found.grant.case.number)
        wrong = {"wrong_on": found.pk, "form": form}
    trail.record(request.member, "case:glass-read", "glass")
    words = _reviews(request) | wrong
    return render(request, "cases/review.html", words, status=400 if wrong else 200)


def _row_key(request: MemberRequest) -> bytes:
    try:
        return bytes.fromhex(request.POST.get("row", ""))
    except ValueError:
        return b""


def _reviews(request: MemberRequest) -> dict[str, object]:
    waiting = GlassBreak.objects.to_review(but_not_of=request.member)[:JUDGED]
    judged = GlassBreak.objects.exclude(verdict="").order_by("-reviewed_on", "-id")
    judged = judged.select_related("grant__case__coordinator", "grant__member", "reviewed_by")
    return {
        "waiting": [_shown(one, request) for one in waiting],
        "judged": [_shown(one, request) for one in judged[:JUDGED]],
        "verdicts": [(verdict.value, word) for verdict, word in VERDICT_WORDS.items()],
        "today": timezone.localtime(),
    }


def _shown(one: GlassBreak, request: MemberRequest) -> dict[str, object]:
    return {
        "glass": one,
        "row": bytes(one.form_key).hex(),
        "form_key": tokens.new_token(16).hex(),
        "grant": one.grant,
        "level": "alleen de kaart" if one.grant.level == Level.CARD else "meelezen",
        "reason": REASON_WORDS[Reason(one.grant.reason)],
        "why": glass.why(one, request.keyring),
        "said": glass.judgement(one, request.keyring),
        "verdict": VERDICT_WORDS[Verdict(one.verdict)] if one.verdict else "",
    }
