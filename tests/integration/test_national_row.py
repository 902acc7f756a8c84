"""A case's coded facts go to a national body only on a yes to just that, and nothing else goes."""

import csv
import io
import re
from datetime import timedelta
from html import unescape

import pytest
from django.test import Client
from django.utils import timezone

from tests.support import people
from tests.support.partners import a_service, an_organisation, directory_form
from tests.support.people import acting
from uitweg.casework.cases.case.actions import case_keys
from uitweg.casework.cases.case.models import Case
from uitweg.casework.cases.case.rules.data_groups import ALL_GROUPS, DataGroup
from uitweg.casework.cases.coding.models import CodedCase
from uitweg.casework.cases.consents.actions import consents, disclosures
from uitweg.casework.cases.consents.actions.consents import ConsentAnswer, SharingTerms
from uitweg.casework.cases.consents.models import Consent, Disclosure
from uitweg.casework.cases.consents.rules.consents import (
    ConsentPurpose,
    ConsentState,
    DecisionReasons,
    Recipient,
)
from uitweg.casework.cases.consents.rules.disclosures import DisclosureBasis
from uitweg.casework.cases.keys.actions import restriction
from uitweg.casework.cases.workflow.actions.destruction import destroy_contents
from uitweg.casework.partners.directory.models import Organisation
from uitweg.casework.partners.directory.rules import ServiceKind
from uitweg.casework.subject_access.actions.items import DISCLOSURES_SECTION, package_items
from uitweg.platform.accounts.actions.authorization import Actor
from uitweg.platform.accounts.models import Member
from uitweg.platform.accounts.rules import Role
from uitweg.platform.audit.models import AuditEntry

FACTS = {
    "form": "criminal",
    "act": "drugs",
    "age_at_start": "12-14",
    "sex": "boy",
    "nationality": "unknown",
    "control": "debt",
    "shelter": "placed",
}
STATISTICS = ConsentPurpose.STATISTICS
SITUATION = frozenset({DataGroup.SITUATION})


@pytest.fixture
def body(db) -> Organisation:  # type: ignore[no-untyped-def]
    return a_body("Landelijk Meldpunt (verzonnen)")


@pytest.fixture
def coded(case, desk) -> Case:  # type: ignore[no-untyped-def]
    desk.post(f"/casus/{case.pk}/cijfers/", {"seen": 0, **FACTS})
    return case


def a_body(name: str) -> Organisation:
    organisation = an_organisation(name)
    a_service(organisation, kind=ServiceKind.ADVICE)
    return organisation


def actor(member: Member) -> Actor:
    return acting(member, keyring=people.keyring_of(member))


def agree(
    case: Case,
    by: Member,
    to: Organisation,
    *,
    groups: frozenset[DataGroup] = ALL_GROUPS,
    purpose: ConsentPurpose = STATISTICS,
    state: ConsentState = ConsentState.GIVEN,
) -> Consent:
    until = timezone.localdate() + timedelta(days=30)
    recipients = (Recipient(to.name, organisation=to.pk),)
    answer = ConsentAnswer(state, groups, recipients, purpose=purpose, until=until)
    return consents.record_consents(case=case, answers=[answer], by=actor(by))[0]


def address(case: Case, to: Organisation) -> str:
    return f"/casus/{case.pk}/cijfers/doorgeven/?aan={to.pk}"


def form_of(page, **changed: str) -> dict[str, str]:  # type: ignore[no-untyped-def]
    seen = page.context["drafted"].fingerprint
    return {
        "key": page.context["form_key"],
        "doel": "Landelijke registratie",
        "gezien": seen,
    } | changed


def send(browser: Client, case: Case, to: Organisation, **changed: str):  # type: ignore[no-untyped-def]
    """Send the form as the page gives it."""
    return browser.post(address(case, to), form_of(browser.get(address(case, to)), **changed))


def row_in(answer) -> dict[str, str]:  # type: ignore[no-untyped-def]
    assert answer.status_code == 200
    assert answer["Content-Type"].startswith("text/csv")
    [row] = csv.DictReader(io.StringIO(answer.content.decode("ascii"), newline=""))
    return {name: value for name, value in row.items() if value}


