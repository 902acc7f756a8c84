"""The directory of partners: who sees what of it, changing it together, and what is free."""

from datetime import timedelta

import pytest
from django.test import Client
from django.utils import timezone

from tests.support import people
from tests.support.partner_accounts import a_partner
from tests.support.partners import a_service, an_organisation, directory_form
from tests.support.referrals import a_draft, sending_form_of, url_of
from uitweg.casework.cases.case.models import Case
from uitweg.casework.cases.plan.models import Action
from uitweg.casework.partners.directory.actions import organisations as directory
from uitweg.casework.partners.directory.actions import organisations as ends
from uitweg.casework.partners.directory.actions import services as capacity
from uitweg.casework.partners.directory.actions.contact import read_address
from uitweg.casework.partners.directory.models import CapacityReport, Organisation, Service
from uitweg.casework.partners.directory.rules import CapacityCode
from uitweg.platform.accounts.actions.authorization import Actor, NotAllowed, NotPossible
from uitweg.platform.accounts.models import Member, NamedReader
from uitweg.platform.accounts.rules import Role
from uitweg.platform.audit.models import AuditEntry
from uitweg.platform.sealing import tokens

STREET = "Verzonnenkade 7"


@pytest.fixture
def by(fatima) -> Actor:  # type: ignore[no-untyped-def]
    return people.acting(fatima, keyring=people.keyring_of(fatima))


def secret_place(by: Actor, level: str = "named") -> Organisation:
    texts = {"name": "De Brug", "answer_within": "24", "street": STREET, "level_address": level}
    return directory.add_organisation(texts=texts, by=by)


def an_action_of(case: Case, member: Member, organisation: Organisation) -> Action:
    """Add an open action that this organisation does."""
    return Action.objects.create(
        case=case,
        owner=member,
        organisation=organisation.pk,
        written_at=timezone.now(),
        written_by=member,
        form_key=tokens.new_token(16),
        sealed_text=b"x",
    )


def said(desk: Client, path: str) -> str:
    return desk.get(path).content.decode()


@pytest.mark.postgres
def test_an_organisation_is_added_found_and_read(desk) -> None:  # type: ignore[no-untyped-def]
    fields = directory_form(desk, "/partners/nieuw/")
    answer = desk.post(
        "/partners/nieuw/",
        fields | {"name": "Huis Oost", "phone": "06-555 012 43", "region": "Oost"},
    )
    row = Organisation.objects.get()

    assert (answer.status_code, row.phone) == (302, "+31655501243")
    assert "Huis Oost" in said(desk, "/partners/?zoek=oost")
    assert "Huis Oost" not in said(desk, "/partners/?zoek=noord")
    assert "06-555 012 43" in said(desk, f"/partners/{row.pk}/")
    assert (
        AuditEntry.objects.filter(act="partner:write", thing=f"organisation:{row.pk}").count() == 1
    )


@pytest.mark.parametrize(
    "back", ["https://elsewhere.example/", "//elsewhere.example/", "javascript:1"]
)
def test_the_way_back_is_a_page_of_ours(desk, back: str) -> None:  # type: ignore[no-untyped-def]
    fields = directory_form(desk, "/partners/nieuw/") | {"name": "Huis Oost", "terug": back}
    assert "elsewhere" not in said(desk, f"/partners/nieuw/?terug={back}")
    assert (
        desk.post("/partners/nieuw/", fields).url == f"/partners/{Organisation.objects.get().pk}/"
    )


@pytest.mark.parametrize(
    ("name", "typed", "why"),
    [
        ("phone", "0900-1234", "geen gewoon nummer"),
        ("phone", "12", "geen heel telefoonnummer"),
        ("mail", "intake", "geen heel mailadres"),
        ("website", "javascript:alert(1)", "geen heel webadres"),
        ("postcode", "12", "vier cijfers en twee letters"),
        ("name", "", "Vul dit in"),
        ("name", "x" * 121, "te lang"),
        ("level_name", "named", "Kies wie dit ziet"),
        ("answer_within", "0", "heel getal"),
    ],
)
def test_what_is_wrong_is_said_and_nothing_is_stored(desk, name: str, typed: str, why: str) -> None:  # type: ignore[no-untyped-def]
    fields = directory_form(desk, "/partners/nieuw/") | {"name": "Huis Oost", name: typed}
    answer = desk.post("/partners/nieuw/", fields)

    assert answer.status_code == 400
    assert why in answer.content.decode()
    assert not Organisation.objects.exists()


