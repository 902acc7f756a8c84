"""Letters to partners: nothing without a basis, and each that leaves is recorded as it left."""

import itertools
import json
from dataclasses import replace
from datetime import timedelta
from typing import Any

import pytest
from django.test import Client
from django.utils import timezone

from tests.support import people
from tests.support.partners import a_service, an_organisation
from tests.support.people import acting
from uitweg.casework.cases.case.actions import case_keys
from uitweg.casework.cases.case.models import Case
from uitweg.casework.cases.case.rules.data_groups import DataGroup
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
from uitweg.casework.cases.sheets.models import Sheet
from uitweg.casework.documents.actions.documents import DocumentRefusal
from uitweg.casework.partners.directory.models import Organisation
from uitweg.casework.partners.directory.rules import ServiceKind
from uitweg.casework.partners.dispatch.actions.leaving import CannotSend
from uitweg.casework.partners.letters.actions import letters
from uitweg.casework.partners.letters.actions.letters import LetterObstacle, TypedLetter
from uitweg.casework.partners.letters.rules import NOT_KNOWN, without_open_lines
from uitweg.platform.accounts.actions.authorization import Actor, NotPossible
from uitweg.platform.accounts.models import Member
from uitweg.platform.accounts.rules import PARTNERS, Role
from uitweg.platform.audit.models import AuditEntry
from uitweg.platform.content import load
from uitweg.site.demo import case as demo_case
from uitweg.site.demo import colleague as demo_colleague

LETTERS = {letter.id: letter for letter in load().partner_letters}
PERSON = {
    "name": "Zquintijn Verzonnen",
    "called": "Zquin",
    "age": "16",
    "lvb": "vermoed, moeilijke woorden",
    "languages": "Tigrinya",
    "guardians": "Moeder Zelam",
    "school": "Praktijkschool Noord",
    "lives": "Bij oom in Zuidoost",
}
CARD = {
    "contact": "Alleen appen, nooit bellen",
    "hours": "16:00-20:00",
    "alarm": "Wordt opgewacht bij de metro",
    "secret_from": "Broer Dawit",
    "where": "In de logeerkamer",
    "address": "Geheimstraat 12",
    "lawyer": "Mr. Advocadus",
    "no": "Geen politie aan de deur",
    "plan_b": "Naar tante Fana",
    "school": "School weet van niets",
}
GROUPS = frozenset(DataGroup)


@pytest.fixture
def case(case, desk) -> Case:  # type: ignore[no-untyped-def]
    """A case with both sheets filled in."""
    for where, fields in (("persoon", PERSON), ("veiligheid", CARD)):
        form = {f"blad-{name}": text for name, text in fields.items()}
        key = ("ab" if where == "persoon" else "cd") * 16
        kept = desk.post(f"/casus/{case.pk}/{where}/", form | {"version": 0, "key": key})
        assert kept.status_code == 302
    return case


@pytest.fixture
def lawyer(db) -> Organisation:  # type: ignore[no-untyped-def]
    return a_partner(ServiceKind.LAWYER)


def a_partner(kind: ServiceKind) -> Organisation:
    organisation = an_organisation(f"{kind.words} De Proef (verzonnen)")
    a_service(organisation, kind=kind)
    return organisation


def agree(
    case: Case,
    by: Actor,
    to: Organisation,
    groups: frozenset[DataGroup],
    *,
    purpose: ConsentPurpose = ConsentPurpose.LAWYER,
    state: ConsentState = ConsentState.GIVEN,
    to_kind: bool = False,
) -> Consent:
    named = Recipient(to.name, organisation=to.pk)
    said = ConsentAnswer(
        state,
        groups=groups,
        recipients=(Recipient("advies", kind="advice") if to_kind else named,),
        purpose=purpose,
        until=timezone.localdate() + timedelta(days=30),
    )
    return consents.record_consents(case=case, answers=[said], by=by)[0]


def actor(member: Member) -> Actor:
    return acting(member, keyring=people.keyring_of(member))


