"""The list someone has until now: read, checked, brought in whole or not at all, taken back."""

import json
from datetime import timedelta

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.utils import timezone

from tests.support import people
from tests.support.people import acting
from tests.support.sheets import ALI, HEADINGS, some, xlsx
from uitweg.casework.cases.case.actions import case_keys
from uitweg.casework.cases.case.models import Case, CaseGrant, SearchToken
from uitweg.casework.cases.intake.actions import bulk
from uitweg.casework.cases.plan.models import Action
from uitweg.casework.cases.sheets.models import Sheet
from uitweg.casework.cases.timeline.models import Entry
from uitweg.casework.search.actions import case_search
from uitweg.casework.spreadsheets.actions import importing, uploads
from uitweg.casework.spreadsheets.models import Import, ImportedRow, Upload
from uitweg.casework.spreadsheets.rules.columns import ImportField
from uitweg.platform.accounts.rules import Role
from uitweg.platform.audit.models import AuditEntry

START = "/casussen/inlezen/"


def bring(client, content: bytes, name: str = "lijst.xlsx"):  # type: ignore[no-untyped-def]
    return client.post(START, {"file": SimpleUploadedFile(name, content)})


def map_as_guessed(client, upload: Upload, **more: str):  # type: ignore[no-untyped-def]
    into = ["name", "phones", "state", "opened", "action", "due", "note"]
    chosen = {f"kolom-{place}": what for place, what in enumerate(into)}
    return client.post(f"{START}{upload.pk}/controle/", chosen | more)


def to_the_check(client, rows=(HEADINGS, ALI)) -> str:  # type: ignore[no-untyped-def]
    bring(client, xlsx(rows))
    upload = Upload.objects.get()
    assert map_as_guessed(client, upload).url == f"{START}{upload.pk}/controle/"
    return f"{START}{upload.pk}/controle/"


def do_it(client, rows=(HEADINGS, ALI), **decided: str) -> Import:  # type: ignore[no-untyped-def]
    where = to_the_check(client, rows)
    answer = client.post(where, {"klaar": "ja"} | decided)
    assert answer.status_code == 302, answer.content.decode()
    return Import.objects.latest("id")


def person(case: Case, by) -> dict[str, str]:  # type: ignore[no-untyped-def]
    return bulk.decrypt_persons([case], people.keyring_of(by))[case.pk][1]


@pytest.mark.postgres
def test_three_steps_make_a_case_with_its_person_its_note_and_its_action(desk, fatima) -> None:
    done = do_it(desk)
    case = Case.objects.get()
    page = desk.get(f"/casus/{case.pk}/").content.decode()

    assert (done.opened, done.added, done.left_out) == (1, 0, 0)
    assert (case.state, str(timezone.localdate(case.opened_at))) == ("active", "2024-03-01")
    assert {"Ali B.", "06-555 12345"} <= set(person(case, fatima).values())
    assert "Moeder bellen" in page
    assert "Opmerkingen: Schuld" in page
    assert str(Action.objects.get().due_on) == "2026-12-01"


def test_columns_are_guessed_from_their_headings_and_the_first_rows_are_shown(desk) -> None:
    bring(desk, xlsx([HEADINGS, ALI]))
    page = desk.get(f"{START}{Upload.objects.get().pk}/controle/").content.decode()

    assert page.count("selected") == len(HEADINGS)
    assert "Moeder bellen" in page


def test_the_example_comes_back_as_it_went(desk) -> None:
    example = desk.get(f"{START}voorbeeld/")
    bring(desk, example.content)
    page = desk.get(f"{START}{Upload.objects.get().pk}/controle/").content.decode()

    assert " ".join(page.split()).count('" selected >') == len(ImportField)


def test_nothing_is_stored_before_the_last_step(desk) -> None:
    page = desk.get(to_the_check(desk)).content.decode()

    assert "Er is nog niets bewaard" in page
    assert "Ali B." in page
    assert not Case.objects.exists()


def test_what_waits_is_sealed_to_the_one_who_brought_it(desk, fatima, team) -> None:
    to_the_check(desk)
    upload = Upload.objects.get()
    stored = bytes(upload.sealed_table) + bytes(upload.sealed_choices) + bytes(upload.sealed_key)
    ruud = people.at_the_desk(people.a_member(team, "Ruud", Role.LEAD))

    assert b"Ali" not in stored
    assert b"Moeder" not in stored
    assert ruud.get(f"{START}{upload.pk}/controle/").status_code == 404
    assert ruud.post(f"{START}{upload.pk}/controle/", {"klaar": "ja"}).status_code == 409