@pytest.mark.postgres
def test_a_name_exists_once(desk) -> None:  # type: ignore[no-untyped-def]
    an_organisation("De Brug")
    answer = desk.post(
        "/partners/nieuw/", directory_form(desk, "/partners/nieuw/") | {"name": "De Brug"}
    )

    assert answer.status_code == 409
    assert "al een organisatie met deze naam" in answer.content.decode()
    assert Organisation.objects.count() == 1


@pytest.mark.postgres
def test_two_who_change_other_fields_both_keep_their_words(desk, joris) -> None:  # type: ignore[no-untyped-def]
    row = an_organisation("De Brug")
    path = f"/partners/{row.pk}/wijzig/"
    mine, theirs = directory_form(desk, path), directory_form(people.at_the_desk(joris), path)
    desk.post(path, mine | {"region": "Zaanstreek"})
    answer = people.at_the_desk(joris).post(path, theirs | {"description": "Voor jongens"})
    row.refresh_from_db()

    assert answer.status_code == 302
    assert (row.region, row.description, row.version) == ("Zaanstreek", "Voor jongens", 3)


@pytest.mark.postgres
def test_two_who_change_one_field_see_both_texts_and_nothing_is_lost(desk, joris) -> None:  # type: ignore[no-untyped-def]
    row = an_organisation("De Brug")
    path, his = f"/partners/{row.pk}/wijzig/", people.at_the_desk(joris)
    mine, theirs = directory_form(desk, path), directory_form(his, path)
    desk.post(path, mine | {"region": "Zaanstreek"})
    answer = his.post(path, theirs | {"region": "Gooi"})
    page = answer.content.decode()
    row.refresh_from_db()

    assert answer.status_code == 409
    assert row.region == "Zaanstreek"
    assert "<b>Fatima schreef:</b> Zaanstreek" in " ".join(page.split())
    assert 'value="Gooi"' in page
    again = theirs | {"region": "Gooi", "was-region": "Zaanstreek"}
    assert his.post(path, again).status_code == 302
    assert Organisation.objects.get().region == "Gooi"


@pytest.mark.postgres
def test_the_same_form_twice_changes_once(desk) -> None:  # type: ignore[no-untyped-def]
    row = an_organisation("De Brug")
    path = f"/partners/{row.pk}/wijzig/"
    fields = directory_form(desk, path) | {"region": "Gooi"}
    answers = [desk.post(path, fields).status_code for _ in range(2)]
    row.refresh_from_db()

    assert (answers, row.version) == ([302, 302], 2)


def test_a_service_is_changed_together_too(desk, joris) -> None:  # type: ignore[no-untyped-def]
    service = a_service()
    path, his = f"/partners/aanbod/{service.pk}/", people.at_the_desk(joris)
    mine, theirs = directory_form(desk, path), directory_form(his, path)
    desk.post(path, mine | {"min_age": "16"})
    conflict = his.post(path, theirs | {"min_age": "14"})
    crossed = his.post(path, theirs | {"max_age": "12"})
    fine = his.post(path, theirs | {"weekday_hours": "9 tot 17"})
    service.refresh_from_db()

    assert [a.status_code for a in (conflict, crossed, fine)] == [409, 409, 302]
    assert (service.min_age, service.max_age, service.weekday_hours) == (
        *(16, None),
        "09:00 tot 17:00",
    )


def test_a_new_offer_is_shown_and_ends(desk) -> None:  # type: ignore[no-untyped-def]
    row = an_organisation("De Brug")
    fields = directory_form(desk, f"/partners/{row.pk}/aanbod/")
    wrong = desk.post(
        f"/partners/{row.pk}/aanbod/", fields | {"name": "Bed", "weekday_hours": "ooit"}
    )
    desk.post(f"/partners/{row.pk}/aanbod/", fields | {"name": "Noodbed", "day_and_night": "on"})
    service = Service.objects.get()

    assert "Schrijf het zo: 09:00 tot 17:00." in wrong.content.decode()
    assert "dag en nacht" in said(desk, f"/partners/{row.pk}/")
    desk.post(f"/partners/aanbod/{service.pk}/stopt/")
    desk.post(f"/partners/aanbod/{service.pk}/stopt/")
    service.refresh_from_db()
    assert (service.ended_on is not None, service.version) == (True, 2)
    assert desk.get(f"/partners/aanbod/{service.pk}/").status_code == 404


