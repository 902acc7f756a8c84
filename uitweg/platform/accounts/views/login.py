"""Logging in and out, and the page where a member's work begins."""

from datetime import datetime
from typing import cast

from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.middleware.csrf import rotate_token
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from uitweg.platform.accounts.actions import (
    challenges,
    interrupted_form,
    login,
    passkeys,
    sign_on,
    throttle,
)
from uitweg.platform.accounts.actions.authorization import Actor
from uitweg.platform.accounts.actions.keyring import Keyring
from uitweg.platform.accounts.actions.login import LOG_IN
from uitweg.platform.accounts.actions.sessions import (
    MemberRequest,
    end_earlier_session,
    end_session,
    open_session,
    set_cookie,
)
from uitweg.platform.accounts.forms import LoginForm, PassphraseForm
from uitweg.platform.accounts.models import Member, Passkey, ProviderAccount
from uitweg.platform.accounts.rules import Permission, open_to_everyone, role_may
from uitweg.platform.accounts.views import ceremony
from uitweg.platform.accounts.views.gate import needs
from uitweg.platform.audit.actions import audit_log
from uitweg.platform.audit.rules import Act
from uitweg.platform.openid.provider import SignOnRefused

LOG_OUT = Act("session:close", "Uitgelogd")

WRONG_LOGIN = (
    "Naam, wachtzin of code klopt niet. "
    "Een code telt één keer: wacht op de volgende en probeer opnieuw."
)
TOO_BUSY = "Er loggen nu te veel mensen tegelijk in. Wacht even en probeer het opnieuw."
WAIT_BEFORE_NEXT_TRY = (
    "Met deze naam is net vaak geprobeerd in te loggen. "
    "Wacht {} seconden en probeer het dan opnieuw."
)
WRONG_PHRASE = "Deze wachtzin klopt niet. Probeer het opnieuw."
PASSKEY_OF_ANOTHER = "Deze passkey is van een collega. Gebruik die van jou, of typ je wachtzin."
SIGN_ON_FIRST = "Log in met {name}. Zo is het hier afgesproken."
SIGN_ON_OVER = "Dat duurde te lang, of het was al gebruikt. Log opnieuw in met {name}."


def home_of(member: Member) -> str:
    """Return the address of the first page for this member's role."""
    if role_may(member.role, Permission.WORKLIST_READ):
        return reverse("now")
    if role_may(member.role, Permission.MEMBER_LIST):
        return reverse("members")
    if role_may(member.role, Permission.CONTENT_READ):
        return reverse("content-owner")
    if role_may(member.role, Permission.RETENTION_READ):
        return reverse("retention-page")
    if role_may(member.role, Permission.AUDIT_READ):
        return reverse("audit-log-page")
    if role_may(member.role, Permission.PACKAGE_LIST):
        return reverse("partner-home")
    return reverse("me")


@open_to_everyone
@require_GET
def home(request: HttpRequest) -> HttpResponse:
    """Redirect to the member's first page, or to the login page."""
    member = cast(MemberRequest, request).member
    return redirect(home_of(member) if member else "log-in")


@open_to_everyone
@require_http_methods(["GET", "POST"])
def log_in(request: HttpRequest) -> HttpResponse:
    """Log in with a passkey, or with passphrase and code; a refusal does not say what was wrong.

    The page's script requests the same address as JSON to get the challenge for a passkey.
    """
    if request.method != "POST":
        if request.headers.get("Accept") == "application/json":
            return ceremony.challenge_response(challenges.LOG_IN_PURPOSE)
        return _login_page(request, LoginForm())
    if "via" in request.POST:
        return _log_in_signed_on(request)
    if "credential" in request.POST:
        return _log_in_with_passkey(request)
    form, now, mark = LoginForm(request.POST), timezone.now(), _device_mark(request)
    try:
        if not form.is_valid():
            raise login.WrongLogin
        member, keyring = login.authenticate(**form.cleaned_data, now=now, mark=mark)
    except login.WrongLogin:
        return _login_page(request, form, wrong=WRONG_LOGIN, status=403)
    except throttle.TooManyTries as error:
        return _login_page(
            request, form, wrong=WAIT_BEFORE_NEXT_TRY.format(error.seconds), status=429
        )
    except login.TooManyLoggingIn:
        return _login_page(request, form, wrong=TOO_BUSY, status=503)
    return _let_in(request, member, keyring, now=now)


def _log_in_with_passkey(request: HttpRequest) -> HttpResponse:
    now = timezone.now()
    try:
        passkey, keyring = ceremony.authenticate_with_passkey(request, now=now)
    except passkeys.PasskeyRefused as error:
        return _login_page(request, LoginForm(), wrong=error.refusal.sentence, status=403)
    except throttle.TooManyTries as error:
        wait = ceremony.WAIT.format(error.seconds)
        return _login_page(request, LoginForm(), wrong=wait, status=429)
    return _let_in(request, passkey.member, keyring, now=now, passkey=passkey)