def test_a_colleague_with_the_teams_key_cannot_open_it_either(desk, fatima, team) -> None:
    to_the_check(desk)
    ruud = people.a_member(team, "Ruud", Role.LEAD)
    Upload.objects.update(member=ruud)

    answer = people.at_the_desk(ruud).get(f"{START}{Upload.objects.get().pk}/controle/")
    assert answer.status_code == 409


@pytest.mark.postgres
def test_the_list_is_gone_when_it_was_brought_in_and_a_second_click_changes_nothing(desk) -> None:
    where = to_the_check(desk)
    answers = [desk.post(where, {"klaar": "ja"}) for _ in range(2)]

    assert [a.status_code for a in answers] == [302, 409]
    assert "Deze lijst is al ingelezen" in answers[1].content.decode()
    assert desk.get(where).status_code == 404
    assert Case.objects.count() == 1
    assert not Upload.objects.exists()


def test_each_case_has_one_line_in_the_audit_log_and_no_word_of_it(desk) -> None:
    done = do_it(desk, some(3))
    lines = AuditEntry.objects.filter(act="case:open", reason=f"import:{done.pk}")

    assert sorted(lines.values_list("thing", flat=True)) == sorted(
        f"case:{pk}" for pk in Case.objects.values_list("pk", flat=True)
    )


def test_only_its_coordinator_gets_in(desk, team, fatima) -> None:
    ruud = people.a_member(team, "Ruud", Role.COORDINATOR)
    rows = [["Naam", "Coördinator"], ["Ali", "Ruud"], ["Bo", "Iemand anders"]]
    bring(desk, xlsx(rows))
    where = f"{START}{Upload.objects.get().pk}"
    desk.post(f"{where}/controle/", {"kolom-0": "name", "kolom-1": "owner"})
    assert "geen coördinator hier" in desk.get(f"{where}/controle/").content.decode()
    desk.post(f"{where}/controle/", {"klaar": "ja"})
    his, hers = Case.objects.order_by("id")

    assert (his.coordinator, hers.coordinator) == (ruud, fatima)
    assert list(his.grants.values_list("member", flat=True)) == [ruud.pk]
    assert desk.get(f"/casus/{his.pk}/").status_code == 403


WRONG = [
    ("Start", "31-2-2024", "31-2-2024 bestaat niet. Bedoel je 29-2-2024 of 13-2-2024?"),
    ("Start", "1-1-2199", "kan niet"),
    ("Status", "weet niet", "Deze stand kennen we niet"),
    ("Actie", "x" * 301, "langer dan 300 tekens"),
]


@pytest.mark.parametrize(("column", "cell", "said"), WRONG)
def test_what_is_wrong_is_named_by_row_and_column_and_the_rest_goes_in(
    desk, column, cell, said
) -> None:
    bad = [cell if heading == column else text for heading, text in zip(HEADINGS, ALI, strict=True)]
    where = to_the_check(desk, [HEADINGS, ALI, bad])
    page = desk.get(where).content.decode()
    desk.post(where, {"klaar": "ja"})

    assert said in page
    assert f'id="cel-3-{HEADINGS.index(column)}"' in page
    assert (Case.objects.count(), Import.objects.get().left_out) == (1, 1)


def test_a_closed_case_and_an_empty_row_do_not_come_along(desk) -> None:
    closed = [*ALI[:2], "gesloten", *ALI[3:]]
    where = to_the_check(desk, [HEADINGS, closed, ["", "", "", "", "Bel", "", ""]])
    page = desk.get(where).content.decode()

    assert "Gesloten casussen gaan niet mee" in page
    assert "waaraan je de jongere herkent" in page
    assert desk.post(where, {"klaar": "ja"}).status_code == 409


def test_two_columns_for_one_thing_and_none_for_who_it_is_are_refused(desk) -> None:
    bring(desk, xlsx([HEADINGS, ALI]))
    upload = Upload.objects.get()
    where = f"{START}{upload.pk}/controle/"
    map_as_guessed(desk, upload, **{"kolom-6": "name"})
    assert "twee kolommen" in desk.get(where).content.decode()
    nobody = {"kolom-0": "password", "kolom-1": "", "kolom-6": "note", "klaar": "ja"}
    assert desk.post(where, nobody).url == f"{where}?nog=kolommen"

    page = desk.get(where).content.decode()
    assert "minstens een kolom" in page
    assert 'name="klaar"' not in page
    assert desk.post(where, {"klaar": "ja"}).url == f"{where}?nog=kolommen"
    assert not Case.objects.exists()


# rows that are there already


