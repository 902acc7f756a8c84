"""Consents and decisions to share without consent, opened for who may read them."""

import json
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any, Protocol
from urllib.parse import urlencode

from django.db.models import QuerySet

from uitweg.casework.cases.case.actions import case_keys
from uitweg.casework.cases.case.actions.case_keys import CaseKey
from uitweg.casework.cases.case.models import Case, CaseGrant
from uitweg.casework.cases.case.rules.data_groups import DataGroup
from uitweg.casework.cases.case.rules.grants import MANAGE_LEVELS
from uitweg.casework.cases.case.rules.visibility import Visibility
from uitweg.casework.cases.consents.models import Consent, SharingDecision
from uitweg.casework.cases.consents.rules.consents import (
    ConsentGiver,
    ConsentMode,
    ConsentPurpose,
    ConsentState,
    DecisionReasons,
    Recipient,
    ends_soon,
    recipients_from_plain,
    recipients_in_words,
)
from uitweg.casework.cases.consents.rules.disclosures import DisclosureBasis
from uitweg.platform.accounts.actions.authorization import Actor
from uitweg.platform.hooks import Hook

TABLE, DECISION_TABLE = Consent._meta.db_table, SharingDecision._meta.db_table


@dataclass(frozen=True)
class ConsentEffect:
    """What a consent still does, in words; `is_over`: a later no ended all of it."""

    is_over: bool = False
    ended_words: str = ""
    also_ends: tuple[str, ...] = ()


class TellsEffects(Protocol):
    """Says by the id of a consent what it still does, for the consents of a case."""

    def __call__(self, case: Case, *, now: datetime) -> Mapping[int, ConsentEffect]: ...


effects_of_consents = Hook[TellsEffects]("what a consent still does")


def consent_effects(case: Case, *, now: datetime) -> dict[int, ConsentEffect]:
    """Return by its id what each consent of a case still does for who was told."""
    return {
        pk: effect for tell in effects_of_consents for pk, effect in tell(case, now=now).items()
    }


@dataclass(frozen=True)
class DecryptedConsent:
    """A consent with its recipients by name and what was said.

    Both are empty when `hidden`: it names a data group that this reader may not see; and when it
    does not open with this reader's key. `replaced` says that a newer answer took its place.
    `ended_words` says that a later no ended it or a part of it; `also_ends` who gets what no more
    when it is withdrawn. Both only where the kinds of help of each partner are known.
    """

    row: Consent
    recipients: tuple[Recipient, ...] = ()
    said: str = ""
    hidden: bool = False
    replaced: bool = False
    ended_words: str = ""
    also_ends: tuple[str, ...] = ()

    @property
    def ask_again(self) -> str:
        """What the address of the form needs to ask the same again."""
        return urlencode(
            {
                "voor": next(iter(self.row.organisations), ""),
                "soort": next(iter(self.row.service_kinds), ""),
                "waarvoor": self.row.purpose,
                "groepen": ",".join(self.row.groups),
            }
        )

    @property
    def groups(self) -> tuple[DataGroup, ...]:
        return groups_of(self.row.groups)

    @property
    def to_words(self) -> str:
        return recipients_in_words(self.recipients)

    @property
    def groups_words(self) -> str:
        return ", ".join(group.words for group in self.groups)

    @property
    def purpose_words(self) -> str:
        return ConsentPurpose(self.row.purpose).words

    @property
    def giver_words(self) -> str:
        return ConsentGiver(self.row.given_by).words

    @property
    def mode_words(self) -> str:
        return ConsentMode(self.row.mode).words

    def counts(self, today: date) -> bool:
        is_over = self.row.until is not None and self.row.until < today
        return self.row.state == ConsentState.GIVEN and not is_over and not self.replaced

    def is_over(self, today: date) -> bool:
        """Return whether it was given, and its last day has passed."""
        return self.row.state == ConsentState.GIVEN and not self.replaced and not self.counts(today)

    def ends_soon(self, today: date) -> bool:
        return self.counts(today) and ends_soon(self.row.until, today)


@dataclass(frozen=True)
class DecryptedDecision:
    """A decision to share without consent; `reasons` is None when hidden, or when it stays shut."""

    row: SharingDecision
    recipients: tuple[Recipient, ...] = ()
    reasons: DecisionReasons | None = None
    hidden: bool = False

    @property
    def to_words(self) -> str:
        return recipients_in_words(self.recipients)

    @property
    def groups_words(self) -> str:
        return ", ".join(group.words for group in groups_of(self.row.groups))

    @property
    def basis_words(self) -> str:
        return DisclosureBasis(self.row.basis).words

    def counts(self, today: date) -> bool:
        return self.row.until >= today


def groups_of(stored: Iterable[str]) -> tuple[DataGroup, ...]:
    """Return stored data groups in their fixed order."""
    return tuple(group for group in DataGroup if group in set(stored))


