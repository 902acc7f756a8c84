"""The staff door's own pages: coming in, the key, the members, the trail."""

import re
from datetime import datetime, timedelta
from typing import cast

import segno
from django.http import Http404, HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from uitweg.access import actions, login, passkeys, questions, throttle, touching, trail, typed
from uitweg.access.addresses import number_in
from uitweg.access.forms import ROLE_WORDS, InviteForm, JoinForm, LoginForm, RecoverForm
from uitweg.access.gate import NotPossible, needs
from uitweg.access.keyring import Keyring
from uitweg.access.models import Member, TrailEntry
from uitweg.access.rules import Permission, Role, may, open_to_everyone
from uitweg.access.sessions import (
    MemberRequest,
    end_session,
    open_session,
    reseal,
    set_cookie,
)
from uitweg.clock.actions import last_pulse
from uitweg.sealing import envelope, fingerprint, recovery

WRONG = (
    "Naam, wachtzin of code klopt niet. "
    "Een code telt één keer: wacht op de volgende en probeer opnieuw."
)
BUSY = "Er loggen nu te veel mensen tegelijk in. Wacht even en probeer het opnieuw."
WAIT = (
    "Met deze naam is net vaak geprobeerd in te loggen. "
    "Wacht {} seconden en probeer het dan opnieuw."
)
TOO_LATE = {
    "login-taken": "Deze inlognaam is al in gebruik. Kies een andere.",
    "fingerprint-changed": "De sleutel van deze collega is net veranderd. "
    "Vergelijk de vier woorden opnieuw.",
    "member-needs-no-key": "Deze collega heeft geen sleutel nodig, of is nog niet binnen geweest.",
    "not-our-sheet": "Dit herstelblad hoort niet bij dit team.",
}
A_ROW = re.compile("(report|case|callnote|member):[0-9]{1,18}")


def home_of(member: Member) -> str:
    """Return the address where this role's work begins."""
    if may(member, Permission.WORKLIST_READ):
        return reverse("now")
    if may(member, Permission.MEMBER_LIST):
        return reverse("members")
    if may(member, Permission.CONTENT_READ):
        return reverse("content-owner")
    return reverse("trail") if may(member, Permission.TRAIL_READ) else reverse("me")


@open_to_everyone
@require_GET
def home(request: HttpRequest) -> HttpResponse:
    """The door itself: on to your work, or to the login page."""
    member = cast(MemberRequest, request).member
    return redirect(home_of(member) if member else "login")


@open_to_everyone
@require_http_methods(["GET", "POST"])
def log_in(request: HttpRequest) -> HttpResponse:
    """A passkey, or passphrase and code; wrong is wrong, without saying what.

    The script of the page asks the same address, for JSON, what the passkey has to sign.
    """
    if request.method != "POST":
        if request.headers.get("Accept") == "application/json":
            return touching.question(questions.LOG_IN)
        return _login_page(request, LoginForm())
    if "credential" in request.POST:
        return _log_in_with_passkey(request)
    form, now, mark = LoginForm(request.POST), timezone.now(), _mark(request)
    try:
        if not form.is_valid():
            raise login.WrongLogin
        member, keyring = login.unlock(**form.cleaned_data, now=now, mark=mark)
    except login.WrongLogin:
        return _login_page(request, form, wrong=WRONG, status=403)
    except throttle.WaitFirst as error:
        return _login_page(request, form, wrong=WAIT.format(error.seconds), status=429)
    except login.TooManyAtOnce:
        return _login_page(request, form, wrong=BUSY, status=503)
    return _let_in(request, member, keyring, now=now)


def _log_in_with_passkey(request: HttpRequest) -> HttpResponse:
    now = timezone.now()
    try:
        member, keyring = touching.come_in(request, now=now)
    except passkeys.Refused as error:
        return _login_page(request, LoginForm(), wrong=touching.SAYS[error.why], status=403)
    except throttle.WaitFirst as error:
        wait = touching.SAYS["wait"].format(error.seconds)
        return _login_page(request, LoginForm(), wrong=wait, status=429)
    return _let_in(request, member, keyring, now=now, reason="passkey")


def _let_in(
    request: HttpRequest, member: Member, keyring: Keyring, *, now: datetime, reason: str = ""
) -> HttpResponse:
    trail.record(member, "session:open", member, reason=reason)
    answer = _on_to_work(request, member)
    set_cookie(answer, open_session(member, keyring, now=now))
    if not throttle.is_mark_of(member.login, _mark(request)):
        lasts = throttle.MARK_LASTS
        set_cookie(answer, throttle.new_mark(member), name=throttle.MARK, lasts=lasts)
    return answer


