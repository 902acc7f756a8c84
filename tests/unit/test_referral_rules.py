"""The states of a referral, its draft, and what of it leaves."""

import re
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

from uitweg.casework.partners.directory.rules import ServiceKind
from uitweg.casework.partners.dispatch.rules.packages import PackageSection
from uitweg.casework.partners.referrals.rules import (
    GROUP_OF_KIND,
    LONGEST_TERM,
    OPEN_REFERRALS,
    REFERRAL_TRANSITIONS,
    STATES_BY_TEAM,
    TITLES,
    ReferralDraft,
    ReferralState,
    SendingObstacle,
    half_of_term,
    may_be_term,
    missing_to_send,
    referral_content,
    reminder_mail,
    term_choices,
    term_words,
    usual_term,
)

MIDNIGHT = datetime(2026, 11, 28, 23, 7, tzinfo=UTC)
DOCS = Path(__file__).parents[2] / "docs"
TASK = {
    *("draft", "requested", "accepted", "rejected", "cancelled"),
    *("in-progress", "on-hold", "failed", "completed", "entered-in-error"),
}
SERVICE_REQUEST = {
    *("draft", "active", "on-hold", "revoked", "completed", "entered-in-error", "unknown"),
}


def mapping() -> dict[str, tuple[str, str]]:
    rows = re.findall(
        r"^\| `([a-z-]+)` \| `([a-z-]+)` \| `([a-z-]+)` \|",
        (DOCS / "referrals.md").read_text(encoding="utf-8"),
        re.MULTILINE,
    )
    return {state: (task, request) for state, task, request in rows}


def test_each_state_reads_as_one_of_hl7() -> None:
    assert set(mapping()) == set(ReferralState)
    assert {task for task, _ in mapping().values()} <= TASK
    assert {request for _, request in mapping().values()} <= SERVICE_REQUEST


def test_every_state_can_be_reached_and_nothing_follows_the_ends() -> None:
    reached = set[ReferralState]().union(*REFERRAL_TRANSITIONS.values())

    assert reached | {ReferralState.DRAFT} == set(ReferralState)
    assert set(REFERRAL_TRANSITIONS) == set(ReferralState)
    assert {state for state in ReferralState if state not in OPEN_REFERRALS} == {
        ReferralState.DECLINED,
        ReferralState.DONE,
        ReferralState.NO_SHOW,
        ReferralState.HANDED_OVER,
        ReferralState.WITHDRAWN,
    }


def test_nobody_sets_by_hand_what_a_partner_says() -> None:
    assert not STATES_BY_TEAM & {ReferralState.ACCEPTED, ReferralState.DECLINED}


def test_each_kind_of_service_has_a_question_and_a_data_group() -> None:
    assert set(TITLES) == set(GROUP_OF_KIND) == set(ServiceKind)


def test_terms_are_quarters_and_noons_that_can_still_be_met() -> None:
    terms = term_choices(MIDNIGHT, usual=timedelta(hours=24))

    assert [term_words(term) for term in terms] == [
        "zondag 29 november, 01:15",
        "zondag 29 november, 04:15",
        "maandag 30 november, 00:15",
        "maandag 30 november, 12:00",
        "woensdag 2 december, 12:00",
        "zondag 6 december, 12:00",
    ]
    assert usual_term(MIDNIGHT, usual=timedelta(hours=24)) in terms


def test_a_term_that_is_too_long_is_not_offered() -> None:
    terms = term_choices(MIDNIGHT, usual=timedelta(days=32))

    assert len(terms) == 5
    assert all(may_be_term(term, now=MIDNIGHT) for term in terms)


@pytest.mark.parametrize(
    ("minutes", "may_be"), [(9, False), (10, True), (31 * 24 * 60, True), (31 * 24 * 60 + 1, False)]
)
def test_a_term_is_neither_over_nor_endless(minutes: int, may_be: bool) -> None:
    assert may_be_term(MIDNIGHT + timedelta(minutes=minutes), now=MIDNIGHT) is may_be


def test_without_a_moment_there_is_no_term() -> None:
    assert not may_be_term(None, now=MIDNIGHT)


def test_half_of_the_term() -> None:
    assert half_of_term(MIDNIGHT, MIDNIGHT + timedelta(hours=2)) == MIDNIGHT + timedelta(hours=1)


def test_a_draft_comes_back_as_it_was_stored() -> None:
    drafts = [ReferralDraft(), ReferralDraft("Kan hij komen?", frozenset({"who"}), MIDNIGHT)]

    assert [ReferralDraft.from_json(draft.to_json()) for draft in drafts] == drafts
    assert ReferralDraft.from_json("") == ReferralDraft()


@pytest.mark.parametrize(
    ("draft", "ticked", "missing"),
    [
        (ReferralDraft("Vraag", None, MIDNIGHT + LONGEST_TERM), [1], None),
        (ReferralDraft("Vraag", None, MIDNIGHT), [1], SendingObstacle.TERM_OVER),
        (ReferralDraft(" ", None, MIDNIGHT + LONGEST_TERM), [1], SendingObstacle.NOTHING_ASKED),
        (ReferralDraft("Vraag"), [], SendingObstacle.NOTHING_TICKED),
    ],
)
def test_what_is_missing_to_send(
    draft: ReferralDraft, ticked: list[int], missing: SendingObstacle | None
) -> None:
    assert missing_to_send(draft, ticked, now=MIDNIGHT) == missing


def content(*sections: PackageSection, has_consent: bool = True) -> list[str]:
    made = referral_content(
        ReferralDraft("Kan hij komen?"),
        sections,
        kind=ServiceKind.SHELTER,
        has_consent=has_consent,
        sender="Fatima",
        phone="06",
    )
    return [section.text for section in made.sections]


def test_below_what_is_shared_stands_what_it_may_be_used_for() -> None:
    who = PackageSection("Wie het is", "Mo.")

    assert content(who)[-1].startswith("Opvang. Er is toestemming")
    assert content(who, has_consent=False)[-1].startswith("Opvang. Wij delen dit zonder")
    assert content() == []


def test_a_reminder_takes_nothing_but_a_number_of_the_team() -> None:
    with pytest.raises(ValueError, match="no place"):
        reminder_mail(answer_by=MIDNIGHT, has_account=False, phone="Bel Mo, U-0001")

    mail = reminder_mail(answer_by=MIDNIGHT, has_account=False, phone="06-000 000 00")
    assert "zondag 29 november, 00:07" in mail.body
    assert "http" not in mail.body


def test_only_who_has_an_account_is_told_to_log_in() -> None:
    def said(*, has_account: bool) -> str:
        return reminder_mail(
            answer_by=MIDNIGHT, has_account=has_account, phone="06-000 000 00"
        ).body

    assert "Log in om hem te lezen." in said(has_account=True)
    assert "De link staat in onze vorige mail." in said(has_account=False)
    assert "Log in" not in said(has_account=False)


def test_a_draft_without_a_moment_of_before_is_still_read() -> None:
    stored = '{"asked": "Plek vannacht? \\"answer_by\\": \\"\\"", "pieces": ["b"], "answer_by": ""}'

    draft = ReferralDraft.from_json(stored)

    assert draft == ReferralDraft('Plek vannacht? "answer_by": ""', frozenset({"b"}), None)
    assert ReferralDraft.from_json(draft.to_json()) == draft
