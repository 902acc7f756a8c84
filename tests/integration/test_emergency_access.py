"""In an emergency: in with a reason, the owner told, the lead's judgement; it ends by itself."""

from datetime import timedelta

import pytest
from django.utils import timezone

from tests.support import people
from uitweg.casework.cases.case.models import Case, CaseGrant
from uitweg.casework.cases.emergency_access.models import EmergencyAccess
from uitweg.platform.accounts.models import Member
from uitweg.platform.accounts.rules import Role
from uitweg.platform.audit.models import AuditEntry
from uitweg.platform.jobs.models import OutgoingMessage


@pytest.fixture
def case(case, desk) -> Case:  # type: ignore[no-untyped-def]
    card = {"blad-alarm": "Wordt opgewacht", "blad-address": "Verzonnenstraat 1"}
    desk.post(f"/casus/{case.pk}/veiligheid/", card | {"version": 0, "key": "3c" * 16})
    return case


@pytest.fixture
def his(joris):  # type: ignore[no-untyped-def]
    return people.at_the_desk(joris)


@pytest.fixture
def lead(team) -> Member:  # type: ignore[no-untyped-def]
    return people.a_member(team, "Lies", Role.LEAD)


def go_in(desk, case: Case, **said: str):  # type: ignore[no-untyped-def]
    typed = {"level": "card", "reason": "danger", "why": "", "key": "ab" * 16} | said
    return desk.post(f"/casus/{case.pk}/noodtoegang/", typed)


@pytest.mark.parametrize("where", ["", "kaart/", "noodtoegang/"])
def test_whoever_knocks_is_shown_the_way_in_and_nothing_of_the_case(case, his, where) -> None:
    answer = his.get(f"/casus/{case.pk}/{where}")
    page = answer.content.decode()

    assert answer.status_code == (200 if where == "noodtoegang/" else 403)
    assert "Open de veiligheidskaart" in page
    assert "Fatima" in page
    assert "opgewacht" not in page


def test_one_click_opens_the_card_without_the_address_and_no_more(case, his) -> None:
    answer = go_in(his, case)
    card = his.get(answer.url).content.decode()

    assert answer.url == f"/casus/{case.pk}/kaart/"
    assert "Wordt opgewacht" in card
    assert "Verzonnenstraat" not in card
    assert his.get(f"/casus/{case.pk}/").status_code == 403


def test_it_always_makes_a_grant_news_for_the_owner_and_a_line(case, his, joris, desk) -> None:
    go_in(his, case, why="Zijn moeder staat hier.")
    grant, board = CaseGrant.objects.get(member=joris), desk.get("/werk/").content.decode()

    assert (grant.kind, grant.level, grant.reason) == ("emergency", "card", "danger")
    assert "Noodtoegang in jouw casus" in board
    assert "Zijn moeder staat hier." in board
    assert AuditEntry.objects.filter(act="case:emergency", member=joris).count() == 1
    assert b"moeder" not in bytes(EmergencyAccess.objects.get().sealed_reason)


def test_a_failing_trail_opens_nothing(case, his, monkeypatch) -> None:
    from uitweg.casework.cases.emergency_access import actions as emergency_access

    def fails(*_: object, **__: object) -> None:
        raise RuntimeError

    monkeypatch.setattr(emergency_access.audit_log, "record", fails)
    with pytest.raises(RuntimeError):
        go_in(his, case)

    assert not EmergencyAccess.objects.exists()
    assert CaseGrant.objects.count() == 1
    assert not OutgoingMessage.objects.exists()


def test_the_owners_mail_says_nothing_of_the_case(case, his, fatima) -> None:
    Member.objects.filter(pk=fatima.pk).update(mail="f@voorbeeld.example", wants_mail=True)
    go_in(his, case, why="Zijn moeder staat hier.")
    mail = OutgoingMessage.objects.get(key__startswith="emergency-")

    assert mail.to == "f@voorbeeld.example"
    for word in (case.number, "moeder", "Joris"):
        assert word not in mail.subject + mail.body


def test_it_ends_by_itself_after_the_term_of_policy(case, his, joris, obeyed) -> None:
    from dataclasses import replace

    rows = dict(obeyed.retention.rows)
    rows["emergency-access"] = replace(rows["emergency-access"], number=45)
    obeyed.retention = replace(obeyed.retention, rows=rows)
    before = timezone.now()
    go_in(his, case)
    grant = CaseGrant.objects.get(member=joris)

    assert timedelta(minutes=45) <= grant.until - before < timedelta(minutes=46)
    CaseGrant.objects.filter(pk=grant.pk).update(until=timezone.now())
    assert his.get(f"/casus/{case.pk}/kaart/").status_code == 403


def test_more_than_the_card_is_a_second_choice_that_ends_with_the_first(case, his, joris) -> None:
    assert go_in(his, case, level="read").status_code == 409
    go_in(his, case)
    go_in(his, case, level="read", key="cd" * 16)
    page = his.get(f"/casus/{case.pk}/").content.decode()
    ends = set(CaseGrant.objects.filter(member=joris).values_list("until", flat=True))

    assert "Wordt opgewacht" in page
    assert 'id="tekst"' not in page
    assert len(ends) == 1
    assert EmergencyAccess.objects.count() == 2