@pytest.mark.parametrize("level", ["team", "named"])
def test_a_secret_address_is_sealed_and_an_open_one_is_not(by: Actor, level: str) -> None:
    row = secret_place(by, level)
    row.refresh_from_db()

    assert (row.address, STREET.encode() in bytes(row.sealed_address)) == ({}, False)
    opened = read_address(row, by.keyring)
    assert opened
    assert opened["street"] == STREET
    assert read_address(row, people.key_that_opens_nothing(by.member)) is None
    directory.change_organisation(
        organisation=row,
        base=directory.editable_texts(row, by),
        texts=directory.editable_texts(row, by) | {"level_address": "public"},
        by=by,
    )
    row.refresh_from_db()
    assert (row.address, bytes(row.sealed_address)) == ({"street": STREET}, b"")


def test_what_is_for_named_members_reaches_only_them_and_is_recorded(
    by: Actor, desk, joris
) -> None:  # type: ignore[no-untyped-def]
    row, his = secret_place(by), people.at_the_desk(joris)
    pages = ["", "wijzig/"]

    assert STREET not in said(desk, f"/partners/{row.pk}/")
    assert STREET in said(desk, f"/partners/{row.pk}/afgeschermd/")
    assert [STREET in said(his, f"/partners/{row.pk}/{page}") for page in pages] == [False, False]
    assert his.get(f"/partners/{row.pk}/afgeschermd/").status_code == 403
    assert (
        AuditEntry.objects.filter(act="partner:read-named").values_list("result").distinct().count()
        == 2
    )

    desk.post(f"/partners/{row.pk}/afgeschermd/", {"members": [by.pk, joris.pk]})
    assert STREET in said(his, f"/partners/{row.pk}/afgeschermd/")


def test_who_is_not_named_keeps_the_address_as_it_is(by: Actor, joris) -> None:  # type: ignore[no-untyped-def]
    """Also with a form of their own: neither the address nor who sees it changes."""
    row, his = secret_place(by), people.at_the_desk(joris)
    path = f"/partners/{row.pk}/wijzig/"
    forged = {"street": "Elders 1", "was-street": "", "level_address": "public", "city": "Elders"}
    answer = his.post(path, directory_form(his, path) | {"region": "Gooi"} | forged)
    row.refresh_from_db()
    kept = read_address(row, by.keyring)

    assert (answer.status_code, row.region) == (302, "Gooi")
    assert kept
    assert (kept["street"], kept["city"]) == (STREET, "")
    assert NamedReader.objects.get().member_id == by.pk


def test_nobody_is_named_only_when_nothing_is_for_named_members(by: Actor, desk) -> None:  # type: ignore[no-untyped-def]
    row = secret_place(by)
    path = f"/partners/{row.pk}/afgeschermd/"

    assert desk.post(path, {}).status_code == 409
    assert NamedReader.objects.count() == 1
    desk.post(
        f"/partners/{row.pk}/wijzig/",
        directory_form(desk, f"/partners/{row.pk}/wijzig/") | {"level_address": "team"},
    )
    assert not NamedReader.objects.exists()
    assert "niets meer afgeschermd" in desk.post(path, {"members": [by.pk]}).content.decode()


def test_an_administrator_keeps_the_directory_and_opens_no_secret_address(by: Actor, team) -> None:  # type: ignore[no-untyped-def]
    row = secret_place(by, "team")
    ans = people.at_the_desk(people.a_member(team, "Ans", Role.ADMINISTRATOR))
    path = f"/partners/{row.pk}/wijzig/"

    assert STREET not in said(ans, f"/partners/{row.pk}/") + said(ans, path)
    assert ans.post(path, directory_form(ans, path) | {"region": "Gooi"}).status_code == 302
    assert ans.get(f"/partners/{row.pk}/afgeschermd/").status_code == 403
    row.refresh_from_db()
    opened = read_address(row, by.keyring)
    assert opened
    assert opened["street"] == STREET


