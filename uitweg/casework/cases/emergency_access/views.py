"""Emergency access: using it, its owner seeing that, and the lead's review."""

from django.http import HttpResponse
from django.shortcuts import get_object_or_404, render
from django.utils import timezone
from django.views.decorators.http import require_http_methods, require_POST

from uitweg.casework.calls.models import CallNote
from uitweg.casework.cases.case.models import Case, CaseGrant
from uitweg.casework.cases.case.rules.acts import DESTROY_CASE
from uitweg.casework.cases.case.rules.grants import (
    EMERGENCY_REASONS,
    AccessLevel,
    EmergencyVerdict,
    GrantReason,
)
from uitweg.casework.cases.case.rules.workflow import CaseState, Ending
from uitweg.casework.cases.emergency_access import actions as emergency_access
from uitweg.casework.cases.emergency_access.forms import EmergencyForm, EmergencyReviewForm
from uitweg.casework.cases.emergency_access.models import EmergencyAccess
from uitweg.platform.accounts.actions.authorization import require
from uitweg.platform.accounts.actions.sessions import MemberRequest
from uitweg.platform.accounts.rules import Permission, may
from uitweg.platform.accounts.views.gate import needs
from uitweg.platform.audit.actions import audit_log
from uitweg.platform.audit.rules import Act
from uitweg.platform.sealing import tokens
from uitweg.platform.ui.notices import redirect_with_notice

READ_EMERGENCY_ACCESS = Act("case:emergency-read", "Noodtoegang bekeken")

REVIEWS_PER_PAGE = 50


def emergency_access_page(
    request: MemberRequest, case: Case, *, form: EmergencyForm | None = None, status: int = 200
) -> HttpResponse:
    """Offer emergency access, or say whom to ask. Shows nothing of the case but its owner.

    Of a restricted case it shows only that the case exists, and of a destroyed one what it was.
    """
    if case.state == CaseState.DESTROYED:
        return _destroyed_page(request, case)
    now = timezone.now()
    context = {
        "case": case,
        "may_use_emergency_access": may(request.actor, Permission.CASE_EMERGENCY, case),
        "has_card": case.has_any_grant(request.member.pk),
        "may_read": case.may_be_read_by(request.member.pk),
        "form": form or EmergencyForm(),
        "form_key": request.POST.get("key") or tokens.new_token(16).hex(),
        "reasons": GrantReason.choices(EMERGENCY_REASONS),
        "running_call": CallNote.objects.running(request.member),
        "today": timezone.localtime(now),
    }
    return render(request, "emergency_access/use_emergency_access.html", context, status=status)


def _destroyed_page(request: MemberRequest, case: Case) -> HttpResponse:
    """Say what a destroyed case was, as far as it is kept to be counted, and when it went."""
    context = {
        "case": case,
        "destroyed_at": audit_log.done_at(DESTROY_CASE, case),
        "ending": Ending.words_of(case.ending),
    }
    return render(request, "emergency_access/destroyed_case.html", context, status=410)


@require_POST
@needs(Permission.CASE_GRANT)
def mark_emergency_seen(request: MemberRequest, access_id: int) -> HttpResponse:
    """The owner marks that they saw who was in their case, and why."""
    access = get_object_or_404(EmergencyAccess.objects.select_related("grant__case"), pk=access_id)
    emergency_access.mark_seen_by_owner(access=access, by=request.actor)
    return redirect_with_notice("now", "emergency-seen", access.grant.case.number)


@require_http_methods(["GET", "POST"])
@needs(Permission.CASE_REVIEW_EMERGENCY)
def review_emergency_access(request: MemberRequest) -> HttpResponse:
    """What the lead has to review and what was reviewed lately; no case is opened for it."""
    if request.method != "POST":
        return _review_page(request)
    rows = EmergencyAccess.objects.select_related("grant__case", "grant__member")
    access = get_object_or_404(rows, form_key=_posted_row_key(request))
    require(request.actor, Permission.CASE_REVIEW_EMERGENCY, access)
    form = EmergencyReviewForm(request.POST)
    if not form.is_valid():
        return _review_page(request, invalid_form=form, reviewed=access)
    emergency_access.review_emergency_access(
        access=access,
        verdict=form.cleaned_data["verdict"],
        explanation=form.cleaned_data["said"],
        form_key=form.cleaned_data["key"],
        by=request.actor,
    )
    return redirect_with_notice(
        "review-emergency-access", "emergency-judged", access.grant.case.number
    )


def _posted_row_key(request: MemberRequest) -> bytes:
    """Return the `form_key` of the reviewed row; b"", which no row has, when it is malformed."""
    try:
        return bytes.fromhex(request.POST.get("row", ""))
    except ValueError:
        return b""


def _review_page(
    request: MemberRequest,
    *,
    invalid_form: EmergencyReviewForm | None = None,
    reviewed: EmergencyAccess | None = None,
) -> HttpResponse:
    """Show the page; `invalid_form` is the review of `reviewed` that was sent and is not valid."""
    audit_log.record(request.member, READ_EMERGENCY_ACCESS, "emergency-access")
    waiting = EmergencyAccess.objects.to_review(not_used_by=request.member)
    judged = EmergencyAccess.objects.exclude(verdict="").order_by("-reviewed_on", "-id")
    judged = judged.select_related("grant__case__coordinator", "grant__member", "reviewed_by")
    context = {
        "waiting": [_review_row(access, request) for access in waiting[:REVIEWS_PER_PAGE]],
        "judged": [_review_row(access, request) for access in judged[:REVIEWS_PER_PAGE]],
        "verdicts": EmergencyVerdict.choices(),
        "form": invalid_form,
        "invalid_access_id": reviewed.pk if reviewed else None,
        "today": timezone.localtime(),
    }
    status = 400 if invalid_form else 200
    return render(request, "emergency_access/review_emergency_access.html", context, status=status)


def _level_words(grant: CaseGrant) -> str:
    if grant.is_for_sources:
        return "melding en belnotities"
    return "alleen de kaart" if grant.level == AccessLevel.CARD else "meelezen"


def _review_row(access: EmergencyAccess, request: MemberRequest) -> dict[str, object]:
    grant = access.grant
    return {
        "access": access,
        "row_key": bytes(access.form_key).hex(),
        "form_key": tokens.new_token(16).hex(),
        "grant": grant,
        "level": _level_words(grant),
        "reason": GrantReason(grant.reason).words,
        "why": emergency_access.decrypt_reason(access, request.keyring),
        "review": emergency_access.decrypt_review(access, request.keyring),
        "verdict": EmergencyVerdict(access.verdict).words if access.verdict else "",
    }