def words_of(answer) -> str:  # type: ignore[no-untyped-def]
    return " ".join(answer.content.decode().split())


@pytest.mark.postgres
def test_what_the_page_shows_goes_and_nothing_else(coded, desk, fatima, body) -> None:
    agree(coded, fatima, body)
    page = words_of(desk.get(address(coded, body)))
    answer = send(desk, coded, body)
    row = row_in(answer)
    row_id = row.pop("x_row")

    assert row == {
        "x_codes": "1",
        "vic_TypeOfExploitation": "Other",
        "vic_MethodsOfControl": "DebtBondage",
        "prs_Gender": "Masculine",
        "x_form": "criminal",
        "x_act": "drugs",
        "x_age_at_start": "12-14",
        "x_sex": "boy",
        "x_control": "debt",
        "x_shelter": "placed",
    }
    assert len(bytes.fromhex(row_id)) == 16
    for column in row.keys() - {"x_codes"}:
        assert f"{column} = {row[column]}" in page
    for word in ("Criminele uitbuiting", "Jongen", "Een schuld of boete", "de jongere zelf"):
        assert word.lower() in page.lower()
    assert "attachment" in answer["Content-Disposition"]
    assert coded.number not in answer["Content-Disposition"] + answer.content.decode()


def test_it_is_a_disclosure_that_can_be_read_back(coded, desk, fatima, body) -> None:
    consent = agree(coded, fatima, body)
    answer = send(desk, coded, body)
    row = Disclosure.objects.get()
    key = case_keys.open_case_key(coded, people.keyring_of(fatima))
    [left] = disclosures.decrypt_disclosures(coded, key, coded.visibility_for(fatima.pk))

    assert (row.via, row.basis) == ("registration", DisclosureBasis.CONSENT)
    assert (row.consent, row.decision, row.organisation) == (consent, None, body.pk)
    assert set(row.groups.split(",")) == {"situation", "law-police", "safety", "shelter"}
    assert (left.snapshot, left.is_changed) == (answer.content.decode(), False)
    assert left.statement is not None
    assert (left.statement.recipient, left.statement.purpose) == (
        body.name,
        "Landelijke registratie",
    )
    line = AuditEntry.objects.get(act="case:disclose")
    assert (line.thing, line.reason, line.result) == (f"case:{coded.pk}", "registration", "done")
    shown = words_of(desk.get(f"/casus/{coded.pk}/verstrekt/"))
    assert "Landelijke registratie" in shown
    assert "debt (Waarmee vooral vastgehouden: Een schuld of boete)" in shown
    items = package_items(coded, key, coded.visibility_for(fatima.pk), now=timezone.now())
    found = [item.text for item in items if item.section == DISCLOSURES_SECTION]
    assert any(f"Aan: {body.name}" in text for text in found)
    assert any("x_form: criminal" in text for text in found)


@pytest.mark.postgres
def test_a_later_yes_to_something_else_takes_no_place_of_this_one(
    coded, desk, fatima, body
) -> None:
    yes = agree(coded, fatima, body)
    agree(coded, fatima, body, purpose=ConsentPurpose.SUPPORT)

    assert send(desk, coded, body).status_code == 200
    assert {row.consent_id for row in Disclosure.objects.all()} == {yes.pk}


def test_the_same_form_twice_is_one_disclosure_and_one_row(coded, desk, fatima, body) -> None:
    agree(coded, fatima, body, groups=SITUATION)
    agree(coded, fatima, body, groups=ALL_GROUPS - SITUATION)
    form = form_of(desk.get(address(coded, body)))
    first, second = (desk.post(address(coded, body), form) for _ in range(2))

    assert first.content == second.content
    assert Disclosure.objects.count() == 2  # one for each consent that it rests on
    assert AuditEntry.objects.filter(act="case:disclose").count() == 2
    other = desk.post(address(coded, a_body("Een ander")), form)
    assert (other.status_code, Disclosure.objects.count()) == (409, 2)


