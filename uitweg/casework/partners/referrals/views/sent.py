"""The page of a referral that left: how far it came, what they answered, what the team says."""

from collections.abc import Iterable
from dataclasses import dataclass, replace
from datetime import datetime, timedelta

from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.views.decorators.http import require_POST

from uitweg.casework.cases.case.views import readable_case
from uitweg.casework.partners.directory.views.reach import reach_context
from uitweg.casework.partners.dispatch.actions.leaving import CannotSend, PreviewChanged
from uitweg.casework.partners.dispatch.actions.messages import delivery_of, words_until_left
from uitweg.casework.partners.dispatch.models import Package, PackagePart
from uitweg.casework.partners.dispatch.rules.packages import PackageEnd
from uitweg.casework.partners.referrals.actions import replies as referral_replies
from uitweg.casework.partners.referrals.actions import sending as referral_sending
from uitweg.casework.partners.referrals.actions import states as referral_states
from uitweg.casework.partners.referrals.actions.replies import OpenedReply
from uitweg.casework.partners.referrals.actions.sending import open_draft
from uitweg.casework.partners.referrals.actions.states import require_visible
from uitweg.casework.partners.referrals.forms import LineForm, ReferralStateForm
from uitweg.casework.partners.referrals.models import Referral
from uitweg.casework.partners.referrals.rules import (
    REFERRAL_TRANSITIONS,
    STATES_BY_TEAM,
    WAITING_REFERRALS,
    ReferralState,
    term_choices,
    usual_term,
)
from uitweg.platform.accounts.actions.authorization import require
from uitweg.platform.accounts.actions.sessions import MemberRequest
from uitweg.platform.accounts.rules import Permission, may
from uitweg.platform.accounts.views.gate import needs
from uitweg.platform.sealing import tokens

BUTTONS = {
    ReferralState.STARTED: "Is begonnen",
    ReferralState.DONE: "Is klaar",
    ReferralState.NO_SHOW: "Niet gekomen",
    ReferralState.HANDED_OVER: "Zij gaan ermee verder",
    ReferralState.WITHDRAWN: "Neem de vraag terug",
}


@dataclass(frozen=True)
class ReferralStep:
    """One thing that happened with a referral: when, what, and by whom or how ("" unknown)."""

    at: datetime
    words: str
    detail: str = ""


def readable_referral(request: MemberRequest, case_id: int, referral_id: int) -> Referral:
    """Return the referral that an address names. Raises Http404 and NotAllowed."""
    case = readable_case(request, case_id)
    row = get_object_or_404(Referral.objects.with_names(), pk=referral_id, case=case)
    row.case = case
    require_visible(row, by=request.actor)
    return row


def sent_page(
    request: MemberRequest,
    row: Referral,
    *,
    form: LineForm | None = None,
    refused: CannotSend | PreviewChanged | None = None,
) -> HttpResponse:
    replies = referral_replies.read_replies(referral=row, by=request.actor)
    may_write = row.case.is_open and may(request.actor, Permission.REFERRAL_WRITE, row.case)
    can_send_line = may_write and row.state in WAITING_REFERRALS
    opened = open_draft(row, by=request.actor) if can_send_line else None
    until_left = words_until_left(
        each.pk for each in referral_replies.packages_of(row) if not each.opened_at
    )
    usual, now = timedelta(hours=row.organisation.answer_within), request.actor.now
    context = {
        "case": row.case,
        "referral": row,
        "package": row.package,
        **reach_context(row.organisation, by=request.actor),
        "steps": _steps(row, replies, until_left),
        "until_left": until_left.get(row.package_id or 0, ""),
        "replies": replies,
        "has_question": row.state in WAITING_REFERRALS and referral_replies.has_open_question(row),
        "can_send_line": can_send_line,
        "opened": opened,
        "content": replace(opened.content, asked="", answer_by="") if opened else None,
        "next_states": _next_states(row) if may_write else [],
        "delivery": delivery_of(row.package) if row.package else None,
        "terms": term_choices(now, usual=usual),
        "usual": usual_term(now, usual=usual),
        "form": form or LineForm(),
        "form_key": request.POST.get("key") or tokens.new_token(16).hex(),
        "refused": getattr(refused, "obstacle", None),
        "preview_changed": isinstance(refused, PreviewChanged),
        "today": timezone.localtime(now),
    }
    status = 409 if refused else 400 if form else 200
    return render(request, "referrals/sent.html", context, status=status)