def decide(case: Case, member: Any, to: Organisation, groups: frozenset[DataGroup]) -> Any:
    terms = SharingTerms(
        DisclosureBasis.DANGER,
        groups,
        (Recipient(to.name, organisation=to.pk),),
        until=timezone.localdate() + timedelta(days=7),
        tell_on=timezone.localdate(),
    )
    reasons = DecisionReasons("hulp", "advocaat", "kan niet wachten", "bellen lukte niet")
    return consents.record_decision(
        case=case, terms=terms, reasons=reasons, by=actor(member), form_key=b"d" * 16
    )


def address(case: Case, to: Organisation, letter: str = "victim-lawyer") -> str:
    return f"/casus/{case.pk}/route/brief/{letter}/?aan={to.pk}"


def page_of(browser: Client, case: Case, to: Organisation, letter: str = "victim-lawyer") -> str:
    return " ".join(browser.get(address(case, to, letter)).content.decode().split())


def form_of(case: Case, member: Any, to: Organisation, letter: str = "victim-lawyer") -> dict:  # type: ignore[type-arg]
    drafted = letters.draft_letter(
        case=case, letter=LETTERS[letter], organisation=to, by=actor(member)
    )
    text = without_open_lines(drafted.text)
    return {"key": "ab" * 16, "gezien": drafted.fingerprint, "tekst": text, "kopie": "ja"}


def test_a_letter_that_did_not_leave_is_not_printed(case, desk, lawyer) -> None:
    page = page_of(desk, case, lawyer)

    assert '<p class="po">Deze brief is nog niet vastgelegd.' in page
    assert page.index('<div class="g np">') < page.index('id="tekst"')


@pytest.mark.postgres
def test_who_can_get_it_is_who_offers_it(case, desk, lawyer) -> None:
    a_partner(ServiceKind.SCHOOL)
    page = desk.get(f"/casus/{case.pk}/route/brief/victim-lawyer/").content.decode()

    assert lawyer.name in page
    assert "school De Proef" not in page
    nobody = desk.get(f"/casus/{case.pk}/route/brief/shelter-request/").content.decode()
    assert "Er staat nog niemand in het adresboek" in nobody


def test_without_consent_nothing_of_the_case_is_in_it_and_it_cannot_leave(
    case, desk, fatima, lawyer
) -> None:
    page = page_of(desk, case, lawyer)
    answer = desk.post(address(case, lawyer), form_of(case, fatima, lawyer))

    assert "Zo kan deze brief niet weg." in page
    assert f"/casus/{case.pk}/toestemming/?voor={lawyer.pk}" in page
    assert "Maak de PDF" not in page
    assert not any(text in page for text in [*PERSON.values(), *CARD.values()] if len(text) > 2)
    assert answer.status_code == 409
    assert not Disclosure.objects.exists()


def test_with_consent_it_says_what_may_go_and_names_what_stays_out(
    case, desk, fatima, lawyer
) -> None:
    agree(case, actor(fatima), lawyer, frozenset({DataGroup.SITUATION, DataGroup.CONTACT}))
    page = page_of(desk, case, lawyer)

    assert "Zquintijn Verzonnen" in page
    assert "Alleen appen, nooit bellen" in page
    assert "Moeder Zelam" not in page
    assert "vermoed, moeilijke woorden" not in page
    assert "Blijft weg" in page
    assert "groepen=health%2Cfamily" in page
    assert "niet gevraagd" in page


def test_a_refusal_is_said_and_not_asked_again_here(case, desk, fatima, lawyer) -> None:
    agree(case, actor(fatima), lawyer, frozenset({DataGroup.SITUATION, DataGroup.CONTACT}))
    refused = frozenset({DataGroup.HEALTH, DataGroup.FAMILY})
    agree(case, actor(fatima), lawyer, refused, state=ConsentState.REFUSED)
    page = page_of(desk, case, lawyer)

    assert "nee gezegd op" in page
    assert "Vraag toestemming" not in page
    assert "Delen zonder toestemming" in page


