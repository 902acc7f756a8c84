"""The page of one referral: the draft with its preview, sending it, and what became of it."""

from dataclasses import dataclass, replace
from datetime import date, datetime, timedelta

from django.conf import settings
from django.http import HttpResponse, JsonResponse
from django.shortcuts import redirect, render
from django.template.loader import render_to_string
from django.utils import timezone
from django.views.decorators.http import require_http_methods

from uitweg.casework.cases.case.rules.data_groups import ALL_GROUPS, DataGroup
from uitweg.casework.cases.consents.models import Consent, SharingDecision
from uitweg.casework.cases.consents.rules.consent_age import USUAL_GROUPS, purpose_for
from uitweg.casework.cases.consents.rules.consents import ConsentGiver, ConsentMode, ConsentPurpose
from uitweg.casework.cases.consents.rules.disclosures import DisclosureBasis
from uitweg.casework.partners.directory.views.reach import confirm_posted, reach_context
from uitweg.casework.partners.dispatch.actions.leaving import CannotSend, PreviewChanged
from uitweg.casework.partners.dispatch.actions.messages import team_phone
from uitweg.casework.partners.dispatch.rules import messages as package_text
from uitweg.casework.partners.matching.actions import known_places, never_there
from uitweg.casework.partners.referrals.actions import sending as referral_sending
from uitweg.casework.partners.referrals.actions.sending import (
    DraftChanged,
    OpenedReferral,
    open_draft,
)
from uitweg.casework.partners.referrals.forms import ReferralForm
from uitweg.casework.partners.referrals.models import Referral
from uitweg.casework.partners.referrals.rules import (
    OPENS_AFTER_TERM,
    ReferralDraft,
    ReferralState,
    half_of_term,
    may_be_term,
    term_choices,
)
from uitweg.casework.partners.referrals.views.sent import readable_referral, sent_page
from uitweg.platform.accounts.actions.authorization import NotPossible, require
from uitweg.platform.accounts.actions.sessions import MemberRequest
from uitweg.platform.accounts.rules import Permission, may
from uitweg.platform.accounts.views.gate import needs

ANY_LINK = f"/vraag/{'0' * 32}/#{'0' * 32}"
BUTTONS = frozenset({"look", "keep", "klopt", "kent", "send"})


@dataclass(frozen=True)
class PieceRow:
    """A piece that may be shared and of which something is known."""

    key: str
    label: str
    hint: str
    is_ticked: bool


@dataclass(frozen=True)
class GroupRow:
    """A data group that may not be shared: refused on `refused_on`, or not asked yet (None)."""

    group: DataGroup
    refused_on: date | None


@require_http_methods(["GET", "POST"])
@needs(Permission.REFERRAL_READ)
def referral(request: MemberRequest, case_id: int, referral_id: int) -> HttpResponse:
    """The page of one referral; POST keeps the draft, and sends it only with the button "send".

    With "klopt" or "kent" it says that this member called about who reads it. The script keeps the
    draft at each pause, asks for JSON, and never sends.
    """
    row = readable_referral(request, case_id, referral_id)
    if request.method == "POST":
        require(request.actor, Permission.REFERRAL_WRITE, row.case)
        return _posted(request, row)
    if row.state != ReferralState.DRAFT:
        return sent_page(request, row)
    return _draft_page(request, row)


