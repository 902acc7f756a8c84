"""Consents and decisions to share without consent, opened for who may read them."""

from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Protocol
from urllib.parse import urlencode

from django.db.models import QuerySet
from django.utils import timezone

from uitweg.casework.cases.case.actions import case_keys
from uitweg.casework.cases.case.actions.case_keys import CaseKey
from uitweg.casework.cases.case.models import Case, CaseGrant
from uitweg.casework.cases.case.rules.data_groups import DataGroup
from uitweg.casework.cases.case.rules.grants import MANAGE_LEVELS
from uitweg.casework.cases.case.rules.visibility import Visibility
from uitweg.casework.cases.consents.models import Consent, SharingDecision
from uitweg.casework.cases.consents.rules.consents import (
    ConsentGiver,
    ConsentMeaning,
    ConsentMode,
    ConsentPurpose,
    ConsentStanding,
    ConsentState,
    ConsentText,
    DecisionReasons,
    DecisionText,
    Recipient,
    StoredAnswer,
    ends_soon,
    is_too_wide,
    meaning_of,
    recipients_in_words,
)
from uitweg.casework.cases.consents.rules.disclosures import DisclosureBasis
from uitweg.platform.accounts.actions.authorization import Actor
from uitweg.platform.dutch_days import in_dutch
from uitweg.platform.hooks import Hook


class OfferedKinds(Protocol):
    """Return by its number which kinds of help each organisation offers today."""

    def __call__(
        self, numbers: Collection[int], *, now: datetime
    ) -> Mapping[int, frozenset[str]]: ...


class EndsByWithdrawal(Protocol):
    """Return by the id of each consent of a case what stops when it is withdrawn, in words."""

    def __call__(self, case: Case, *, now: datetime) -> Mapping[int, tuple[str, ...]]: ...


offered_kinds = Hook[OfferedKinds]("which kinds of help an organisation offers")
ends_by_withdrawal = Hook[EndsByWithdrawal]("what stops when a consent is withdrawn")


@dataclass(frozen=True)
class DecryptedConsent:
    """A consent with what it means now, its recipients by name and what was said.

    `recipients` and `said` are empty when `hidden`: it names a data group that this reader may not
    see; and when it does not open with this reader's key. `also_ends` is what stops when it is
    withdrawn, in words, on the page of the case.
    """

    row: Consent
    meaning: ConsentMeaning
    recipients: tuple[Recipient, ...] = ()
    said: str = ""
    hidden: bool = False
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
        return words_of_groups(self.row.groups)

    @property
    def purpose_words(self) -> str:
        return ConsentPurpose(self.row.purpose).words

    @property
    def giver_words(self) -> str:
        return ConsentGiver(self.row.given_by).words

    @property
    def mode_words(self) -> str:
        return ConsentMode(self.row.mode).words

    @property
    def counts(self) -> bool:
        return self.meaning.counts

    def ends_soon(self, today: date) -> bool:
        return self.counts and ends_soon(self.row.until, today)

    @property
    def ended_words(self) -> str:
        """Return what a later no ended: all of it, or whose part of it; "" when nothing."""
        if self.meaning.standing is ConsentStanding.ENDED_BY_NO:
            day = max(lost.since for lost in self.meaning.lost)
            return f"{self.meaning.standing.words} van {in_dutch(day)}"
        return "; ".join(
            f"{self._who_gets(lost.recipient)}niet meer: {words_of_groups(lost.groups)} "
            f"(nee van {in_dutch(lost.since)})"
            for lost in self.meaning.lost
        )

    def _who_gets(self, recipient: int | str) -> str:
        """Return the beginning of a sentence; "" where the consent has one recipient only."""
        names = {each.organisation or each.kind: each.name for each in self.recipients}
        return f"{names.get(recipient, 'Een organisatie')} krijgt " if len(names) > 1 else ""


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
        return words_of_groups(self.row.groups)

    @property
    def basis_words(self) -> str:
        return DisclosureBasis(self.row.basis).words

    def counts(self, today: date) -> bool:
        return self.row.until >= today


def groups_of(stored: Iterable[str]) -> tuple[DataGroup, ...]:
    """Return stored data groups in their fixed order."""
    return tuple(group for group in DataGroup if group in set(stored))


def words_of_groups(groups: Iterable[str]) -> str:
    return ", ".join(group.words for group in groups_of(groups))


def consent_meanings(rows: Iterable[Consent], *, now: datetime) -> dict[int, ConsentMeaning]:
    """Return by its id what each of these consents means now.

    All answers in its case are looked at, also those that are not in `rows`.
    """
    rows = list(rows)
    answers = stored_answers({row.case_id for row in rows}, now=now)
    kinds = kinds_offered({number for row in rows for number in row.organisations}, now=now)
    today = timezone.localdate(now)
    return {row.pk: _meaning(row, answers[row.case_id], kinds, today) for row in rows}


def kinds_offered(numbers: Collection[int], *, now: datetime) -> dict[int, frozenset[str]]:
    """Return by its number which kinds of help each of these organisations offers today."""
    kinds = dict[int, frozenset[str]]()
    for offered in offered_kinds:
        kinds |= offered(numbers, now=now)
    return kinds


