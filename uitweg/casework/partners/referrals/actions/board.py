"""The referrals that ask something of the team now: for Nu, and for an open page that asks."""

from dataclasses import dataclass

from django.db.models import Exists, OuterRef, Q

from uitweg.casework.cases.case.models import Case
from uitweg.casework.cases.case.rules.data_groups import DataGroup
from uitweg.casework.partners.directory.rules import ServiceKind
from uitweg.casework.partners.dispatch.models import PackageReply
from uitweg.casework.partners.dispatch.rules.packages import PartnerAnswer
from uitweg.casework.partners.referrals.models import Referral, ReferralQuerySet
from uitweg.casework.partners.referrals.rules import (
    WAITING_REFERRALS,
    ReferralState,
    referral_group,
)
from uitweg.platform.accounts.actions.authorization import Actor
from uitweg.platform.accounts.models import Member

ROWS_ON_BOARD = 50


@dataclass(frozen=True)
class BoardRow:
    """A referral on Nu: what it asks of the team, most pressing first. `is_own`: they lead it."""

    referral: Referral
    words: str
    is_late: bool
    is_own: bool


def rows_for_board(*, by: Actor) -> list[BoardRow]:
    """Return what waits for the team in the cases that `by` works in, their own cases first."""
    if not _asking().exists():
        return []
    rows = _seen_by(by.member).with_names().select_related("case")[:ROWS_ON_BOARD]
    board = [_board_row(each, by) for each in rows]
    return sorted(board, key=lambda row: (not row.is_own, not row.is_late))


def board_keys(*, by: Actor) -> list[str]:
    """Return what changes when the board does, for a page that asks every few seconds."""
    if not _asking().exists():
        return []
    rows = _seen_by(by.member).values_list("pk", "state", "news_at")[:ROWS_ON_BOARD]
    return [f"r{pk}-{state}-{at.timestamp() if at else 0:.0f}" for pk, state, at in rows]


def _asking() -> ReferralQuerySet:
    """Return those that ask something: an answer to read, a question, a reminder sent, no answer.

    A draft asks nothing: it is on the page of its case.
    """
    question = PackageReply.objects.filter(
        package=OuterRef("package"), answer=PartnerAnswer.QUESTION
    )
    waits = Q(state=ReferralState.NO_ANSWER) | Q(undelivered_at__isnull=False)
    waits |= Q(reminded_at__isnull=False) | Q(Exists(question))
    return Referral.objects.filter(
        Q(news_at__isnull=False) | Q(state__in=WAITING_REFERRALS) & waits
    )


def _seen_by(member: Member) -> ReferralQuerySet:
    """Return those of which this member may know, by the data group that each belongs to."""
    kinds = dict[DataGroup, set[str]]()
    for kind in ServiceKind:
        kinds.setdefault(referral_group(kind), set()).add(kind.value)
    visible = Q(pk__in=[])
    for group, values in kinds.items():
        of_group = Q(service__kind__in=sorted(values))
        if group is referral_group(None):
            of_group |= Q(service=None)
        visible |= of_group & Q(case__in=Case.objects.visible_to(member, about=group).values("pk"))
    return _asking().filter(visible).order_by("state_at", "pk")


def _board_row(referral: Referral, by: Actor) -> BoardRow:
    words, is_late = _state_words(referral)
    return BoardRow(referral, words, is_late, referral.case.coordinator_id == by.member.pk)


def _state_words(referral: Referral) -> tuple[str, bool]:
    """Return what happened in words, and whether somebody has to act now."""
    state = ReferralState(referral.state)
    is_waiting = state in WAITING_REFERRALS
    newest = _newest_reply(referral)
    if is_waiting and newest and newest.answer == PartnerAnswer.QUESTION:
        return "stelt een vraag, en wacht op antwoord", True
    if is_waiting and referral.undelivered_at:
        return "het bericht kwam niet aan: bel", True
    if state is ReferralState.NO_ANSWER:
        return "geen antwoord binnen de termijn: bel", True
    if referral.news_at and newest:
        return f"nieuw antwoord: {PartnerAnswer(newest.answer).words}", False
    if referral.news_at:
        return "kan het niet meer lezen: toestemming ingetrokken of voorbij", False
    return "nog geen antwoord, herinnering is gestuurd", False


def _newest_reply(referral: Referral) -> PackageReply | None:
    """Return the newest answer; a note says less than a yes or a no that nobody read yet."""
    if referral.package is None:
        return None
    rows = list(referral.package.replies.order_by("-replied_at", "-id"))
    unread = [row for row in rows if referral.news_at and row.replied_at >= referral.news_at]
    telling = [row for row in unread if row.answer != PartnerAnswer.NOTE]
    return next(iter([*telling, *rows]), None)