def test_what_is_not_known_stands_beside_the_letter(case, desk, fatima, lawyer) -> None:
    Sheet.objects.all().delete()
    agree(case, actor(fatima), lawyer, GROUPS)
    page = page_of(desk, case, lawyer)

    assert "Familie: " not in page
    assert "Mag mee, maar staat nog op geen blad: volledige naam" in page


def test_a_letter_with_an_open_line_does_not_leave(case, desk, fatima, lawyer) -> None:
    agree(case, actor(fatima), lawyer, GROUPS)
    form = form_of(case, fatima, lawyer)
    typed = form["tekst"] + f"\nGewenste dag: {NOT_KNOWN}"
    refused = desk.post(address(case, lawyer), form | {"tekst": typed})
    del form["kopie"]
    emptied = desk.post(address(case, lawyer), form | {"tekst": typed, "leeg": "ja"})

    assert refused.status_code == 409
    assert "Er staan nog regels open." in refused.content.decode()
    assert emptied.status_code == 200
    assert "Zquintijn Verzonnen" in emptied.content.decode()
    assert NOT_KNOWN not in emptied.content.decode()
    assert not Disclosure.objects.exists()


def test_a_partner_where_the_youngster_must_never_be_is_asked_about(
    case, desk, fatima, lawyer
) -> None:
    lawyer.services.update(district="Zuid")
    card = {"blad-no": "Nooit naar Zuid", "version": 1, "key": "ef" * 16}
    desk.post(f"/casus/{case.pk}/veiligheid/", card)
    agree(case, actor(fatima), lawyer, GROUPS)
    form = form_of(case, fatima, lawyer)
    chosen = desk.get(f"/casus/{case.pk}/route/brief/victim-lawyer/").content.decode()
    refused = desk.post(address(case, lawyer), form)
    left = desk.post(address(case, lawyer), form | {"toch": "ja"})

    assert "nooit naar Zuid, zegt de veiligheidskaart" in " ".join(chosen.split())
    assert (refused.status_code, left.status_code) == (409, 200)
    assert Disclosure.objects.count() == 1


def test_no_place_is_asked_where_the_youngster_must_never_be(case, desk, fatima) -> None:
    shelter = a_partner(ServiceKind.SHELTER)
    shelter.services.update(district="Zuid")
    card = {"blad-no": "Nooit naar Zuid", "version": 1, "key": "ef" * 16}
    desk.post(f"/casus/{case.pk}/veiligheid/", card)
    agree(case, actor(fatima), shelter, GROUPS)
    form = form_of(case, fatima, shelter, "shelter-request") | {"toch": "ja"}
    chosen = desk.get(f"/casus/{case.pk}/route/brief/shelter-request/").content.decode()
    answer = desk.post(address(case, shelter, "shelter-request"), form)

    assert "Kies opvang" not in chosen
    assert answer.status_code == 409
    assert "Vraag daar geen plek." in answer.content.decode()
    assert not Disclosure.objects.exists()


def test_a_partner_that_is_elsewhere_too_is_chosen_as_any_other(case, desk, fatima, lawyer) -> None:
    lawyer.services.update(district="Zuid")
    a_service(lawyer, kind=ServiceKind.LAWYER)
    card = {"blad-no": "Nooit naar Zuid", "version": 1, "key": "ef" * 16}
    desk.post(f"/casus/{case.pk}/veiligheid/", card)
    agree(case, actor(fatima), lawyer, GROUPS)

    assert desk.post(address(case, lawyer), form_of(case, fatima, lawyer)).status_code == 200


def test_a_report_to_veilig_thuis_is_offered_to_no_other_adviser(case, desk) -> None:
    where = f"/casus/{case.pk}/route/brief/veilig-thuis-report/"
    a_service(an_organisation("CoMensha"), kind=ServiceKind.ADVICE)
    alone = desk.get(where).content.decode()
    a_service(an_organisation("Veilig Thuis Proefstad"), kind=ServiceKind.ADVICE)
    page = desk.get(where).content.decode()

    assert "Kies CoMensha" in alone
    assert "Kies Veilig Thuis Proefstad" in page
    assert "Kies CoMensha" not in page


