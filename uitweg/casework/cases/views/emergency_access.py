"""In an emergency: one page, one reason, one click; afterwards the owner's and the lead's look."""

from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.views.decorators.http import require_http_methods, require_POST

from uitweg.casework.calls.models import CallNote
from uitweg.casework.cases.actions import emergency_access
from uitweg.casework.cases.forms.emergency_access import (
    VERDICT_WORDS,
    EmergencyForm,
    EmergencyReviewForm,
)
from uitweg.casework.cases.models import Case, GlassBreak
from uitweg.casework.cases.rules.grants import (
    EMERGENCIES,
    REASON_WORDS,
    EmergencyVerdict,
    GrantReason,
    Level,
)
from uitweg.platform.accounts.actions.authorization import require
from uitweg.platform.accounts.actions.sessions import MemberRequest
from uitweg.platform.accounts.rules import Permission, may
from uitweg.platform.accounts.views.gate import needs
from uitweg.platform.audit.actions import audit_log
from uitweg.platform.sealing import tokens
from uitweg.platform.ui.notices import redirect_with

JUDGED = 50


@require_http_methods(["GET", "POST"])
@needs(Permission.CASE_BREAK_GLASS, keys=True)
def break_glass(request: MemberRequest, case_id: int) -> HttpResponse:
    """Why, and the safety card opens; the owner hears of it, and it ends by itself."""
    case = get_object_or_404(Case.objects.select_related("coordinator"), pk=case_id)
    if request.method != "POST":
        return glass_page(request, case)
    require(request.member, Permission.CASE_BREAK_GLASS, case)
    form = EmergencyForm(request.POST)
    if not form.is_valid():
        return glass_page(request, case, form=form, status=400)
    typed, level = form.cleaned_data, Level(form.cleaned_data["level"])
    emergency_access.break_glass(
        case=case,
        level=level,
        reason=GrantReason(typed["reason"]),
        why=typed["why"],
        by=request.actor,
        form_key=typed["key"],
    )
    return redirect("case-card" if level is Level.CARD else "case", case.pk)


def glass_page(
    request: MemberRequest, case: Case, *, form: EmergencyForm | None = None, status: int = 200
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
        "form": form or EmergencyForm(),
        "form_key": request.POST.get("key") or tokens.new_token(16).hex(),
        "reasons": [(reason.value, REASON_WORDS[reason]) for reason in EMERGENCIES],
        "until": timezone.localtime(emergency_access.ends_at(now)),
        "running_call": CallNote.objects.running(request.member),
        "today": timezone.localtime(now),
    }
    return render(request, "cases/glass.html", words, status=status)


@require_POST
@needs(Permission.CASE_GRANT, keys=True)
def saw_glass(request: MemberRequest, glass_id: int) -> HttpResponse:
    """I have seen that a colleague was in my case."""
    found = get_object_or_404(GlassBreak.objects.select_related("grant__case"), pk=glass_id)
    emergency_access.saw(glass=found, by=request.actor)
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
        form = EmergencyReviewForm(request.POST)
        if form.is_valid():
            emergency_access.review(
                glass=found,
                verdict=EmergencyVerdict(form.cleaned_data["verdict"]),
                said=form.cleaned_data["said"],
                form_key=form.cleaned_data["key"],
                by=request.actor,
            )
            return redirect_with("review-glass", "glass-judged", found.grant.case.number)
        wrong = {"wrong_on": found.pk, "form": form}
    audit_log.record(request.member, "case:glass-read", "glass")
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
        "reason": REASON_WORDS[GrantReason(one.grant.reason)],
        "why": emergency_access.why(one, request.keyring),
        "said": emergency_access.judgement(one, request.keyring),
        "verdict": VERDICT_WORDS[EmergencyVerdict(one.verdict)] if one.verdict else "",
    }
