"""Rows that encrypt and decrypt their own texts, each bound to its table, row and field."""

import json

import pytest

from tests.support import people
from uitweg.casework.cases.case.actions import case_keys
from uitweg.casework.cases.case.actions.case_keys import CaseKey
from uitweg.casework.cases.consents.models import Consent, Disclosure
from uitweg.casework.cases.consents.rules.consents import ConsentText, Recipient
from uitweg.casework.cases.plan.models import Action, Goal

ROW, OTHER_ROW = b"r" * 16, b"s" * 16
TEXT = "Hij wil naar zijn oma"
pytestmark = pytest.mark.django_db


@pytest.fixture
def key(case, fatima) -> CaseKey:  # type: ignore[no-untyped-def]
    return case_keys.open_case_key(case, people.keyring_of(fatima))


def test_a_text_opens_in_its_own_row_field_table_and_case_only(key) -> None:
    row = Action(form_key=ROW).seal(key, text=TEXT, reason="Verhuisd")
    assert (row.unseal(key), row.unseal(key, "reason")) == (TEXT, "Verhuisd")
    sealed = row.sealed_text

    assert Action(form_key=OTHER_ROW, sealed_text=sealed).unseal(key) is None
    assert Action(form_key=ROW, sealed_reason=sealed).unseal(key, "reason") is None
    assert Goal(form_key=ROW, sealed_text=sealed).unseal(key) is None
    assert row.unseal(CaseKey(key.case_id + 1, key.key)) is None
    assert row.unseal(CaseKey(key.case_id, b"k" * 32)) is None


def test_no_text_is_no_bytes_where_that_is_the_default_and_else_a_text(key) -> None:
    row = Action(form_key=ROW).seal(key, text="", reason="")

    assert bytes(row.sealed_reason) == b""
    assert (row.unseal(key), row.unseal(key, "reason")) == ("", "")
    assert Goal(form_key=ROW, sealed_text=b"").unseal(key) is None


def test_what_was_stored_before_opens(key) -> None:
    """Each table has its name and its fields since the first edition; so has the JSON in them."""
    words = {"recipients": [{"name": "De Brug", "organisation": 7, "kind": ""}], "said": "“Ja”"}
    stored = json.dumps(words, ensure_ascii=False)
    consent = Consent(form_key=ROW)
    consent.sealed_text = key.lock("cases_consent", ROW, stored, field="sealed_text")
    disclosure = Disclosure(form_key=ROW)
    disclosure.sealed_snapshot = key.lock("cases_disclosure", ROW, TEXT, field="sealed_snapshot")

    brug = Recipient("De Brug", organisation=7)
    assert consent.unseal_as(key, ConsentText) == ConsentText((brug,), "“Ja”")
    assert disclosure.unseal(key, "snapshot") == TEXT


def test_what_is_no_text_is_stored_as_json_that_opens_as_its_class(key) -> None:
    text = ConsentText((Recipient("opvang", kind="shelter"),), "Ja, maar niet aan zijn moeder")
    row = Consent(form_key=ROW).seal(key, text=text)

    assert row.unseal_as(key, ConsentText) == text
    assert row.unseal_as(CaseKey(key.case_id, b"k" * 32), ConsentText) is None
    assert Consent(form_key=ROW).unseal_as(key, ConsentText) is None
