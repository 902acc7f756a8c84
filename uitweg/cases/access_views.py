"""Who has what of a case, letting in and out, strict or not, and giving it to another owner."""

from datetime import datetime
from typing import Any

from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from uitweg.access import trail
from uitweg.access.addresses import number_in
from uitweg.access.done import redirect_with
from uitweg.access.gate import needs, require
from uitweg.access.models import Member
from uitweg.access.rules import Permission, may
from uitweg.access.sessions import MemberRequest
from uitweg.cases import granting, handing, strict
from uitweg.cases.access_forms import LEVEL_WORDS, GrantForm, HandOverForm
from uitweg.cases.handing import STAYS_WORDS, Stays
from uitweg.cases.models import Case, CaseGrant
from uitweg.cases.rules import STATE_WORDS, CaseState, Level
from uitweg.cases.sight import (
    ALL_GROUPS,
    GROUP_WORDS,
    REASON_WORDS,
    DataGroup,
    GrantKind,
    Line,
    Reason,
    sees_line,
)
from uitweg.cases.views import case_to_read
from uitweg.sealing import tokens
from uitweg.sealing.recovery import WrongChecksum, WrongWords

PAGE = 50


@require_http_methods(["GET", "POST"])
@needs(Permission.CASE_READ, keys=True)
def access(request: MemberRequest, case_id: int) -> HttpResponse:
    """Who has what and until when; who manages the case lets a colleague in here."""
    case = case_to_read(request, case_id)
    if request.method != "POST":
        trail.record(request.member, "case:read", case, reason="access")
        return _page(request, case, GrantForm(case))
    require(request.member, Permission.CASE_GRANT, case)
    form = GrantForm(case, request.POST)
    if not form.is_valid():
        return _page(request, case, form)
    try:
        granting.give(
            case=case,
            **form.cleaned_data,
            by=request.member,
            keyring=request.keyring,
            now=timezone.now(),
        )
    except granting.GrantMoved:
        return _page(request, case, form, moved=form.cleaned_data["to"])
    return redirect("case-access", case.pk)


def _page(
    request: MemberRequest, case: Case, form: GrantForm, *, moved: Member | None = None
) -> HttpResponse:
    """`moved` is whose access a colleague changed meanwhile: the page shows both."""
    now = timezone.localtime()
    grants = case.grants.select_related("member").order_by("-since", "-id")
    every = sees_line(case.sight_of(request.member.pk), Line.ACCESS)
    rows = [_row(grant) for grant in grants if every or _is_for_all(grant, request.member, now)]
    words = {
        "case": case,
        "living": [row for row in rows if row["grant"].lives_at(now)],
        "past": [row for row in rows if not row["grant"].lives_at(now)],
        "every": every,
        "may_grant": may(request.member, Permission.CASE_GRANT, case),
        "may_hand_over": may(request.member, Permission.CASE_HAND_OVER, case),
        "form": form,
        "moved": moved,
        "seen": " ".join(str(row["grant"].pk) for row in rows if row["grant"].lives_at(now)),
        "members": form.fields["to"].queryset,  # type: ignore[attr-defined]
        "levels": [(level.value, word) for level, word in LEVEL_WORDS.items()],
        "groups": [(group.value, word) for group, word in GROUP_WORDS.items()],
        "reasons": form.fields["reason"].choices,  # type: ignore[attr-defined]
        "today": now,
    }
    status = 409 if moved else 400 if form.is_bound else 200
    return render(request, "cases/access.html", words, status=status)


def _is_for_all(grant: CaseGrant, reader: Member, now: datetime) -> bool:
    """Say whether each reader sees this: their own, and whom they can ask about the case."""
    asked = (GrantKind.OWNER, GrantKind.DEPUTY)
    return grant.member_id == reader.pk or (grant.kind in asked and grant.lives_at(now))


def _row(grant: CaseGrant) -> dict[str, Any]:
    groups = [GROUP_WORDS[group] for group in DataGroup if group in grant.groups]
    return {
        "grant": grant,
        "level": "Eigenaar" if grant.kind == "owner" else LEVEL_WORDS[Level(grant.level)],
        "groups": "alles" if len(groups) == len(ALL_GROUPS) else ", ".join(groups),
        "reason": REASON_WORDS[Reason(grant.reason)],
    }