@pytest.mark.parametrize(
    "sheets",
    ["own", *(pytest.param(demo, marks=pytest.mark.long) for demo in ("demo-1", "demo-2"))],
)
def test_each_letter_says_nothing_whose_group_has_no_basis(case, fatima, sheets) -> None:
    """For each group, that group alone has a basis: whatever else the case knows stays out."""
    by = actor(fatima)
    if sheets != "own":
        Sheet.objects.all().delete()
        filled = {"demo-1": demo_case.SHEETS, "demo-2": demo_colleague.SHEETS}[sheets]
        demo_case.write_sheets(case, filled, by=by, at=timezone.now())
    known = [each for each in letters.known_pieces(case, by=by) if each.text]
    partners = {kind: a_partner(kind) for kind in ServiceKind}
    assert known
    for letter, group in itertools.product(LETTERS.values(), DataGroup):
        to = partners[ServiceKind(letter.service)]
        Consent.objects.all().delete()
        agree(case, by, to, frozenset({group}), purpose=ConsentPurpose(letter.consent or "other"))
        drafted = letters.draft_letter(case=case, letter=letter, organisation=to, by=by)
        others = [each for each in known if each.piece.group is not group]

        assert not any(each.text in drafted.text for each in others), (letter.id, group)
        assert drafted.groups <= {group}
        assert drafted.may_leave is (set(letter.says) <= {group})
        assert "Geheimstraat" not in drafted.text


def test_leaving_as_text_is_recorded_as_it_left(case, desk, fatima, lawyer) -> None:
    consent = agree(case, actor(fatima), lawyer, GROUPS)
    form = form_of(case, fatima, lawyer)
    form["tekst"] = form["tekst"].replace("Geachte heer, mevrouw,", "Geachte mevrouw Proef,")
    answer = desk.post(address(case, lawyer), form)
    row = Disclosure.objects.get()
    key = case_keys.open_case_key(case, people.keyring_of(fatima))
    left = disclosures.decrypt_disclosures(case, key, case.visibility_for(fatima.pk))[0]

    assert answer.status_code == 200
    assert "Geachte mevrouw Proef," in answer.content.decode()
    assert left.statement is not None
    assert left.statement.recipient == lawyer.name
    assert left.statement.purpose == LETTERS["victim-lawyer"].subject
    assert left.snapshot.endswith(form["tekst"])
    assert left.snapshot.startswith(f"Aan: {lawyer.name}\n")
    assert not left.is_changed
    assert (row.via, row.consent, row.organisation) == ("lawyer", consent, lawyer.pk)
    assert set(row.groups.split(",")) == {"contact", "situation", "health", "family"}
    assert AuditEntry.objects.filter(act="case:disclose", reason="lawyer").count() == 1
    assert "Verzonnen" not in json.dumps(list(AuditEntry.objects.values("reason", "thing")))


def test_leaving_as_pdf_is_a_tagged_pdf_with_a_name_that_says_nobody(
    case, desk, fatima, lawyer
) -> None:
    agree(case, actor(fatima), lawyer, GROUPS)
    form = form_of(case, fatima, lawyer)
    del form["kopie"]
    answer = desk.post(address(case, lawyer), form | {"pdf": "ja"})

    assert answer["Content-Type"] == "application/pdf"
    assert answer["Content-Disposition"] == f'attachment; filename="{case.number}-brief.pdf"'
    assert answer.content.startswith(b"%PDF")
    assert Disclosure.objects.count() == 1


