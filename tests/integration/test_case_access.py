"""Letting a colleague into a case, out again, handing it over; who left."""

from datetime import timedelta

import pytest
from django.utils import timezone

from tests.support import people
from tests.support.people import acting
from uitweg.casework.cases.case.models import Case, CaseGrant
from uitweg.casework.cases.plan.models import Action
from uitweg.casework.cases.timeline.models import Entry
from uitweg.platform.accounts.actions import team as access
from uitweg.platform.accounts.models import Member
from uitweg.platform.accounts.rules import Role
from uitweg.platform.audit.models import AuditEntry
from uitweg.platform.jobs.models import OutgoingMessage
from uitweg.site.operations.declared import all_jobs


@pytest.fixture
def lead(team) -> Member:  # type: ignore[no-untyped-def]
    return people.a_member(team, "Lies", Role.LEAD)


def let_in(desk, case: Case, member: Member, **said: object):  # type: ignore[no-untyped-def]
    typed = {"to": member.pk, "level": "read", "reason": "consulted"} | said
    return desk.post(f"/casus/{case.pk}/toegang/", {"seen": people.shown(case)} | typed)


def acts() -> list[str]:
    return list(AuditEntry.objects.order_by("id").values_list("act", flat=True))


def test_a_colleague_is_let_in_and_out_with_one_click_each(case, desk, joris) -> None:
    assert let_in(desk, case, joris).url == f"/casus/{case.pk}/toegang/"
    his = people.at_the_desk(joris)
    assert his.get(f"/casus/{case.pk}/").status_code == 200
    desk.post(f"/casus/toegang/{CaseGrant.objects.get(member=joris).pk}/")

    assert his.get(f"/casus/{case.pk}/").status_code == 403
    assert acts().count("case:grant") == acts().count("case:grant-end") == 1


@pytest.mark.postgres
def test_the_page_says_who_has_what_until_when_and_why(case, desk, joris) -> None:
    until = timezone.localdate() + timedelta(days=3)
    let_in(desk, case, joris, level="work", groups=["health", "safety"], until=str(until))
    page = desk.get(f"/casus/{case.pk}/toegang/").content.decode()

    assert "Eigenaar" in page
    assert "Joris" in page
    assert "veiligheid, gezondheid" in page
    assert "denkt mee" in page


def test_a_term_ends_by_itself_at_the_end_of_its_day(case, desk, joris) -> None:
    let_in(desk, case, joris, until=str(timezone.localdate()))
    grant = CaseGrant.objects.get(member=joris)

    assert case.may_be_read_by(joris.pk)
    assert timezone.localtime(grant.until).hour == 0
    CaseGrant.objects.filter(pk=grant.pk).update(until=timezone.now())
    assert not case.may_be_read_by(joris.pk)


@pytest.mark.postgres
def test_letting_in_again_replaces_what_was_and_keeps_it_to_be_told(case, desk, joris) -> None:
    let_in(desk, case, joris, level="work")
    let_in(desk, case, joris, level="card")
    rows = CaseGrant.objects.filter(member=joris).order_by("id")

    assert [row.until is None for row in rows] == [False, True]
    assert not case.may_be_read_by(joris.pk)
    assert case.has_any_grant(joris.pk)
    assert "Voorbij (1)" in desk.get(f"/casus/{case.pk}/toegang/").content.decode()


def test_a_deputy_manages_the_case_and_never_puts_its_owner_out(case, desk, joris, team) -> None:
    let_in(desk, case, joris, level="manage", groups=["health"])
    his, noor = people.at_the_desk(joris), people.a_member(team, "Noortje")
    let_in(his, case, noor)
    owner = CaseGrant.objects.get(kind="owner")

    assert case.may_be_read_by(noor.pk)
    assert len(CaseGrant.objects.get(kind="deputy").groups) == 9
    assert his.post(f"/casus/toegang/{owner.pk}/").status_code == 409
    assert case.may_be_managed_by(case.coordinator_id)


@pytest.mark.parametrize("level", ["card", "read", "work"])
def test_who_does_not_manage_lets_nobody_in_or_out(case, desk, joris, team, level) -> None:
    let_in(desk, case, joris, level=level)
    his, noor = people.at_the_desk(joris), people.a_member(team, "Noortje")
    tried = [
        let_in(his, case, noor),
        his.post(f"/casus/toegang/{CaseGrant.objects.get(kind='owner').pk}/"),
        his.post(f"/casus/{case.pk}/strikt/", {"strikt": "ja"}),
        his.post(f"/casus/{case.pk}/overdragen/", {"to": joris.pk, "why": "x", "keeps": "read"}),
    ]

    assert {answer.status_code for answer in tried} == {403}
    assert CaseGrant.objects.count() == 2


@pytest.mark.parametrize(
    "role", [Role.ADMINISTRATOR, Role.ANALYST, Role.PRIVACY_OFFICER, Role.EDITOR]
)
def test_who_holds_no_key_cannot_be_let_in(case, desk, team, role) -> None:
    member = people.a_member(team, "Anders", role)

    assert let_in(desk, case, member).status_code == 400
    assert CaseGrant.objects.count() == 1


@pytest.mark.parametrize(
    "wrong",
    [
        {"to": 10**6},
        {"to": "x"},
        {"level": "everything"},
        {"groups": ["geheim"]},
        {"until": "2020-01-01"},
        {"until": "gisteren"},
        {"until": "9999-12-31"},
        {"reason": "owner"},
    ],
)
def test_what_is_not_right_lets_nobody_in(case, desk, joris, wrong) -> None:
    assert let_in(desk, case, joris, **wrong).status_code == 400
    assert CaseGrant.objects.count() == 1


