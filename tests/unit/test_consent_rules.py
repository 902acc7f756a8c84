"""Who may get what, by the newest answer; who is proposed to agree; and a snapshot in lines."""

import json
from dataclasses import replace
from datetime import UTC, date, datetime, timedelta
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from uitweg.casework.cases.case.rules.data_groups import DataGroup
from uitweg.casework.cases.consents.rules.consent_age import (
    PURPOSE_OF_KIND,
    USUAL_GROUPS,
    age_of,
    danger_words,
    names_a_parent,
    proposed_giver,
    purpose_for,
    rule_for,
)
from uitweg.casework.cases.consents.rules.consents import (
    NO_ORGANISATION,
    ConsentGiver,
    ConsentMeaning,
    ConsentPurpose,
    ConsentStanding,
    ConsentState,
    LostSharing,
    Recipient,
    SharingBasis,
    SharingChange,
    SharingScope,
    StoredAnswer,
    basis_for,
    ends_soon,
    is_too_wide,
    lost_by_withdrawing,
    may_share_all,
    meaning_of,
    recipients_in_words,
)
from uitweg.casework.cases.consents.rules.disclosures import (
    SnapshotLine,
    groups_in_words,
    snapshot_lines,
)
from uitweg.casework.partners.directory.rules import ServiceKind

NOON, TODAY = datetime(2026, 11, 28, 12, tzinfo=UTC), date(2026, 11, 28)
BRUG, SHELTER, SAFETY = 1, frozenset({"shelter"}), DataGroup.SAFETY


def said(
    pk: int, yes: bool, *, hours: int = 0, by_name: bool = False, over: bool = False
) -> StoredAnswer:
    return StoredAnswer(
        pk,
        frozenset({SAFETY}),
        frozenset({BRUG}) if by_name else frozenset(),
        frozenset() if by_name else SHELTER,
        at=NOON + timedelta(hours=hours),
        is_live=yes and not over,
        said_no_on=None if yes else TODAY,
    )


def basis(*answers: StoredAnswer, decisions: tuple[SharingScope, ...] = ()) -> SharingBasis:
    return basis_for(SAFETY, organisation=BRUG, kinds=SHELTER, answers=answers, decisions=decisions)


def test_the_newest_answer_counts_whatever_the_order_of_the_rows() -> None:
    yes, no = said(1, True), said(2, False, hours=1)

    assert basis(yes, no) == basis(no, yes) == SharingBasis(refused_on=TODAY)
    assert basis(no, said(3, True, hours=2)).consent == 3


def test_of_two_at_one_moment_the_no_counts() -> None:
    assert not basis(said(2, True), said(1, False)).may_share


def test_a_newer_yes_that_is_over_does_not_bring_an_older_one_back() -> None:
    assert not basis(said(1, True), said(2, True, hours=1, over=True)).may_share


def test_a_no_to_the_organisation_itself_stays_after_a_yes_to_its_kind() -> None:
    no, to_kind = said(1, False, by_name=True), said(2, True, hours=1)

    assert not basis(no, to_kind).may_share
    assert basis(no, to_kind, said(3, True, hours=2, by_name=True)).consent == 3


def test_a_no_to_the_kind_ends_a_yes_to_the_organisation() -> None:
    assert not basis(said(1, True, by_name=True), said(2, False, hours=1)).may_share


def meaning(answer: StoredAnswer, *answers: StoredAnswer, **given: Any) -> ConsentMeaning:
    """Return what `answer` means among all `answers`; a row that is not live and no no is over."""
    state = ConsentState.REFUSED if answer.said_no_on else ConsentState.GIVEN
    terms: dict[str, Any] = {"state": state, "is_over": True, "kinds": {BRUG: SHELTER}} | given
    return meaning_of(answer, answers=answers, **terms)


def test_a_later_no_to_the_kind_ends_what_a_yes_by_name_gives() -> None:
    yes, no = said(1, True, by_name=True), said(2, False, hours=1)
    lost = (LostSharing(BRUG, frozenset({SAFETY}), since=TODAY),)

    assert meaning(yes, yes) == ConsentMeaning(ConsentStanding.COUNTS)
    assert meaning(yes, yes, no) == ConsentMeaning(ConsentStanding.ENDED_BY_NO, lost)
    assert meaning(no, yes, no).standing is ConsentStanding.REFUSED
    elsewhere = {BRUG: frozenset({"lawyer"})}
    assert meaning(yes, yes, no, kinds=elsewhere) == ConsentMeaning(ConsentStanding.COUNTS)


def test_a_no_to_a_part_of_what_was_given_leaves_the_rest() -> None:
    yes = replace(said(1, True), groups=frozenset({SAFETY, DataGroup.HEALTH}))
    no = said(2, False, hours=1)
    lost = (LostSharing("shelter", frozenset({SAFETY}), since=TODAY),)

    assert meaning(yes, yes, no) == ConsentMeaning(ConsentStanding.COUNTS, lost)