def _posted(request: MemberRequest, row: Referral) -> HttpResponse:
    form = ReferralForm(request.POST)
    wants_json = request.headers.get("Accept") == "application/json"
    if not form.is_valid():
        if wants_json:
            return JsonResponse({"ok": False, "why": "wrong"}, status=400)
        return _draft_page(request, row, form=form, status=400)
    pressed = set() if wants_json else BUTTONS & request.POST.keys()
    draft, version = form.draft, form.cleaned_data["version"]
    if not wants_json and not pressed:
        # it comes back after a login, which keeps the text and not what was ticked
        draft = replace(open_draft(row, by=request.actor).draft, asked=draft.asked)
    refusal: CannotSend | PreviewChanged | None = None
    try:
        if "send" in pressed:
            refusal = _send(request, row, form)
            if refusal is None:
                return redirect("referral", row.case_id, row.pk)
        # what cannot leave now is kept as a draft, and the page says why
        kept = referral_sending.save_draft(
            referral=row, draft=draft, version=version, by=request.actor
        )
    except DraftChanged as changed:
        if wants_json:
            return JsonResponse({"ok": False, "why": "newer"}, status=409)
        return _draft_page(request, row, draft, theirs=changed, status=409)
    except NotPossible as error:
        if not wants_json:
            raise
        return JsonResponse({"ok": False, "why": error.refusal.code}, status=409)
    if wants_json:
        return JsonResponse(_for_script(request, open_draft(kept, by=request.actor, draft=draft)))
    if refusal:
        return _draft_page(request, kept, draft, refusal=refusal, status=409)
    if pressed & {"klopt", "kent"}:
        confirm_posted(request, kept.organisation)
        kept.organisation.refresh_from_db()
    return _draft_page(request, kept, draft, is_kept=True)


def _send(
    request: MemberRequest, row: Referral, form: ReferralForm
) -> CannotSend | PreviewChanged | None:
    """Send it; return why nothing left, or None when it did."""
    try:
        referral_sending.send_referral(
            referral=row,
            draft=form.draft,
            version=form.cleaned_data["version"],
            seen=form.cleaned_data["seen"],
            by=request.actor,
        )
    except (CannotSend, PreviewChanged) as refusal:
        return refusal
    return None


def _for_script(request: MemberRequest, opened: OpenedReferral) -> dict[str, object]:
    """Return the parts of the page that follow what is ticked and typed, as they are now."""
    context = draft_context(request, opened)
    parts = {
        name: render_to_string(template, context, request=request)
        for name, template in {
            "share": "referrals/share.html",
            "preview": "dispatch/package_preview.html",
            "send": "referrals/send.html",
        }.items()
    }
    return {"ok": True, "version": opened.referral.version, "seen": opened.seen, "parts": parts}


def _draft_page(
    request: MemberRequest,
    row: Referral,
    draft: ReferralDraft | None = None,
    *,
    form: ReferralForm | None = None,
    theirs: DraftChanged | None = None,
    refusal: CannotSend | PreviewChanged | None = None,
    is_kept: bool = False,
    status: int = 200,
) -> HttpResponse:
    """Show the draft as it is stored or, with `draft`, as somebody has it before them."""
    opened = open_draft(row, by=request.actor, draft=draft)
    context = draft_context(request, opened) | {
        "form": form,
        "is_kept": is_kept,
        "theirs": theirs.theirs if theirs else None,
        "their_referral": theirs.referral if theirs else None,
        "cannot_send": getattr(refusal, "obstacle", None),
        "preview_changed": isinstance(refusal, PreviewChanged),
        "never_there": _never_there(request, opened),
    }
    return render(request, "referrals/draft.html", context, status=status)


def _never_there(request: MemberRequest, opened: OpenedReferral) -> str:
    """Return the district of the service when the safety card says never to go there, else ""."""
    service = opened.referral.service
    if service is None or not service.district:
        return ""
    never = never_there(case=opened.referral.case, places=known_places(), by=request.actor)
    return service.district if service.district in never else ""


def draft_context(request: MemberRequest, opened: OpenedReferral) -> dict[str, object]:
    """Return what each part of the page needs; the script asks for some of them alone."""
    row, case = opened.referral, opened.referral.case
    now = timezone.localtime(request.actor.now)
    answer_by = opened.draft.answer_by
    can_write = case.is_open and may(request.actor, Permission.REFERRAL_WRITE, case)
    return {
        "case": case,
        "referral": row,
        "organisation": row.organisation,
        "opened": opened,
        "content": opened.content,
        "today": now,
        "may_write": can_write,
        "asked": opened.draft.asked,
        "terms": _terms(opened, now=request.actor.now),
        "answer_by": answer_by,
        "half_at": half_of_term(request.actor.now, answer_by)
        if answer_by and may_be_term(answer_by, now=request.actor.now)
        else None,
        **_share_context(opened),
        **_delivery_context(request, opened),
    }


