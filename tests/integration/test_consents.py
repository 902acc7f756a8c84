"""What somebody agreed to: who may get what now, and that a no counts at once."""

from datetime import timedelta

import pytest
from django.db import IntegrityError, transaction
from django.utils import timezone

from tests.support import people
from tests.support.partners import a_service, an_organisation
from tests.support.people import acting
from uitweg.casework.cases.case.actions import case_keys
from uitweg.casework.cases.case.actions.case_keys import CaseKey
from uitweg.casework.cases.case.models import Case
from uitweg.casework.cases.case.rules.data_groups import DataGroup
from uitweg.casework.cases.case.rules.visibility import (
    FULL_VISIBILITY,
    AccessLevel,
    HeldGrant,
    Visibility,
)
from uitweg.casework.cases.case.rules.workflow import CaseState
from uitweg.casework.cases.consents.actions import consent_list, consents, disclosures
from uitweg.casework.cases.consents.actions.consents import ConsentAnswer, SharingTerms
from uitweg.casework.cases.consents.actions.disclosures import DisclosurePart, DisclosureStatement
from uitweg.casework.cases.consents.models import Consent, Disclosure, SharingDecision
from uitweg.casework.cases.consents.rules.consents import (
    ConsentPurpose,
    ConsentState,
    DecisionReasons,
    Recipient,
)
from uitweg.casework.cases.consents.rules.disclosures import DisclosureBasis, DisclosureMethod
from uitweg.casework.cases.keys.actions import reencryption
from uitweg.casework.cases.workflow.actions import destruction
from uitweg.platform.accounts.actions.authorization import Actor, NotAllowed, NotPossible
from uitweg.platform.accounts.rules import Role
from uitweg.platform.audit.models import AuditEntry

BRUG, HAVEN = 1, 2
DE_BRUG = Recipient("De Brug", organisation=BRUG)
SHELTERS = Recipient("opvang", kind="shelter")
SAFETY, HEALTH = DataGroup.SAFETY, DataGroup.HEALTH
TEXT = "Hij wil niet dat zijn moeder het hoort"


@pytest.fixture
def other_case(case, fatima):  # type: ignore[no-untyped-def]
    """Another case that Fatima opened."""
    people.at_the_desk(fatima).post(f"/werk/melding/{people.a_report().pk}/casus/")
    fatima.session_set.all().delete()
    return Case.objects.exclude(pk=case.pk).get()


def actor_of(member, *, minutes: int = 0) -> Actor:  # type: ignore[no-untyped-def]
    now = timezone.now() + timedelta(minutes=minutes)
    return acting(member, now=now, keyring=people.keyring_of(member))


def answer(state: ConsentState = ConsentState.GIVEN, **terms: object) -> ConsentAnswer:
    until = timezone.localdate() + timedelta(days=30)
    usual: dict[str, object] = {
        "groups": frozenset({SAFETY}),
        "recipients": (DE_BRUG,),
        "purpose": ConsentPurpose.SHELTER,
        "until": until,
        "said": TEXT,
    }
    return ConsentAnswer(state, **(usual | terms))  # type: ignore[arg-type]


def asked(case: Case, member, given: ConsentAnswer, *, minutes: int = 0) -> Consent:  # type: ignore[no-untyped-def]
    by = actor_of(member, minutes=minutes)
    return consents.record_consents(case=case, answers=[given], by=by)[0]


def basis_of(case: Case, group: DataGroup = SAFETY, *, to: int = BRUG, days: int = 0):  # type: ignore[no-untyped-def]
    now = timezone.now() + timedelta(days=days)
    kinds = frozenset({"shelter"})
    return consents.sharing_basis(case, organisation=to, kinds=kinds, now=now)[group]


def test_a_yes_counts_for_what_it_names_and_for_nothing_else(case, fatima) -> None:
    row = asked(case, fatima, answer())

    assert basis_of(case).consent == row.pk
    assert not basis_of(case, HEALTH).may_share
    assert not basis_of(case, to=HAVEN).may_share


def test_a_kind_of_service_counts_for_each_that_offers_it(case, fatima) -> None:
    asked(case, fatima, answer(recipients=(SHELTERS,)))

    assert basis_of(case, to=HAVEN).may_share


def test_it_ends_after_its_last_day(case, fatima) -> None:
    asked(case, fatima, answer())

    assert basis_of(case, days=30).may_share
    assert not basis_of(case, days=31).may_share


@pytest.mark.postgres
def test_a_later_no_ends_what_an_earlier_yes_gave(case, fatima) -> None:
    asked(case, fatima, answer())
    asked(case, fatima, answer(ConsentState.REFUSED), minutes=1)

    assert not basis_of(case).may_share
    assert basis_of(case).refused_on == timezone.localdate()


@pytest.mark.postgres
def test_a_withdrawal_counts_at_once_and_a_second_click_changes_nothing(case, fatima) -> None:
    row = asked(case, fatima, answer())
    for _ in range(2):
        consents.withdraw_consent(consent=row, by=actor_of(fatima))

    assert not Consent.objects.live(timezone.now()).exists()
    assert not basis_of(case).may_share
    assert AuditEntry.objects.filter(reason="consent:withdrawn").count() == 1