def test_what_was_asked_again_is_not_ended_by_a_no() -> None:
    first, again = said(1, True), said(2, True, hours=1)

    assert meaning(first, first, again).standing is ConsentStanding.ASKED_AGAIN
    assert meaning(again, first, again).counts
    no, yes = said(3, False), said(4, True, hours=1)
    assert meaning(no, no, yes).standing is ConsentStanding.ASKED_AGAIN


def test_a_yes_by_name_runs_on_under_a_later_yes_to_the_kind_and_ends_with_it() -> None:
    named, kind = said(1, True, by_name=True), said(2, True, hours=1)

    assert meaning(named, named, kind).standing is ConsentStanding.COVERED
    ended = said(2, True, hours=1, over=True)
    assert meaning(named, named, ended).standing is ConsentStanding.ASKED_AGAIN
    again = said(2, True, hours=1, by_name=True)
    assert meaning(named, named, again).standing is ConsentStanding.ASKED_AGAIN


def test_a_yes_that_does_not_last_is_over_or_rests_while_the_case_is_closed() -> None:
    row = said(1, True, over=True)

    assert meaning(row, row).standing is ConsentStanding.OVER
    assert meaning(row, row, is_over=False).standing is ConsentStanding.CASE_CLOSED
    assert meaning(row, row, state=ConsentState.WITHDRAWN).standing is ConsentStanding.WITHDRAWN


def test_a_yes_to_a_name_that_is_not_in_the_directory_counts_while_it_lasts() -> None:
    row = replace(said(1, True), kinds=frozenset())

    assert meaning(row, row, said(2, False, hours=1)).counts


@given(st.lists(st.tuples(st.booleans(), st.integers(0, 5), st.booleans(), st.booleans())))
def test_a_consent_counts_where_the_gate_lets_something_go_by_it(drawn) -> None:  # type: ignore[no-untyped-def]
    answers = [
        said(pk, yes, hours=hours, by_name=by_name, over=over)
        for pk, (yes, hours, by_name, over) in enumerate(drawn, start=1)
    ]
    for answer in answers:
        of = {"organisation": BRUG} if answer.organisations else {"organisation": NO_ORGANISATION}
        by_gate = basis_for(SAFETY, kinds=SHELTER, answers=answers, decisions=(), **of).consent

        assert meaning(answer, *answers).counts == (by_gate == answer.pk)
        assert by_gate is not None or not meaning(answer, *answers).is_running


def test_withdrawing_a_yes_to_the_kind_takes_the_yes_by_name_along() -> None:
    named, kind, at = said(1, True, by_name=True), said(2, True), NOON + timedelta(hours=3)
    of: dict[str, Any] = {"at": at, "answers": [named, kind], "decisions": ()}
    lost = (SharingChange(BRUG, frozenset({SAFETY})),)

    assert lost_by_withdrawing(2, kinds={BRUG: SHELTER, 7: frozenset({"lawyer"})}, **of) == lost
    assert lost_by_withdrawing(1, kinds={BRUG: SHELTER}, **of) == lost
    rest = SharingScope(9, frozenset({SAFETY}), frozenset({BRUG}), frozenset())
    kept: dict[str, Any] = of | {"decisions": (rest,)}
    assert lost_by_withdrawing(2, kinds={BRUG: SHELTER}, **kept) == ()


def test_a_decision_counts_where_no_consent_does() -> None:
    decision = SharingScope(7, frozenset({SAFETY}), frozenset(), SHELTER)

    assert basis(said(1, False), decisions=(decision,)) == SharingBasis(decision=7)
    assert basis(said(1, True), decisions=(decision,)) == SharingBasis(consent=1)
    other = SharingScope(8, frozenset({"health"}), frozenset({BRUG}), SHELTER)
    assert not basis(decisions=(other,)).may_share


@given(st.lists(st.tuples(st.booleans(), st.integers(0, 5), st.booleans(), st.booleans())))
def test_nothing_is_shared_on_a_consent_that_is_not_live(drawn) -> None:  # type: ignore[no-untyped-def]
    answers = [
        said(pk, yes, hours=hours, by_name=by_name, over=over)
        for pk, (yes, hours, by_name, over) in enumerate(drawn, start=1)
    ]
    found = basis(*answers)

    assert found.consent is None or next(a for a in answers if a.pk == found.consent).is_live
    last = max((a.at for a in answers), default=None)
    newest = [a for a in answers if a.at == last]
    if any(a.said_no_on for a in newest) or (newest and not any(a.is_live for a in newest)):
        assert not found.may_share


def test_all_groups_need_a_basis() -> None:
    shared = {SAFETY: SharingBasis(consent=1), DataGroup.HEALTH: SharingBasis()}

    assert may_share_all(shared, [SAFETY])
    assert not may_share_all(shared, [SAFETY, DataGroup.HEALTH])
    assert not may_share_all({}, [SAFETY])