@pytest.mark.postgres
def test_what_a_service_said_replaces_what_it_said_before_and_is_unknown_a_day_later(
    by: Actor,
) -> None:
    service = a_service()
    for hours, code in ((30, CapacityCode.CAPACITY), (0, CapacityCode.NONE)):
        capacity.report_capacity(
            service=service,
            code=code,
            places=2,
            said_by="Noor",
            by=by.at(by.now - timedelta(hours=hours)),
        )
    newest = CapacityReport.objects.get(is_newest=True)

    assert (newest.code, newest.places) == (CapacityCode.NONE, None)
    assert CapacityReport.objects.count() == 2


def test_capacity_is_said_on_a_page_and_shown_with_who_and_when(desk) -> None:  # type: ignore[no-untyped-def]
    service = a_service()
    path = f"/partners/aanbod/{service.pk}/plek/"
    wrong = desk.post(path, {"code": "capacity", "places": "0"})
    answer = desk.post(
        f"{path}?terug=/partners/", {"code": "capacity", "places": "2", "said_by": "Noor"}
    )
    page = said(desk, f"/partners/{service.organisation_id}/")

    assert (wrong.status_code, answer.url) == (400, "/partners/")
    assert "2 plekken" in page
    assert "gemeld door Noor, zojuist" in page
    CapacityReport.objects.update(said_at=timezone.now() - timedelta(hours=25))
    assert "onbekend" in said(desk, f"/partners/{service.organisation_id}/")


def test_no_address_of_elsewhere_is_followed_afterwards(desk) -> None:  # type: ignore[no-untyped-def]
    service = a_service()
    answer = desk.post(
        f"/partners/aanbod/{service.pk}/plek/?terug=https://elders.example/", {"code": "none"}
    )

    assert answer.url == f"/partners/{service.organisation_id}/"


def test_who_ended_is_in_no_list_and_cannot_be_changed(by: Actor, desk) -> None:  # type: ignore[no-untyped-def]
    service = a_service(an_organisation("De Brug"))
    row = service.organisation
    assert "geen lijst meer" in said(desk, f"/partners/{row.pk}/stopt/")
    for _ in range(2):
        desk.post(f"/partners/{row.pk}/stopt/")

    assert "De Brug" not in said(desk, "/partners/")
    assert "De Brug" in said(desk, "/partners/?oud=ja")
    assert "De Brug" not in said(desk, "/partners/nu/")
    assert desk.get(f"/partners/{row.pk}/wijzig/").status_code == 404
    assert desk.get(f"/partners/aanbod/{service.pk}/plek/").status_code == 404
    row.refresh_from_db()
    assert row.version == 2
    with pytest.raises(NotPossible, match="organisation-ended"):
        directory.change_organisation(organisation=row, base={}, texts={"name": "X"}, by=by)


def test_a_telephone_number_is_changed_at_once(desk) -> None:  # type: ignore[no-untyped-def]
    row = an_organisation()
    where = f"/partners/{row.pk}/wijzig/"
    wrong = desk.post(where, directory_form(desk, where) | {"phone": "nonsense"})
    again = {each.was_name: each.was for each in wrong.context["rows"]}
    form = directory_form(desk, where) | again
    answer = desk.post(where, form | {"phone": "020 555 01 20", "code_phone": "06 555 012 99"})
    row.refresh_from_db()

    assert wrong.status_code == 400
    assert answer.status_code == 302
    assert (row.phone, row.code_phone) == ("+31205550120", "+31655501299")


def test_a_colleagues_number_is_shown_as_people_write_it(desk) -> None:  # type: ignore[no-untyped-def]
    row = an_organisation()
    where = f"/partners/{row.pk}/wijzig/"
    form = directory_form(desk, where)
    desk.post(where, form | {"phone": "020 555 01 20"})
    answer = desk.post(where, form | {"phone": "020 555 01 21"})

    assert answer.status_code == 409
    assert "schreef:</b> 020-555 01 20" in answer.content.decode()