def test_the_consent_of_one_case_never_counts_for_another(case, other_case, fatima) -> None:
    row = asked(case, fatima, answer())

    assert not basis_of(other_case).may_share
    with pytest.raises(NotPossible, match="no-basis"):
        leave(other_case, fatima, consent=row.pk)


def test_while_the_case_is_closed_no_consent_counts(case, fatima) -> None:
    asked(case, fatima, answer())
    Case.objects.filter(pk=case.pk).update(state=CaseState.CLOSED)

    assert not basis_of(case).may_share


def test_what_was_said_and_to_whom_is_sealed(case, fatima) -> None:
    row = asked(case, fatima, answer())

    assert len(bytes(row.sealed_text)) > len(TEXT)
    assert TEXT.encode() not in bytes(row.sealed_text)
    assert b"Brug" not in bytes(row.sealed_text)


@pytest.mark.postgres
def test_the_same_form_twice_is_one_consent_and_other_words_are_refused(case, fatima) -> None:
    key, both = b"f" * 16, [answer(), answer(ConsentState.REFUSED, recipients=(SHELTERS,))]
    first = consents.record_consents(case=case, answers=both, by=actor_of(fatima), form_key=key)
    again = actor_of(fatima, minutes=1)

    assert consents.record_consents(case=case, answers=both, by=again, form_key=key) == first
    assert case.consents.count() == 2
    for other in (
        [answer(said="Nee"), both[1]],
        [answer(until=timezone.localdate() + timedelta(days=90)), both[1]],
        [answer(purpose=ConsentPurpose.CARE), both[1]],
        [both[0], answer(recipients=(SHELTERS,))],
        both[:1],
    ):
        with pytest.raises(NotPossible, match="form-other"):
            consents.record_consents(case=case, answers=other, by=again, form_key=key)
    assert case.consents.count() == 2


def test_who_has_no_grant_records_and_withdraws_nothing(case, team, fatima) -> None:
    row, ruud = asked(case, fatima, answer()), people.a_member(team, "Ruud", Role.COORDINATOR)

    with pytest.raises(NotAllowed):
        asked(case, ruud, answer())
    with pytest.raises(NotAllowed):
        consents.withdraw_consent(consent=row, by=actor_of(ruud))


@pytest.mark.postgres
def test_the_database_refuses_to_change_a_consent_a_decision_or_a_disclosure(case, fatima) -> None:
    row = asked(case, fatima, answer())
    decide(case, fatima)
    leave(case, fatima, consent=row.pk)

    for rows, change in (
        (Consent.objects.all(), {"groups": ["health"]}),
        (SharingDecision.objects.all(), {"organisations": [HAVEN]}),
        (Disclosure.objects.all(), {"groups": "health"}),
        (Disclosure.objects.all(), {"sha256": b"x" * 32}),
    ):
        with pytest.raises(IntegrityError), transaction.atomic():
            rows.update(**change)


def decide(  # type: ignore[no-untyped-def]
    case: Case, member, *, form_key: bytes = b"", **changes: object
) -> SharingDecision:
    today = timezone.localdate()
    terms: dict[str, object] = {
        "basis": DisclosureBasis.DANGER,
        "groups": frozenset({SAFETY}),
        "recipients": (DE_BRUG,),
        "until": today + timedelta(days=3),
        "tell_on": today + timedelta(days=1),
    }
    reasons = DecisionReasons(
        "Zorg coördineren", "Een veilige plek vannacht", "Ze zoeken hem", "Hem bellen: geen gehoor"
    )
    return consents.record_decision(
        case=case,
        terms=SharingTerms(**(terms | changes)),  # type: ignore[arg-type]
        reasons=reasons,
        by=actor_of(member),
        form_key=form_key,
    )


@pytest.mark.postgres
def test_the_same_form_twice_is_one_decision_and_other_terms_are_refused(case, fatima) -> None:
    row = decide(case, fatima, form_key=b"d" * 16)

    assert decide(case, fatima, form_key=b"d" * 16) == row
    for other in (
        {"groups": frozenset({SAFETY, HEALTH})},
        {"recipients": (SHELTERS,)},
        {"until": timezone.localdate() + timedelta(days=30)},
        {"basis": DisclosureBasis.LAW},
    ):
        with pytest.raises(NotPossible, match="form-other"):
            decide(case, fatima, form_key=b"d" * 16, **other)
    assert case.sharing_decisions.count() == 1


def test_a_decision_counts_for_its_groups_recipients_and_term_only(case, fatima) -> None:
    row = decide(case, fatima)

    assert basis_of(case).decision == row.pk
    assert not basis_of(case, HEALTH).may_share
    assert not basis_of(case, to=HAVEN).may_share
    assert not basis_of(case, days=4).may_share


def test_a_decision_says_when_he_is_told_or_why_not(case, fatima) -> None:
    with pytest.raises(NotPossible, match="decision-not-whole"):
        decide(case, fatima, tell_on=None)
    with pytest.raises(NotPossible, match="decision-not-whole"):
        decide(case, fatima, basis=DisclosureBasis.CONSENT)


