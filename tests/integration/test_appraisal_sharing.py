"""A signed weighing leaves on consent and a lawyer's check; everything else is refused over HTTP."""

from datetime import timedelta
from typing import Any

import pytest
from django.test import Client
from django.utils import timezone

from tests.support import appraisals, partners, people
from tests.support.appraisal_papers import a_lawyer, a_prosecutor, check_form, said
from tests.support.appraisals import OFFENCE, WeighedCase, actor
from uitweg.casework.appraisal.compartment.models import Appraisal, CompartmentGrant
from uitweg.casework.appraisal.judging.actions import stages
from uitweg.casework.appraisal.paper.actions import signed_papers
from uitweg.casework.appraisal.paper.actions.sharing import recipient_of
from uitweg.casework.appraisal.paper.models import LawyerCheck, SignedPaper
from uitweg.casework.appraisal.paper.rules.sharing import PaperRecipient
from uitweg.casework.cases.case.rules.data_groups import DataGroup
from uitweg.casework.cases.consents.actions import consents
from uitweg.casework.cases.consents.models import Disclosure
from uitweg.casework.cases.consents.rules.consents import ConsentPurpose, ConsentState
from uitweg.casework.cases.timeline.models import Entry
from uitweg.casework.partners.directory.models import Organisation
from uitweg.casework.partners.directory.rules import ServiceKind
from uitweg.platform.audit.models import AuditEntry
from uitweg.platform.sealing import tokens


@pytest.fixture
def weighed(case, fatima, joris) -> WeighedCase:  # type: ignore[no-untyped-def]
    return appraisals.a_signed_one(case, fatima, joris)


@pytest.fixture
def lawyer(weighed: WeighedCase) -> Organisation:
    """A lawyer, to whom the youngster said yes."""
    organisation = a_lawyer()
    said(weighed, organisation)
    return organisation


def share(weighed: WeighedCase, desk: Client, to: Organisation | int, **forged: Any):  # type: ignore[no-untyped-def]
    """Post what the button posts; give by name what is forged."""
    form = {
        "number": weighed.appraisal.number,
        "shown": signed_papers.hash_of_report(weighed.appraisal).hex(),
        "organisation": to if isinstance(to, int) else to.pk,
        **forged,
    }
    return desk.post(f"{weighed.address}deel/", form)


def check(weighed: WeighedCase, desk: Client, lawyer: Organisation, **forged: Any) -> int:
    return desk.post(
        f"{weighed.address}advocaat/", check_form(weighed, lawyer, **forged)
    ).status_code


def refused(answer: Any, *statuses: int) -> bool:
    """Whether this answer refuses, with no PDF in it."""
    return answer.status_code in (statuses or (409,)) and b"%PDF" not in answer.content


@pytest.mark.postgres
def test_the_first_lawyer_gets_exactly_what_was_signed(weighed: WeighedCase, lawyer, desk) -> None:
    answer = share(weighed, desk, lawyer)
    row = Disclosure.objects.get()

    assert answer.content == signed_papers.read_report(weighed.appraisal, weighed.key())
    assert answer["Content-Type"] == "application/pdf"
    assert bytes(row.sha256) == tokens.sha256(answer.content)
    assert (row.via, row.basis, row.organisation) == ("lawyer", "consent", lawyer.pk)
    assert (row.consent_id is not None, bytes(row.sealed_snapshot)) == (True, b"")
    assert AuditEntry.objects.filter(
        act="appraisal:disclose", reason=f"lawyer:{lawyer.pk}"
    ).exists()


def test_nothing_of_the_weighing_comes_into_the_file_of_the_case(
    weighed: WeighedCase, lawyer, desk
) -> None:
    before = Entry.objects.count()
    share(weighed, desk, lawyer)

    assert Entry.objects.count() == before
    for address in (f"/casus/{weighed.case.pk}/", f"/casus/{weighed.case.pk}/wat-ging-eruit/"):
        assert OFFENCE not in desk.get(address).content.decode()
    assert not AuditEntry.objects.filter(reason__contains="vuurwerk").exists()