def _mark(request: HttpRequest) -> str:
    return request.COOKIES.get(throttle.MARK, "")


def log_in_again(request: HttpRequest) -> HttpResponse:
    """Answer a form whose session was over: the login page, with the typed text in it."""
    sent = typed.just_sent(request)
    return _login_page(request, LoginForm(), sent=sent, status=403)


def _login_page(
    request: HttpRequest,
    form: LoginForm,
    *,
    wrong: str = "",
    sent: typed.Typed | None = None,
    status: int = 200,
) -> HttpResponse:
    after = sent.to if sent else request.GET.get("verder", "") or request.POST.get("verder", "")
    words = {
        "form": form,
        "after": after,
        "wrong": wrong,
        "typed": sent or typed.carried(request, after),
        "demo_people": _demo_people(),
        **touching.offered(),
    }
    return render(request, "access/login.html", words, status=status)


def _on_to_work(request: HttpRequest, member: Member) -> HttpResponse:
    """Send who came in to where they wanted to go; or give back what they had typed."""
    after = request.GET.get("verder", "") or request.POST.get("verder", "")
    brought = typed.carried(request, after)
    if brought:
        cast(MemberRequest, request).member = member
        return render(request, "access/typed.html", {"typed": brought})
    return redirect(after if typed.stays_here(after) else home_of(member))


def _demo_people() -> list[dict[str, str]]:
    """On the demo, say who may come in and with what; nowhere else."""
    from uitweg.access import demo

    return demo.people()


@require_POST
@needs(Permission.ME_READ)
def log_out(request: MemberRequest) -> HttpResponse:
    answer = redirect("login")
    end_session(request, answer)
    trail.record(request.member, "session:close", request.member)
    return answer


@require_http_methods(["GET", "POST"])
@open_to_everyone
def join(request: HttpRequest) -> HttpResponse:
    """Take up an invitation: own passphrase, own phone, own key."""
    form = JoinForm(request.POST or None)
    form.is_valid()
    secret = getattr(form, "cleaned_data", {}).get("totp_secret") or login.new_totp_secret()
    status = 200
    if request.method == "POST":
        status = 400
        if form.is_valid():
            typed, now = form.cleaned_data, timezone.now()
            if not login.code_fits(typed["totp_secret"], typed["code"], now=now):
                form.add_error("code", "Deze code past niet. Kijk opnieuw op je telefoon.")
            else:
                try:
                    actions.join(
                        login_name=typed["login"],
                        code=typed["invitation"],
                        phrase=typed["phrase"],
                        totp_secret=typed["totp_secret"],
                        now=now,
                    )
                except login.WrongLogin:
                    form.add_error("invitation", "Deze uitnodiging klopt niet of is verlopen.")
                else:
                    return redirect(reverse("login") + "?welkom=1")
    name = request.POST.get("login", "") or request.GET.get("naam", "")
    qr = segno.make(login.totp_address(secret, name[:40] or "uitweg"))
    return render(
        request,
        "access/join.html",
        {
            "form": form,
            "totp_secret": secret,
            "qr": qr.svg_inline(scale=4, svgclass="qr", lineclass=None),
        },
        status=status,
    )


@require_http_methods(["GET", "POST"])
@needs(Permission.ME_READ)
def key(request: MemberRequest) -> HttpResponse:
    """You are in, but hold no team key yet: what to do, or the recovery sheet."""
    words = {
        "fingerprint": fingerprint.words(bytes(request.member.public_key)),
        "has_key": bool(request.keyring),
    }
    if request.method == "GET":
        return render(request, "access/key.html", words)
    form = RecoverForm(request.POST)
    try:
        if not form.is_valid():
            raise recovery.WrongWords(0, [])
        keyring = actions.recover(
            by=request.member,
            keyring=request.keyring,
            words=form.cleaned_data["words"],
            now=timezone.now(),
        )
    except (recovery.WrongWords, recovery.WrongChecksum):
        words["wrong"] = "Dit zijn niet de 24 woorden van een herstelblad. Kijk ze na."
        return render(request, "access/key.html", words, status=400)
    except NotPossible as error:
        words["wrong"] = TOO_LATE[error.why]
        return render(request, "access/key.html", words, status=409)
    reseal(request, keyring)
    return redirect(home_of(request.member))


@require_GET
@needs(Permission.MEMBER_LIST)
def members(request: MemberRequest) -> HttpResponse:
    return _members_page(request)


