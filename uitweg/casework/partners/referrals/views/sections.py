"""What the page of a draft shows beside its form: rows to tick, consents, and how it arrives."""

from dataclasses import dataclass
from datetime import date, datetime, timedelta

from django.conf import settings
from django.utils import timezone

from uitweg.casework.cases.case.rules.data_groups import ALL_GROUPS, DataGroup
from uitweg.casework.cases.consents.models import Consent, SharingDecision
from uitweg.casework.cases.consents.rules.consent_age import USUAL_GROUPS, purpose_for
from uitweg.casework.cases.consents.rules.consents import ConsentGiver, ConsentMode, ConsentPurpose
from uitweg.casework.cases.consents.rules.disclosures import DisclosureBasis
from uitweg.casework.partners.directory.views.reach import reach_context
from uitweg.casework.partners.dispatch.actions.messages import code_ways, team_phone
from uitweg.casework.partners.dispatch.rules import messages as package_text
from uitweg.casework.partners.referrals.actions.page import NO_BASIS, OpenedReferral
from uitweg.casework.partners.referrals.rules import (
    OPENS_AFTER_TERM,
    half_of_term,
    may_be_term,
    term_choices,
)
from uitweg.platform.accounts.actions.sessions import MemberRequest
from uitweg.platform.accounts.rules import Permission, may

ANY_LINK = f"/vraag/{'0' * 32}/#{'0' * 32}"


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
    shareable = [
        each for each in opened.pieces if opened.basis.get(each.piece.group, NO_BASIS).may_share
    ]
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
        **reach_context(organisation, by=request.actor),
        "code_ways": code_ways(organisation.code_phone),
        "opens_until": opens_until,
    }