@pytest.mark.postgres
def test_each_consent_and_decision_it_rests_on_has_its_own_row(case, desk, fatima, lawyer) -> None:
    agree(case, actor(fatima), lawyer, frozenset({DataGroup.SITUATION, DataGroup.CONTACT}))
    decide(case, fatima, lawyer, frozenset({DataGroup.FAMILY}))
    desk.post(address(case, lawyer), form_of(case, fatima, lawyer))
    rows = Disclosure.objects.order_by("groups").values_list("groups", "basis")

    assert list(rows) == [("contact,situation", "consent"), ("family", "danger")]
    assert len({bytes(row.sha256) for row in Disclosure.objects.all()}) == 1


@pytest.mark.postgres
def test_consent_withdrawn_while_writing_lets_nothing_leave_and_keeps_the_text(
    case, desk, fatima, lawyer
) -> None:
    consent = agree(case, actor(fatima), lawyer, GROUPS)
    form = form_of(case, fatima, lawyer)
    consents.withdraw_consent(consent=consent, by=actor(fatima))
    answer = desk.post(address(case, lawyer), form)

    assert answer.status_code == 409
    assert "Zquintijn Verzonnen" in answer.content.decode()
    assert not Disclosure.objects.exists()


def test_a_later_yes_to_something_else_takes_no_place_of_the_yes_to_a_letter(
    case, desk, fatima
) -> None:
    comensha, letter = a_partner(ServiceKind.ADVICE), "comensha-help"
    yes = agree(case, actor(fatima), comensha, GROUPS, purpose=ConsentPurpose.SUPPORT)
    agree(case, actor(fatima), comensha, GROUPS, purpose=ConsentPurpose.OTHER)
    form = form_of(case, fatima, comensha, letter)

    assert desk.post(address(case, comensha, letter), form).status_code == 200
    assert {row.consent_id for row in Disclosure.objects.all()} == {yes.pk}


def test_a_later_no_to_a_group_holds_a_letter_that_was_made_before(case, fatima, lawyer) -> None:
    """The yes still says that it was given: what counts is the newest answer, as it leaves."""
    agree(case, actor(fatima), lawyer, GROUPS)
    letter = LETTERS["victim-lawyer"]
    drafted = letters.draft_letter(case=case, letter=letter, organisation=lawyer, by=actor(fatima))
    typed = TypedLetter(without_open_lines(drafted.text), drafted.fingerprint, knows_never=False)
    refused = frozenset({DataGroup.CONTACT})
    agree(case, actor(fatima), lawyer, refused, state=ConsentState.REFUSED)
    with pytest.raises(NotPossible, match="no-basis"):
        letters.letter_leaves(
            case=case,
            drafted=drafted,
            typed=typed,
            as_pdf=False,
            by=actor(fatima),
            form_key=b"k" * 16,
        )
    assert not Disclosure.objects.exists()


def test_each_thing_in_the_way_of_a_letter_stops_it_where_it_leaves(case, fatima, lawyer) -> None:
    agree(case, actor(fatima), lawyer, GROUPS)
    letter = LETTERS["victim-lawyer"]
    drafted = letters.draft_letter(case=case, letter=letter, organisation=lawyer, by=actor(fatima))
    whole = TypedLetter(without_open_lines(drafted.text), drafted.fingerprint, knows_never=False)
    nowhere = replace(drafted, never_at="Noord")

    assert drafted.obstacle(whole) is None
    assert nowhere.obstacle(replace(whole, seen=nowhere.fingerprint, knows_never=True)) is None
    for changed, typed, obstacle in (
        (drafted, replace(whole, seen="0" * 32), LetterObstacle.LETTER_CHANGED),
        (drafted, replace(whole, text=drafted.text), LetterObstacle.LETTER_OPEN_LINES),
        (
            nowhere,
            replace(whole, seen=nowhere.fingerprint),
            LetterObstacle.LETTER_NEVER_THERE,
        ),
    ):
        with pytest.raises(CannotSend) as stopped:
            letters.letter_leaves(
                case=case,
                drafted=changed,
                typed=typed,
                as_pdf=False,
                by=actor(fatima),
                form_key=b"k" * 16,
            )
        assert stopped.value.obstacle is obstacle
    assert not Disclosure.objects.exists()