@pytest.mark.parametrize(
    ("age", "giver"),
    [
        (None, ConsentGiver.SELF),
        (0, ConsentGiver.PARENT),
        (11, ConsentGiver.PARENT),
        (12, ConsentGiver.SELF_PARENT),
        (15, ConsentGiver.SELF_PARENT),
        (16, ConsentGiver.SELF),
        (19, ConsentGiver.SELF),
    ],
)
def test_the_age_proposes_who_must_agree(age: int | None, giver: ConsentGiver) -> None:
    rule = rule_for(age)

    assert rule.giver is giver
    assert proposed_giver(rule, parent_is_danger=False) is giver
    asked = proposed_giver(rule, parent_is_danger=True)
    assert asked is (ConsentGiver.GUARDIAN if age is not None and age < 12 else ConsentGiver.SELF)


@pytest.mark.parametrize(
    ("age", "born", "years"),
    [
        ("16", "", 16),
        ("ongeveer 15 jaar", "", 15),
        ("tiener", "", None),
        ("999", "", None),
        ("", "", None),
        ("20", "28-11-2010", 16),
        ("20", "29 november 2010", 15),
        ("14", "31 februari 2010", 14),
        ("14", "november 2010", 14),
        ("14", "3 maart", 14),
        ("", "2030-01-01", None),
    ],
)
def test_the_age_is_read_from_the_sheet(age: str, born: str, years: int | None) -> None:
    assert age_of(age, born, today=TODAY) == years


@pytest.mark.parametrize(
    ("text", "is_parent"),
    [
        ("Zijn moeder", True),
        ("Stiefvader en neef", True),
        ("Zijn ouders", True),
        ("Thuis", True),
        ("Zijn oudere neef", False),
        ("De trainer", False),
        ("", False),
    ],
)
def test_a_parent_who_must_not_know_is_recognised(text: str, is_parent: bool) -> None:
    assert names_a_parent(text) is is_parent


def test_each_purpose_has_usual_groups_and_each_kind_is_one_of_the_directory() -> None:
    assert set(USUAL_GROUPS) == set(ConsentPurpose)
    assert set(PURPOSE_OF_KIND) <= set(ServiceKind)
    assert purpose_for(["lawyer"]) is ConsentPurpose.LAWYER
    assert purpose_for(["no-kind"]) is ConsentPurpose.SHELTER


@pytest.mark.parametrize(
    ("purpose", "is_yes", "kinds", "too_wide"),
    [
        (ConsentPurpose.STATISTICS, True, ["advice"], True),
        (ConsentPurpose.SUPPORT, True, ["", "advice"], True),
        (ConsentPurpose.STATISTICS, True, [""], False),
        (ConsentPurpose.STATISTICS, True, [], False),
        (ConsentPurpose.STATISTICS, False, ["advice"], False),
        (ConsentPurpose.SHELTER, True, ["shelter"], False),
    ],
)
def test_a_yes_to_registration_is_to_somebody_with_a_name(
    purpose: ConsentPurpose, is_yes: bool, kinds: list[str], too_wide: bool
) -> None:
    assert is_too_wide(purpose, is_yes=is_yes, kinds=kinds) is too_wide


def test_recipients_are_said_by_name() -> None:
    recipients = (Recipient("De Brug", 1), Recipient("opvang", kind="shelter"), Recipient("Oma"))

    assert recipients_in_words(recipients) == "De Brug, opvang, Oma"


@pytest.mark.parametrize(("days", "soon"), [(-1, False), (0, True), (7, True), (8, False)])
def test_it_ends_soon_in_the_last_week(days: int, soon: bool) -> None:
    assert ends_soon(TODAY + timedelta(days=days), TODAY) is soon
    assert not ends_soon(None, TODAY)


def test_a_snapshot_leaves_out_nothing_that_left() -> None:
    stored = {
        "title": "Kan hij komen?",
        "strange": {"a": 1},
        "answer_by": "",
        "sections": [{"label": "Wie", "text": "Mo"}, "los"],
    }

    assert snapshot_lines(json.dumps(stored)) == [
        SnapshotLine("Vraag", "Kan hij komen?"),
        SnapshotLine("strange", '{"a": 1}'),
        SnapshotLine("Wie", "Mo"),
        SnapshotLine("", "los"),
    ]


def test_sections_of_another_shape_are_shown_too() -> None:
    assert snapshot_lines('{"sections": 7}') == [SnapshotLine("", "7")]


@pytest.mark.parametrize("text", ["Gewone tekst", "[1, 2]", '"x"', "{half"])
def test_any_other_snapshot_is_shown_as_it_is(text: str) -> None:
    assert snapshot_lines(text) == [SnapshotLine("", text)]


@pytest.mark.parametrize(("age", "asks"), [(11, True), (14, True), (None, True), (16, False)])
def test_only_who_does_not_decide_alone_needs_a_colleague(age: int | None, asks: bool) -> None:
    words = danger_words(rule_for(age))

    assert ("wie er beslist" in words) == asks
    assert "Vraag het een ouder dan niet" in words


@pytest.mark.parametrize(
    ("stored", "words"),
    [
        ("", "geen persoonsgegevens"),
        ("safety", "veiligheid"),
        ("shelter,contact", "naam en contact, opvang"),
    ],
)
def test_what_went_to_somebody_is_named_by_its_groups_and_no_other(stored: str, words: str) -> None:
    assert groups_in_words(stored) == words