def test_whoever_ends_an_organisation_sees_what_still_runs_there(case, fatima, team, desk) -> None:  # type: ignore[no-untyped-def]
    referral = a_draft(case, fatima)
    row = referral.organisation
    empty = an_organisation("Niemand (verzonnen)")
    assert "Niets: geen verwijzing, geen actie, geen overleg." in said(
        desk, f"/partners/{empty.pk}/stopt/"
    )
    desk.post(url_of(referral), sending_form_of(said(desk, url_of(referral))))
    a_partner(row, "Mirjam", Role.PARTNER_CARE)
    an_action_of(case, fatima, row)

    page = " ".join(said(desk, f"/partners/{row.pk}/stopt/").split())
    assert f"/casus/{case.pk}/verwijs/{referral.pk}/" in page
    assert f"Actie in {case.number}" in page
    assert "Mirjam" in page
    assert "1 tekst kunnen zij nu nog openen" in page
    lead = people.a_member(team, "Ruud", Role.LEAD)
    people.at_the_desk(lead).post(f"/partners/{row.pk}/stopt/")
    assert "Hier loopt nog" in said(desk, f"/partners/{row.pk}/")


@pytest.mark.postgres
def test_what_runs_in_a_case_of_others_is_counted_only(case, fatima, joris) -> None:  # type: ignore[no-untyped-def]
    referral = a_draft(case, fatima)
    an_action_of(case, fatima, referral.organisation)
    page = said(people.at_the_desk(joris), f"/partners/{referral.organisation_id}/stopt/")

    assert case.number not in page
    assert "En nog 2 in casussen waar jij niet bij mag." in " ".join(page.split())


def test_how_to_reach_who_ended_is_forgotten_after_the_term(by: Actor) -> None:
    kept, gone = an_organisation("Kort"), secret_place(by)
    service = a_service(gone)
    capacity.report_capacity(
        service=service, code=CapacityCode.NONE, places=None, said_by="Noor", by=by
    )
    Organisation.objects.filter(pk=gone.pk).update(ended_on=by.today - timedelta(days=366))
    Organisation.objects.filter(pk=kept.pk).update(ended_on=by.today - timedelta(days=300))
    done = [ends.forget_ended(now=by.now) for _ in range(2)]
    gone.refresh_from_db()
    kept.refresh_from_db()

    assert done == [1, 0]
    assert (gone.name, gone.mail, bytes(gone.sealed_address)) == ("De Brug", "", b"")
    assert kept.mail
    assert not CapacityReport.objects.exists()
    assert not NamedReader.objects.exists()


@pytest.mark.postgres
def test_old_capacity_goes_but_the_newest_stays_as_long_as_it_is_offered(by: Actor) -> None:
    service = a_service()
    for days in (500, 400):
        capacity.report_capacity(
            service=service,
            code=CapacityCode.NONE,
            places=None,
            said_by="",
            by=by.at(by.now - timedelta(days=days)),
        )
    ends.forget_ended(now=by.now)

    assert [row.is_newest for row in CapacityReport.objects.all()] == [True]


def test_roles_that_need_no_partners_meet_a_closed_door(team, by: Actor) -> None:  # type: ignore[no-untyped-def]
    row = secret_place(by)
    for role in (Role.ANALYST, Role.EDITOR, Role.PRIVACY_OFFICER):
        desk = people.at_the_desk(people.a_member(team, f"z-{role}", role))
        paths = ("", "nu/", "nieuw/", f"{row.pk}/", f"{row.pk}/afgeschermd/", "bestand/")
        assert {desk.get(f"/partners/{path}").status_code for path in paths} == {403}
    with pytest.raises(NotAllowed):
        directory.read_named_fields(
            organisation=row, by=people.acting(people.a_member(team, "Joris"))
        )


@pytest.mark.postgres
def test_a_long_directory_comes_in_pages(desk) -> None:  # type: ignore[no-untyped-def]
    Organisation.objects.bulk_create(Organisation(name=f"Huis {n:03d}") for n in range(60))
    first, second = said(desk, "/partners/"), said(desk, "/partners/?bladzij=2")

    assert ("Huis 049" in first, "Huis 050" in first) == (True, False)
    assert ("Huis 049" in second, "Huis 059" in second) == (False, True)
    for odd in ("0", "-1", "²", "9" * 30, "x"):
        assert desk.get(f"/partners/?bladzij={odd}&zoek=%00&soort=x").status_code == 200
