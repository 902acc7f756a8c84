"""The list a team really has: a title on top, odd days, totals, doubles; and back in and out."""

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.utils import timezone

from tests.integration.test_importing import START, bring, do_it, export_the_list, person
from tests.support import people
from tests.support.people import acting
from tests.support.sheets import ALI, HEADINGS, UGLY_ROWS, ugly_list, xlsx
from uitweg.casework.cases.case.models import Case
from uitweg.casework.cases.plan.models import Action
from uitweg.casework.cases.table.actions.case_table import tabulate_cases
from uitweg.casework.cases.table.rules import CaseColumn
from uitweg.casework.cases.timeline.models import Entry
from uitweg.casework.spreadsheets.models import Import, ImportedRow, Upload
from uitweg.platform.accounts.rules import Role


@pytest.fixture
def check(desk) -> str:  # type: ignore[no-untyped-def]
    """The ugly list waits; return the address of its page."""
    return bring(desk, ugly_list()).url


def read_in(client, rows) -> Import:  # type: ignore[no-untyped-def]
    """Read in these rows as they are guessed."""
    client.post(bring(client, xlsx(rows)).url, {"klaar": "ja"})
    return Import.objects.latest("id")


def shown(client, where: str) -> str:  # type: ignore[no-untyped-def]
    return " ".join(client.get(where).content.decode().split())


@pytest.mark.postgres
def test_the_headings_are_found_below_a_title_and_each_column_is_known(desk, check) -> None:
    page = shown(desk, check)

    assert 'id="kop-2" value="2" aria-describedby="rij-3" checked' in page
    assert page.count('" selected >') >= 7
    assert "5 nieuw, 0 samenvoegen, 7 overslaan" in page
    assert not Case.objects.exists()


def test_what_is_no_person_is_left_out_with_a_way_back_and_forth(desk, check) -> None:
    page = shown(desk, check)
    for number in (10, 11, 13, 15, 16):
        assert f'name="persoon" value="{number}"' in page
    assert "1 lege rij telt niet mee" in page
    desk.post(check, {"persoon": "16"})
    assert "6 nieuw" in shown(desk, check)
    assert 'name="geen-persoon" value="16"' in shown(desk, f"{check}?alle=1")
    desk.post(check, {"geen-persoon": "16"})

    assert "5 nieuw" in shown(desk, check)


def test_a_cell_is_mended_on_the_spot_and_its_row_comes_along(desk, check, fatima) -> None:
    page = shown(desk, check)
    assert "31-11 bestaat niet. Bedoel je 30-11 of 13-11?" in page
    assert "Schrijf een getal. Weet je het niet, maak het leeg." in page
    desk.post(check, {"cel-6-3": "13-11", "cel-7-1": ""})
    assert "7 nieuw" in shown(desk, check)
    desk.post(check, {"klaar": "ja"})

    names = {person(case, fatima)["name"]: case for case in Case.objects.all()}
    assert "Ilyas" in names
    assert person(names["Ilyas"], fatima)["age"] == ""
    note = Entry.objects.get(case=names["Dano"])
    assert timezone.localdate(note.written_at).strftime("%d-%m") == "13-11"


def test_a_cell_that_was_mended_wrong_imports_nothing_and_says_so(desk, check) -> None:
    answer = desk.post(check, {"cel-6-3": "32-11", "klaar": "ja"})
    assert answer.url == f"{check}?nog=cel"
    assert "Er is nog niets ingelezen" in shown(desk, answer.url)
    assert not Case.objects.exists()
    assert 'name="regel-6" value="left-out"' in shown(desk, check)
    desk.post(check, {"regel-6": "left-out"})
    left_out = desk.post(check, {"cel-6-3": "32-11", "klaar": "ja"})

    assert left_out.url == f"/casussen/ingelezen/{Import.objects.get().pk}/"


def test_a_cell_that_gets_its_old_text_back_was_never_mended(desk, check) -> None:
    desk.post(check, {"cel-6-3": "32-11"})
    answer = desk.post(check, {"cel-6-3": "31-11", "klaar": "ja"})

    assert answer.url == f"/casussen/ingelezen/{Import.objects.get().pk}/"


def test_a_row_that_is_left_unmended_is_skipped_and_the_bar_says_so(desk, check) -> None:
    assert "waarvan 2 met een cel om na te kijken" in shown(desk, check)
    desk.post(check, {"klaar": "ja"})

    assert (Import.objects.get().opened, Import.objects.get().left_out) == (5, 7)


def test_another_row_of_headings_and_another_sheet_are_guessed_anew(desk, check) -> None:
    desk.post(check, {"kop": "0"})
    assert "minstens een kolom" in shown(desk, check)
    desk.post(check, {"kop": "2"})
    assert "5 nieuw" in shown(desk, check)
    answer = desk.post(check, {"blad": "1", "klaar": "ja"})

    assert answer.url == f"{check}?nog=kolommen"
    assert "2 nieuw" in shown(desk, check)
    assert not Case.objects.exists()