@pytest.mark.postgres
def test_an_ended_member_loses_every_grant_and_the_lead_sees_the_case_without_owner(
    case, desk, joris, lead
) -> None:
    let_in(desk, case, joris)
    for member in (case.coordinator, joris):
        yesterday = timezone.localdate() - timedelta(days=1)
        access.end_membership(by=acting(lead), member=member, last_day=yesterday)
    all_jobs()["grants"].work(now=timezone.now())
    board = people.at_the_desk(lead).get("/werk/").content.decode()

    assert not CaseGrant.objects.active().exists()
    assert "Zonder eigenaar" in board
    assert f"/casus/{case.pk}/overdragen/" in board
    assert acts().count("case:grant-end") == 2


def hand(desk, case: Case, to: Member, **said: object):  # type: ignore[no-untyped-def]
    typed = {"to": to.pk, "why": "Ik ben ziek.", "keeps": "nothing"} | said
    return desk.post(f"/casus/{case.pk}/overdragen/", {"was": case.coordinator_id} | typed)


def test_a_lead_hands_over_the_case_of_who_is_ill_without_opening_it(
    case, desk, joris, lead, fatima
) -> None:
    desk.post(
        f"/casus/{case.pk}/doel/", {"text": "Naar school", "domain": "school", "key": "1a" * 16}
    )
    act = {"text": "Moeder bellen", "owner": fatima.pk, "key": "2b" * 16}
    desk.post(f"/casus/{case.pk}/actie/", act)
    card = {"blad-alarm": "Wordt opgewacht", "version": 0, "key": "3c" * 16}
    desk.post(f"/casus/{case.pk}/veiligheid/", card)
    hers = people.at_the_desk(lead)
    form = hers.get(f"/casus/{case.pk}/overdragen/").content.decode()
    answer = hand(hers, case, joris)
    page = people.at_the_desk(joris).get(f"/casus/{case.pk}/").content.decode()

    assert "Moeder" not in form
    assert f"{case.number} is overgedragen." in hers.get(answer.url).content.decode()
    assert hers.get(f"/casus/{case.pk}/").status_code == 403
    assert desk.get(f"/casus/{case.pk}/").status_code == 403
    for line in ("Ik ben ziek.", "Doel: Naar school", "Actie: Moeder bellen", "Wordt opgewacht"):
        assert line in page
    assert Action.objects.get().owner == joris
    assert Case.objects.get().coordinator == joris
    assert not AuditEntry.objects.filter(act="case:read", member=lead, result="done").exists()


def test_the_note_says_no_more_than_its_reader_may_see(case, desk, joris, team) -> None:
    noor = people.a_member(team, "Noortje")
    desk.post(f"/casus/{case.pk}/doel/", {"text": "Advocaat", "domain": "law", "key": "1a" * 16})
    let_in(desk, case, noor, level="read", groups=["situation"])
    hand(desk, case, joris)
    page = people.at_the_desk(noor).get(f"/casus/{case.pk}/").content.decode()

    assert "Ik ben ziek." in page
    assert "Advocaat" not in page


@pytest.mark.parametrize(
    ("stays", "sees", "works", "manages"),
    [
        ("nothing", False, False, False),
        ("read", True, False, False),
        ("deputy", True, True, True),
    ],
)
def test_the_old_owner_keeps_what_was_chosen(
    case, desk, joris, fatima, stays, sees, works, manages
) -> None:
    hand(desk, case, joris, keeps=stays)

    assert (
        case.may_be_read_by(fatima.pk),
        case.may_be_worked_on_by(fatima.pk),
        case.may_be_managed_by(fatima.pk),
    ) == (sees, works, manages)
    assert CaseGrant.objects.active().filter(kind="owner").get().member == joris


@pytest.mark.postgres
def test_handing_over_twice_at_once_is_one_owner(case, desk, joris, fatima) -> None:
    answers = [hand(desk, case, joris), hand(desk, case, joris)]

    assert [answer.status_code for answer in answers] == [302, 403]
    assert CaseGrant.objects.active().filter(kind="owner").count() == 1


@pytest.mark.parametrize(
    "wrong", [{"to": 10**6}, {"why": ""}, {"why": "x" * 1001}, {"keeps": "all"}]
)
def test_a_hand_over_that_is_not_right_changes_nothing(case, desk, joris, wrong) -> None:
    typed = {"to": joris.pk, "why": "Ik ben ziek.", "keeps": "nothing"} | wrong
    assert desk.post(f"/casus/{case.pk}/overdragen/", typed).status_code == 400
    assert Case.objects.get().coordinator != joris
    assert not Entry.objects.filter(kind="handover").exists()


def test_the_new_owner_hears_of_it_without_a_word_of_the_case(case, desk, joris) -> None:
    Member.objects.filter(pk=joris.pk).update(mail="joris@voorbeeld.example", wants_mail=True)
    hand(desk, case, joris)
    mail = OutgoingMessage.objects.get(key__startswith="handed-over-")

    assert mail.to == "joris@voorbeeld.example"
    assert case.number not in mail.body + mail.subject


@pytest.mark.postgres
def test_the_lead_sees_number_and_owner_of_every_case_and_no_more(case, desk, lead) -> None:
    person = {"blad-name": "Jesse Verzonnen", "version": 0, "key": "ab" * 16}
    desk.post(f"/casus/{case.pk}/persoon/", person)
    page = people.at_the_desk(lead).get("/casussen/team/").content.decode()

    assert case.number in page
    assert "Fatima" in page
    assert "Jesse" not in page
    assert desk.get("/casussen/team/").status_code == 403
