"""The PDF of a weighing: signed twice, checked, and the same words as on the screen."""

import re

import pytest
from django.test import Client

from tests.support import appraisals, people, verapdf
from tests.support.appraisal_papers import bare, paper_words, words_of
from tests.support.appraisals import OFFENCE, WeighedCase, actor
from uitweg.casework.appraisal.compartment.models import Appraisal
from uitweg.casework.appraisal.compartment.rules.stages import Authority, AuthorityView
from uitweg.casework.appraisal.judging.actions import stages
from uitweg.casework.appraisal.paper.actions import findings, signed_papers, signing
from uitweg.casework.appraisal.paper.actions.findings import WrittenFinding
from uitweg.casework.appraisal.paper.models import SignedPaper
from uitweg.platform.accounts.actions.authorization import NotPossible
from uitweg.platform.sealing import tokens


@pytest.fixture
def judged(case, fatima, joris) -> WeighedCase:  # type: ignore[no-untyped-def]
    return appraisals.a_judged_one(case, fatima, joris)


@pytest.fixture
def signed_one(judged: WeighedCase) -> WeighedCase:
    judged.sign(judged.author)
    judged.sign(judged.judge)
    return judged


def pdf_of(weighed: WeighedCase) -> bytes:
    return signed_papers.read_report(weighed.appraisal, weighed.key())


def page_of(weighed: WeighedCase, desk: Client) -> str:
    return desk.get(f"{weighed.address}papier/").content.decode()


@pytest.mark.postgres
def test_two_signatures_under_one_frozen_paper(judged: WeighedCase, fatima, joris) -> None:
    judged.sign(fatima)
    once = pdf_of(judged)
    judged.sign(joris)
    twice = pdf_of(judged)

    checks = signed_papers.check_report(judged.appraisal, twice)
    assert twice.startswith(once)
    assert [(check.name, check.wrong) for check in checks] == [("Fatima", ""), ("Joris", "")]
    assert SignedPaper.objects.count() == 1
    assert bytes(SignedPaper.objects.get().sha256) == tokens.sha256(twice)


def test_the_signed_paper_keeps_every_rule_of_pdf_ua(signed_one: WeighedCase) -> None:
    assert verapdf.faults(pdf_of(signed_one)) == []


def test_each_text_on_the_screen_is_in_the_pdf_in_the_same_order(signed_one: WeighedCase) -> None:
    page = page_of(signed_one, signed_one.desk(signed_one.author))
    printed = bare("".join(words_of(pdf_of(signed_one))))

    missing = [text for text in paper_words(page) if bare(text) not in printed]
    assert missing == []
    assert OFFENCE in page


def test_the_pdf_says_nothing_that_the_screen_does_not(signed_one: WeighedCase) -> None:
    page = bare("".join(paper_words(page_of(signed_one, signed_one.desk(signed_one.author)))))
    repeated = ("Weging: dader of slachtoffer?", "Vertrouwelijk", "Gemaakt op")

    lines = [line for words in words_of(pdf_of(signed_one)) for line in words.splitlines()]
    unseen = [line for line in lines if bare(line) not in page and not line.startswith(repeated)]
    assert [line for line in unseen if not re.match(r"\d+ van \d+$", line.strip())] == []


def test_the_first_page_has_the_open_doubts_and_what_it_is_not(signed_one: WeighedCase) -> None:
    first = words_of(pdf_of(signed_one))[0]

    assert first.index("Open twijfels") < first.index("Wat dit is, en wat niet")
    assert "Kon hij in mei weg?" in first
    assert "Geen rapport van een gerechtelijk deskundige." in first
    assert "zelfgemaakt certificaat" in first


def test_before_the_signatures_the_page_shows_what_will_be_printed(
    judged: WeighedCase, desk
) -> None:
    page = page_of(judged, desk)

    assert "Er is nog niet door beiden getekend" in page
    assert "De twee oordelen naast elkaar" in page


def test_without_both_judgements_there_is_no_paper(case, fatima, joris) -> None:
    weighed = appraisals.a_closed_one(case, fatima, joris)
    weighed.judge_first()

    page = page_of(weighed, weighed.desk(joris))
    assert "Nog geen papier" in page
    assert appraisals.FIRST_WORDS not in page