def test_the_sheet_that_was_chosen_already_keeps_what_was_said_of_its_rows(desk, check) -> None:
    desk.post(check, {"persoon": "10"})
    assert "6 nieuw" in shown(desk, check)
    desk.post(check, {"blad": "0"})

    assert "6 nieuw" in shown(desk, check)


NONSENSE = [
    {"kop": "99999"},
    {"blad": "7"},
    {"kop": "-1", "blad": "x"},
    {"kolom-99": "name", "kolom-x": "name"},
    {"cel-9999-1": "x", "cel-6-99": "x", "cel-6": "x", "cel-3-0": "Ander"},
    {"regel-9999": "new", "regel-6": "destroyed"},
    {"persoon": "9999", "geen-persoon": "x"},
    {"regel-6": "added-1", "regel-7": "merged-6", "regel-10": "new"},
    {"regel-6": "added", "regel-7": "merged-", "regel-8": "added-x", "regel-9": "merged-0"},
]


@pytest.mark.parametrize("answers", NONSENSE)
def test_what_the_page_never_offers_changes_nothing(desk, check, answers) -> None:
    before = shown(desk, check)
    assert desk.post(check, answers).status_code == 302

    assert "5 nieuw, 0 samenvoegen, 7 overslaan" in before
    assert "5 nieuw, 0 samenvoegen, 7 overslaan" in shown(desk, check)


def test_a_coordinator_nobody_knows_is_shown_and_the_case_comes_to_whoever_imports(
    desk, check, fatima
) -> None:
    assert "Is geen coördinator hier" in shown(desk, check)
    desk.post(check, {"klaar": "ja"})

    assert {case.coordinator for case in Case.objects.all()} == {fatima}


def test_what_it_became_is_named_for_who_may_see_it_and_numbered_for_a_lead(
    desk, check, team
) -> None:
    desk.post(check, {"klaar": "ja"})
    where = f"/casussen/ingelezen/{Import.objects.get().pk}/"
    lead = people.at_the_desk(people.a_member(team, "Lea", Role.LEAD))

    assert "Yara Bos" in shown(desk, where)
    assert "Yara Bos" not in shown(lead, where)
    assert Case.objects.earliest("id").number in shown(lead, where)


# doubles


def test_doubles_within_the_list_stand_beside_each_other_and_stay_apart_by_default(
    desk, check
) -> None:
    page = shown(desk, check)

    assert "4. Deze staan er misschien al: 2" in page
    assert "zelfde voorletters, en leeftijd of plek" in page  # Yara Bos is YB, 15, De Haven
    assert "Nee, dit is een andere" in page


@pytest.mark.postgres
def test_merged_rows_are_one_case_with_both_notes_and_the_worst_risk(desk, check, fatima) -> None:
    desk.post(check, {"regel-8": "merged-4", "regel-9": "merged-4"})
    assert "3 nieuw, 2 samenvoegen, 7 overslaan" in shown(desk, check)
    desk.post(check, {"klaar": "ja"})
    rows = ImportedRow.objects.filter(row__in=(4, 8, 9))
    case = Case.objects.get(pk__in=rows.values("case"))
    page = desk.get(f"/casus/{case.pk}/").content.decode()

    assert rows.count() == 3
    assert case.risk == "acute"  # of row 8; row 4 says high
    assert "neef vraagt rond" in page
    assert "zelfde neef" in page
    assert person(case, fatima)["name"] == "YB"  # what came first stays
    desk.post(f"/casussen/ingelezen/{Import.objects.get().pk}/terug/")
    assert not Case.objects.exists()


def test_the_case_in_uitweg_stands_beside_its_row_and_keeps_what_it_has(desk, fatima) -> None:
    read_in(desk, [["Naam", "Leeftijd", "School"], ["Yara Bos", "15", "De Haven"]])
    case = Case.objects.get()
    where = bring(desk, ugly_list()).url
    page = shown(desk, where)
    assert f"{case.number} in Uitweg" in page
    assert f"Ja, voeg samen met {case.number}" in page
    desk.post(where, {"regel-8": f"added-{case.pk}", "klaar": "ja"})

    assert person(case, fatima)["school"] == "De Haven"
    page = desk.get(f"/casus/{case.pk}/").content.decode()
    assert "Veiligheid: Acuut gevaar" in page
    assert "beoordeel de veiligheid" in page


def test_of_a_case_that_the_member_may_not_see_nothing_stands_beside_the_row(desk, team) -> None:
    ruud = people.at_the_desk(people.a_member(team, "Ruud", Role.COORDINATOR))
    read_in(ruud, [["Naam", "School"], ["Yara Bos", "Geheime school"]])
    page = shown(desk, bring(desk, ugly_list()).url)

    assert "bekend bij Ruud, vraag daar" in page
    assert "Geheime school" not in page
    assert Case.objects.get().number not in page


# the way back, and in again