def decrypt_consents(case: Case, key: CaseKey, visibility: Visibility) -> list[DecryptedConsent]:
    """Return the consents of a case, newest first, opened as far as this reader may see them."""
    rows = case.consents.select_related("heard_by", "withdrawn_heard_by")
    return _opened_rows(rows, key, visibility.readable_groups)


def _opened_rows(
    rows: Iterable[Consent], key: CaseKey | None, readable: frozenset[DataGroup]
) -> list[DecryptedConsent]:
    """Open the consents of one case, newest first; without a key their texts are empty."""
    shown, all_rows = list[DecryptedConsent](), list(rows)
    for row in all_rows:
        is_replaced = _is_replaced(row, all_rows)
        if not set(row.groups) <= readable:
            shown.append(DecryptedConsent(row, hidden=True, replaced=is_replaced))
            continue
        opened = opened_consent(row, key) if key else DecryptedConsent(row)
        shown.append(DecryptedConsent(row, opened.recipients, opened.said, replaced=is_replaced))
    return shown


def consents_for_dashboard(*, by: Actor, limit: int) -> list[DecryptedConsent]:
    """Return what ends within a week in the cases this member manages.

    The soonest end first; without what was asked again or this member may not see.
    """
    ending = Consent.objects.ending(by.now).filter(case__in=_managed_cases(by))
    cases = list(ending.order_by("until", "pk").values_list("case", flat=True)[:limit])
    rows = Consent.objects.filter(case__in=cases).select_related("case", "heard_by")
    by_case = dict[Case, list[Consent]]()
    for row in rows:
        by_case.setdefault(row.case, []).append(row)
    shown = [
        consent
        for case, of_case in by_case.items()
        for consent in _opened_rows(
            of_case,
            case_keys.open_case_key_or_none(case, by.keyring),
            case.visibility_for(by.member.pk).readable_groups,
        )
        if consent.ends_soon(by.today)
    ]
    return sorted(shown, key=lambda each: (each.row.until or by.today, each.row.pk))[:limit]


def decisions_for_dashboard(*, by: Actor, limit: int) -> list[DecryptedDecision]:
    """Return the decisions of which the youngster should know by today, the oldest day first."""
    rows = SharingDecision.objects.to_tell(by_day=by.today).filter(case__in=_managed_cases(by))
    rows = rows.select_related("case", "decided_by").order_by("tell_on", "pk")[:limit]
    shown = []
    for row, key in case_keys.with_case_keys(rows, by.keyring):
        readable = row.case.visibility_for(by.member.pk).readable_groups
        if set(row.groups) <= readable:
            shown.append(opened_decision(row, key) if key else DecryptedDecision(row))
    return shown


def _managed_cases(by: Actor) -> QuerySet[Case]:
    grants = CaseGrant.objects.active_for(by.member.pk, MANAGE_LEVELS)
    return Case.objects.filter(pk__in=grants.values("case"))


def _is_replaced(row: Consent, rows: Iterable[Consent]) -> bool:
    """Return whether later answers are about all of its groups, for all of its recipients.

    A withdrawal is an answer of its own moment, as in `rules.consents.basis_for`.
    """
    left = _pairs(row)
    if not left:
        return False
    for other in rows:
        if other.state != ConsentState.NOT_ASKED and answered_at(other) > answered_at(row):
            left -= _pairs(other)
    return not left


def _pairs(row: Consent) -> set[tuple[str, object]]:
    """Return each group with each recipient that the program knows; a name alone is none."""
    return {
        (group, recipient)
        for group in row.groups
        for recipient in (*row.organisations, *row.service_kinds)
    }


def answered_at(row: Consent) -> datetime:
    """Return when it was answered, or withdrawn."""
    return row.withdrawn_at or row.asked_at


def opened_consent(row: Consent, key: CaseKey) -> DecryptedConsent:
    text = key.unlock(TABLE, bytes(row.form_key), row.sealed_text) if row.sealed_text else None
    plain: dict[str, Any] = json.loads(text) if text else {"recipients": [], "said": ""}
    return DecryptedConsent(row, recipients_from_plain(plain["recipients"]), plain["said"])


def decrypt_decisions(case: Case, key: CaseKey, visibility: Visibility) -> list[DecryptedDecision]:
    """Return the decisions of a case, newest first, opened as far as this reader may see them."""
    return [
        opened_decision(row, key)
        if set(row.groups) <= visibility.readable_groups
        else DecryptedDecision(row, hidden=True)
        for row in case.sharing_decisions.select_related("decided_by")
    ]


def opened_decision(row: SharingDecision, key: CaseKey) -> DecryptedDecision:
    text = key.unlock(DECISION_TABLE, bytes(row.form_key), row.sealed_text)
    if text is None:
        return DecryptedDecision(row)
    plain = json.loads(text)
    recipients = recipients_from_plain(plain.pop("recipients"))
    return DecryptedDecision(row, recipients, DecisionReasons(**plain))
