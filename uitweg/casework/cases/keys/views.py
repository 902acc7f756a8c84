"""A new team key, and a case that only named members can open."""

from django.http import HttpResponse, JsonResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.views.decorators.http import require_GET, require_POST

from uitweg.casework.cases.case.models import Case
from uitweg.casework.cases.keys.actions import restriction
from uitweg.casework.cases.keys.actions.key_renewal import (
    count_cases_with_keys,
    renew_some,
    renewal_progress,
)
from uitweg.casework.cases.keys.forms import TurnTeamKeyForm
from uitweg.casework.cases.keys.rules import how_long
from uitweg.channel.conversation.actions import team_keys
from uitweg.channel.conversation.models import TeamKey
from uitweg.platform.accounts.actions import login, own_login, throttle
from uitweg.platform.accounts.actions.authorization import NotPossible
from uitweg.platform.accounts.actions.key_shares import key_age
from uitweg.platform.accounts.actions.sessions import MemberRequest, renew_session
from uitweg.platform.accounts.forms import PassphraseForm
from uitweg.platform.accounts.rules import Permission, proof_is_fresh
from uitweg.platform.accounts.views.ceremony import PROVE_FIRST, WAIT, WRONG_PHRASE
from uitweg.platform.accounts.views.gate import needs
from uitweg.platform.sealing import recovery

RENEW_SECONDS = 1.0
"""What one request of the open page does; then the page asks again."""


@require_GET
@needs(Permission.KEY_TURN)
def team_key(request: MemberRequest) -> HttpResponse:
    """What a new team key does, and how far it is."""
    return _keys_page(request)


def _keys_page(
    request: MemberRequest, *, status: int = 200, wrong: str = "", words: str = ""
) -> HttpResponse:
    """Show the page; `words` are those of a new recovery sheet, which stand on it once."""
    now = timezone.now()
    total = count_cases_with_keys()
    context = {
        "present": (TeamKey.current_id() or b"").hex(),
        "key_age": key_age(now=now),
        "renewal": renewal_progress(),
        "total": total,
        "how_long": how_long(total),
        "proof_is_fresh": proof_is_fresh(request.member_session.last_proof, now=now),
        "phrase_form": PassphraseForm(),
        "words": words.split(),
        "wrong": wrong,
    }
    return render(request, "keys/team_key.html", context, status=status)


@require_POST
@needs(Permission.KEY_TURN)
def prove_for_key(request: MemberRequest) -> HttpResponse:
    """Prove again who you are, with the passphrase."""
    form = PassphraseForm(request.POST)
    phrase = form.cleaned_data["phrase"] if form.is_valid() else ""
    try:
        own_login.prove_identity(by=request.actor, phrase=phrase)
    except login.WrongLogin:
        return _keys_page(request, status=400, wrong=WRONG_PHRASE)
    except throttle.TooManyTries as error:
        wrong = WAIT.format(error.seconds)
        return _keys_page(request, status=429, wrong=wrong)
    request.member_session.proved_at = timezone.now()
    response = redirect("team-key")
    renew_session(request, response, request.keyring)
    return response


@require_POST
@needs(Permission.KEY_TURN)
def turn_team_key(request: MemberRequest) -> HttpResponse:
    """Make the new key; for a new recovery sheet its words are shown first."""
    if not proof_is_fresh(request.member_session.last_proof, now=timezone.now()):
        return _keys_page(request, status=409, wrong=PROVE_FIRST)
    form = TurnTeamKeyForm(request.POST)
    if not form.is_valid():
        wrong = str(next(iter(form.errors.values()))[0])
        return _keys_page(
            request, status=400, wrong=wrong, words=form.cleaned_data.get("words", "")
        )
    if form.shows_words_first:
        return _keys_page(request, words=" ".join(recovery.to_words(recovery.new_recovery_seed())))
    try:
        team_keys.turn_team_key(
            by=request.actor, present_id=form.present_id, new_sheet=form.sheet_public_key()
        )
    except NotPossible as error:
        return _keys_page(request, status=409, wrong=error.sentence)
    return redirect("team-key")


@require_POST
@needs(Permission.KEY_TURN)
def renew_case_keys(request: MemberRequest) -> HttpResponse:
    """Go on with the keys of the cases for a second; for the page's script, and its button."""
    renewed = renew_some(by=request.actor, seconds=RENEW_SECONDS)
    if "text/html" in request.headers.get("Accept", ""):
        return redirect("team-key")
    progress = renewal_progress()
    left, total = (progress.left, progress.total) if progress else (0, 0)
    return JsonResponse({"renewed": renewed, "left": left, "total": total})


@require_POST
@needs(Permission.CASE_GRANT)
def set_restriction(request: MemberRequest, case_id: int) -> HttpResponse:
    """Restrict the case to its members, or open it to the team again."""
    case = get_object_or_404(Case, pk=case_id)
    if request.POST.get("strikt") == "ja":
        restriction.restrict_case(case=case, by=request.actor)
    else:
        restriction.lift_restriction(case=case, by=request.actor)
    return redirect("case-access", case.pk)