def _log_in_signed_on(request: HttpRequest) -> HttpResponse:
    """Open the key of whom the city's provider named, with their passkey or passphrase."""
    now = timezone.now()
    signed_on = sign_on.who_returned(request, to_link=False, now=now)
    passkey: Passkey | None = None
    try:
        if settings.SIGN_ON is None or signed_on is None:
            raise SignOnRefused("too-late")
        account = sign_on.account_of(signed_on.account_hash, now=now)
        if "credential" in request.POST:
            passkey, keyring = ceremony.authenticate_with_passkey(
                request, by=account.member, now=now
            )
        else:
            keyring = _keyring_by_phrase(request, account.member, now=now)
        sign_on.use_up(signed_on, now=now)
    except SignOnRefused:
        name = settings.SIGN_ON.name if settings.SIGN_ON else ""
        return _login_page(request, LoginForm(), wrong=SIGN_ON_OVER.format(name=name), status=403)
    except passkeys.PasskeyRefused as error:
        is_another = error.refusal is passkeys.PasskeyRefusal.PASSKEY_UNKNOWN
        wrong = PASSKEY_OF_ANOTHER if is_another else error.refusal.sentence
        return _login_page(request, LoginForm(), wrong=wrong, status=403)
    except login.WrongLogin:
        return _login_page(request, LoginForm(), wrong=WRONG_PHRASE, status=403)
    except throttle.TooManyTries as error:
        wait = ceremony.WAIT.format(error.seconds)
        return _login_page(request, LoginForm(), wrong=wait, status=429)
    except login.TooManyLoggingIn:
        return _login_page(request, LoginForm(), wrong=TOO_BUSY, status=503)
    return _let_in(request, account.member, keyring, now=now, passkey=passkey, account=account)


def _keyring_by_phrase(request: HttpRequest, member: Member, *, now: datetime) -> Keyring:
    form = PassphraseForm(request.POST)
    if not form.is_valid():
        raise login.WrongLogin
    phrase, mark = form.cleaned_data["phrase"], _device_mark(request)
    return login.authenticate_signed_on(member, phrase, now=now, mark=mark)


def _let_in(
    request: HttpRequest,
    member: Member,
    keyring: Keyring,
    *,
    now: datetime,
    passkey: Passkey | None = None,
    account: ProviderAccount | None = None,
) -> HttpResponse:
    if account is None and (asked := sign_on.asked_of(member)):
        audit_log.record(None, LOG_IN, member, result="refused", reason="sign-on")
        wrong = SIGN_ON_FIRST.format(name=asked.name)
        return _login_page(request, LoginForm(), wrong=wrong, status=403)
    how = "sign-on" if account else ""
    audit_log.record(member, LOG_IN, member, reason="passkey" if passkey else how)
    end_earlier_session(request)
    rotate_token(request)  # before the page below is made: it holds a form
    response = _redirect_to_work(request, Actor(member, now, keyring))
    set_cookie(response, open_session(member, keyring, now=now, passkey=passkey, account=account))
    sign_on.forget(response, sign_on.RETURNED_COOKIE)
    if not throttle.is_device_mark_of(member.login, _device_mark(request)):
        set_cookie(
            response,
            throttle.new_device_mark(member),
            name=throttle.DEVICE_COOKIE,
            lasts=throttle.DEVICE_COOKIE_LASTS,
        )
    return response


def _device_mark(request: HttpRequest) -> str:
    return request.COOKIES.get(throttle.DEVICE_COOKIE, "")


def ask_to_log_in_again(request: HttpRequest) -> HttpResponse:
    """Answer a form that was posted after the session ended: the login page with the text in it."""
    interrupted = interrupted_form.form_just_posted(request)
    return _login_page(request, LoginForm(), interrupted=interrupted, status=403)


def _login_page(
    request: HttpRequest,
    form: LoginForm,
    *,
    wrong: str = "",
    interrupted: interrupted_form.InterruptedForm | None = None,
    status: int = 200,
) -> HttpResponse:
    after = interrupted.address if interrupted else _wanted_address(request)
    signed_on = None if "anders" in request.GET else sign_on.member_who_returned(request)
    context = {
        "form": form,
        "after": after,
        "wrong": wrong,
        "typed": interrupted or interrupted_form.form_carried_through_login(request, after),
        "demo_people": _demo_people(),
        "sign_on": settings.SIGN_ON,
        "signed_on": signed_on,
        "phrase_form": PassphraseForm(),
        **ceremony.passkey_words(),
    }
    return render(request, "accounts/login.html", context, status=status)


def _wanted_address(request: HttpRequest) -> str:
    """Return the address to go to after logging in, as the page before asked; may be empty."""
    return request.GET.get("verder", "") or request.POST.get("verder", "")


def _redirect_to_work(request: HttpRequest, actor: Actor) -> HttpResponse:
    """Go to the page the member wanted, or give back the text of an interrupted form."""
    after = _wanted_address(request)
    interrupted = interrupted_form.form_carried_through_login(request, after)
    if interrupted:
        member_request = cast(MemberRequest, request)
        member_request.member, member_request.actor = actor.member, actor
        return render(request, "accounts/interrupted_form.html", {"typed": interrupted})
    return redirect(after if interrupted_form.is_own_address(after) else home_of(actor.member))


def _demo_people() -> list[dict[str, str]]:
    """Return the login details to show on the demo; none elsewhere."""
    from uitweg.platform.accounts.actions import demo

    return demo.demo_members()


@require_POST
@needs(Permission.ME_READ)
def log_out(request: MemberRequest) -> HttpResponse:
    left = "?uit" if settings.SIGN_ON and request.member_session.signed_on else ""
    response = redirect(reverse("log-in") + left)
    end_session(request, response)
    rotate_token(request)
    audit_log.record(request.member, LOG_OUT, request.member)
    return response