def test_a_fact_without_basis_that_was_typed_back_does_not_leave(
    case, desk, fatima, lawyer
) -> None:
    agree(case, actor(fatima), lawyer, frozenset({DataGroup.SITUATION, DataGroup.CONTACT}))
    form = form_of(case, fatima, lawyer)
    form["tekst"] += "\nLet op: Vermoed, moeilijke  woorden"
    answer = desk.post(address(case, lawyer), form)

    assert answer.status_code == 409
    assert "In de tekst staat iets over gezondheid." in answer.content.decode()
    assert not Disclosure.objects.exists()


def test_a_fact_with_basis_that_was_typed_is_in_the_record(case, desk, fatima, lawyer) -> None:
    agree(case, actor(fatima), lawyer, GROUPS)
    form = form_of(case, fatima, lawyer)
    form["tekst"] += "\nOpgewacht: Wordt opgewacht bij de metro"
    desk.post(address(case, lawyer), form)

    assert "safety" in Disclosure.objects.get().groups.split(",")


def test_something_changed_since_the_page_was_read_is_shown_first(
    case, desk, fatima, lawyer
) -> None:
    agree(case, actor(fatima), lawyer, GROUPS)
    form = form_of(case, fatima, lawyer)
    person = {"blad-name": "Andere Naam", "version": 1, "key": "ef" * 16}
    desk.post(f"/casus/{case.pk}/persoon/", person)
    answer = desk.post(address(case, lawyer), form)
    page = answer.content.decode()

    assert answer.status_code == 409
    assert "Er veranderde intussen iets" in page
    assert "Zo is de brief nu ingevuld" in page
    assert "Andere Naam" in page
    assert not Disclosure.objects.exists()


@pytest.mark.parametrize(
    ("letter", "own", "other"),
    [
        ("comensha-registration", ConsentPurpose.STATISTICS, ConsentPurpose.SUPPORT),
        ("comensha-help", ConsentPurpose.SUPPORT, ConsentPurpose.STATISTICS),
    ],
)
def test_a_yes_to_the_one_is_no_yes_to_the_other(case, desk, fatima, letter, own, other) -> None:
    comensha = a_partner(ServiceKind.ADVICE)
    agree(case, actor(fatima), comensha, GROUPS, purpose=other)
    decide(case, fatima, comensha, GROUPS)
    before = page_of(desk, case, comensha, letter)
    refused = desk.post(address(case, comensha, letter), form_of(case, fatima, comensha, letter))
    agree(case, actor(fatima), comensha, GROUPS, purpose=own)
    after = desk.post(address(case, comensha, letter), form_of(case, fatima, comensha, letter))

    assert f"waarvoor={own.value}" in before
    assert "Delen zonder toestemming" not in before
    assert (refused.status_code, after.status_code) == (409, 200)
    assert {row.consent.purpose for row in Disclosure.objects.all() if row.consent} == {own.value}


def test_the_one_yes_ends_and_the_other_stays(case, desk, fatima) -> None:
    comensha = a_partner(ServiceKind.ADVICE)
    agree(case, actor(fatima), comensha, GROUPS, purpose=ConsentPurpose.STATISTICS)
    refused = ConsentState.REFUSED
    agree(case, actor(fatima), comensha, GROUPS, purpose=ConsentPurpose.STATISTICS, state=refused)
    agree(case, actor(fatima), comensha, GROUPS, purpose=ConsentPurpose.SUPPORT)

    registration = form_of(case, fatima, comensha, "comensha-registration")
    support = form_of(case, fatima, comensha, "comensha-help")
    where = [address(case, comensha, f"comensha-{word}") for word in ("registration", "help")]
    assert desk.post(where[0], registration).status_code == 409
    assert desk.post(where[1], support).status_code == 200