def test_nobody_but_a_lawyer_or_prosecutor_gets_it_whatever_a_form_says(
    weighed: WeighedCase, lawyer, desk
) -> None:
    school = partners.a_service(partners.an_organisation("School"), kind=ServiceKind.SCHOOL)
    police = partners.a_service(partners.an_organisation("Politie"), kind=ServiceKind.POLICE)
    nothing = partners.an_organisation("Zonder aanbod")
    for organisation in (school.organisation, police.organisation, nothing):
        said(weighed, organisation)
        assert refused(share(weighed, desk, organisation))
    ended = a_lawyer("Gestopt kantoor")
    said(weighed, ended)
    Organisation.objects.filter(pk=ended.pk).update(ended_on=timezone.localdate())
    assert refused(share(weighed, desk, ended))

    for forged in ({"organisation": 999999}, {"organisation": "x"}, {"organisation": ""},
                   {"shown": "ab" * 32}, {"shown": "zz"}, {"shown": ""}, {"number": 2},
                   {"number": "x"}, {"number": 10**30}):  # fmt: skip
        assert refused(share(weighed, desk, lawyer, **forged), 400, 409)
    assert not Disclosure.objects.exists()


@pytest.mark.postgres
def test_only_a_living_yes_to_the_weighing_for_this_organisation_counts(
    weighed: WeighedCase, desk, fatima
) -> None:
    lawyer, other = a_lawyer(), a_lawyer("Ander kantoor")
    assert refused(share(weighed, desk, lawyer))
    said(weighed, other)
    said(weighed, lawyer, purpose=ConsentPurpose.LAWYER)
    said(weighed, lawyer, group=DataGroup.HEALTH)
    said(weighed, lawyer, days=-1)
    assert refused(share(weighed, desk, lawyer))

    yes = said(weighed, lawyer, minutes=1)
    assert share(weighed, desk, lawyer).status_code == 200
    consents.withdraw_consent(consent=yes, by=actor(fatima))
    assert refused(share(weighed, desk, lawyer))
    said(weighed, lawyer, minutes=2)
    assert share(weighed, desk, lawyer).status_code == 200
    said(weighed, lawyer, ConsentState.REFUSED, minutes=3)
    assert refused(share(weighed, desk, lawyer))
    assert Disclosure.objects.count() == 2


def test_who_is_both_gets_it_as_prosecutor_and_nobody_else_gets_it() -> None:
    assert recipient_of(frozenset({"lawyer", "prosecutor"})) is PaperRecipient.PROSECUTOR
    assert recipient_of(frozenset({"lawyer", "care"})) is PaperRecipient.LAWYER
    assert recipient_of(frozenset({"care"})) is None


def test_a_later_yes_to_something_else_takes_no_place_of_the_yes_to_the_weighing(
    weighed: WeighedCase, desk
) -> None:
    lawyer = a_lawyer()
    yes = said(weighed, lawyer)
    said(weighed, lawyer, purpose=ConsentPurpose.LAWYER, minutes=1)

    assert share(weighed, desk, lawyer).status_code == 200
    assert Disclosure.objects.get().consent_id == yes.pk


def test_the_prosecutor_waits_for_the_lawyers_yes_and_a_later_no_ends_it(
    weighed: WeighedCase, lawyer, desk
) -> None:
    prosecutor, second = a_prosecutor(), a_lawyer("Tweede kantoor")
    for organisation in (prosecutor, second):
        said(weighed, organisation)
    assert refused(share(weighed, desk, prosecutor))
    assert check(weighed, desk, lawyer) == 409  # who did not get it cannot have read it
    share(weighed, desk, lawyer)
    assert refused(share(weighed, desk, prosecutor))
    assert refused(share(weighed, desk, second))

    assert check(weighed, desk, lawyer) == 302
    answers = [share(weighed, desk, one) for one in (prosecutor, second)]
    assert [answer.status_code for answer in answers] == [200, 200]
    assert Disclosure.objects.filter(via="prosecutor", organisation=prosecutor.pk).count() == 1

    assert check(weighed, desk, lawyer, outcome="not-agreed") == 302
    for organisation in (prosecutor, second, lawyer):
        assert refused(share(weighed, desk, organisation))


def test_a_check_from_before_the_signatures_is_not_of_this_version(
    case, fatima, joris, desk
) -> None:
    weighed = appraisals.a_judged_one(case, fatima, joris)
    lawyer, prosecutor = a_lawyer(), a_prosecutor()
    assert check(weighed, desk, lawyer) == 302
    for organisation in (lawyer, prosecutor):
        said(weighed, organisation)
        assert refused(share(weighed, desk, organisation, shown="ab" * 32))
    weighed.sign(fatima)
    assert refused(share(weighed, desk, lawyer))
    weighed.sign(joris)

    assert refused(share(weighed, desk, prosecutor))
    assert share(weighed, desk, lawyer).status_code == 200


