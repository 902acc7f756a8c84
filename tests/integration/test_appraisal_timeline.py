"""The page of the time axis: who may see it, what it shows, and what it leaves out."""

from dataclasses import replace
from typing import Any

import pytest
from django.test import Client

from tests.support import people
from tests.support.people import acting, keyring_of
from tests.unit.test_appraisal_axis import ACT, THREAT, fact
from uitweg.casework.appraisal.compartment.actions import compartments
from uitweg.casework.appraisal.compartment.models import Appraisal
from uitweg.casework.appraisal.compartment.rules.stages import ItemKind
from uitweg.casework.appraisal.facts.actions import items
from uitweg.casework.appraisal.facts.rules.content import AppraisalFact, FactLane
from uitweg.casework.appraisal.facts.rules.item_json import KnownBirth, item_key, item_values
from uitweg.casework.cases.case.models import Case
from uitweg.platform.accounts.actions.authorization import Actor
from uitweg.platform.accounts.models import Member
from uitweg.platform.audit.models import AuditEntry
from uitweg.platform.sealing import tokens


@pytest.fixture
def by(fatima: Member) -> Actor:
    return acting(fatima, keyring=keyring_of(fatima))


@pytest.fixture
def appraisal(case: Case, by: Actor) -> Appraisal:
    return compartments.start_appraisal(case=case, form_key=tokens.new_token(16), by=by)


def write(appraisal: Appraisal, by: Actor, kind: ItemKind, value: Any) -> None:
    items.write_item(
        appraisal=appraisal,
        kind=kind,
        item_key=item_key(kind, value),
        values=item_values(kind, value),
        replaces=None,
        form_key=tokens.new_token(16),
        by=by,
    )


def write_facts(appraisal: Appraisal, by: Actor, *facts: AppraisalFact) -> None:
    for each in facts:
        write(appraisal, by, ItemKind.FACT, each)


def page(desk: Client, case: Case, query: str = "") -> Any:
    return desk.get(f"/casus/{case.pk}/weging/tijdas/{query}")


def test_without_a_dated_fact_the_page_says_so(
    appraisal: Appraisal, desk: Client, case: Case
) -> None:
    shown = page(desk, case).content.decode()

    assert "Nog geen feit met een datum" in shown
    assert "<svg xmlns" not in shown


@pytest.mark.postgres
def test_the_picture_and_the_table_show_the_same_facts(
    appraisal: Appraisal, desk: Client, case: Case, by: Actor
) -> None:
    write_facts(appraisal, by, THREAT, ACT, fact("d", FactLane.DEBT, "2 mei 2026", amount=1800))
    shown = page(desk, case).content.decode()

    assert shown.count("<svg xmlns") == 2
    for key in ("t", "o", "d"):
        assert f'href="#r-{key}"' in shown
        assert f'id="r-{key}"' in shown
    assert "zeven uur na “Vannacht”" in shown


def test_what_was_typed_comes_out_as_text(
    appraisal: Appraisal, desk: Client, case: Case, by: Actor
) -> None:
    write_facts(appraisal, by, replace(THREAT, title="</text><script>alert(1)</script>"))

    assert "<script>alert" not in page(desk, case).content.decode()


def test_each_opening_is_in_the_audit_log(appraisal: Appraisal, desk: Client, case: Case) -> None:
    before = AuditEntry.objects.filter(act="appraisal:read").count()
    page(desk, case)

    assert AuditEntry.objects.filter(act="appraisal:read").count() == before + 1


def test_a_colleague_with_a_grant_for_the_case_alone_is_refused(
    appraisal: Appraisal, case: Case, joris: Member
) -> None:
    assert page(people.let_in(case, joris, "work"), case).status_code == 403


def test_a_case_without_a_weighing_answers_like_one_that_is_closed(
    case: Case, desk: Client
) -> None:
    assert page(desk, case).status_code == 403


@pytest.mark.parametrize("named", ["2", "x", "9" * 30, "-1", "²"])
def test_a_version_that_is_not_there_is_not_found(
    appraisal: Appraisal, desk: Client, case: Case, named: str
) -> None:
    assert page(desk, case, f"?versie={named}").status_code == 404


def test_an_age_comes_from_the_day_of_birth(
    appraisal: Appraisal, desk: Client, case: Case, by: Actor
) -> None:
    write(appraisal, by, ItemKind.PERSON, KnownBirth(ACT.at and ACT.at.start.replace(year=2008)))
    write_facts(appraisal, by, THREAT, ACT)
    shown = page(desk, case).content.decode()

    assert "Wordt achttien" in shown
    assert "18 jaar, sinds 12 augustus" in shown