def test_an_emergency_shows_no_secret_of_profession_and_changes_nothing(case, his, desk) -> None:
    entry = {"text": "Vertelde de arts iets.", "kind": "note", "audience": "secret"}
    desk.post(f"/casus/{case.pk}/", entry | {"key": "12" * 16})
    go_in(his, case)
    go_in(his, case, level="read", key="cd" * 16)

    assert "de arts" not in his.get(f"/casus/{case.pk}/").content.decode()
    assert his.post(f"/casus/{case.pk}/", entry | {"key": "34" * 16}).status_code == 403


def test_the_same_form_twice_is_one_emergency(case, his) -> None:
    assert [go_in(his, case).status_code for _ in range(2)] == [302, 302]
    assert EmergencyAccess.objects.count() == 1


@pytest.mark.parametrize(
    "wrong",
    [
        {"reason": ""},
        {"reason": "owner"},
        {"reason": "other", "why": " "},
        {"why": "x" * 1001},
        {"why": "a\x00b"},
        {"level": "manage"},
        {"level": "work"},
        {"key": "zz"},
    ],
)
def test_what_is_not_right_opens_nothing(case, his, wrong) -> None:
    assert go_in(his, case, **wrong).status_code == 400
    assert not EmergencyAccess.objects.exists()


@pytest.mark.parametrize(
    "role", [Role.ADMINISTRATOR, Role.ANALYST, Role.PRIVACY_OFFICER, Role.EDITOR]
)
def test_a_role_without_keys_has_no_emergency_way_in(case, team, role) -> None:
    client = people.at_the_desk(people.a_member(team, "Anders", role))

    assert go_in(client, case).status_code == 403
    assert not EmergencyAccess.objects.exists()


def test_of_a_strict_case_it_says_only_whom_to_call(case, his) -> None:
    Case.objects.update(is_restricted=True)
    page = his.get(f"/casus/{case.pk}/kaart/").content.decode()

    assert "Bel de leiding" in page
    assert "Fatima" not in page
    assert go_in(his, case).status_code == 403
    assert not EmergencyAccess.objects.exists()


def test_the_line_stays_on_the_owners_board_until_they_say_they_saw_it(case, his, desk) -> None:
    go_in(his, case)
    where = f"/casus/noodtoegang/{EmergencyAccess.objects.get().pk}/"
    assert his.post(where).status_code == 403
    desk.post(where)

    assert "Noodtoegang in jouw casus" not in desk.get("/werk/").content.decode()
    assert AuditEntry.objects.filter(act="case:emergency-seen").count() == 1


def judge(desk, **said: str):  # type: ignore[no-untyped-def]
    row = bytes(EmergencyAccess.objects.first().form_key).hex()
    return desk.post("/casussen/noodtoegang/", {"row": row, "verdict": "in-order"} | said)


def test_the_lead_judges_each_use_without_opening_the_case(case, his, lead) -> None:
    go_in(his, case, why="Zijn moeder staat hier.")
    hers = people.at_the_desk(lead)
    assert "Nog na te kijken" in hers.get("/werk/").content.decode()
    page = hers.get("/casussen/noodtoegang/").content.decode()
    judge(hers, verdict="not-in-order", said="Bellen had gekund.")
    access = EmergencyAccess.objects.get()

    assert "Zijn moeder staat hier." in page
    assert "opgewacht" not in page
    assert (access.verdict, access.reviewed_by) == ("not-in-order", lead)
    assert b"gekund" not in bytes(access.sealed_review)
    assert "Bellen had gekund." in hers.get("/casussen/noodtoegang/").content.decode()
    assert "Nog na te kijken" not in hers.get("/werk/").content.decode()


def test_a_judgement_stands_and_a_second_one_comes_too_late(case, his, lead) -> None:
    go_in(his, case)
    hers = people.at_the_desk(lead)

    assert [judge(hers).status_code, judge(hers).status_code] == [302, 409]
    assert AuditEntry.objects.filter(act="case:review-emergency").count() == 1


def test_nobody_judges_their_own_emergency(case, lead) -> None:
    hers = people.at_the_desk(lead)
    go_in(hers, case)

    assert "Nog na te kijken" not in hers.get("/werk/").content.decode()
    assert judge(hers).status_code == 403


@pytest.mark.parametrize(
    ("wrong", "status"),
    [
        ({"verdict": "mwah"}, 400),
        ({"verdict": "not-in-order"}, 400),
        ({"said": "x" * 1001}, 400),
        ({"row": "zz"}, 404),
        ({"row": "00" * 16}, 404),
    ],
)
def test_a_judgement_that_is_not_right_says_so(case, his, lead, wrong, status) -> None:
    go_in(his, case)

    assert judge(people.at_the_desk(lead), **wrong).status_code == status
    assert EmergencyAccess.objects.get().verdict == ""


def test_the_same_form_with_another_reason_is_not_acknowledged(case, his) -> None:
    go_in(his, case)
    page = go_in(his, case, why="Om iets heel anders.")

    assert page.status_code == 409
    assert "Om iets heel anders." in page.content.decode()
    assert EmergencyAccess.objects.count() == 1