@pytest.mark.postgres
def test_a_later_row_takes_the_place_of_the_first_there_and_only_there(
    coded, desk, fatima, body
) -> None:
    other = a_body("Ander Landelijk Bureau (verzonnen)")
    for to in (body, other):
        agree(coded, fatima, to)
    first = row_in(send(desk, coded, body))
    desk.post(f"/casus/{coded.pk}/cijfers/", {"seen": 1, **FACTS, "sex": "girl"})
    page = words_of(desk.get(address(coded, body)))
    again, elsewhere = row_in(send(desk, coded, body)), row_in(send(desk, coded, other))

    assert "komt in de plaats van de oude" in page
    assert (first["x_sex"], again["x_sex"]) == ("boy", "girl")
    assert first["x_row"] == again["x_row"] != elsewhere["x_row"]


def test_the_number_of_a_row_stands_nowhere_unsealed(coded, desk, fatima, body) -> None:
    """It leads back to the case for nobody who lacks its key, and for nobody when it is gone."""
    agree(coded, fatima, body)
    row_id = row_in(send(desk, coded, body))["x_row"]
    stored = [
        str(getattr(row, field.attname))
        for model in (Disclosure, CodedCase, Case, AuditEntry)
        for row in model.objects.all()
        for field in model._meta.concrete_fields
    ]
    destroy_contents(Case.objects.get())

    assert not [text for text in stored if row_id in text]
    assert bytes.fromhex(row_id) not in [bytes(row.form_key) for row in Disclosure.objects.all()]
    assert not Disclosure.objects.exclude(sealed_snapshot=b"").exists()


def test_without_a_yes_to_this_nothing_goes(coded, desk, fatima, body) -> None:
    agree(coded, fatima, body, purpose=ConsentPurpose.SUPPORT)
    terms = SharingTerms(
        DisclosureBasis.LAW,
        ALL_GROUPS,
        (Recipient(body.name, organisation=body.pk),),
        until=timezone.localdate() + timedelta(days=7),
        tell_on=timezone.localdate(),
    )
    reasons = DecisionReasons("hulp", "registratie", "moet", "niets")
    consents.record_decision(
        case=coded, terms=terms, reasons=reasons, by=actor(fatima), form_key=b"d" * 16
    )
    chosen = words_of(desk.get(f"/casus/{coded.pk}/cijfers/doorgeven/"))
    page = desk.get(address(coded, body))

    assert "nog tegen geen organisatie" in chosen
    assert "De jongere zei hier geen ja tegen" in words_of(page)
    assert "waarvoor=statistics" in page.content.decode()
    assert "Maak het bestand" not in words_of(page)
    assert send(desk, coded, body).status_code == 409
    assert not Disclosure.objects.exists()


def test_the_national_body_is_put_in_the_directory_on_the_way(coded, desk, fatima) -> None:
    here = f"/casus/{coded.pk}/cijfers/doorgeven/"
    page = desk.get(here)
    assert "CoMensha. Zet die eerst in het adresboek" in words_of(page)
    [link] = re.findall(r'href="([^"]+naam=[^"]+)"', page.content.decode())
    assert f'name="terug" value="{here}"' in desk.get(unescape(link)).content.decode()

    added = desk.post("/partners/nieuw/", directory_form(desk, unescape(link)) | {"terug": here})
    assert (added.status_code, added.url) == (302, here)
    body = Organisation.objects.get(name="CoMensha")
    assert "eerst in het adresboek" not in words_of(desk.get(here))
    agree(coded, fatima, body)
    assert "Geef door aan CoMensha" in words_of(desk.get(here))


@pytest.mark.parametrize("by", ["grond", "reden", "basis", "consent", "decision"])
@pytest.mark.parametrize("value", ["law", "own-work", "consent", "1"])
def test_no_other_basis_can_be_posted(coded, desk, body, by: str, value: str) -> None:
    assert send(desk, coded, body, **{by: value}).status_code == 409
    assert not Disclosure.objects.exists()