def _members_page(
    request: MemberRequest,
    *,
    status: int = 200,
    form: InviteForm | None = None,
    wrong: str = "",
    invitation: str = "",
    invited: Member | None = None,
) -> HttpResponse:
    now = timezone.now()
    today = timezone.localdate(now)
    rows = [
        {
            "member": m,
            "role": ROLE_WORDS[Role(m.role)],
            "active": m.is_active_on(today),
            "invitation_is_over": m.invited_until is not None and m.invited_until < now,
            "holds_key": m.key_count > 0,  # type: ignore[attr-defined]
            "fingerprint": fingerprint.words(bytes(m.public_key)) if m.has_joined else "",
            "key_id": envelope.key_id(bytes(m.public_key)).hex() if m.has_joined else "",
            "passkeys": m.passkey_count,  # type: ignore[attr-defined]
            "may_admit": may(request.member, Permission.MEMBER_ADMIT, m) and bool(request.keyring),
            "may_invite": may(request.member, Permission.MEMBER_INVITE, m),
            "may_end": may(request.member, Permission.MEMBER_END, m),
        }
        for m in Member.objects.with_keys()
    ]
    words = {
        "rows": rows,
        "form": form or InviteForm(),
        "may_invite": may(request.member, Permission.MEMBER_INVITE),
        "wrong": wrong,
        "invitation": invitation,
        "invited": invited,
    }
    return render(request, "access/members.html", words, status=status)


@require_POST
@needs(Permission.MEMBER_INVITE)
def invite(request: MemberRequest) -> HttpResponse:
    """Make an invitation; its code is shown once, to be told, not mailed."""
    form = InviteForm(request.POST)
    if not form.is_valid():
        return _members_page(request, status=400, form=form)
    typed = form.cleaned_data
    try:
        member, code = actions.invite(
            by=request.member,
            name=typed["name"],
            login_name=typed["login"],
            role=Role(typed["role"]),
            now=timezone.now(),
        )
    except NotPossible as error:
        return _members_page(request, status=409, form=form, wrong=TOO_LATE[error.why])
    return _members_page(request, invitation=code, invited=member)


@require_POST
@needs(Permission.MEMBER_INVITE)
def invite_again(request: MemberRequest, member_id: int) -> HttpResponse:
    """For who lost their passphrase: join anew, then a colleague admits."""
    member = get_object_or_404(Member, pk=member_id)
    code = actions.invite_again(by=request.member, member=member, now=timezone.now())
    return _members_page(request, invitation=code, invited=member)


@require_POST
@needs(Permission.MEMBER_ADMIT, keys=True)
def admit(request: MemberRequest, member_id: int) -> HttpResponse:
    """Give a colleague the team's key, after comparing four words aloud."""
    member = get_object_or_404(Member, pk=member_id)
    try:
        actions.admit(
            by=request.member,
            keyring=request.keyring,
            member=member,
            fingerprint_hex=request.POST.get("key_id", ""),
            now=timezone.now(),
        )
    except NotPossible as error:
        return _members_page(request, status=409, wrong=TOO_LATE[error.why])
    return redirect("members")


@require_POST
@needs(Permission.MEMBER_END)
def end_membership(request: MemberRequest, member_id: int) -> HttpResponse:
    member = get_object_or_404(Member, pk=member_id)
    yesterday = timezone.localdate() - timedelta(days=1)
    actions.end_membership(by=request.member, member=member, last_day=yesterday)
    return redirect("members")


@require_GET
@needs(Permission.TRAIL_READ)
def trail_page(request: MemberRequest) -> HttpResponse:
    """Who did what, by member or by thing; itself on the trail."""
    entries = TrailEntry.objects.select_related("member").order_by("-id")
    who, thing = request.GET.get("wie", ""), request.GET.get("wat", "")[:40].replace("\0", "")
    if who:
        number = number_in(who)
        if number is None:
            raise Http404
        entries = entries.filter(member_id=number)
    if thing:
        entries = entries.filter(thing=thing)
    # what was typed in the address goes on the trail only when it names a row
    row = thing if A_ROW.fullmatch(thing) else f"member:{who}" if who else "trail"
    trail.record(request.member, "trail:read", row)
    before = number_in(request.GET.get("voor", ""))
    if before is not None:
        entries = entries.filter(pk__lt=before)
    page = list(entries[:100])
    words = {
        "entries": page,
        "members": Member.objects.order_by("name"),
        "who": who,
        "thing": thing,
        "next": page[-1].pk if len(page) == 100 else None,
    }
    return render(request, "access/trail.html", words)


@open_to_everyone
@require_GET
def health(request: HttpRequest) -> HttpResponse:
    """Say whether this door and the tick are alive; nobody's content."""
    pulse = last_pulse()
    age = (timezone.now() - pulse).total_seconds() if pulse else None
    return JsonResponse({"door": "staff", "tick_seconds_ago": None if age is None else round(age)})
