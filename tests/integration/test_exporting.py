"""A list as an Excel file: only what a member sees, and of each case it is written down."""

import tempfile
from datetime import date
from io import BytesIO

import pytest
from django.utils import timezone
from python_calamine import CalamineWorkbook

from tests.support import people
from uitweg.casework.cases.case.models import Case
from uitweg.casework.cases.consents.models import Disclosure
from uitweg.casework.cases.plan.models import Action
from uitweg.casework.search.actions import rate_limit
from uitweg.casework.spreadsheets.actions import exporting
from uitweg.casework.spreadsheets.actions.workbook import SheetColumn, write_workbook
from uitweg.platform.accounts.rules import Role
from uitweg.platform.audit.models import AuditEntry
from uitweg.platform.sealing import tokens

OWN = {"purpose": "Eigen overzicht", "recipient": "Fatima", "basis": "own-work"}
FOR_OM = OWN | {"recipient": "OM", "purpose": "Zitting"}


@pytest.fixture(autouse=True)
def at_ease() -> None:
    rate_limit.SEARCH_RATE_LIMIT.clear()


def act(desk, case: Case, text: str, key: str = "ab") -> None:  # type: ignore[no-untyped-def]
    said = {"text": text, "owner": case.coordinator_id, "due_on": "2026-11-25", "key": key * 16}
    assert desk.post(f"/casus/{case.pk}/actie/", said).status_code == 302


def cells(content: bytes) -> list[list[object]]:
    return CalamineWorkbook.from_filelike(BytesIO(content)).get_sheet_by_index(0).to_python()


def test_the_cases_leave_as_they_are_listed_with_dutch_headings_and_real_days(case, desk) -> None:
    answer = desk.post("/casussen/excel/", OWN)
    head, row = cells(answer.content)

    assert head == [
        *("Nummer", "Roepnaam", "Leeftijd", "School of plek", "Gevaar", "Laatste contact"),
        *("Volgende actie", "Dag", "Coördinator", "Begon met"),
    ]
    assert row[0] == case.number
    assert row[5] == timezone.localdate(case.opened_at)
    assert row[8] == "Fatima"
    assert answer["Content-Disposition"].endswith('.xlsx"')


def test_of_each_case_in_it_stands_that_it_left_and_with_which_bytes(case, desk) -> None:
    answer = desk.post("/casussen/excel/", OWN)
    row, line = Disclosure.objects.get(), AuditEntry.objects.latest("id")

    assert (row.case, row.via, row.rows, row.basis) == (case, "export", 1, "own-work")
    assert bytes(row.sha256) == tokens.sha256(answer.content)
    assert (line.act, line.thing, line.reason) == ("case:disclose", f"case:{case.pk}", "export")


def test_only_what_this_member_may_see_is_in_it(case, team, desk) -> None:
    ruud = people.a_member(team, "Ruud", Role.COORDINATOR)
    at_his_desk = people.at_the_desk(ruud)
    at_his_desk.post(f"/werk/melding/{people.a_report().pk}/casus/")
    his = Case.objects.get(coordinator=ruud)

    assert [row[0] for row in cells(at_his_desk.post("/casussen/excel/", OWN).content)[1:]] == [
        his.number
    ]
    assert not Disclosure.objects.filter(case=case).exists()


def test_a_cell_that_looks_like_a_formula_stays_text(case, desk) -> None:
    texts = ["=HYPERLINK(0)", "+31 6 555 12345", "-2+3", "@SUM(1)"]
    for place, text in enumerate(texts):
        act(desk, case, text, key=f"{place:02d}")
    content = desk.post("/werk/acties/excel/", OWN).content

    assert [row[1] for row in cells(content)[1:]] == texts
    assert b"<f>" not in parts_of(content)
    assert b'quotePrefix="1"' in parts_of(content)


@pytest.mark.parametrize("begin", ["=", "+", "-", "@", "\t", "\r"])
def test_each_dangerous_beginning_is_marked_as_text(begin) -> None:
    made = write_workbook("Acties", [SheetColumn("Actie")], [[begin + "1"]])

    assert b't="s"' in parts_of(made)
    assert parts_of(made).count(b'quotePrefix="1"') == 1


def parts_of(content: bytes) -> bytes:
    from zipfile import ZipFile

    book = ZipFile(BytesIO(content))
    return b"".join(book.read(name) for name in book.namelist())