def test_the_same_name_and_number_are_added_to_the_case_that_is_there(desk, fatima) -> None:
    do_it(desk)
    case = Case.objects.get()
    again = ["Ali B.", "+31 6 555 12345", "lopend", "", "Advocaat bellen", "", "Nieuw feit"]
    done = do_it(desk, [HEADINGS, again])
    page = desk.get(f"/casus/{case.pk}/").content.decode()

    assert (done.opened, done.added) == (0, 1)
    assert Case.objects.count() == 1
    assert "Advocaat bellen" in page
    assert "Nieuw feit" in page
    assert person(case, fatima)["phones"] == "06-555 12345"
    assert "+31 6 555 12345" in page


def test_an_empty_field_is_filled_and_what_is_known_is_never_replaced(desk, fatima) -> None:
    do_it(desk)
    rows = [["Naam", "Telefoon", "Woonplaats"], ["Ali B.", "06-555 12345", "Zaandam"]]
    bring(desk, xlsx(rows))
    where = f"{START}{Upload.objects.get().pk}"
    desk.post(f"{where}/controle/", {"kolom-0": "name", "kolom-1": "phones", "kolom-2": "lives"})
    desk.post(f"{where}/controle/", {"klaar": "ja"})

    assert person(Case.objects.get(), fatima)["lives"] == "Zaandam"
    assert Sheet.objects.filter(kind="person").count() == 2
    page = desk.get(f"/casus/{Case.objects.get().pk}/").content.decode()
    assert "In de lijst staat ook" not in page  # the same name and number are no news


@pytest.mark.parametrize(
    ("name", "phone", "said"),
    [("Ali B.", "06-555 99999", "zelfde naam"), ("Zus van Ali", "06-555 12345", "andere naam")],
)
def test_half_alike_stays_apart_until_a_person_says_otherwise(desk, name, phone, said) -> None:
    do_it(desk)
    where = to_the_check(desk, [HEADINGS, [name, phone, "", "", "", "", ""]])
    page = desk.get(where).content.decode()
    assert said in page
    desk.post(where, {"klaar": "ja", "regel-2": f"added-{Case.objects.get().pk}"})

    assert (Import.objects.latest("id").added, Case.objects.count()) == (1, 1)


def test_a_person_can_leave_a_row_out_or_keep_it_apart(desk) -> None:
    do_it(desk)
    where = to_the_check(desk, [HEADINGS, ALI, ["Bo", *ALI[1:]]])
    desk.post(where, {"klaar": "ja", "regel-2": "new", "regel-3": "left-out"})

    assert (Import.objects.latest("id").opened, Import.objects.latest("id").left_out) == (1, 1)


def test_a_choice_on_one_page_is_kept_on_the_next(desk, monkeypatch) -> None:
    monkeypatch.setattr("uitweg.casework.spreadsheets.views.importing.ROWS_PER_PAGE", 1)
    where = to_the_check(desk, some(2))
    answer = desk.post(where, {"alle": "2", "regel-2": "left-out"})
    assert answer.url == f"{where}?alle=2"
    assert "Jongere 1" in desk.get(answer.url).content.decode()
    desk.post(where, {"klaar": "ja", "regel-3": "new"})

    assert (Import.objects.get().opened, Import.objects.get().left_out) == (1, 1)


def test_a_case_closed_in_between_stops_all_of_it(desk) -> None:
    do_it(desk)
    where = to_the_check(desk, [HEADINGS, ALI, ["Bo", "06-555 00001", "", "", "", "", ""]])
    Case.objects.update(state="closed")
    answer = desk.post(where, {"klaar": "ja"})

    assert answer.url == f"{where}?nog=kolommen"
    assert "Er is nog niets ingelezen" in desk.get(answer.url).content.decode()
    assert (Case.objects.count(), Import.objects.count()) == (1, 1)
    desk.post(where, {"klaar": "ja"})  # now as the page showed it
    assert (Import.objects.latest("id").opened, Import.objects.latest("id").left_out) == (1, 1)


@pytest.mark.postgres
def test_what_breaks_half_way_leaves_nothing(desk, monkeypatch) -> None:
    where = to_the_check(desk, some(5))

    def breaks(*_: object, **__: object) -> None:
        raise OSError

    monkeypatch.setattr(importing, "_record_import", breaks)
    with pytest.raises(OSError):
        desk.post(where, {"klaar": "ja"})

    assert not any(t.objects.exists() for t in (Case, Sheet, Entry, Action, CaseGrant, Import))
    assert Upload.objects.exists()


# the way back


