"""The list of cases says whom each is about, to who may read that."""

import pytest
from django.utils import timezone

from tests.integration.test_search import a_case, beside, search, told
from tests.support import people
from uitweg.casework.cases.case.models import Case, CaseGrant
from uitweg.casework.cases.case.rules.data_groups import DataGroup
from uitweg.platform.accounts.models import Member
from uitweg.platform.audit.models import AuditEntry


def the_list(desk) -> str:  # type: ignore[no-untyped-def]
    return " ".join(desk.get("/casussen/").content.decode().split())


@pytest.mark.postgres
def test_each_case_stands_there_by_its_nickname_else_by_its_name(team, desk) -> None:
    a_case(desk)
    yassin = a_case(desk, name="Yassin A.")
    desk.post(f"/werk/melding/{people.a_report().pk}/casus/")
    page = the_list(desk)

    assert "“Smiley”" in page
    assert "“Yassin A.”" in page
    assert page.count("Nog geen naam") == 1
    assert "“Yassin A.”" in search(desk, "Yassin A")
    assert "“Yassin A.”" in desk.get(f"/casus/{yassin.pk}/").content.decode()


@pytest.mark.postgres
def test_the_newest_name_counts_and_a_name_is_once_a_shift_in_the_audit_log(team, desk) -> None:
    case = a_case(desk)
    told(desk, case, 1, called="Anders")
    for _ in range(2):
        assert "“Anders”" in the_list(desk)

    assert AuditEntry.objects.get(act="case:read-name").thing == f"case:{case.pk}"


def test_who_may_not_read_the_name_sees_none(team, desk) -> None:
    case = a_case(desk)
    noor = people.a_member(team, "Noor")
    CaseGrant.objects.create(
        case=case,
        member=noor,
        level="read",
        groups=[DataGroup.SCHOOL_WORK.value],
        since=timezone.now(),
        reason="consulted",
    )
    page = the_list(people.at_the_desk(noor))

    assert case.number in page
    assert "Smiley" not in page
    assert not AuditEntry.objects.filter(act="case:read-name").exists()


def test_a_case_that_does_not_open_stops_no_list(team, desk) -> None:
    broken, whole = a_case(desk), a_case(desk)
    Case.objects.filter(pk=broken.pk).update(sealed_key=whole.sealed_key)

    assert the_list(desk).count("“Smiley”") == 1


def test_an_unsafe_youngster_is_marked_until_the_case_is_closed(team, desk) -> None:
    case = a_case(desk)
    Case.objects.filter(pk=case.pk).update(risk="high")
    assert ">onveilig<" in the_list(desk)
    Case.objects.filter(pk=case.pk).update(state="closed")
    assert ">onveilig<" not in the_list(desk)


@pytest.mark.postgres
def test_more_cases_ask_no_more_questions(team, desk, django_assert_max_num_queries) -> None:
    a_case(desk)
    the_list(desk)
    for _ in range(3):
        a_case(desk)
    the_list(desk)
    with django_assert_max_num_queries(20):
        assert the_list(desk).count("“Smiley”") == 4


def test_a_call_shows_whom_each_of_ones_own_cases_is_about(team, desk) -> None:
    case = a_case(desk)
    page = " ".join(desk.get("/belnotitie/").content.decode().split())

    assert f"Bij casus </span>{case.number} Smiley" in page


def test_the_key_to_pass_a_call_on_stands_at_one_case(team, desk) -> None:
    joris = people.at_the_desk(people.a_member(team, "Joris"))
    card = a_case(joris, name="Wies Verzonnen", phones="06-555 111 22")
    a_case(joris)
    only_the_card = CaseGrant.objects.create(
        case=card,
        member_id=Member.objects.get(name="Fatima").pk,
        level="card",
        since=timezone.now(),
        reason="consulted",
    )
    page = beside(desk, "Wies Verzonnen 06-555 111 22, of Youssef Bouzidi 06-555 123 45")

    said = page.content.decode()
    assert said.count(f'value="pass-{only_the_card.case_id}"') == 1
    assert said.count("pass-") == 2
    assert said.count('data-key="p"') == 1


def test_who_may_not_see_how_unsafe_it_is_sees_no_mark(team, desk) -> None:
    case = a_case(desk)
    Case.objects.filter(pk=case.pk).update(risk="acute")
    noor = people.a_member(team, "Noor")
    grant = CaseGrant.objects.create(
        case=case,
        member=noor,
        level="read",
        groups=[DataGroup.CONTACT.value],
        since=timezone.now(),
        reason="consulted",
    )
    hers = people.at_the_desk(noor)

    assert "acuut gevaar" not in the_list(hers)
    CaseGrant.objects.filter(pk=grant.pk).update(groups=["contact", "safety"])
    assert "acuut gevaar" in the_list(hers)
