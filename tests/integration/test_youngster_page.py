"""The page for the youngster: writing its lines, and handing it over with a trace, without text."""

from datetime import timedelta
from typing import Any

import pytest
from django.test import Client
from pypdf import PdfReader

from tests.support import people, verapdf
from tests.support.partners import an_organisation
from tests.support.people import acting, keyring_of
from uitweg.casework.appraisal.compartment.actions import compartments
from uitweg.casework.appraisal.compartment.models import Appraisal, AppraisalItem, CompartmentGrant
from uitweg.casework.appraisal.compartment.rules.stages import LawyerCheckOutcome, Stage
from uitweg.casework.appraisal.paper.models import LawyerCheck
from uitweg.casework.appraisal.youngster_page.actions import answered_consent
from uitweg.casework.appraisal.youngster_page.rules import PageConsent
from uitweg.casework.cases.case.models import Case
from uitweg.casework.cases.case.rules.data_groups import DataGroup
from uitweg.casework.cases.consents.actions import consents, disclosures
from uitweg.casework.cases.consents.actions.consents import ConsentAnswer
from uitweg.casework.cases.consents.models import Consent, Disclosure
from uitweg.casework.cases.consents.rules.consents import ConsentPurpose, ConsentState, Recipient
from uitweg.casework.cases.consents.rules.disclosures import DisclosureMethod
from uitweg.platform.accounts.actions.authorization import Actor
from uitweg.platform.accounts.models import Member
from uitweg.platform.sealing import tokens

LINE = "Iemand stuurde jou een foto van je voordeur."
TYPED = {
    "known": f"{LINE}\n\n  In april schreef je: ik wil eruit. ",
    "asked": "In mei kwam je vriend erbij. Moest dat van iemand?",
    "lawyer": "Bram de Wit",
    "lawyer_phone": "06-555 012 22",
    "offence": "nee",
}


@pytest.fixture
def by(fatima: Member) -> Actor:
    return acting(fatima, keyring=keyring_of(fatima))


@pytest.fixture
def appraisal(case: Case, by: Actor) -> Appraisal:
    return compartments.start_appraisal(case=case, form_key=tokens.new_token(16), by=by)


def save(desk: Client, case: Case, **typed: object) -> Any:
    key = tokens.new_token(16).hex()
    return desk.post(f"/casus/{case.pk}/weging/blad/", TYPED | {"key": key} | typed)


def shown(desk: Client, case: Case) -> Any:
    return desk.get(f"/casus/{case.pk}/weging/blad/")


def hand_over(desk: Client, case: Case, **typed: object) -> Any:
    fingerprint = shown(desk, case).context["prepared"].fingerprint
    return desk.post(f"/casus/{case.pk}/weging/blad/mee/", {"shown": fingerprint} | typed)


def check(appraisal: Appraisal, by: Actor, outcome: LawyerCheckOutcome) -> None:
    LawyerCheck.objects.create(
        appraisal=appraisal,
        outcome=outcome,
        checked_on=by.today,
        heard_by=by.member,
        written_at=by.now + timedelta(hours=1),
        form_key=tokens.new_token(16),
        sealed_text=b"x",
    )


@pytest.mark.postgres
@pytest.mark.usefixtures("appraisal")
def test_lines_are_saved_as_versions_and_shown(case: Case, desk: Client) -> None:
    assert save(desk, case).status_code == 302
    row = AppraisalItem.objects.get()
    second = save(desk, case, known="Alleen dit.", replaces=row.pk)
    page = shown(desk, case).content.decode()

    assert second.status_code == 302
    assert "Alleen dit." in page
    assert "Bram de Wit is jouw advocaat." in page
    assert AppraisalItem.objects.count() == 2


@pytest.mark.postgres
@pytest.mark.usefixtures("appraisal")
def test_of_two_who_save_at_once_the_second_keeps_what_was_typed(case: Case, desk: Client) -> None:
    save(desk, case)
    late = save(desk, case, known="Een andere zin.")

    assert late.status_code == 409
    assert "Een andere zin." in late.content.decode()
    assert AppraisalItem.objects.count() == 1


@pytest.mark.parametrize(
    "wrong",
    [
        {"offence": ""},
        {"offence": "misschien"},
        {"known": "\n".join(["Een zin."] * 7)},
        {"known": "woord " * 15},
        {"known": "x" * 91},
        {"known": "x" * 20_000},
        {"lawyer_phone": "bel me"},
        {"lawyer": ""},
        {"lawyer": "x" * 61},
        {"key": "kort"},
        {"replaces": "-1"},
        {"replaces": "1" * 40},
    ],
)
@pytest.mark.usefixtures("appraisal")
def test_what_does_not_fit_is_refused_and_changes_nothing(
    case: Case, desk: Client, wrong: dict[str, str]
) -> None:
    assert save(desk, case, **wrong).status_code == 400
    assert not AppraisalItem.objects.exists()


@pytest.mark.usefixtures("appraisal")
def test_handing_it_over_is_a_disclosure_without_its_text(
    case: Case,
    desk: Client,
    by: Actor,
) -> None:
    save(desk, case)
    answer = hand_over(desk, case, pdf="ja")
    row = Disclosure.objects.get()
    read = disclosures.read_disclosures(case=case, by=by)[0]

    assert answer["Content-Type"] == "application/pdf"
    assert case.number not in answer["Content-Disposition"]
    assert row.via == DisclosureMethod.YOUNGSTER
    assert bytes(row.sha256) == tokens.sha256(answer.content)
    assert (read.snapshot, bytes(row.sealed_snapshot)) == ("", b"")
    assert LINE not in str(read)