def test_a_yes_in_another_case_is_none_here(coded, desk, fatima, body) -> None:
    desk.post(f"/werk/melding/{people.a_report().pk}/casus/")
    agree(Case.objects.exclude(pk=coded.pk).get(), fatima, body)

    assert send(desk, coded, body).status_code == 409
    assert not Disclosure.objects.exists()


def test_a_withdrawn_yes_stops_also_the_page_that_was_open(coded, desk, fatima, body) -> None:
    consent = agree(coded, fatima, body)
    form = form_of(desk.get(address(coded, body)))
    assert desk.post(address(coded, body), form).status_code == 200
    consents.withdraw_consent(consent=consent, by=actor(fatima))
    answers = [
        desk.post(address(coded, body), form | {"key": key}) for key in (form["key"], "cd" * 16)
    ]

    assert [answer.status_code for answer in answers] == [409, 409]
    assert "nu geen toestemming" in words_of(answers[0])
    assert Disclosure.objects.count() == 1
    page = words_of(desk.get(address(coded, body)))
    assert "nee gezegd op" in page
    assert "Vraag toestemming" not in page


def test_a_no_to_anything_for_them_is_a_no_to_this(coded, desk, fatima, body) -> None:
    agree(coded, fatima, body)
    refused = ConsentState.REFUSED
    agree(coded, fatima, body, purpose=ConsentPurpose.OTHER, state=refused)

    assert send(desk, coded, body).status_code == 409
    assert not Disclosure.objects.exists()


def test_only_what_the_yes_names_is_in_the_row(coded, desk, fatima, body) -> None:
    agree(coded, fatima, body, groups=SITUATION)
    page = words_of(desk.get(address(coded, body)))

    assert row_in(send(desk, coded, body)).keys().isdisjoint({"x_act", "x_control", "x_shelter"})
    assert "Recht en politie<br> <span" in page
    assert "Drugs" not in page
    assert Disclosure.objects.get().groups == "situation"


def test_a_fact_that_a_member_may_not_see_is_not_in_their_row(
    coded, fatima, team, body, joris
) -> None:
    agree(coded, fatima, body)
    browser = people.let_in(coded, joris, "work", DataGroup.SITUATION, DataGroup.SHELTER)
    page = words_of(browser.get(address(coded, body)))
    row = row_in(send(browser, coded, body))

    assert row["x_shelter"] == "placed"
    assert row.keys().isdisjoint({"x_act", "x_control", "vic_MethodsOfControl"})
    for hidden in ("Drugs bewaren", "Een schuld of boete", "DebtBondage"):
        assert hidden not in page
    assert "dat mag jij in deze casus niet lezen" in page


def test_what_was_sent_is_not_handed_to_who_may_see_less_of_it_by_now(
    coded, fatima, joris, body
) -> None:
    agree(coded, fatima, body)
    browser = people.let_in(coded, joris, "work")
    form = form_of(browser.get(address(coded, body)))
    assert browser.post(address(coded, body), form).status_code == 200
    coded.grants.filter(member=joris).update(groups=[DataGroup.SITUATION.value])

    assert browser.post(address(coded, body), form).status_code == 403
    assert Disclosure.objects.values("sha256").distinct().count() == 1


@pytest.mark.postgres
def test_when_a_fact_or_a_yes_changes_meanwhile_nothing_goes(coded, desk, fatima, body) -> None:
    agree(coded, fatima, body)
    form = form_of(desk.get(address(coded, body)))
    desk.post(f"/casus/{coded.pk}/cijfers/", {"seen": 1, **FACTS, "sex": "girl"})
    answer = desk.post(address(coded, body), form)

    assert answer.status_code == 409
    assert "Er veranderde intussen iets" in words_of(answer)
    assert not Disclosure.objects.exists()