def test_a_no_by_name_to_one_question_stays_after_other_yesses(case, desk, fatima) -> None:
    """As for everything that leaves: only a yes that names it again undoes "not to them"."""
    comensha = a_partner(ServiceKind.ADVICE)
    own, refused = ConsentPurpose.STATISTICS, ConsentState.REFUSED
    agree(case, actor(fatima), comensha, GROUPS, purpose=own, state=refused)
    agree(case, actor(fatima), comensha, GROUPS, purpose=ConsentPurpose.SUPPORT)
    agree(case, actor(fatima), comensha, GROUPS, purpose=own, to_kind=True)
    letter = "comensha-registration"

    form = form_of(case, fatima, comensha, letter)
    assert desk.post(address(case, comensha, letter), form).status_code == 409
    agree(case, actor(fatima), comensha, GROUPS, purpose=own)
    form = form_of(case, fatima, comensha, letter)
    assert desk.post(address(case, comensha, letter), form).status_code == 200


@pytest.mark.parametrize(
    ("wrong", "status"),
    [
        ({"tekst": ""}, 400),
        ({"tekst": "x" * 20_001}, 400),
        ({"gezien": "nonsense"}, 400),
        ({"key": "xyz"}, 400),
        ({"gezien": "0" * 32}, 409),
    ],
)
def test_a_wrong_form_lets_nothing_leave(case, desk, fatima, lawyer, wrong, status) -> None:
    agree(case, actor(fatima), lawyer, GROUPS)
    answer = desk.post(address(case, lawyer), form_of(case, fatima, lawyer) | wrong)

    assert answer.status_code == status
    assert not Disclosure.objects.exists()


@pytest.mark.parametrize("named", ["nonsense", "999999", "²", "1" * 30])
def test_a_recipient_or_letter_that_does_not_exist_is_not_found(case, desk, named) -> None:
    where = f"/casus/{case.pk}/route/brief"

    assert desk.get(f"{where}/victim-lawyer/?aan={named}").status_code == 404
    assert desk.get(f"{where}/nonsense/").status_code == 404


@pytest.mark.postgres
def test_a_pdf_that_cannot_be_made_leaves_no_record(
    case, desk, fatima, lawyer, monkeypatch
) -> None:
    def broken(_: object) -> bytes:
        raise NotPossible(DocumentRefusal.DOCUMENT_NOT_MADE)

    agree(case, actor(fatima), lawyer, GROUPS)
    monkeypatch.setattr(letters, "typeset_pdf", broken)
    answer = desk.post(address(case, lawyer), form_of(case, fatima, lawyer) | {"pdf": "ja"})

    assert answer.status_code == 409
    assert not Disclosure.objects.exists()


def test_a_member_with_some_groups_writes_what_they_may_read(case, joris, fatima, lawyer) -> None:
    agree(case, actor(fatima), lawyer, GROUPS)
    colleague = people.let_in(case, joris, "work", "contact", "situation")
    page = page_of(colleague, case, lawyer)

    assert "Zquintijn Verzonnen" in page
    assert "Moeder Zelam" not in page
    assert "dat mag jij in deze casus niet lezen" in page


@pytest.mark.parametrize(
    "role", [r for r in Role if r is not Role.COORDINATOR and r not in PARTNERS]
)
def test_no_other_role_reaches_a_letter_without_a_grant(case, team, lawyer, role) -> None:
    browser = people.at_the_desk(people.a_member(team, "Ander", role))

    assert browser.get(address(case, lawyer)).status_code in (302, 403, 404)
    assert browser.post(address(case, lawyer), {}).status_code in (302, 403, 404)


def test_who_only_reads_lets_no_letter_leave(case, joris, fatima, lawyer) -> None:
    agree(case, actor(fatima), lawyer, GROUPS)
    colleague = people.let_in(case, joris, "read")

    assert colleague.get(address(case, lawyer)).status_code in (403, 404)
    sent = colleague.post(address(case, lawyer), form_of(case, fatima, lawyer))
    assert sent.status_code in (403, 404)
    assert not Disclosure.objects.exists()