@require_POST
@needs(Permission.REFERRAL_WRITE)
def change_referral(request: MemberRequest, case_id: int, referral_id: int) -> HttpResponse:
    """Say what became of it, or take it back; a draft is thrown away."""
    row = readable_referral(request, case_id, referral_id)
    require(request.actor, Permission.REFERRAL_WRITE, row.case)
    form = ReferralStateForm(request.POST)
    if form.is_valid():
        referral_states.change_state(
            referral=row,
            to=form.cleaned_data["to"],
            version=form.cleaned_data["version"],
            by=request.actor,
        )
    return redirect("referral", row.case_id, row.pk)


@require_POST
@needs(Permission.REFERRAL_WRITE)
def answer_referral(request: MemberRequest, case_id: int, referral_id: int) -> HttpResponse:
    """Send a further line: an answer to their question, or the question once more."""
    row = readable_referral(request, case_id, referral_id)
    require(request.actor, Permission.REFERRAL_WRITE, row.case)
    form = LineForm(request.POST)
    if not form.is_valid():
        return sent_page(request, row, form=form)
    try:
        referral_sending.send_line(
            referral=row,
            text=form.cleaned_data["text"],
            answer_by=form.cleaned_data["answer_by"],
            version=form.cleaned_data["version"],
            seen=form.cleaned_data["seen"],
            by=request.actor,
            form_key=form.cleaned_data["key"],
        )
    except (CannotSend, PreviewChanged) as refused:
        return sent_page(request, row, form=form, refused=refused)
    return redirect("referral", row.case_id, row.pk)


def _next_states(row: Referral) -> list[tuple[str, str]]:
    possible = STATES_BY_TEAM & REFERRAL_TRANSITIONS[ReferralState(row.state)]
    return [(state.value, BUTTONS[state]) for state in ReferralState if state in possible]


def _steps(
    row: Referral, replies: list[OpenedReply], until_left: dict[int, str]
) -> list[ReferralStep]:
    """Return what happened, in order: sent, opened and read are three different things."""
    steps = [ReferralStep(row.made_at, "Klaargezet", row.made_by.name)]
    packages = referral_replies.packages_of(row)
    for package in packages:
        steps += _package_steps(package, until_left.get(package.pk, ""))
    steps += _withdrawals(packages)
    for reply in replies:
        words = reply.answer.words
        late = "" if reply.reply.row.counts else " (telt niet, er was al een antwoord)"
        steps.append(
            ReferralStep(
                reply.reply.row.replied_at,
                f"Antwoord: {words}{late}",
                reply.who or row.organisation.name,
            )
        )
    if row.reminded_at:
        steps.append(ReferralStep(row.reminded_at, "Herinnering gestuurd", "vanzelf"))
    if row.state in STATES_BY_TEAM and row.state_by:
        words = ReferralState(row.state).words.capitalize()
        steps.append(ReferralStep(row.state_at, words, row.state_by.name))
    if row.state == ReferralState.NO_ANSWER:
        steps.append(ReferralStep(row.state_at, "Geen antwoord binnen de termijn", "vanzelf"))
    return sorted(steps, key=lambda step: step.at)


def _withdrawals(packages: Iterable[Package]) -> list[ReferralStep]:
    """Return what was taken back after an answer, when the package itself had ended already."""
    answered = [package.pk for package in packages if package.end == PackageEnd.ANSWERED]
    parts = PackagePart.objects.filter(package__in=answered, consent__withdrawn_at__isnull=False)
    withdrawn = parts.values_list("consent__withdrawn_at", "consent__withdrawn_heard_by__name")
    return [
        ReferralStep(at, "Toestemming ingetrokken", f"gehoord door {name}" if name else "")
        for at, name in sorted(set(withdrawn))
        if at
    ]


def _package_steps(package: Package, until_left: str) -> list[ReferralStep]:
    sent = (until_left or "verstuurd").capitalize()
    steps = [ReferralStep(package.sent_at, sent, package.sent_by.name)]
    if package.opened_at:
        steps.append(ReferralStep(package.opened_at, "Geopend", "met de code, of met een account"))
    if package.decrypted_at:
        steps.append(ReferralStep(package.decrypted_at, "Gelezen", "de tekst stond op hun scherm"))
    if package.ended_at and package.end != PackageEnd.ANSWERED:
        words = PackageEnd(package.end).words
        steps.append(ReferralStep(package.ended_at, "Niet meer te openen", words))
    return steps
