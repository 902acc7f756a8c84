"""The list of cases made shorter; the file that leaves follows."""

from datetime import timedelta
from io import BytesIO

import pytest
from django.db import connection
from django.utils import timezone
from python_calamine import CalamineWorkbook

from tests.support import people
from uitweg.casework.cases.case.models import Case, CaseGrant
from uitweg.casework.cases.case.rules.data_groups import DataGroup
from uitweg.casework.cases.case.rules.grants import GrantReason
from uitweg.casework.cases.plan.models import Action
from uitweg.casework.cases.table.forms import CaseFilter, FilterChip
from uitweg.platform.accounts.rules import Role
from uitweg.platform.sealing import tokens

OWN = {"purpose": "Eigen overzicht", "recipient": "Fatima", "basis": "own-work"}


@pytest.fixture
def four(team, desk, fatima):  # type: ignore[no-untyped-def]
    """Mine and open, mine and closed, mine and unsafe, and one of a colleague that I may read."""
    ruud = people.a_member(team, "Ruud", Role.COORDINATOR)
    for _ in range(3):
        desk.post(f"/werk/melding/{people.a_report().pk}/casus/")
    people.at_the_desk(ruud).post(f"/werk/melding/{people.a_report().pk}/casus/")
    cases = list(Case.objects.order_by("id"))
    Case.objects.filter(pk=cases[1].pk).update(state="closed")
    Case.objects.filter(pk=cases[2].pk).update(risk="acute")
    CaseGrant.objects.create(
        case=cases[3], member=fatima, level="read", since=timezone.now(), reason=GrantReason.DEPUTY
    )
    return [case.number for case in cases]


CHOSEN = [
    ("", [0, 1, 2, 3]),
    ("van=mij", [0, 1, 2]),
    ("stand=open", [0, 2, 3]),
    ("stand=dicht", [1]),
    ("onveilig=ja", [2]),
    ("van=mij&stand=open&onveilig=ja", [2]),
    ("van=ruud&stand=%00&onveilig=9", [0, 1, 2, 3]),
    ("stand=dicht&onveilig=ja", []),
]


@pytest.mark.parametrize("very_many", [1, 5_000])
@pytest.mark.parametrize(("query", "shown"), CHOSEN)
def test_who_reads_very_many_cases_sees_the_same(
    desk, four, fatima, monkeypatch, query, shown, very_many
) -> None:
    monkeypatch.setattr("uitweg.casework.cases.table.forms.VERY_MANY", very_many)
    case_filter = CaseFilter.from_query(dict(part.split("=") for part in query.split("&") if part))

    found = [case.number for case in case_filter.cases_for(fatima)]
    assert found == [four[place] for place in reversed(shown)]


@pytest.mark.parametrize(("query", "shown"), CHOSEN)
def test_the_page_and_the_file_show_what_was_chosen(desk, four, query, shown) -> None:
    page = desk.get(f"/casussen/?{query}").content.decode()
    made = desk.post(f"/casussen/excel/?{query}", OWN)

    assert [number for number in four if number in page] == [four[place] for place in shown]
    if shown:
        sheet = CalamineWorkbook.from_filelike(BytesIO(made.content)).get_sheet_by_index(0)
        assert {row[0] for row in sheet.to_python()[1:]} == {four[place] for place in shown}
    else:
        assert "Niets past bij deze keuze" in page
        assert made.status_code == 409


def test_the_file_the_way_back_and_the_next_page_keep_the_choice(desk, four, monkeypatch) -> None:
    for limit in ("CASES_PER_PAGE", "ALL_AT_ONCE"):
        monkeypatch.setattr(f"uitweg.casework.cases.table.views.{limit}", 1)
    page = desk.get("/casussen/?van=mij&stand=open").content.decode()
    step = desk.get("/casussen/excel/?van=mij&stand=open").content.decode()
    pk = Case.objects.get(risk="acute").pk

    assert "/casussen/excel/?van=mij&amp;stand=open" in page
    assert f"?van=mij&amp;stand=open&amp;voor={pk}" in page
    assert 'href="/casussen/?van=mij&amp;stand=open"' in step
    older = desk.get(f"/casussen/?van=mij&stand=open&voor={pk}").content.decode()
    assert [number for number in four if number in older] == [four[0]]


