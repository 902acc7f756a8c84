"""Keeping what is typed, throwing it away, and the list of all that a member has lying there."""

from typing import Any

from django.conf import settings
from django.http import HttpResponse, JsonResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.views.decorators.http import require_GET, require_POST

from uitweg.access import unsent
from uitweg.access.forms import ThrowAwayForm, UnsentForm
from uitweg.access.gate import NotPossible, needs
from uitweg.access.rules import Permission
from uitweg.access.sessions import MemberRequest


@require_POST
@needs(Permission.ME_CHANGE)
def keep_unsent(request: MemberRequest) -> HttpResponse:
    """A pause: JSON with the version that lies there now; 409 when another page was first."""
    form, now = UnsentForm(request.POST), timezone.now()
    if not form.is_valid():
        return JsonResponse({"why": "wrong"}, status=400)
    sent = form.cleaned_data
    typed = unsent.Typed(
        place=sent["place"],
        form_key=bytes.fromhex(sent["key"]),
        words=sent["words"],
        base=sent["base"],
        tab=bytes.fromhex(sent["tab"]),
        turn=sent["turn"],
    )
    try:
        row = unsent.keep(typed=typed, by=request.member, keyring=request.keyring, now=now)
    except unsent.Newer as newer:
        kept = newer.kept
        return JsonResponse({"why": "newer", "kept": kept and as_told(kept)}, status=409)
    except unsent.TooFast:
        return JsonResponse({"why": "fast"}, status=429)
    except NotPossible as error:
        return JsonResponse({"why": error.why}, status=409)
    return JsonResponse({"version": row.version})


@require_POST
@needs(Permission.ME_CHANGE)
def drop_unsent(request: MemberRequest) -> HttpResponse:
    """Throw one text away; back to the list for who has no script."""
    form = ThrowAwayForm(request.POST)
    if not form.is_valid():
        return JsonResponse({"why": "wrong"}, status=400)
    gone = unsent.throw_away(**form.cleaned_data, by=request.member)
    if request.headers.get("Accept") == "application/json":
        return JsonResponse({"gone": gone})
    return redirect("unsent")


@require_GET
@needs(Permission.ME_READ)
def unsent_texts(request: MemberRequest) -> HttpResponse:
    """All that this member typed and did not send, to read, to go on with, to throw away."""
    kept = unsent.at(under="/", of=request.member, keyring=request.keyring)
    rows = [{"row": one.row, "said": one.said, "texts": _texts(one)} for one in kept]
    terms: Any = settings.TERMS
    words = {"rows": rows, "days": terms.number("unsent")}
    return render(request, "access/unsent.html", words)


def as_told(kept: unsent.Kept) -> dict[str, Any]:
    """Return what a page's script is told of a text that lies there."""
    return {
        "place": kept.row.place,
        "version": kept.row.version,
        "at": timezone.localtime(kept.row.saved_at).isoformat(),
        "fields": kept.said.get("fields"),
    }


def _texts(kept: unsent.Kept) -> list[tuple[str, str]]:
    """Return label and words of what was typed; a choice is a short code and has no label here."""
    fields: Any = kept.said.get("fields", [])
    return [(label, value) for _, value, label in fields if label and value.strip()]