@pytest.mark.postgres
def test_it_is_taken_back_as_one_act(desk) -> None:
    done = do_it(desk, some(3))
    desk.post(f"/casussen/ingelezen/{done.pk}/terug/")
    page = desk.get(f"/casussen/ingelezen/{done.pk}/").content.decode()

    assert not any(t.objects.exists() for t in (Case, Sheet, Entry, Action, CaseGrant, ImportedRow))
    assert "Alles wat uit de lijst kwam is weg" in page
    assert AuditEntry.objects.filter(act="case:undo-import").count() == 3


@pytest.mark.postgres
def test_what_somebody_went_on_with_stays_and_is_named(desk) -> None:
    done = do_it(desk, some(3))
    first = Case.objects.order_by("id")[0]
    desk.post(f"/casus/{first.pk}/doel/", {"text": "x", "domain": "law", "key": "cd" * 16})
    desk.get(f"/casus/{Case.objects.order_by('id')[1].pk}/")  # looking is not touching
    desk.post(f"/casussen/ingelezen/{done.pk}/terug/")
    page = desk.get(f"/casussen/ingelezen/{done.pk}/").content.decode()

    assert list(Case.objects.all()) == [first]
    assert first.number in page
    assert "1 casus blijft" in page


def test_a_case_that_was_there_gets_back_what_it_was(desk, fatima) -> None:
    do_it(desk)
    before = desk.get(f"/casus/{Case.objects.get().pk}/").content.decode().count("<h3>")
    rows = [[*HEADINGS, "Adres"], [*ALI[:4], "Bel", "", "Los", "Zaandam"]]
    bring(desk, xlsx(rows))
    upload = Upload.objects.get()
    map_as_guessed(desk, upload, **{"kolom-7": "lives"})
    desk.post(f"{START}{upload.pk}/controle/", {"klaar": "ja"})
    desk.post(f"/casussen/ingelezen/{Import.objects.latest('id').pk}/terug/")
    page = desk.get(f"/casus/{Case.objects.get().pk}/").content.decode()

    assert page.count("<h3>") == before
    assert person(Case.objects.get(), fatima).get("lives") == ""
    assert Action.objects.count() == 1


def test_taken_back_twice_is_once(desk) -> None:
    done = do_it(desk)
    answers = [desk.post(f"/casussen/ingelezen/{done.pk}/terug/").status_code for _ in range(2)]

    assert answers == [302, 409]


def test_a_colleague_does_not_take_it_back_and_the_lead_does(desk, team) -> None:
    done = do_it(desk)
    ruud = people.at_the_desk(people.a_member(team, "Ruud", Role.COORDINATOR))
    lead = people.at_the_desk(people.a_member(team, "Lea", Role.LEAD))

    assert ruud.get(f"/casussen/ingelezen/{done.pk}/").status_code == 403
    assert ruud.post(f"/casussen/ingelezen/{done.pk}/terug/").status_code == 403
    assert Case.objects.exists()
    assert lead.post(f"/casussen/ingelezen/{done.pk}/terug/").status_code == 302
    assert not Case.objects.exists()


@pytest.mark.postgres
def test_what_nobody_went_on_with_goes_after_its_term(desk) -> None:
    to_the_check(desk)
    done = do_it(desk)
    to_the_check(desk)
    now = timezone.now()
    assert uploads.delete_expired(now=now + timedelta(days=1)) == 0
    uploads.delete_expired(now=now + timedelta(days=31))

    assert not Upload.objects.exists()
    assert not Import.objects.filter(pk=done.pk).exists()
    assert Case.objects.exists()


def test_a_new_list_takes_the_place_of_the_one_that_waits(desk) -> None:
    to_the_check(desk)
    bring(desk, xlsx(some(2)))

    assert Upload.objects.count() == 1
    assert "Er wacht nog een lijst" in desk.get(START).content.decode()


def test_it_can_be_thrown_away(desk) -> None:
    to_the_check(desk)
    desk.post(f"{START}{Upload.objects.get().pk}/weg/")

    assert not Upload.objects.exists()


def test_the_case_of_a_row_opens_like_any_other(desk, fatima) -> None:
    do_it(desk)
    case = Case.objects.get()
    key = case_keys.open_case_key(case, people.keyring_of(fatima))
    row = Sheet.objects.get(kind="person")

    assert json.loads(key.unlock("cases_sheet", bytes(row.form_key), row.sealed_text) or "")
    assert desk.get(f"/casus/{case.pk}/persoon/").status_code == 200