def test_after_an_undo_the_same_file_has_its_answers_again(desk, check) -> None:
    desk.post(check, {"cel-6-3": "13-11", "regel-4": "left-out", "persoon": "16"})
    before = [line for line in shown(desk, check).split("<") if "nieuw," in line]
    desk.post(check, {"klaar": "ja"})
    done = Import.objects.get()
    desk.post(f"/casussen/ingelezen/{done.pk}/terug/")
    assert "Kies het bestand opnieuw" in shown(desk, f"/casussen/ingelezen/{done.pk}/")
    page = shown(desk, bring(desk, ugly_list()).url)

    assert "Je antwoorden van de vorige keer staan er weer" in page
    assert [line for line in page.split("<") if "nieuw," in line] == before
    other = shown(desk, bring(desk, ugly_list([*UGLY_ROWS, ["Bo", 15]])).url)
    assert "van de vorige keer" not in other


def test_the_answers_are_sealed_to_the_one_who_gave_them(desk, check, team) -> None:
    desk.post(check, {"cel-7-1": "16", "cel-6-5": "Zuidoostgeheim", "klaar": "ja"})
    desk.post(check, {"cel-6-5": "laag", "klaar": "ja"})
    done = Import.objects.get()
    assert b"columns" not in bytes(done.sealed_answers)
    Import.objects.update(
        member=people.a_member(team, "Ruud", Role.COORDINATOR), undone_at=done.done_at
    )

    assert "van de vorige keer" not in shown(desk, bring(desk, ugly_list()).url)


def test_one_button_on_the_list_of_cases_takes_it_back_until_a_named_time(desk, check) -> None:
    desk.post(check, {"klaar": "ja"})
    page = shown(desk, "/casussen/")
    done = Import.objects.get()
    assert f'action="/casussen/ingelezen/{done.pk}/terug/"' in page
    assert "Terugdraaien kan tot" in page
    export_the_list(desk)
    desk.post(f"/casussen/ingelezen/{done.pk}/terug/")

    assert "Terugdraaien kan tot" not in shown(desk, "/casussen/")
    assert not Case.objects.exists()


def test_a_colleague_has_no_button_for_it(desk, check, team) -> None:
    desk.post(check, {"klaar": "ja"})
    ruud = people.at_the_desk(people.a_member(team, "Ruud", Role.COORDINATOR))

    assert "Terugdraaien kan tot" not in shown(ruud, "/casussen/")


def test_a_list_that_went_out_comes_in_as_the_same_facts(desk, fatima) -> None:
    rows = [
        ["Roepnaam", "Lft", "School", "Gevaar", "Laatste contact", "Actie", "Dag", "Wie", "Start"],
        ["Smiley", "15", "De Haven", "onveilig", "3-11-2026", "Moeder bellen", "1-12-2026", "", ""],
        ["Tijger", "17", "ROC Zuid", "acuut", "", "", "", "Fatima", "1-3-2024"],
    ]
    desk.post("/casussen/kolommen/", {"kolom": list(CaseColumn)})
    first = read_in(desk, rows)
    before = facts_of(fatima)
    reason = {"purpose": "Eigen overzicht", "recipient": "Fatima", "basis": "own-work"}
    file = desk.post("/casussen/excel/", reason).content
    desk.post(f"/casussen/ingelezen/{first.pk}/terug/")
    where = desk.post(START, {"file": SimpleUploadedFile("casussen.xlsx", file)}).url
    assert "2 nieuw, 0 samenvoegen, 0 overslaan" in shown(desk, where)
    desk.post(where, {"klaar": "ja"})

    assert len(before) == 2
    assert facts_of(fatima) == before


def facts_of(member) -> list[object]:  # type: ignore[no-untyped-def]
    by = acting(member, keyring=people.keyring_of(member))
    table = tabulate_cases(cases=list(Case.objects.order_by("risk")), by=by)
    return [
        (row.facts, row.item.state, timezone.localdate(row.item.case.opened_at)) for row in table
    ]


def test_a_list_that_went_out_and_comes_in_beside_its_cases_is_added_to_them(desk) -> None:
    do_it(desk, [HEADINGS, ALI])
    reason = {"purpose": "Eigen overzicht", "recipient": "Fatima", "basis": "own-work"}
    file = desk.post("/casussen/excel/", reason).content
    where = desk.post(START, {"file": SimpleUploadedFile("casussen.xlsx", file)}).url

    assert "0 nieuw, 1 samenvoegen, 0 overslaan" in shown(desk, where)
    assert Upload.objects.exists()
    assert Action.objects.count() == 1


def test_brothers_and_sisters_with_the_number_of_their_mother_stay_apart(desk) -> None:
    rows = [
        ["Achternaam", "Roepnaam", "Telefoon", "School", "Gevaar"],
        ["Bouali", "Samir", "0655501261", "De Haven", "onveilig"],
        ["Bouali", "Noor", "0655501261", "ROC Zuid", "veilig"],
        ["Bouali", "Ilias", "0655501261", "Calvijn", "acuut"],
    ]
    where = bring(desk, xlsx(rows)).url

    assert "3 nieuw, 0 samenvoegen, 0 overslaan" in shown(desk, where)
    desk.post(where, {"klaar": "ja"})
    assert sorted(Case.objects.values_list("risk", flat=True)) == ["acute", "high", "low"]