def test_changed_facts_and_a_newer_version_stop_it(
    weighed: WeighedCase, lawyer, desk, fatima
) -> None:
    appraisal = weighed.appraisal
    Appraisal.objects.update(facts_changed_at=timezone.now())
    assert refused(share(weighed, desk, lawyer))
    Appraisal.objects.update(facts_changed_at=None)

    form = {"number": 1, "shown": signed_papers.hash_of_report(appraisal).hex()}
    stages.new_version(appraisal=appraisal, form_key=appraisals.form_key(), by=actor(fatima))
    assert refused(desk.post(f"{weighed.address}deel/", {**form, "organisation": lawyer.pk}))
    stages.end_appraisal(appraisal=weighed.appraisal, by=actor(fatima))
    sent = desk.post(f"{weighed.address}deel/", {**form, "organisation": lawyer.pk})
    assert sent.status_code == 200  # the new version was given up: the signed one counts


def test_a_paper_that_was_touched_does_not_leave(weighed: WeighedCase, lawyer, desk) -> None:
    paper, key = SignedPaper.objects.get(), weighed.key()
    pdf = signed_papers.read_report(weighed.appraisal, key) + b"\n% er staat iets bij"
    sealed = key.lock_file(signed_papers.TABLE, bytes(paper.form_key), pdf, field="sealed_file")
    SignedPaper.objects.update(sealed_file=sealed, sha256=tokens.sha256(pdf))

    assert refused(share(weighed, desk, lawyer))
    assert not Disclosure.objects.exists()


def test_access_that_ended_and_access_to_less_hand_out_nothing(
    weighed: WeighedCase, lawyer, joris, team
) -> None:
    case_only = people.let_in(weighed.case, people.a_member(team, "Noor"), "work", *DataGroup)
    judge = weighed.desk(joris)
    reader = people.a_member(team, "Ruud")
    weighed.let_in(reader, "read")
    for desk in (case_only, judge, people.at_the_desk(reader)):
        assert refused(share(weighed, desk, lawyer), 403)
        assert refused(desk.get(f"{weighed.address}deel/"), 403)
        assert (
            desk.post(f"{weighed.address}advocaat/", check_form(weighed, lawyer)).status_code == 403
        )

    fatima = weighed.desk(weighed.author)
    grants = CompartmentGrant.objects.filter(member=weighed.author)
    grants.update(
        since=timezone.now() - timedelta(days=9), until=timezone.now() - timedelta(minutes=1)
    )
    form = {"number": 1, "shown": "ab" * 32, "organisation": lawyer.pk}
    assert refused(fatima.post(f"{weighed.address}deel/", form), 403)
    assert not Disclosure.objects.exists()
    assert not LawyerCheck.objects.exists()


@pytest.mark.postgres
def test_what_a_lawyer_said_is_stored_once_and_only_whole(
    weighed: WeighedCase, lawyer, desk
) -> None:
    share(weighed, desk, lawyer)
    school = partners.a_service(partners.an_organisation("School"), kind=ServiceKind.SCHOOL)
    tomorrow = (timezone.localdate() + timedelta(days=1)).isoformat()
    for forged in ({"name": ""}, {"name": " "}, {"checked_on": tomorrow}, {"checked_on": "31 april"},
                   {"outcome": "misschien"}, {"outcome": ""}, {"organisation": 999999},
                   {"organisation": school.organisation.pk}, {"key": "x"}, {"said": "x" * 30_000},
                   {"number": 7}, {"checked_on": "2020-01-01"}):  # fmt: skip
        assert check(weighed, desk, lawyer, **forged) in (400, 409), forged
    assert not LawyerCheck.objects.exists()

    form = check_form(weighed, lawyer)
    sent = [desk.post(f"{weighed.address}advocaat/", form).status_code for _ in range(2)]
    other = desk.post(f"{weighed.address}advocaat/", {**form, "outcome": "not-agreed"})
    row = LawyerCheck.objects.get()
    assert (sent, other.status_code, row.outcome) == ([302, 302], 409, "agreed")
    assert b"de Vries" not in bytes(row.sealed_text)
    page = desk.get(f"{weighed.address}advocaat/").content.decode()
    assert "mr. A. de Vries" in page


def test_the_page_says_of_each_what_is_in_the_way(weighed: WeighedCase, lawyer, desk) -> None:
    a_prosecutor()
    page = desk.get(f"{weighed.address}deel/").content.decode()

    assert "Kantoor Vrij (verzonnen)" in page
    assert "zei hiervoor geen ja" in page  # of the prosecutor
    assert page.count("Haal de PDF op") == 1