@pytest.mark.postgres
def test_who_came_in_with_a_list_is_found_like_any_other_and_no_longer_when_taken_back(
    desk, fatima
) -> None:
    ring = people.keyring_of(fatima)
    done = do_it(desk, [HEADINGS, ["Soufiane Verzonnen", *ALI[1:]]])
    for asked in ("soufiane", "06-555 12345", "moeder"):
        found = case_search.search_cases(text=asked, by=acting(fatima, keyring=ring))
        assert [hit.case for hit in found.mine] == [Case.objects.get()], asked
    desk.post(f"/casussen/ingelezen/{done.pk}/terug/")

    assert not case_search.search_cases(text="soufiane", by=acting(fatima, keyring=ring))
    assert not SearchToken.objects.exists()


def test_what_a_list_adds_is_found_and_what_is_taken_back_is_not(desk, fatima) -> None:
    ring = people.keyring_of(fatima)
    do_it(desk)
    done = do_it(desk, [HEADINGS, [*ALI[:4], "Tandarts zoeken", "", ""]])
    assert case_search.search_cases(text="tandarts", by=acting(fatima, keyring=ring))
    desk.post(f"/casussen/ingelezen/{done.pk}/terug/")

    assert not case_search.search_cases(text="tandarts", by=acting(fatima, keyring=ring))
    assert case_search.search_cases(text="moeder", by=acting(fatima, keyring=ring))


def test_one_word_in_many_rows_shows_as_many_tokens(desk) -> None:
    do_it(desk, [HEADINGS, *([f"Ali{n}", "", "", "", "advocaat", "", ""] for n in range(12))])

    assert SearchToken.objects.values("token").distinct().count() == SearchToken.objects.count()


def export_the_list(client) -> None:  # type: ignore[no-untyped-def]
    reason = {"purpose": "Eigen overzicht", "recipient": "Fatima", "basis": "own-work"}
    assert client.post("/casussen/excel/", reason).status_code == 200


def test_it_is_taken_back_after_somebody_looked_and_after_an_export(desk) -> None:
    done = do_it(desk, some(2))
    desk.get(f"/casus/{Case.objects.earliest('id').pk}/")
    export_the_list(desk)
    desk.post(f"/casussen/ingelezen/{done.pk}/terug/")

    assert not Case.objects.exists()
    assert AuditEntry.objects.filter(act="case:disclose").count() == 2


@pytest.mark.postgres
def test_one_case_is_taken_out_and_the_rest_stays(desk) -> None:
    done = do_it(desk, some(3))
    first, *rest = Case.objects.order_by("id")
    where = f"/casussen/ingelezen/{done.pk}/terug/{first.pk}/"
    answers = [desk.post(where).status_code for _ in range(2)]

    assert answers == [302, 409]
    assert list(Case.objects.order_by("id")) == rest
    assert not Import.objects.get().undone_at


def test_the_last_case_taken_out_ends_the_import(desk) -> None:
    done = do_it(desk)
    desk.post(f"/casussen/ingelezen/{done.pk}/terug/{Case.objects.get().pk}/")

    assert Import.objects.get().undone_at
    assert desk.post(f"/casussen/ingelezen/{done.pk}/terug/").status_code == 409


def test_a_changed_case_and_one_of_another_list_are_not_taken_out(desk, team) -> None:
    other = do_it(desk)
    done = do_it(desk, some(2))
    case = Case.objects.latest("id")
    desk.post(f"/casus/{case.pk}/doel/", {"text": "x", "domain": "law", "key": "cd" * 16})
    ruud = people.at_the_desk(people.a_member(team, "Ruud", Role.COORDINATOR))
    of_other = Case.objects.get(imported__imported=other).pk
    asked = [(desk, case.pk, 409), (desk, of_other, 409), (ruud, case.pk, 403)]

    for client, pk, status in asked:
        answer = client.post(f"/casussen/ingelezen/{done.pk}/terug/{pk}/")
        assert answer.status_code == status
    assert Case.objects.count() == 3


def test_what_was_added_to_one_case_is_taken_out_alone(desk) -> None:
    do_it(desk)
    case = Case.objects.get()
    done = do_it(desk, [HEADINGS, [*ALI[:4], "Tandarts zoeken", "", ""], *some(1)[1:]])
    desk.post(f"/casussen/ingelezen/{done.pk}/terug/{case.pk}/")

    assert "Tandarts" not in desk.get(f"/casus/{case.pk}/").content.decode()
    assert Case.objects.count() == 2


def test_after_its_term_it_is_not_taken_back(desk) -> None:
    done = do_it(desk)
    Import.objects.update(done_at=timezone.now() - timedelta(days=31))

    assert desk.post(f"/casussen/ingelezen/{done.pk}/terug/").status_code == 409
    assert Case.objects.exists()