@require_POST
@needs(Permission.CASE_GRANT, keys=True)
def end_grant(request: MemberRequest, grant_id: int) -> HttpResponse:
    """One click: this colleague is out."""
    grant = get_object_or_404(CaseGrant.objects.select_related("case", "member"), pk=grant_id)
    try:
        granting.end(grant=grant, by=request.member, now=timezone.now())
    except granting.GrantMoved:
        return _page(request, grant.case, GrantForm(grant.case), moved=grant.member)
    return redirect("case-access", grant.case_id)


@require_POST
@needs(Permission.CASE_GRANT, keys=True)
def strictness(request: MemberRequest, case_id: int) -> HttpResponse:
    """Strict, or for the team again."""
    case = get_object_or_404(Case, pk=case_id)
    if request.POST.get("strikt") == "ja":
        strict.make_strict(
            case=case, by=request.member, keyring=request.keyring, now=timezone.now()
        )
    else:
        strict.make_normal(case=case, by=request.member, keyring=request.keyring)
    return redirect("case-access", case.pk)


@require_http_methods(["GET", "POST"])
@needs(Permission.CASE_HAND_OVER, keys=True)
def hand_over(request: MemberRequest, case_id: int) -> HttpResponse:
    """To whom, why, and what the old owner keeps; nothing of the case is shown."""
    case = get_object_or_404(Case.objects.select_related("coordinator"), pk=case_id)
    require(request.member, Permission.CASE_HAND_OVER, case)
    form = HandOverForm(case, request.POST or None)
    if request.method != "POST" or not form.is_valid():
        return _hand_over_page(request, case, form)
    typed = form.cleaned_data
    try:
        handing.hand_over(
            case=case,
            to=typed["to"],
            why=typed["why"],
            stays=Stays(typed["keeps"]),
            was=typed["was"],
            form_key=typed["key"],
            sheet=typed["sheet"],
            by=request.member,
            keyring=request.keyring,
            now=timezone.now(),
        )
    except (WrongWords, WrongChecksum):
        form.add_error("sheet", "Deze woorden kloppen niet. Er is niets veranderd.")
        return _hand_over_page(request, case, form)
    except handing.OwnerMoved:
        case.refresh_from_db()
        return _hand_over_page(request, case, form, moved=True)
    leads = may(request.member, Permission.CASE_OVERSEE)
    return redirect_with("team-cases" if leads else "cases", "case-handed", case.number)


def _hand_over_page(
    request: MemberRequest, case: Case, form: HandOverForm, *, moved: bool = False
) -> HttpResponse:
    mine = case.shows_card(request.member.pk)
    words = {
        "case": case,
        "form": form,
        "moved": moved,
        "members": form.fields["to"].queryset,  # type: ignore[attr-defined]
        "form_key": request.POST.get("key") or tokens.new_token(16).hex(),
        "stays": [(stays.value, word) for stays, word in STAYS_WORDS.items()],
        "asks_sheet": case.is_strict and not mine,
        "has_left": not case.coordinator.is_active_on(timezone.localdate()),
    }
    status = 409 if moved else 400 if form.is_bound else 200
    return render(request, "cases/hand_over.html", words, status=status)


@require_GET
@needs(Permission.CASE_OVERSEE)
def team_cases(request: MemberRequest) -> HttpResponse:
    """Every case of the team by number and owner, for the lead; nothing of what is in them."""
    rows = Case.objects.select_related("coordinator").order_by("-id")
    before = number_in(request.GET.get("voor", ""))
    if before is not None:
        rows = rows.filter(pk__lt=before)
    page, today = list(rows[:PAGE]), timezone.localdate()
    shown = [
        {
            "case": case,
            "state": STATE_WORDS[CaseState(case.state)],
            "ownerless": case.is_at_work and not case.coordinator.is_active_on(today),
        }
        for case in page
    ]
    words = {"rows": shown, "next": page[-1].pk if len(page) == PAGE else None}
    return render(request, "cases/team.html", words)
