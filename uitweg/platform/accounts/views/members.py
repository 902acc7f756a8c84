"""The members of the team: inviting, joining, giving the team key, ending a membership."""

import re
from datetime import timedelta

from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from uitweg.platform.accounts.actions import account_ends, confirmation, login, team
from uitweg.platform.accounts.actions.authorization import NotPossible
from uitweg.platform.accounts.actions.key_shares import key_age, oldest_share_of_present_sheet
from uitweg.platform.accounts.actions.sessions import MemberRequest, renew_session
from uitweg.platform.accounts.forms import InviteForm, JoinForm, RecoverForm
from uitweg.platform.accounts.models import Member
from uitweg.platform.accounts.rules import ACCOUNT_LASTS, Permission, may, open_to_everyone
from uitweg.platform.accounts.views.gate import needs
from uitweg.platform.accounts.views.login import home_of
from uitweg.platform.accounts.views.member_rows import member_rows
from uitweg.platform.sealing import fingerprint, passphrase, recovery

AUDITED_ROW = re.compile("(report|case|callnote|member):[0-9]{1,18}")


@require_http_methods(["GET", "POST"])
@open_to_everyone
def join(request: HttpRequest) -> HttpResponse:
    """Accept an invitation: choose a passphrase and set up phone codes."""
    import segno  # loaded when somebody joins

    form = JoinForm(request.POST or None)
    form.is_valid()
    secret = getattr(form, "cleaned_data", {}).get("totp_secret") or login.new_totp_secret()
    status = 200
    if request.method == "POST":
        status = 400
        if form.is_valid():
            typed, now = form.cleaned_data, timezone.now()
            if not login.totp_code_fits(typed["totp_secret"], typed["code"], now=now):
                form.add_error("code", "Deze code past niet. Kijk opnieuw op je telefoon.")
            else:
                try:
                    team.join(
                        login_name=typed["login"],
                        code=typed["invitation"],
                        phrase=typed["phrase"],
                        totp_secret=typed["totp_secret"],
                        now=now,
                    )
                except login.WrongLogin:
                    form.add_error("invitation", "Deze uitnodiging klopt niet of is verlopen.")
                except NotPossible as error:
                    form.add_error("invitation", error.sentence)
                else:
                    return redirect(reverse("log-in") + "?welkom=1")
    name = request.POST.get("login", "") or request.GET.get("naam", "")
    qr = segno.make(login.totp_address(secret, name[:40] or "uitweg"))
    return render(
        request,
        "accounts/join.html",
        {
            "form": form,
            "totp_secret": secret,
            "proposed": passphrase.new_passphrase(),
            "qr": qr.svg_inline(scale=4, svgclass="qr", lineclass=None),
        },
        status=status,
    )


@require_http_methods(["GET", "POST"])
@needs(Permission.ME_READ)
def key(request: MemberRequest) -> HttpResponse:
    """What a member can do whom nobody admitted, or who lacks the team key: ask a colleague.

    Or use the recovery sheet.
    """
    context = {
        "fingerprint": fingerprint.words(bytes(request.member.public_key)),
        "has_key": bool(request.keyring),
        "is_admitted": request.member.is_admitted,
        "has_share": request.member.key_shares.filter(
            holder_key=request.member.public_key
        ).exists(),
        "inviter": Member.objects.filter(pk=request.member.invited_by or 0).first(),
    }
    if request.method == "GET":
        return render(request, "accounts/key.html", context)
    form = RecoverForm(request.POST)
    try:
        if not form.is_valid():
            raise recovery.WrongWords(0, [])
        keyring = team.recover(by=request.actor, words=form.cleaned_data["words"])
    except (recovery.WrongWords, recovery.WrongChecksum):
        context["wrong"] = "Dit zijn niet de 24 woorden van een herstelblad. Kijk ze na."
        return render(request, "accounts/key.html", context, status=400)
    except NotPossible as error:
        context["wrong"] = error.sentence
        context["ask"] = error.colleague
        return render(request, "accounts/key.html", context, status=409)
    response = redirect(home_of(request.member))
    renew_session(request, response, keyring)
    return response


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
    sheet, rows = oldest_share_of_present_sheet(), member_rows(by=request.actor)
    context = {
        "rows": rows,
        "due": [row for row in rows if row["is_due"]],
        "latest_end": request.actor.today + ACCOUNT_LASTS,
        "sheet": sheet,
        "sheet_maker": Member.objects.filter(pk=(sheet and sheet.given_by) or 0).first(),
        "form": form or InviteForm(),
        "may_invite": may(request.actor, Permission.MEMBER_INVITE),
        "key_age": key_age(now=request.actor.now)
        if may(request.actor, Permission.KEY_TURN)
        else None,
        "wrong": wrong,
        "invitation": invitation,
        "invited": invited,
    }
    return render(request, "accounts/members.html", context, status=status)


@require_POST
@needs(Permission.MEMBER_INVITE)
def invite(request: MemberRequest) -> HttpResponse:
    """Invite a new member; the page shows the code once, to be told in person and not mailed."""
    form = InviteForm(request.POST)
    if not form.is_valid():
        return _members_page(request, status=400, form=form)
    typed = form.cleaned_data
    try:
        member, code = team.invite(
            by=request.actor,
            name=typed["name"],
            login_name=typed["login"],
            role=typed["role"],
            phone=typed["phone"],
            until=typed["until"],
        )
    except NotPossible as error:
        return _members_page(request, status=409, form=form, wrong=error.sentence)
    return _members_page(request, invitation=code, invited=member)


@require_POST
@needs(Permission.MEMBER_INVITE)
def invite_again(request: MemberRequest, member_id: int) -> HttpResponse:
    """Invite a member who lost their passphrase to join anew."""
    member = get_object_or_404(Member, pk=member_id)
    code = team.invite_again(by=request.actor, member=member)
    member.refresh_from_db()
    return _members_page(request, invitation=code, invited=member)


@require_POST
@needs(Permission.MEMBER_CONFIRM)
def confirm_invitation(request: MemberRequest, member_id: int) -> HttpResponse:
    """Let an invitation by an administrator be used, after asking the person it is for."""
    member = get_object_or_404(Member, pk=member_id)
    try:
        confirmation.confirm_invitation(by=request.actor, member=member)
    except NotPossible as error:
        return _members_page(request, status=409, wrong=error.sentence)
    return redirect("members")


@require_POST
@needs(Permission.MEMBER_ADMIT)
def admit(request: MemberRequest, member_id: int) -> HttpResponse:
    """Admit a colleague, after seeing who it is and comparing the words of their fingerprint."""
    member = get_object_or_404(Member, pk=member_id)
    try:
        team.admit(by=request.actor, member=member, fingerprint_hex=request.POST.get("key_id", ""))
    except NotPossible as error:
        return _members_page(request, status=409, wrong=error.sentence)
    return redirect("members")


@require_POST
@needs(Permission.MEMBER_KEEP)
def keep_member(request: MemberRequest, member_id: int) -> HttpResponse:
    """One tap: this account is still right, and stays for another year."""
    member = get_object_or_404(Member, pk=member_id)
    try:
        account_ends.keep_for_a_year(by=request.actor, member=member)
    except NotPossible as error:
        return _members_page(request, status=409, wrong=error.sentence)
    return redirect("members")


@require_POST
@needs(Permission.MEMBER_END)
def end_membership(request: MemberRequest, member_id: int) -> HttpResponse:
    member = get_object_or_404(Member, pk=member_id)
    yesterday = timezone.localdate() - timedelta(days=1)
    team.end_membership(by=request.actor, member=member, last_day=yesterday)
    return redirect("members")