@pytest.mark.parametrize(
    ("wrong", "status"),
    [
        ({"doel": " "}, 400),
        ({"doel": "x" * 301}, 400),
        ({"gezien": "nonsense"}, 400),
        ({"gezien": "0" * 32}, 409),
        ({"key": "xyz"}, 400),
    ],
)
def test_a_wrong_form_lets_nothing_go(coded, desk, fatima, body, wrong, status: int) -> None:
    agree(coded, fatima, body)

    assert send(desk, coded, body, **wrong).status_code == status
    assert not Disclosure.objects.exists()


def test_what_was_not_coded_or_is_not_known_does_not_go(case, desk, fatima, body) -> None:
    agree(case, fatima, body)
    not_coded, sent = words_of(desk.get(address(case, body))), send(desk, case, body)
    desk.post(f"/casus/{case.pk}/cijfers/", {"seen": 0, "sex": "unknown"})
    not_known, again = words_of(desk.get(address(case, body))), send(desk, case, body)

    assert "nog niets ingevuld" in not_coded
    assert "Nog niemand." not in not_coded
    assert "is nog niets bekend" in not_known
    assert (sent.status_code, again.status_code) == (409, 409)
    assert not Disclosure.objects.exists()


def test_a_closed_case_gives_nothing(coded, desk, fatima, body) -> None:
    agree(coded, fatima, body)
    form = form_of(desk.get(address(coded, body)))
    Case.objects.update(state="closed", closed_on=timezone.localdate())

    for answer in (desk.get(address(coded, body)), desk.post(address(coded, body), form)):
        assert answer.status_code == 409
        assert "Deze casus is gesloten" in words_of(answer)
    assert not Disclosure.objects.exists()


def test_an_organisation_that_ended_or_never_was_gets_nothing(coded, desk, fatima, body) -> None:
    agree(coded, fatima, body)
    Organisation.objects.update(ended_on=timezone.localdate())

    for wrong in (body.pk, 10**9, "x", "9" * 40):
        page = desk.get(f"/casus/{coded.pk}/cijfers/doorgeven/?aan={wrong}")
        assert page.status_code == 404


@pytest.mark.parametrize("role", list(Role), ids=str)
def test_nobody_who_is_not_in_the_case_lets_anything_go(
    coded, desk, fatima, team, body, role: Role
) -> None:
    agree(coded, fatima, body)
    form = form_of(desk.get(address(coded, body)))
    browser = people.at_the_desk(people.a_member(team, "vreemd", role))

    for answer in (browser.get(address(coded, body)), browser.post(address(coded, body), form)):
        assert answer.status_code == 403
        assert "Criminele" not in answer.content.decode()
    assert not Disclosure.objects.exists()


def test_a_restricted_case_gives_it_to_who_has_its_key_and_to_no_lead(
    coded, fatima, joris, team, body
) -> None:
    agree(coded, fatima, body)
    people.let_in(coded, joris, "work")
    restriction.restrict_case(case=coded, by=actor(fatima))
    ruud = people.a_member(team, "ruud", Role.LEAD)
    named = people.let_in(coded, ruud, "work")  # a grant put in by hand, and no copy of the key
    form = {"key": "ab" * 16, "doel": "Landelijke registratie", "gezien": "0" * 32}

    for answer in (named.get(address(coded, body)), named.post(address(coded, body), form)):
        assert answer.status_code == 409
        assert "Jouw sleutel opent deze casus niet" in words_of(answer)
    assert not Disclosure.objects.exists()
    assert row_in(send(people.at_the_desk(joris), coded, body))["x_form"] == "criminal"


def test_a_stranger_is_asked_to_log_in(coded, desk, fatima, body) -> None:
    agree(coded, fatima, body)
    form = form_of(desk.get(address(coded, body)))

    for answer in (Client().get(address(coded, body)), Client().post(address(coded, body), form)):
        assert answer.status_code in (302, 403)
        assert b"criminal" not in answer.content
    assert not Disclosure.objects.exists()


def test_who_only_reads_the_case_lets_nothing_go(coded, fatima, joris, body) -> None:
    agree(coded, fatima, body)
    browser = people.let_in(coded, joris, "read")

    assert browser.get(address(coded, body)).status_code == 403
    assert not Disclosure.objects.exists()