@pytest.mark.usefixtures("appraisal")
def test_the_pdf_is_one_page_and_says_what_the_screen_says(
    case: Case, desk: Client, tmp_path: Any
) -> None:
    known = "\n".join(["Zo lang mag een zin hier zijn en dan nog even verder."] * 6)
    save(desk, case, known=known, asked=known)
    sheet = shown(desk, case).context["sheet"]
    made = hand_over(desk, case, pdf="ja").content
    (tmp_path / "blad.pdf").write_bytes(made)
    pages = PdfReader(tmp_path / "blad.pdf").pages
    text = " ".join(pages[0].extract_text().split())

    assert len(pages) == 1
    for line in sheet.text.split("\n"):
        assert line in text
    assert verapdf.faults(made) == []


@pytest.mark.usefixtures("appraisal")
def test_the_page_to_print_stands_alone(case: Case, desk: Client) -> None:
    save(desk, case)
    page = hand_over(desk, case, print="ja").content.decode()

    assert LINE in page
    assert case.number not in page
    assert Disclosure.objects.count() == 1


@pytest.mark.usefixtures("appraisal")
def test_an_empty_page_is_not_handed_over(case: Case, desk: Client) -> None:
    assert hand_over(desk, case, pdf="ja").status_code == 409
    assert not Disclosure.objects.exists()


@pytest.mark.postgres
@pytest.mark.usefixtures("appraisal")
def test_a_page_that_changed_meanwhile_is_not_handed_over(case: Case, desk: Client) -> None:
    save(desk, case)
    for forged in ("", "0" * 32, "x" * 5000):
        answer = desk.post(f"/casus/{case.pk}/weging/blad/mee/", {"shown": forged, "pdf": "ja"})
        assert answer.status_code == 409
    assert not Disclosure.objects.exists()


def test_words_on_an_offence_wait_for_the_lawyer(
    case: Case,
    desk: Client,
    appraisal: Appraisal,
    by: Actor,
) -> None:
    save(desk, case, offence="ja")
    assert "Kan nog niet mee" in shown(desk, case).content.decode()
    assert hand_over(desk, case, pdf="ja").status_code == 409
    check(appraisal, by, LawyerCheckOutcome.AGREED)

    assert hand_over(desk, case, pdf="ja").status_code == 200


def test_words_changed_after_the_check_wait_again(
    case: Case,
    desk: Client,
    appraisal: Appraisal,
    by: Actor,
) -> None:
    save(desk, case, offence="ja")
    check(appraisal, by.at(by.now - timedelta(days=1)), LawyerCheckOutcome.AGREED)

    assert hand_over(desk, case, pdf="ja").status_code == 409
    assert not Disclosure.objects.exists()


def test_a_second_judge_reads_it_and_changes_or_hands_over_nothing(
    case: Case,
    desk: Client,
    appraisal: Appraisal,
    by: Actor,
    joris: Member,
) -> None:
    save(desk, case)
    CompartmentGrant.objects.create(
        compartment=appraisal.compartment,
        member=joris,
        level="judge",
        since=by.now,
        until=by.now + timedelta(days=5),
        given_by=by.member,
    )
    judge = people.at_the_desk(joris)

    assert save(judge, case).status_code == 403
    assert judge.post(f"/casus/{case.pk}/weging/blad/mee/", {"pdf": "ja"}).status_code == 403
    assert not Disclosure.objects.exists()


def test_after_the_first_signature_its_lines_stay_as_they_are(
    case: Case,
    desk: Client,
    appraisal: Appraisal,
) -> None:
    save(desk, case)
    Appraisal.objects.filter(pk=appraisal.pk).update(stage=Stage.SIGNING, content_sha256=b"x" * 32)
    row = AppraisalItem.objects.get()

    assert save(desk, case, known="Iets anders.", replaces=row.pk).status_code == 409
    assert "veranderen niet meer" in shown(desk, case).content.decode()
    assert AppraisalItem.objects.count() == 1


def yes_about_the_weighing(case: Case, by: Actor) -> Consent:
    answer = ConsentAnswer(
        ConsentState.GIVEN,
        groups=frozenset({DataGroup.LAW_POLICE}),
        recipients=(Recipient("het OM", an_organisation("OM").pk),),
        purpose=ConsentPurpose.APPRAISAL,
        until=by.today + timedelta(days=30),
        said="Dat mag.",
    )
    return consents.record_consents(case=case, answers=[answer], by=by)[0]


def test_the_page_knows_what_the_youngster_answered_last_also_when_they_took_it_back(
    case: Case, by: Actor
) -> None:
    def answered(days: int = 0) -> PageConsent:
        return answered_consent(case, now=by.now + timedelta(days=days))

    assert answered() is PageConsent.NOT_ASKED
    given = yes_about_the_weighing(case, by)
    assert answered() is PageConsent.YES
    assert answered(days=40) is PageConsent.NOT_ASKED  # it is over
    consents.withdraw_consent(consent=given, by=by)
    assert answered() is PageConsent.NO