def test_who_wrote_it_and_when_is_not_in_the_file_and_the_disk_is_not_touched(
    case, desk, monkeypatch
) -> None:
    def no_file(*_: object, **__: object) -> None:
        raise AssertionError("a temporary file")

    for name in ("mkstemp", "NamedTemporaryFile", "TemporaryFile", "mkdtemp"):
        monkeypatch.setattr(tempfile, name, no_file)
    left = desk.post("/casussen/excel/", OWN)
    made = [
        write_workbook("Acties", [SheetColumn("Dag")], [[date(2026, 11, 25)]]) for _ in range(2)
    ]

    assert b"Fatima" not in parts_of(made[0])
    assert b"2000-01-01T00:00:00Z</dcterms:created>" in parts_of(made[0])
    assert made[0] == made[1]
    assert left.status_code == 200


def test_the_small_step_is_filled_in_for_oneself(case, desk) -> None:
    page = desk.get("/casussen/excel/").content.decode()

    assert 'value="Eigen overzicht"' in page
    assert 'value="Fatima"' in page
    assert not Disclosure.objects.exists()


@pytest.mark.parametrize(
    "wrong",
    [
        OWN | {"purpose": ""},
        OWN | {"purpose": "x" * 301},
        OWN | {"recipient": " "},
        OWN | {"basis": "because"},
        FOR_OM | {"basis": "law"},
        {},
    ],
)
def test_what_is_not_filled_in_well_gives_no_file(case, desk, wrong) -> None:
    answer = desk.post("/casussen/excel/", wrong)

    assert answer.status_code == 400
    assert not Disclosure.objects.exists()


def test_for_someone_else_the_reason_goes_along(case, desk) -> None:
    desk.post("/casussen/excel/", FOR_OM | {"basis": "law", "reason": "vordering"})
    page = desk.get(f"/casus/{case.pk}/verstrekt/").content.decode()

    assert "aan: OM" in page
    assert "De wet verplicht het: vordering" in page


def test_an_empty_list_gives_no_file(team, desk) -> None:
    assert "Er staat niets op deze lijst" in desk.get("/werk/acties/excel/").content.decode()
    assert desk.post("/werk/acties/excel/", OWN).status_code == 409


def test_a_list_that_is_too_long_gives_no_file(case, desk, monkeypatch) -> None:
    monkeypatch.setattr(exporting, "MAX_ROWS", 0)

    assert "te lang" in desk.get("/casussen/excel/").content.decode()
    assert desk.post("/casussen/excel/", OWN).status_code == 409
    assert not Disclosure.objects.exists()


def test_a_list_with_exactly_the_most_rows_gives_a_file(case, desk, monkeypatch) -> None:
    monkeypatch.setattr(exporting, "MAX_ROWS", 1)

    assert len(cells(desk.post("/casussen/excel/", OWN).content)) == 1 + 1  # headings, the case


def test_an_action_in_a_case_that_was_taken_away_is_not_in_it(case, desk) -> None:
    act(desk, case, "Moeder bellen")
    case.grants.all().delete()

    assert Action.objects.exists()
    assert desk.post("/werk/acties/excel/", OWN).status_code == 409


def test_what_was_found_leaves_with_the_nickname_and_nothing_of_a_colleague(
    case, team, desk
) -> None:
    named = {"blad-called": "Smiley", "blad-name": "X Bouzidi", "version": 0, "key": "ab" * 16}
    desk.post(f"/casus/{case.pk}/persoon/", named)
    ruud = people.at_the_desk(people.a_member(team, "Ruud", Role.COORDINATOR))
    asked = desk.post("/zoeken/excel/", {"q": "smiley"})
    answer = desk.post("/zoeken/excel/", OWN | {"q": "smiley"})
    row = Disclosure.objects.get()

    assert 'name="q" value="smiley"' in asked.content.decode()
    assert cells(answer.content)[1][::4] == [case.number, "Smiley"]
    assert (row.case, row.groups) == (case, "contact")
    assert bytes(row.sha256) == tokens.sha256(answer.content)
    assert ruud.post("/zoeken/excel/", OWN | {"q": "smiley"}).status_code == 409
    assert Disclosure.objects.count() == 1


@pytest.mark.parametrize("q", ["", " ", "\0", "x" * 5000, "niemand"])
def test_a_search_that_finds_nothing_gives_no_file(case, desk, q) -> None:
    answer = desk.post("/zoeken/excel/", OWN | {"q": q})

    assert answer.status_code == 409
    assert not Disclosure.objects.exists()


def test_no_word_is_taken_from_the_address(case, desk) -> None:
    assert desk.get("/zoeken/excel/?q=smiley").status_code == 405


def test_searching_for_files_has_the_pace_of_searching(case, desk, monkeypatch) -> None:
    monkeypatch.setattr(rate_limit, "SEARCHES_PER_WINDOW", 1)
    assert desk.post("/zoeken/", {"q": "smiley"}).status_code == 200
    answer = desk.post("/zoeken/excel/", {"q": case.number})

    assert answer.status_code == 409
    assert "te snel" in answer.content.decode()