def _terms(opened: OpenedReferral, *, now: datetime) -> list[datetime]:
    """Return the moments to choose from, and the one that was chosen before while it can be."""
    usual = timedelta(hours=opened.referral.organisation.answer_within)
    chosen = opened.draft.answer_by
    kept = {chosen} if chosen and may_be_term(chosen, now=now) else set[datetime]()
    return sorted(kept | set(term_choices(now, usual=usual)))


def _share_context(opened: OpenedReferral) -> dict[str, object]:
    """Return the rows of what can be shared, what is not known, and on what it rests."""
    ticked = {each.piece.key for each in opened.ticked}
    readable = {each.piece.group for each in opened.pieces}
    shareable = [each for each in opened.pieces if opened.basis[each.piece.group].may_share]
    return {
        "piece_rows": [
            PieceRow(each.piece.key, each.piece.label, each.piece.hint, each.piece.key in ticked)
            for each in shareable
            if each.text
        ],
        "unknown": ", ".join(each.piece.label.lower() for each in shareable if not each.text),
        "group_rows": [
            GroupRow(group, opened.basis[group].refused_on)
            for group in DataGroup
            if group in readable and not opened.basis[group].may_share
        ],
        "sees_all": readable >= ALL_GROUPS - {DataGroup.NETWORK},
        **_to_ask(opened, readable),
        "consents": _consents(opened),
        "decisions": _decisions(opened),
    }


def _to_ask(opened: OpenedReferral, readable: set[DataGroup]) -> dict[str, object]:
    """Return what a first question is for, and the groups that are usual for it.

    No more is asked than such a partner needs; what is unusual has a button of its own. All of
    what can be asked only when nothing of the usual can.
    """
    service = opened.referral.service
    purpose = purpose_for([service.kind] if service else [])
    open_groups = [
        group
        for group, basis in opened.basis.items()
        if group in readable and not basis.may_share and basis.refused_on is None
    ]
    usual = [group for group in open_groups if group in USUAL_GROUPS[purpose]]
    return {"groups_to_ask": ",".join(usual or open_groups), "asked_for": purpose.value}


def _consents(opened: OpenedReferral) -> list[dict[str, object]]:
    ids = {basis.consent for basis in opened.basis.values() if basis.consent is not None}
    rows = Consent.objects.filter(pk__in=ids).select_related("heard_by").order_by("-asked_at")
    return [
        {
            "row": row,
            "giver": ConsentGiver(row.given_by).words,
            "mode": ConsentMode(row.mode).words,
            "purpose": ConsentPurpose(row.purpose).words,
        }
        for row in rows
    ]


def _decisions(opened: OpenedReferral) -> list[dict[str, object]]:
    ids = {basis.decision for basis in opened.basis.values() if basis.decision is not None}
    rows = SharingDecision.objects.filter(pk__in=ids).select_related("decided_by")
    return [
        {"row": row, "basis": DisclosureBasis(row.basis).words}
        for row in rows.order_by("-decided_at")
    ]


def _delivery_context(request: MemberRequest, opened: OpenedReferral) -> dict[str, object]:
    """Return how it arrives: the very mail that leaves, and where the code goes."""
    organisation, answer_by = opened.referral.organisation, opened.draft.answer_by
    opens_until = (answer_by or request.actor.now) + OPENS_AFTER_TERM
    link = settings.STAFF_URL + ANY_LINK
    mail = package_text.link_mail(link=link, until=opens_until, phone=team_phone())
    return {
        "mail_paragraphs": mail.body.replace(link, "(hier staat de link)").split("\n\n"),
        **reach_context(organisation, by=request.actor, accounts=opened.standing.accounts),
        "opens_until": opens_until,
    }
