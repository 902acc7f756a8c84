"""The page of one referral: the draft with its preview, sending it, and what became of it."""

from dataclasses import replace

from django.http import HttpResponse, JsonResponse
from django.shortcuts import redirect, render
from django.template.loader import render_to_string
from django.views.decorators.http import require_http_methods

from uitweg.casework.partners.directory.views.reach import confirm_posted
from uitweg.casework.partners.matching.actions import known_places, never_there
from uitweg.casework.partners.referrals.actions import sending as referral_sending
from uitweg.casework.partners.referrals.actions.page import OpenedReferral, open_draft
from uitweg.casework.partners.referrals.actions.sending import (
    CannotSend,
    DraftChanged,
    PreviewChanged,
)
from uitweg.casework.partners.referrals.forms import ReferralForm
from uitweg.casework.partners.referrals.models import Referral
from uitweg.casework.partners.referrals.rules import ReferralDraft, ReferralState
from uitweg.casework.partners.referrals.views.sections import draft_context
from uitweg.casework.partners.referrals.views.sent import readable_referral, sent_page
from uitweg.platform.accounts.actions.authorization import NotPossible, require
from uitweg.platform.accounts.actions.sessions import MemberRequest
from uitweg.platform.accounts.rules import Permission
from uitweg.platform.accounts.views.gate import needs

BUTTONS = frozenset({"look", "keep", "klopt", "kent", "send"})


@require_http_methods(["GET", "POST"])
@needs(Permission.REFERRAL_READ)
def referral(request: MemberRequest, case_id: int, referral_id: int) -> HttpResponse:
    """The page of one referral; POST keeps the draft, and sends it only with the button "send".

    With "klopt" or "kent" it says that this member called about who reads it. The script keeps the
    draft at each pause, asks for JSON, and never sends.
    """
    row = readable_referral(request, case_id, referral_id)
    if request.method == "POST":
        require(request.actor, Permission.REFERRAL_WRITE, row.case)
        return _posted(request, row)
    if row.state != ReferralState.DRAFT:
        return sent_page(request, row)
    return _page(request, open_draft(row, by=request.actor))


def _posted(request: MemberRequest, row: Referral) -> HttpResponse:
    form, wants_json = (
        ReferralForm(request.POST),
        request.headers.get("Accept") == "application/json",
    )
    if not form.is_valid():
        if wants_json:
            return JsonResponse({"ok": False, "why": "wrong"}, status=400)
        return _page(request, open_draft(row, by=request.actor), form=form, status=400)
    draft, version = form.draft, form.cleaned_data["version"]
    if not wants_json and not BUTTONS & request.POST.keys():
        # it comes back after a login, which keeps the text and not what was ticked
        draft = replace(open_draft(row, by=request.actor).draft, asked=draft.asked)
    try:
        if "send" in request.POST and not wants_json:
            return _send(request, row, form)
        kept = referral_sending.save_draft(
            referral=row, draft=draft, version=version, by=request.actor
        )
    except DraftChanged as changed:
        if wants_json:
            return JsonResponse({"ok": False, "why": "newer"}, status=409)
        return _page(request, _typed(request, row, draft), theirs=changed, status=409)
    except NotPossible as refusal:
        if not wants_json:
            raise
        return JsonResponse({"ok": False, "why": refusal.refusal.code}, status=409)
    if {"klopt", "kent"} & set(request.POST) and not wants_json:
        confirm_posted(request, kept.organisation)
        kept.organisation.refresh_from_db()
    opened = open_draft(kept, by=request.actor, draft=draft)
    if wants_json:
        return JsonResponse(_for_script(request, opened))
    return _page(request, opened, is_kept=True)


def _send(request: MemberRequest, row: Referral, form: ReferralForm) -> HttpResponse:
    """Send it; what cannot leave now is kept as a draft, and the page says why."""
    draft, version = form.draft, form.cleaned_data["version"]
    try:
        referral_sending.send_referral(
            referral=row,
            draft=draft,
            version=version,
            seen=form.cleaned_data["seen"],
            by=request.actor,
        )
    except (CannotSend, PreviewChanged) as refusal:
        kept = referral_sending.save_draft(
            referral=row, draft=draft, version=version, by=request.actor
        )
        opened = open_draft(kept, by=request.actor, draft=draft)
        return _page(request, opened, refusal=refusal, status=409)
    return redirect("referral", row.case_id, row.pk)


def _typed(request: MemberRequest, row: Referral, draft: ReferralDraft) -> OpenedReferral:
    return open_draft(row, by=request.actor, draft=draft)


def _for_script(request: MemberRequest, opened: OpenedReferral) -> dict[str, object]:
    """Return the parts of the page that follow what is ticked and typed, as they are now."""
    context = draft_context(request, opened)
    parts = {
        name: render_to_string(template, context, request=request)
        for name, template in {
            "share": "referrals/share.html",
            "preview": "dispatch/package_preview.html",
            "send": "referrals/send.html",
        }.items()
    }
    return {"ok": True, "version": opened.referral.version, "seen": opened.seen, "parts": parts}


def _page(
    request: MemberRequest,
    opened: OpenedReferral,
    *,
    form: ReferralForm | None = None,
    theirs: DraftChanged | None = None,
    refusal: Exception | None = None,
    is_kept: bool = False,
    status: int = 200,
) -> HttpResponse:
    context = draft_context(request, opened) | {
        "form": form,
        "is_kept": is_kept,
        "theirs": theirs.theirs if theirs else None,
        "their_referral": theirs.referral if theirs else None,
        "cannot_send": getattr(refusal, "obstacle", None),
        "preview_changed": isinstance(refusal, PreviewChanged),
        "never_there": _never_there(request, opened),
    }
    return render(request, "referrals/draft.html", context, status=status)


def _never_there(request: MemberRequest, opened: OpenedReferral) -> str:
    """Return the district of the service when the safety card says never to go there, else ""."""
    service = opened.referral.service
    if service is None or not service.district:
        return ""
    never = never_there(case=opened.referral.case, places=known_places(), by=request.actor)
    return service.district if service.district in never else ""