def leave(case: Case, member, *, snapshot: str = "Hij is 15.", **part: object) -> Disclosure:  # type: ignore[no-untyped-def]
    part = ({"organisation": BRUG} if "consent" in part else {}) | part
    return disclosures.disclose(
        parts=[DisclosurePart(case, 1, frozenset({SAFETY}), **part)],  # type: ignore[arg-type]
        content=snapshot.encode(),
        via=DisclosureMethod.REFERRAL,
        statement=DisclosureStatement("De Brug", "Een plek", DisclosureBasis.CONSENT),
        by=actor_of(member),
        snapshot=snapshot,
    )[0]


def test_nothing_leaves_by_a_consent_that_was_withdrawn_or_is_about_less(case, fatima) -> None:
    row, about_health = (
        asked(case, fatima, answer()),
        asked(case, fatima, answer(groups=frozenset({HEALTH}))),
    )
    leave(case, fatima, consent=row.pk)
    consents.withdraw_consent(consent=row, by=actor_of(fatima))

    for consent in (row, about_health):
        with pytest.raises(NotPossible, match="no-basis"):
            leave(case, fatima, consent=consent.pk)
    assert Disclosure.objects.count() == 1


@pytest.mark.postgres
def test_nothing_leaves_by_a_yes_after_a_later_no_though_its_row_still_says_yes(
    case, fatima
) -> None:
    shelter = an_organisation()
    a_service(shelter)
    named = answer(recipients=(Recipient(shelter.name, organisation=shelter.pk),))
    row = asked(case, fatima, named, minutes=-9)
    leave(case, fatima, consent=row.pk, organisation=shelter.pk)
    asked(case, fatima, answer(ConsentState.REFUSED, recipients=(SHELTERS,)), minutes=-5)

    with pytest.raises(NotPossible, match="no-basis"):
        leave(case, fatima, consent=row.pk, organisation=shelter.pk)
    assert Disclosure.objects.count() == 1


def test_a_part_names_to_whom_it_goes_and_the_very_row_it_rests_on_or_neither(case, fatima) -> None:
    older, newer = asked(case, fatima, answer(), minutes=-9), asked(case, fatima, answer())
    for part in ({"consent": newer.pk, "organisation": None}, {"organisation": BRUG}):
        with pytest.raises(NotPossible, match="no-basis"):
            leave(case, fatima, **part)
    with pytest.raises(NotPossible, match="no-basis"):
        leave(case, fatima, consent=older.pk)

    leave(case, fatima, consent=newer.pk)


@pytest.mark.parametrize(
    ("readable", "reads_it"),
    [({SAFETY}, False), ({SAFETY, HEALTH}, True), ({SAFETY, HEALTH, DataGroup.FAMILY}, True)],
)
def test_a_consent_is_read_by_who_may_read_each_of_its_groups(
    case, fatima, readable, reads_it
) -> None:
    asked(case, fatima, answer(groups=frozenset({SAFETY, HEALTH})))
    key = case_keys.open_case_key(case, people.keyring_of(fatima))
    reader = Visibility((HeldGrant(0, AccessLevel.READ, frozenset(readable)),))

    shown = consent_list.decrypt_consents(case, key, reader, now=timezone.now())[0]

    assert (shown.said == TEXT, shown.hidden) == (reads_it, not reads_it)


def test_what_left_is_kept_letter_for_letter(case, fatima) -> None:
    row = leave(case, fatima)
    by = actor_of(fatima)
    shown = disclosures.read_disclosures(case=case, by=by)[0]

    assert b"15" not in bytes(row.sealed_snapshot)
    assert (shown.snapshot, shown.is_changed) == ("Hij is 15.", False)


@pytest.mark.postgres
def test_a_new_case_key_seals_all_of_it_anew_and_it_still_opens(case, fatima) -> None:
    asked(case, fatima, answer())
    decide(case, fatima)
    leave(case, fatima)
    old = case_keys.open_case_key(case, people.keyring_of(fatima))
    new = CaseKey(case.pk, b"n" * 32, old.round)
    with transaction.atomic():
        reencryption.reencrypt_cases([(old, new)])

    for key, to in ((new, "De Brug"), (old, "")):
        consents = consent_list.decrypt_consents(case, key, FULL_VISIBILITY, now=timezone.now())
        assert consents[0].to_words == to
        assert consent_list.decrypt_decisions(case, key, FULL_VISIBILITY)[0].to_words == to
    left = disclosures.decrypt_disclosures(case, new, FULL_VISIBILITY)[0]
    assert (left.snapshot, left.is_changed) == ("Hij is 15.", False)


@pytest.mark.postgres
def test_with_the_case_all_of_it_is_destroyed(case, other_case, fatima) -> None:
    for each in (case, other_case):
        row = asked(each, fatima, answer())
        decide(each, fatima)
        leave(each, fatima, consent=row.pk)
    with transaction.atomic():
        destruction.destroy_contents(case)

    for model in (Consent, SharingDecision, Disclosure):
        assert [row.case_id for row in model.objects.all()] == [other_case.pk]
