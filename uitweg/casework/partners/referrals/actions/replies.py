"""Reading what a partner answered: decrypted, and put on the timeline of the case as theirs."""

from dataclasses import dataclass

from django.db import transaction
from django.utils import timezone

from uitweg.casework.cases.case.actions import case_keys
from uitweg.casework.cases.case.actions.case_keys import CaseKey
from uitweg.casework.cases.case.rules.contents import EntryKind
from uitweg.casework.cases.case.rules.workflow import CaseState
from uitweg.casework.cases.timeline.actions import entries
from uitweg.casework.cases.timeline.actions.entries import EntryAttributes
from uitweg.casework.cases.timeline.models import Entry
from uitweg.casework.cases.timeline.rules.events import EntryDetails
from uitweg.casework.cases.timeline.rules.fuzzy_dates import FuzzyDate, Precision
from uitweg.casework.partners.dispatch.actions import packages
from uitweg.casework.partners.dispatch.actions.packages import DecryptedReply
from uitweg.casework.partners.dispatch.models import Package
from uitweg.casework.partners.dispatch.rules.packages import (
    HandlingRule,
    PartnerAnswer,
    audience_of,
    rule_of,
)
from uitweg.casework.partners.referrals.actions.sending import reply_seed
from uitweg.casework.partners.referrals.actions.states import (
    READ_REFERRAL,
    kind_of,
    require_visible,
)
from uitweg.casework.partners.referrals.models import Referral
from uitweg.casework.partners.referrals.rules import referral_group
from uitweg.platform.accounts.actions.authorization import Actor
from uitweg.platform.accounts.rules import Permission, may
from uitweg.platform.audit.actions import audit_log
from uitweg.platform.sealing import tokens
from uitweg.platform.store.locking import lock_row


@dataclass(frozen=True)
class OpenedReply:
    """An answer with its words; `text` is None when it cannot be decrypted. `counts` as stored."""

    reply: DecryptedReply

    @property
    def answer(self) -> PartnerAnswer:
        return PartnerAnswer(self.reply.row.answer)

    @property
    def rule(self) -> HandlingRule | None:
        """Return what they said that may be done with their words."""
        return rule_of(self.reply.rule)

    @property
    def who(self) -> str:
        """Return the name of the account that answered; "" for who used the link."""
        member = self.reply.row.member
        return member.name if member else ""


def read_replies(*, referral: Referral, by: Actor) -> list[OpenedReply]:
    """Return what the partner answered, oldest first, and record the reading before.

    For who may work in the case, answers that nobody read yet are put on its timeline, each once,
    and are no news any more. Raises NotAllowed.
    """
    require_visible(referral, by=by)
    audit_log.record(by.member, READ_REFERRAL, referral.case)
    key = case_keys.open_case_key(referral.case, by.keyring)
    if referral.news_at is None or not may(by, Permission.REFERRAL_WRITE, referral.case):
        return _opened_replies(referral, key)
    with transaction.atomic():
        case = case_keys.lock_case(key)
        locked = lock_row(referral)
        locked.case, locked.organisation, locked.service = (
            referral.case,
            referral.organisation,
            referral.service,
        )
        replies = _opened_replies(locked, key)
        if case.state != CaseState.DESTROYED:
            for reply in replies:
                _put_on_timeline(locked, reply, key, by)
            locked.news_at = referral.news_at = None
            locked.save(update_fields=["news_at"])
    return replies


def packages_of(referral: Referral) -> list[Package]:
    """Return what was sent for a referral, oldest first."""
    earlier = list(referral.earlier_packages.order_by("sent_at", "pk"))
    return [*earlier, *([referral.package] if referral.package else [])]


def has_open_question(referral: Referral) -> bool:
    """Return whether the partner asked something that the team did not answer yet.

    Answering makes another package, so a question to the present one is open.
    """
    package = referral.package
    return package is not None and package.replies.filter(answer=PartnerAnswer.QUESTION).exists()


def _opened_replies(referral: Referral, key: CaseKey) -> list[OpenedReply]:
    seed = reply_seed(referral, key)
    if seed is None:
        return []
    return [
        OpenedReply(reply)
        for package in packages_of(referral)
        for reply in packages.decrypt_replies(package, seed=seed)
    ]


def _put_on_timeline(referral: Referral, reply: OpenedReply, key: CaseKey, by: Actor) -> None:
    """Write an answer on the timeline, unless it is there.

    The entry's form key is made from that of the answer, which the partner's browser chose.
    """
    row = reply.reply.row
    form_key = tokens.digest("reply-entry", bytes(row.form_key))[:16]
    if Entry.objects.filter(form_key=form_key).exists():
        return
    said_by = f"{referral.organisation.name}, {reply.who}" if reply.who else None
    day = timezone.localdate(row.replied_at)
    attributes = EntryAttributes(
        audience=audience_of(reply.rule),
        group=referral_group(kind_of(referral)),
        details=EntryDetails(
            when=FuzzyDate(day, Precision.DAY), told_by=said_by or referral.organisation.name
        ),
    )
    text = reply_words(reply)
    entries.write_entry(
        key, EntryKind.PARTNER, text, by=by, form_key=form_key, attributes=attributes
    )


def reply_words(reply: OpenedReply) -> str:
    """Return an answer as it stands on the timeline: what was chosen, and their own words."""
    late = "" if reply.reply.row.counts else " (telt niet: er was al een antwoord)"
    chosen = f"{reply.answer.words.capitalize()}{late}."
    text = reply.reply.text
    words = "Hun woorden gaan niet open." if text is None else text
    rule = f"Afspraak: {reply.rule.words}." if reply.rule else ""
    return "\n".join(part for part in (chosen, words, rule) if part)
