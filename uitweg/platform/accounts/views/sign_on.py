"""Single sign-on: to the city's provider and back, and linking one's account there."""

import logging

from django.conf import settings
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.http import urlencode
from django.views.decorators.http import require_GET, require_http_methods

from uitweg.platform.accounts.actions import provider_account as accounts
from uitweg.platform.accounts.actions import sign_on
from uitweg.platform.accounts.actions.authorization import NotPossible
from uitweg.platform.accounts.actions.sessions import MemberRequest
from uitweg.platform.accounts.forms import PassphraseForm
from uitweg.platform.accounts.models import ProviderAccount
from uitweg.platform.accounts.rules import Permission, open_to_everyone, proof_is_fresh
from uitweg.platform.accounts.views import ceremony
from uitweg.platform.accounts.views.gate import needs
from uitweg.platform.openid.provider import Provider, SignOnRefused
from uitweg.platform.openid.sign_on import address_to_sign_off

log = logging.getLogger("uitweg.platform.accounts")

AWAY = (
    "{name} antwoordt nu niet. Wacht even en probeer het opnieuw. Blijft het zo, bel je beheerder."
)
NOT_RIGHT = (
    "Het antwoord van {name} klopt niet. Er is niets gebeurd. "
    "Probeer het opnieuw. Gaat het weer mis, bel dan je beheerder."
)
REFUSALS = {
    "provider-away": AWAY,
    "provider-busy": AWAY,
    "provider-refuses": AWAY,
    "cancelled": "Je bent bij {name} gestopt. Er is niets gebeurd.",
    "too-late": "Dat duurde te lang, of het was al gebruikt. Probeer het opnieuw.",
    "no-request": "Dat duurde te lang, of je begon in een andere browser. Probeer het opnieuw.",
    "unlinked": "Uitweg kent dit account van {name} nog niet. Log in met je inlognaam. "
    "Koppel daarna bij Ik je account.",
    "membership": "Je toegang tot Uitweg is voorbij. Klopt dat niet, vraag het de teamleider.",
    "acr": "Je hebt je bij {name} niet sterk genoeg aangemeld. Probeer het opnieuw, met je code "
    "of sleutel erbij. Lukt dat niet, bel je beheerder.",
}
LOGGED_BY_SENTENCE = frozenset({"acr", "provider-away", "provider-refuses"})
NOT_LOGGED = (frozenset(REFUSALS) - LOGGED_BY_SENTENCE) | {
    "state",
    "another-provider",
    "provider-says-no",
    "answer-malformed",
    "code-refused",
}
"""What a stranger can bring about as often as they like; the others tell of the provider."""


def provider() -> Provider:
    """Return the city's provider; without one none of these pages exists."""
    if settings.SIGN_ON is None:
        raise Http404
    chosen: Provider = settings.SIGN_ON
    return chosen


def refusal(why: str) -> str:
    """Return the sentence for a refusal, and log what the city's administrator can mend."""
    if why not in NOT_LOGGED:
        log.warning("single sign-on refused: %s", why)
    return REFUSALS.get(why, NOT_RIGHT).format(name=provider().name)


@open_to_everyone
@require_GET
def start_sign_on(request: HttpRequest) -> HttpResponse:
    """Send the browser to the provider, to log in."""
    try:
        address, cookie = sign_on.depart(
            provider(), after=request.GET.get("verder", ""), now=timezone.now()
        )
    except SignOnRefused as error:
        return _stopped(request, error.why)
    response = redirect(address)
    sign_on.set_departure_cookie(response, cookie)
    return response


@open_to_everyone
@require_GET
def sign_on_return(request: HttpRequest) -> HttpResponse:
    """Take the provider's answer, and lead on by a page of ours.

    A redirect would not do: after one that began at another site, a browser need not send the
    cookies that are for this site only.
    """
    now = timezone.now()
    try:
        signed_on = sign_on.come_back(provider(), request, now=now)
    except SignOnRefused as error:
        return _stopped(request, error.why)
    if signed_on.is_to_link:
        onward = reverse("provider-account")
    else:
        query = urlencode({"verder": signed_on.after}) if signed_on.after else ""
        onward = reverse("log-in") + (f"?{query}" if query else "")
    response = render(request, "accounts/sign_on_return.html", {"onward": onward})
    sign_on.set_returned_cookie(response, signed_on, now=now)
    return response


def _stopped(request: HttpRequest, why: str) -> HttpResponse:
    context = {"wrong": refusal(why), "is_to_link": sign_on.left_to_link(request)}
    status = 503 if why in {"provider-away", "provider-busy", "provider-refuses"} else 403
    response = render(request, "accounts/sign_on_return.html", context, status=status)
    sign_on.forget(response, sign_on.REQUEST_COOKIE)
    return response


@open_to_everyone
@require_GET
def sign_off(request: HttpRequest) -> HttpResponse:
    """After logging out here: end the browser's session with the provider too, if it offers it."""
    back_to = f"{settings.STAFF_URL}{reverse('log-in')}"
    try:
        address = address_to_sign_off(provider(), back_to=back_to)
    except SignOnRefused as error:
        return _stopped(request, error.why)
    return redirect(address or "log-in")


@require_http_methods(["GET", "POST"])
@needs(Permission.ME_CHANGE)
def provider_account(request: MemberRequest) -> HttpResponse:
    """The member's account with the provider: link it, or take the link away."""
    if request.method == "GET":
        return _account_page(request)
    if not proof_is_fresh(request.member_session.last_proof, now=timezone.now()):
        return _account_page(request, ceremony.PROVE_FIRST, status=403)
    signed_on = sign_on.who_returned(request, to_link=True, now=timezone.now())
    try:
        if request.POST.get("what") == "unlink":
            accounts.unlink_account(by=request.actor, session=request.member_session)
        elif signed_on is None:
            return _account_page(request, refusal("too-late"), status=400)
        else:
            accounts.link_account(
                by=request.actor, signed_on=signed_on, session=request.member_session
            )
    except NotPossible as error:
        wrong = error.sentence.format(name=provider().name)
        return _account_page(request, wrong, status=409)
    except SignOnRefused as error:
        return _account_page(request, refusal(error.why), status=409)
    response = redirect("provider-account")
    sign_on.forget(response, sign_on.RETURNED_COOKIE)
    return response


@require_GET
@needs(Permission.ME_CHANGE)
def start_link(request: MemberRequest) -> HttpResponse:
    """Send the browser to the provider, to link the account that it names."""
    if not proof_is_fresh(request.member_session.last_proof, now=timezone.now()):
        return _account_page(request, ceremony.PROVE_FIRST, status=403)
    try:
        address, cookie = sign_on.depart(provider(), member=request.member, now=timezone.now())
    except SignOnRefused as error:
        return _account_page(request, refusal(error.why), status=503)
    response = redirect(address)
    sign_on.set_departure_cookie(response, cookie)
    return response


def _account_page(request: MemberRequest, wrong: str = "", *, status: int = 200) -> HttpResponse:
    signed_on = sign_on.who_returned(request, to_link=True, now=timezone.now())
    context = {
        "provider": provider(),
        "account": ProviderAccount.objects.filter(member=request.member).first(),
        "may_link": signed_on is not None and signed_on.member == request.member.pk and not wrong,
        "proof_is_fresh": proof_is_fresh(request.member_session.last_proof, now=timezone.now()),
        "phrase_form": PassphraseForm(),
        "wrong": wrong,
        "must_link": request.actor.has_yet_to_link,
        **ceremony.passkey_words(),
    }
    return render(request, "accounts/provider_account.html", context, status=status)
