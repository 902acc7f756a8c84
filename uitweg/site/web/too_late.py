"""Pages for actions that came too late and for other failures that must not lose typed text."""

from collections.abc import Callable
from dataclasses import replace
from typing import cast

from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render

from uitweg.casework.cases.case.actions.case_keys import CaseKeyOutdated, CaseRefusal
from uitweg.casework.cases.keys.actions.key_renewal import renew_cases
from uitweg.channel.conversation.actions.store_faults import is_disk_full
from uitweg.platform.accounts.actions import interrupted_form
from uitweg.platform.accounts.actions.authorization import NotPossible
from uitweg.platform.accounts.actions.keyring import NoKey
from uitweg.platform.accounts.actions.sessions import MemberRequest, take_new_shares
from uitweg.platform.accounts.views.gate import SessionOver
from uitweg.platform.accounts.views.login import ask_to_log_in_again
from uitweg.platform.drafts.actions.once import FormRefusal
from uitweg.platform.sealing import tokens
from uitweg.site.web import failures

MOST_RUNS = 4
"""How often a view is run for one request, when keys change while it runs."""


OLD_FORM = "Dit formulier stond te lang open, of je logde intussen opnieuw in. Er is niets bewaard."


def too_late(
    get_response: Callable[[HttpRequest], HttpResponse],
) -> Callable[[HttpRequest], HttpResponse]:
    """Turn NotPossible, NoKey, SessionOver and a full disk, raised by a view, into a page.

    A view that met a new key on its way (of the team, or of a case) is run again: nothing was
    stored, and nobody has to send their text again.
    """

    def middleware(request: HttpRequest) -> HttpResponse:
        response = get_response(request)
        if response.status_code == 405 and not response.content:
            return _form_address_page(request, response)
        return response

    def process_exception(request: HttpRequest, error: Exception) -> HttpResponse | None:
        try:
            if _has_new_key(request, error):
                return _run_again(request)
        except Exception as second:
            page = process_exception(request, second)
            if page is None:
                raise
            return page
        if isinstance(error, NoKey):
            return redirect("key")
        if isinstance(error, SessionOver):
            return ask_to_log_in_again(request)
        if is_disk_full(error):
            return page_with_typed_text(request, 503)
        if isinstance(error, NotPossible):
            if error.refusal is FormRefusal.FORM_OTHER and (page := _other_content_page(request)):
                return page
            context = {
                "title": "Net te laat",
                "sentence": error.sentence,
                "typed": _posted_text(request),
                "ask": error.colleague,
            }
            response = render(request, "accounts/too_late.html", context, status=409)
            response["Cache-Control"] = "no-store"
            return response
        return None

    middleware.process_exception = process_exception  # type: ignore[attr-defined]
    return middleware


def _has_new_key(request: HttpRequest, error: Exception) -> bool:
    """Return whether the view may go well now: its key was replaced since, or is made anew here."""
    member_request = cast(MemberRequest, request)
    runs = getattr(request, "runs", 1)
    if runs >= MOST_RUNS or not isinstance(error, (NoKey, NotPossible, CaseKeyOutdated)):
        return False
    request.runs = runs + 1  # type: ignore[attr-defined]
    if isinstance(error, NoKey):
        return take_new_shares(member_request)
    if isinstance(error, NotPossible):
        return error.refusal is CaseRefusal.CASE_REKEYED
    take_new_shares(member_request)
    renew_cases(error.case_ids, by=member_request.actor)
    return True


def _run_again(request: HttpRequest) -> HttpResponse:
    for _, files in request.FILES.lists():
        for file in files:
            file.seek(0)
    match = request.resolver_match
    assert match is not None
    return cast(HttpResponse, match.func(request, *match.args, **match.kwargs))


def _other_content_page(request: HttpRequest) -> HttpResponse | None:
    """Return a page with the typed text in a new form: sent from there it is another one.

    None when the form has no text that would be lost.
    """
    posted = _posted_text(request)
    if posted is None:
        return None
    fields = posted.other_fields | {"key": tokens.new_token(16).hex()}
    return _page_to_send_again(
        request,
        replace(posted, other_fields=fields),
        title="Nog niet bewaard",
        sentence=FormRefusal.FORM_OTHER.sentence,
        status=409,
    )


def _form_address_page(request: HttpRequest, empty_response: HttpResponse) -> HttpResponse:
    """Return a page instead of Django's empty one, for an address that takes only posted forms."""
    page = failures.failure_page(request, 405)
    page["Allow"] = empty_response["Allow"]
    return page


def _posted_text(request: HttpRequest) -> interrupted_form.InterruptedForm | None:
    return interrupted_form.form_just_posted(request) if request.method == "POST" else None


def forged_form(request: HttpRequest, reason: str = "") -> HttpResponse:
    """Refuse a form whose token is not this browser's.

    A page that stood open while its reader logged in again has an old token: what was typed there
    comes back to be sent again. Of a form from elsewhere nothing is shown.
    """
    posted = _posted_text(request) or interrupted_form.form_carried_through_login(
        request, request.POST.get("verder", "")
    )
    if posted is None or not _comes_from_own_page(request):
        return failures.failure_page(request, 403, sentence=OLD_FORM + " Laad de pagina opnieuw.")
    return _page_to_send_again(
        request, posted, title="Nog niet bewaard", sentence=OLD_FORM, status=403
    )


def _comes_from_own_page(request: HttpRequest) -> bool:
    own = {settings.STAFF_URL, f"{request.scheme}://{request.get_host()}"}
    return request.headers.get("Origin") in own


def broken(request: HttpRequest) -> HttpResponse:
    return page_with_typed_text(request, 500)


def page_with_typed_text(request: HttpRequest, status: int) -> HttpResponse:
    """Return the error page of a status; with posted text on it, which can be sent again."""
    posted = _posted_text(request)
    if posted is None:
        return failures.failure_page(request, status)
    title, sentence = failures.FAILURE_SENTENCES[status]
    return _page_to_send_again(request, posted, title=title, sentence=sentence, status=status)


def _page_to_send_again(
    request: HttpRequest,
    posted: interrupted_form.InterruptedForm,
    *,
    title: str,
    sentence: str,
    status: int,
) -> HttpResponse:
    about_files = " Kies je bestanden opnieuw, op de pagina zelf." if request.FILES else ""
    context = {"typed": posted, "title": title, "sentence": sentence + about_files}
    response = render(request, "accounts/interrupted_form.html", context, status=status)
    response["Cache-Control"] = "no-store"
    return response