def _meaning(
    row: Consent,
    answers: Sequence[StoredAnswer],
    kinds: Mapping[int, frozenset[str]],
    today: date,
) -> ConsentMeaning:
    answer = next((each for each in answers if each.pk == row.pk), None)
    if answer is None:
        is_asked = row.state != ConsentState.NOT_ASKED
        standing = ConsentStanding.NAMES_NOBODY if is_asked else ConsentStanding.NOT_ASKED
        return ConsentMeaning(standing)
    return meaning_of(
        answer,
        state=ConsentState(row.state),
        is_over=row.until is not None and row.until < today,
        kinds=kinds,
        answers=answers,
    )


def stored_answers(
    cases: Iterable[int], *, purpose: ConsentPurpose | None = None, now: datetime
) -> dict[int, list[StoredAnswer]]:
    """Return by case what was answered there, of one purpose when that is given.

    A yes that would have to name who gets it, and names nobody, is no answer.
    """
    answers: dict[int, list[StoredAnswer]] = {pk: [] for pk in cases}
    rows = Consent.objects.filter(case__in=answers)
    if purpose is not None:
        rows = rows.filter(purpose=purpose)
    live = set(rows.live(now).values_list("pk", flat=True))
    for row in rows.answers():
        if row.organisations or not _is_too_wide(row):
            answers[row.case_id].append(_stored_answer(row, is_live=row.pk in live))
    return answers


def _is_too_wide(row: Consent) -> bool:
    is_yes = row.state == ConsentState.GIVEN
    return is_too_wide(row.purpose, is_yes=is_yes, kinds=row.service_kinds)


def _stored_answer(row: Consent, *, is_live: bool) -> StoredAnswer:
    at = answered_at(row)
    said_no = row.state in (ConsentState.REFUSED, ConsentState.WITHDRAWN)
    return StoredAnswer(
        row.pk,
        frozenset(row.groups),
        frozenset(row.organisations),
        frozenset() if _is_too_wide(row) else frozenset(row.service_kinds),
        at=at,
        is_live=is_live,
        said_no_on=timezone.localdate(at) if said_no else None,
    )


def decrypt_consents(
    case: Case, key: CaseKey, visibility: Visibility, *, now: datetime
) -> list[DecryptedConsent]:
    """Return the consents of a case, newest first, opened as far as this reader may see them."""
    rows = case.consents.select_related("heard_by", "withdrawn_heard_by")
    meanings = consent_meanings(rows, now=now)
    return _opened_rows(rows, key, visibility.readable_groups, meanings)


def _opened_rows(
    rows: Iterable[Consent],
    key: CaseKey | None,
    readable: frozenset[DataGroup],
    meanings: Mapping[int, ConsentMeaning],
) -> list[DecryptedConsent]:
    """Open consents of one case; without a key their texts are empty."""
    shown = []
    for row in rows:
        if set(row.groups) <= readable:
            text = consent_text(row, key)
            shown.append(DecryptedConsent(row, meanings[row.pk], text.recipients, text.said))
        else:
            shown.append(DecryptedConsent(row, meanings[row.pk], hidden=True))
    return shown


def consents_for_dashboard(*, by: Actor, limit: int) -> list[DecryptedConsent]:
    """Return what ends within a week in the cases this member manages.

    The soonest end first; without what was asked again or this member may not see.
    """
    ending = Consent.objects.ending(by.now).filter(case__in=_managed_cases(by))
    cases = list(ending.order_by("until", "pk").values_list("case", flat=True)[:limit])
    rows = ending.filter(case__in=cases).select_related("case", "heard_by")
    meanings = consent_meanings(rows, now=by.now)
    by_case = dict[Case, list[Consent]]()
    for row in rows:
        if meanings[row.pk].counts:
            by_case.setdefault(row.case, []).append(row)
    shown = [
        consent
        for case, of_case in by_case.items()
        for consent in _opened_rows(
            of_case,
            case_keys.open_case_key_or_none(case, by.keyring),
            case.visibility_for(by.member.pk).readable_groups,
            meanings,
        )
        if not consent.hidden
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


def answered_at(row: Consent) -> datetime:
    """Return when it was answered, or withdrawn."""
    return row.withdrawn_at or row.asked_at


def consent_text(row: Consent, key: CaseKey | None) -> ConsentText:
    """Return what a consent keeps sealed; empty when it stays shut."""
    return (key and row.unseal_as(key, ConsentText)) or ConsentText()


def decrypt_decisions(case: Case, key: CaseKey, visibility: Visibility) -> list[DecryptedDecision]:
    """Return the decisions of a case, newest first, opened as far as this reader may see them."""
    return [
        opened_decision(row, key)
        if set(row.groups) <= visibility.readable_groups
        else DecryptedDecision(row, hidden=True)
        for row in case.sharing_decisions.select_related("decided_by")
    ]


def opened_decision(row: SharingDecision, key: CaseKey) -> DecryptedDecision:
    text = row.unseal_as(key, DecisionText)
    return DecryptedDecision(row, text.recipients, text) if text else DecryptedDecision(row)
