"""Keeping what is typed, throwing it away, and the list of all that a member has lying there."""

from typing import Any

from django.http import HttpResponse, JsonResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.views.decorators.http import require_GET, require_POST

from uitweg.casework.cases.forms import drafts
from uitweg.casework.dashboard.actions.drafts import draft_for_page
from uitweg.platform.accounts.actions.authorization import NotPossible
from uitweg.platform.accounts.actions.sessions import MemberRequest
from uitweg.platform.accounts.models import Member
from uitweg.platform.accounts.rules import Permission
from uitweg.platform.accounts.views.gate import needs
from uitweg.platform.drafts.actions import drafts as unsent
from uitweg.platform.drafts.forms import DiscardDraftForm, DraftForm
from uitweg.platform.drafts.rules.own_words import own_words
from uitweg.platform.policy import retention


@require_POST
@needs(Permission.ME_CHANGE)
def save_draft(request: MemberRequest) -> HttpResponse:
    """A pause: JSON with the version that lies there now; 409 when another page was first."""
    form = DraftForm(request.POST)
    if not form.is_valid():
        return JsonResponse({"why": "wrong"}, status=400)
    sent = form.cleaned_data
    typed = unsent.TypedDraft(
        place=sent["place"],
        form_key=bytes.fromhex(sent["key"]),
        words=sent["words"],
        base=sent["base"],
        tab=bytes.fromhex(sent["tab"]),
        turn=sent["turn"],
    )
    try:
        row = unsent.save_draft(typed=typed, by=request.actor)
    except unsent.DraftConflict as newer:
        return JsonResponse({"why": "newer", "kept": _newer_draft(newer.kept, request)}, status=409)
    except unsent.SavingTooFast:
        return JsonResponse({"why": "fast"}, status=429)
    except NotPossible as error:
        return JsonResponse({"why": error.why}, status=409)
    return JsonResponse({"version": row.version})


def _newer_draft(kept: unsent.OpenedDraft | None, request: MemberRequest) -> dict[str, Any] | None:
    """Return what lies there; of a form that opens no more only that, for a page left open."""
    if kept is None:
        return None
    told = draft_for_page(kept, request.member)
    at = timezone.localtime(kept.row.saved_at).isoformat()
    return told or {"version": kept.row.version, "at": at, "fields": None}


@require_POST
@needs(Permission.ME_CHANGE)
def discard_draft(request: MemberRequest) -> HttpResponse:
    """Throw one text away; back to the list for who has no script."""
    form = DiscardDraftForm(request.POST)
    if not form.is_valid():
        return JsonResponse({"why": "wrong"}, status=400)
    gone = unsent.discard_draft(**form.cleaned_data, by=request.actor)
    if request.headers.get("Accept") == "application/json":
        return JsonResponse({"gone": gone})
    return redirect("draft-list")


@require_GET
@needs(Permission.ME_READ)
def draft_list(request: MemberRequest) -> HttpResponse:
    """All that this member typed and did not send, to read, to go on with, to throw away.

    Of what was in a case before they typed, only what they may see there now.
    """
    kept = unsent.open_drafts(under="/", of=request.actor)
    words = {
        "rows": [_draft_row(one, request.member) for one in kept],
        "days": retention.retention_table().number("drafts"),
    }
    return render(request, "dashboard/draft_list.html", words)


def _draft_row(kept: unsent.OpenedDraft, member: Member) -> dict[str, Any]:
    place = drafts.case_draft_place(kept.row.place, of=member)
    if place is None or not kept.words:
        texts = [(label, value) for _, value, label, _ in kept.fields if label and value.strip()]
        return {"row": kept.row, "said": kept.said, "texts": texts, "opens": True}
    texts = [
        (label if place.opens else "", value if place.opens and place.shows(name) else mine)
        for name, value, label, was in kept.fields
        if label and (mine := own_words(value, was))
    ]
    said = {**kept.said} if place.opens else {"what": f"Casus {place.number}"}
    return {"row": kept.row, "said": said, "texts": texts, "opens": place.opens}