def test_what_an_authority_finds_later_is_not_on_the_paper(signed_one: WeighedCase, desk) -> None:
    found = WrittenFinding(
        Authority.COURT,
        AuthorityView.PLAUSIBLE,
        appraisals.actor(signed_one.author).today,
        "Vonnis van later",
        "Vrijgesproken.",
    )
    by = actor(signed_one.author)
    findings.record_finding(
        compartment=signed_one.compartment, written=found, form_key=appraisals.form_key(), by=by
    )

    assert "Vonnis van later" not in page_of(signed_one, desk)


def test_taking_back_the_first_signature_takes_the_paper_along(judged: WeighedCase, fatima) -> None:
    from uitweg.casework.appraisal.paper.actions import signing

    judged.sign(fatima)
    signing.withdraw_signing(appraisal=judged.appraisal, by=actor(fatima))

    assert not SignedPaper.objects.exists()
    with pytest.raises(NotPossible, match="paper-missing"):
        pdf_of(judged)


@pytest.mark.postgres
def test_a_paper_that_was_exchanged_is_not_read(signed_one: WeighedCase) -> None:
    paper = SignedPaper.objects.get()
    sealed = bytearray(bytes(paper.sealed_file))
    sealed[-1] ^= 1
    SignedPaper.objects.update(sealed_file=bytes(sealed))

    with pytest.raises(NotPossible, match="paper-changed"):
        pdf_of(signed_one)


def test_another_text_under_the_signatures_is_not_shown(signed_one: WeighedCase, desk) -> None:
    """Not even for who has the key, and writes in the database with the hash of that text."""
    row, key = signed_one.appraisal, signed_one.key()
    text = signing.frozen_content(row, key).replace("Kreeg zelf geld", "Kreeg nooit geld")
    sealed = row.sealed(key, text, name="content")
    changed = {"sealed_content": sealed, "content_sha256": tokens.sha256(text.encode())}
    Appraisal.objects.filter(pk=row.pk).update(**changed)
    answer = desk.get(f"{signed_one.address}papier/")

    assert answer.status_code == 409
    assert "niet meer wat er is ondertekend" in answer.content.decode()
    assert "Kreeg nooit geld" not in answer.content.decode()


def test_a_signature_of_somebody_else_is_named(signed_one: WeighedCase) -> None:
    pdf = pdf_of(signed_one)
    rows = list(signed_one.appraisal.signatures.order_by("signed_at"))
    first, second = rows
    swapped = signed_one.appraisal
    checks = signed_papers.check_report(swapped, pdf)
    assert [check.wrong for check in checks] == ["", ""]

    other = signed_papers._check(first, _as_checked(bytes(second.certificate)))
    assert other.wrong == "other"
    assert all(check.wrong for check in signed_papers.check_report(swapped, pdf[: len(pdf) // 2]))


def _as_checked(certificate: bytes):  # type: ignore[no-untyped-def]
    from uitweg.platform.sandbox.sign.run import CheckedSignature

    return CheckedSignature("Handtekening1", certificate, "")


def test_the_page_says_what_was_changed_in_a_paper(signed_one: WeighedCase) -> None:
    pdf = pdf_of(signed_one)
    place = pdf.index(b"/MarkInfo")
    changed = pdf[:place] + b"/MarkInfX" + pdf[place + 9 :]

    said = [check.words for check in signed_papers.check_report(signed_one.appraisal, changed)]
    assert all("klopt niet" in words for words in said)
    added = signed_papers.check_report(signed_one.appraisal, pdf + b"\n% x")
    assert [check.wrong for check in added] == ["", "added"]


def test_a_new_version_names_the_signed_one_with_its_hash(
    signed_one: WeighedCase, fatima, joris
) -> None:
    before = bytes(signed_one.appraisal.content_sha256).hex()
    stages.new_version(
        appraisal=signed_one.appraisal, form_key=appraisals.form_key(), by=actor(fatima)
    )
    signed_one.close_facts()
    signed_one.judge_first()
    signed_one.judge_second()

    page = page_of(signed_one, signed_one.desk(fatima))
    assert before in page
    assert "Versie 2" in page


def test_a_stranger_learns_nothing(signed_one: WeighedCase, team) -> None:
    noor = people.a_member(team, "Noor")
    for address in ("papier/", "deel/", "advocaat/"):
        answer = people.at_the_desk(noor).get(f"{signed_one.address}{address}")
        assert answer.status_code in (403, 404)
        assert OFFENCE not in answer.content.decode()
