"""Save a draft, discard one, and the list of all drafts of a member."""

from typing import Any

from django.http import HttpResponse, JsonResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.views.decorators.http import require_GET, require_POST

from uitweg.platform.accounts.actions.authorization import Actor, NotPossible
from uitweg.platform.accounts.actions.sessions import MemberRequest
from uitweg.platform.accounts.rules import Permission
from uitweg.platform.accounts.views.gate import needs
from uitweg.platform.drafts.actions import drafts
from uitweg.platform.drafts.actions.places import draft_for_page, draft_place
from uitweg.platform.drafts.forms import DiscardDraftForm, DraftForm
from uitweg.platform.drafts.rules.own_words import own_words
from uitweg.platform.policy import retention


@require_POST
@needs(Permission.ME_CHANGE)
def save_draft(request: MemberRequest) -> HttpResponse:
    """Autosave a draft; return its new version as JSON, or 409 when another page saved first."""
    form = DraftForm(request.POST)
    if not form.is_valid():
        return JsonResponse({"why": "wrong"}, status=400)
    cleaned = form.cleaned_data
    typed = drafts.TypedDraft(
        place=cleaned["place"],
        form_key=bytes.fromhex(cleaned["key"]),
        words=cleaned["words"],
        base=cleaned["base"],
        tab=bytes.fromhex(cleaned["tab"]),
        turn=cleaned["turn"],
    )
    try:
        row = drafts.save_draft(typed=typed, by=request.actor)
    except drafts.DraftConflict as conflict:
        newer = _newer_draft(conflict.kept, request.actor)
        return JsonResponse({"why": "newer", "kept": newer}, status=409)
    except drafts.SavingTooFast:
        return JsonResponse({"why": "fast"}, status=429)
    except NotPossible as error:
        return JsonResponse({"why": error.refusal.code}, status=409)
    return JsonResponse({"version": row.version})


def _newer_draft(draft: drafts.OpenedDraft | None, by: Actor) -> dict[str, Any] | None:
    """Return the newer draft for a page that is still open; None when the form was sent.

    When its form no longer opens for this member, only its version and moment.
    """
    if draft is None:
        return None
    saved_at = timezone.localtime(draft.row.saved_at).isoformat()
    without_text = {"version": draft.row.version, "at": saved_at, "fields": None}
    return draft_for_page(draft, by) or without_text


@require_POST
@needs(Permission.ME_CHANGE)
def discard_draft(request: MemberRequest) -> HttpResponse:
    """Delete one draft; a script gets JSON, a browser without scripts goes back to the list."""
    form = DiscardDraftForm(request.POST)
    if not form.is_valid():
        return JsonResponse({"why": "wrong"}, status=400)
    is_deleted = drafts.discard_draft(**form.cleaned_data, by=request.actor)
    if request.headers.get("Accept") == "application/json":
        return JsonResponse({"gone": is_deleted})
    return redirect("draft-list")


@require_GET
@needs(Permission.ME_READ)
def draft_list(request: MemberRequest) -> HttpResponse:
    """Show all drafts of this member, to read, to continue, or to discard.

    Of the text that a case filled in for them, only what they may still see of that case.
    """
    opened = drafts.open_drafts(under="/", of=request.actor)
    context = {
        "rows": [_draft_row(draft, request.actor) for draft in opened],
        "days": retention.retention_table().number("drafts"),
    }
    return render(request, "unsent/draft_list.html", context)


def _draft_row(draft: drafts.OpenedDraft, by: Actor) -> dict[str, Any]:
    """Return a draft as the list shows it; `texts` are its (label, text) pairs."""
    place = draft_place(draft.row.place, by=by)
    if place is None or not draft.words:
        texts = [(label, text) for _, text, label, _ in draft.fields if label and text.strip()]
        return {"draft": draft.row, "form": draft.said, "texts": texts, "opens": True}
    texts = []
    for name, text, label, text_before in draft.fields:
        typed = own_words(text, text_before) if label else ""
        if typed and place.opens:
            texts.append((label, text if place.shows(name) else typed))
        elif typed:
            texts.append(("", typed))
    form = draft.said if place.opens else {"what": place.title}
    return {"draft": draft.row, "form": form, "texts": texts, "opens": place.opens}
