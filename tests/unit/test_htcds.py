"""A coded case as a row for a national body, in the columns of HTCDS 2.0."""

import csv
import io

import pytest

from uitweg.casework.cases.coding.rules import (
    CODED_FACTS,
    COLUMNS,
    HTCDS_FIELDS,
    OWN_COLUMNS,
    UNKNOWN,
    fact_columns,
    facts_in_words,
    row_csv,
    row_id_in,
    row_lines,
)
from uitweg.casework.cases.consents.rules.disclosures import snapshot_lines

PICKLISTS = {
    "vic_TypeOfExploitation": "ForcedLabour SexualExploitation ChildLabour ForcedMarriage Servitude"
    " ForcedMilitaryByNonStateActors OrganRemoval ForcedBegging ForcedAdoption Surrogacy Other",
    "vic_MethodOfRecruitment": "AtAPlaceOfBusiness AtAnEducationalInstitution AtWork"
    " ThroughOnlineSocialNetworks ThroughAnOnlineAdvertisement ThroughATelevisionAdvert"
    " ThroughANewspaperAdvert ThroughFamilyOrFamilyEvents ThroughFriendsOrSocialEvents Other",
    "vic_MethodsOfControl": "PhysicalThreats ThreatsLawEnforcement ThreatensChildrenFamily"
    " DebtBondage FalsePromises PhysicalAbuse SexualAbuse TakesEarnings RestrictsFinancialAccess"
    " RestrictsMedicalCare WithholdsNecessities PsychologicalAbuse PsychoactiveSubstance"
    " ExcessiveWorkingHours WithholdsDocuments Other",
    "prs_Gender": "Feminine Masculine TransgenderFeminine TransgenderMasculine NonConforming"
    " NonSpecifiedUnknown",
    "prs_Citizenship": "NL",
}
"""As in HTCDS Field Standards 2.0.ods; a citizenship there is a country code of ISO 3166."""
KNOWN = {
    name: [value for value in fact.answers if value != UNKNOWN]
    for name, fact in CODED_FACTS.items()
}


def row(**facts: str) -> dict[str, str]:
    text = row_csv(facts, row_id="ab" * 16, code_version=1)
    [only] = csv.DictReader(io.StringIO(text, newline=""))
    return {name: value for name, value in only.items() if value}


def test_every_value_that_goes_is_one_of_the_standard_or_ours() -> None:
    for name, values in KNOWN.items():
        for value in values:
            columns = dict(fact_columns(name, value))
            assert columns.pop(OWN_COLUMNS[name]) == value
            for field, standard in columns.items():
                assert standard in PICKLISTS[field].split()


def test_each_field_of_the_standard_has_values_of_its_own_fact() -> None:
    for name, field in HTCDS_FIELDS.items():
        assert set(field.values) <= set(KNOWN[name])
        assert field.name in PICKLISTS


def test_forced_crime_is_other_there_with_our_own_value_beside_it() -> None:
    assert row(form="criminal", recruitment="online") == {
        "x_row": "ab" * 16,
        "x_codes": "1",
        "vic_TypeOfExploitation": "Other",
        "x_form": "criminal",
        "vic_MethodOfRecruitment": "Other",
        "x_recruitment": "online",
    }


@pytest.mark.parametrize(
    "facts", [{"sex": "other"}, {"nationality": "eu"}, {"nationality": "non-eu"}]
)
def test_where_the_standard_has_no_other_only_our_value_goes(facts: dict[str, str]) -> None:
    [name] = facts
    assert row(**facts) == {"x_row": "ab" * 16, "x_codes": "1", f"x_{name}": facts[name]}


def test_what_is_not_known_is_left_out() -> None:
    assert row(form=UNKNOWN, sex="", shelter=UNKNOWN).keys() == {"x_row", "x_codes"}


def test_each_row_has_the_same_columns_and_no_letter_outside_ascii() -> None:
    for facts in ({}, {name: values[0] for name, values in KNOWN.items()}):
        text = row_csv(facts, row_id="ab" * 16, code_version=1)
        assert text.splitlines()[0] == ",".join(COLUMNS)
        assert len(text.splitlines()) == 2
        assert text.isascii()


def test_a_row_is_read_back_in_words() -> None:
    facts = {"sex": "girl", "form": "criminal", "help": UNKNOWN}
    text = row_csv(facts, row_id="ab" * 16, code_version=1)

    assert [fact.answer for fact in facts_in_words(facts)] == ["Criminele uitbuiting", "Meisje"]
    assert row_id_in(text) == "ab" * 16
    assert ("vic_TypeOfExploitation", "Other") in row_lines(text)
    assert ("x_sex", "girl (Jongen, meisje of anders: Meisje)") in row_lines(text)
    assert [(line.label, line.text) for line in snapshot_lines(text)] == row_lines(text)


@pytest.mark.parametrize("text", ["", "x_row", "Beste mevrouw,", '{"title": "x_row"}'])
def test_another_text_is_no_row(text: str) -> None:
    assert row_id_in(text) == ""