def test_what_is_chosen_is_said_and_let_go_by_the_same_link(desk, four, fatima) -> None:
    page = desk.get("/casussen/?stand=open").content.decode()
    chips = CaseFilter.from_query({"stand": "open"}).chips_for(fatima)

    assert page.count('aria-current="true"') == 1
    assert chips[1] == FilterChip("Open", "", is_on=True, count=3)


@pytest.mark.parametrize(
    ("query", "counts"),
    [
        ({}, [3, 3, 1, 1, 1]),
        ({"van": "mij"}, [3, 2, 1, 1, 1]),
        ({"stand": "open"}, [2, 3, 1, 1, 1]),
        ({"stand": "dicht"}, [1, 3, 1, 0, 0]),
        ({"onveilig": "ja", "telaat": "ja"}, [0, 0, 0, 0, 0]),
    ],
)
def test_a_chip_counts_the_cases_it_would_leave(desk, four, fatima, query, counts) -> None:
    late(Case.objects.first(), fatima)

    assert [chip.count for chip in CaseFilter.from_query(query).chips_for(fatima)] == counts


def late(case: Case, owner, *, group: str = "family", days: int = 1) -> None:  # type: ignore[no-untyped-def]
    Action.objects.create(
        case=case, owner=owner, due_on=timezone.localdate() - timedelta(days), group=group,
        state="open", form_key=tokens.new_token(16), sealed_text=b"x", written_at=timezone.now(), written_by=owner,
    )  # fmt: skip


@pytest.mark.postgres
def test_late_is_what_the_list_marks_as_late(desk, four, fatima) -> None:
    first, second, third, _ = Case.objects.order_by("id")
    late(first, fatima)
    late(third, fatima, days=0)
    page = desk.get("/casussen/").content.decode()
    chosen = desk.get("/casussen/?telaat=ja").content.decode()

    assert page.count("te laat, ") == 1
    assert [number for number in four if number in chosen] == [first.number]
    assert second.number not in chosen


@pytest.mark.parametrize("group", list(DataGroup))
def test_a_chip_counts_no_danger_and_no_action_that_is_not_seen(four, team, fatima, group) -> None:
    noor = people.a_member(team, "Noor")
    case = Case.objects.get(risk="acute")
    late(case, fatima, group="family")
    grant = {"level": "read", "since": timezone.now(), "reason": "consulted"}
    CaseGrant.objects.create(case=case, member=noor, groups=[group.value], **grant)
    counts = {chip.words: chip.count for chip in CaseFilter().chips_for(noor)}

    assert counts["Open"] == 1
    assert counts["Onveilig"] == (group is DataGroup.SAFETY)
    assert counts["Te laat"] == (group is DataGroup.FAMILY)
    Action.objects.update(owner=noor)
    assert CaseFilter(late=True).cases_for(noor).count() == 1


def test_a_card_alone_and_a_grant_that_ended_count_for_nothing(four, team, fatima) -> None:
    noor = people.a_member(team, "Noor")
    case = Case.objects.get(risk="acute")
    late(case, noor)
    since = timezone.now() - timedelta(days=2)
    grant = {"since": since, "reason": "consulted", "case": case, "member": noor}
    CaseGrant.objects.create(level="card", **grant)
    CaseGrant.objects.create(level="read", until=timezone.now() - timedelta(days=1), **grant)

    assert {chip.count for chip in CaseFilter().chips_for(noor)} == {0}


def test_a_chip_counts_no_further_than_it_says(four, fatima, monkeypatch) -> None:
    monkeypatch.setattr("uitweg.casework.cases.table.forms.MOST_COUNTED", 1)

    assert CaseFilter().chips_for(fatima)[0].count == 2
    assert FilterChip("Open", "", is_on=True, count=2).count_words == "meer dan 1"


def test_a_case_without_a_grant_is_in_no_choice(desk, four, fatima) -> None:
    CaseGrant.objects.filter(member=fatima).delete()

    for query, _ in CHOSEN:
        assert "U-00" not in desk.get(f"/casussen/?{query}").content.decode()


@pytest.mark.postgres
def test_it_is_one_question_and_nothing_is_sorted(desk, four, fatima) -> None:
    if connection.vendor != "sqlite":
        pytest.skip("a small table is walked whole there, and rightly")
    for mine in (True, False):
        for state in ("", "open", "dicht"):
            for unsafe in (True, False):
                plan = CaseFilter(mine, state, unsafe).cases_for(fatima)[:50].explain()
                assert "TEMP B-TREE" not in plan, plan
