"""The columns of the list of cases: who sees which, in what order, and the file that follows."""

from datetime import timedelta
from io import BytesIO

import pytest
from django.utils import timezone
from python_calamine import CalamineWorkbook

from tests.integration.test_search import a_case
from tests.support import people
from uitweg.casework.cases.case.models import Case, CaseGrant
from uitweg.casework.cases.case.rules.data_groups import DataGroup
from uitweg.casework.cases.plan.models import Action
from uitweg.casework.cases.timeline.models import Entry
from uitweg.platform.accounts.models import Member
from uitweg.platform.sealing import tokens

OWN = {"purpose": "Eigen overzicht", "recipient": "Fatima", "basis": "own-work"}
TEXTS = {
    DataGroup.CONTACT: "Smiley",
    DataGroup.SITUATION: "vijftien jaar",
    DataGroup.SCHOOL_WORK: "Calandcollege",
    DataGroup.SAFETY: "acuut gevaar",
    DataGroup.FAMILY: "Moeder bellen",
}


def act(desk, case: Case, text: str, *, due_on: str = "", group: str = "family") -> None:  # type: ignore[no-untyped-def]
    said = {"text": text, "owner": case.coordinator_id, "due_on": due_on, "group": group}
    key = tokens.new_token(16).hex()
    assert desk.post(f"/casus/{case.pk}/actie/", said | {"key": key}).status_code == 302


def a_full_case(desk, **fields: str) -> Case:  # type: ignore[no-untyped-def]
    known = {"called": "Smiley", "age": "vijftien jaar", "school": "Calandcollege"}
    case = a_case(desk, **(known | fields))
    act(desk, case, "Later iets", due_on="2027-03-03")
    act(desk, case, "Moeder bellen", due_on="2026-11-25")
    Action.objects.filter(case=case).update(group="family")
    Case.objects.filter(pk=case.pk).update(risk="acute")
    return Case.objects.get(pk=case.pk)


def the_list(desk, query: str = "") -> str:  # type: ignore[no-untyped-def]
    return " ".join(desk.get(f"/casussen/{query}").content.decode().split())


def a_reader(team, case: Case, **terms: object):  # type: ignore[no-untyped-def]
    noor = people.a_member(team, "Noor")
    grant = {"level": "read", "since": timezone.now(), "reason": "consulted"} | terms
    CaseGrant.objects.create(case=case, member=noor, **grant)
    return people.at_the_desk(noor)


@pytest.mark.postgres
def test_each_column_is_there_for_the_owner(team, desk) -> None:
    a_full_case(desk)
    page = the_list(desk)

    for text in (*TEXTS.values(), "Fatima", "vandaag"):
        assert text in page
    assert "Later iets" not in page


@pytest.mark.parametrize("group", list(DataGroup))
def test_a_grant_of_one_group_shows_that_column_and_no_other(team, desk, group) -> None:
    case = a_full_case(desk)
    hers = a_reader(team, case, groups=[group.value])
    page = the_list(hers)
    content = hers.post("/casussen/excel/", OWN).content
    row = CalamineWorkbook.from_filelike(BytesIO(content)).get_sheet_by_index(0).to_python()[1]
    in_file = " ".join(map(str, row)).lower()

    assert case.number in page
    for of_group, text in TEXTS.items():
        assert (text in page) == (of_group is group)
        assert (text.lower() in in_file) == (of_group is group)


@pytest.mark.postgres
def test_the_last_contact_is_the_newest_entry_this_reader_may_see(team, desk) -> None:
    case = a_full_case(desk)
    hers = a_reader(team, case, groups=[DataGroup.SITUATION.value])
    first = Entry.objects.get(case=case)
    Entry.objects.filter(pk=first.pk).update(written_at=timezone.now() - timedelta(days=400))
    first.pk, first.form_key, first.group = None, tokens.new_token(16), "health"
    first.save(force_insert=True)

    assert '<td role="cell" class="last soft">vandaag</td>' in the_list(desk)
    assert '<td role="cell" class="last soft">vandaag</td>' not in the_list(hers)


def test_a_secret_entry_of_a_colleague_is_no_contact_and_no_beginning(team, desk) -> None:
    case = a_case(desk, phones="06-555 12345")
    hers = a_reader(team, case)
    Entry.objects.filter(case=case).update(audience="secret")

    assert "begon met" in the_list(desk)
    assert "begon met" not in the_list(hers)
    assert 'class="last soft"></td>' in the_list(hers)


@pytest.mark.postgres
@pytest.mark.parametrize(
    ("query", "places"),
    [
        ("?volgorde=naam", [1, 0, 2]),
        ("?volgorde=-naam", [0, 1, 2]),
        ("?volgorde=leeftijd", [0, 1, 2]),
        ("?volgorde=-leeftijd", [1, 0, 2]),
        ("?volgorde=plek", [0, 1, 2]),
        ("?volgorde=gevaar", [1, 2, 0]),
        ("?volgorde=dag", [1, 0, 2]),
        ("?volgorde=-dag", [0, 1, 2]),
        ("?volgorde=actie", [0, 1, 2]),
        ("?volgorde=begonnen", [2, 1, 0]),
        ("?volgorde=stand", [2, 1, 0]),
        ("?volgorde=%00", [1, 2, 0]),
        ("?volgorde=--naam", [1, 2, 0]),
        ("", [1, 2, 0]),
    ],
)
def test_the_list_and_the_file_sort_by_a_column_and_what_is_empty_comes_last(
    team, desk, query, places
) -> None:
    cases = [
        a_case(desk, called="zoë", age="9", school="A"),
        a_case(desk, called="Amin", age="14", lives="B"),
        a_case(desk, phones="06-555 12345"),
    ]
    act(desk, cases[0], "Aaa", due_on="2026-12-03")
    act(desk, cases[1], "Bbb", due_on="2026-11-25")
    for case, risk in zip(cases, ("low", "acute", "high"), strict=True):
        Case.objects.filter(pk=case.pk).update(risk=risk)
    content = desk.post(f"/casussen/excel/{query}", OWN).content
    rows = CalamineWorkbook.from_filelike(BytesIO(content)).get_sheet_by_index(0).to_python()[1:]

    page = the_list(desk, query)
    by_page = sorted(range(3), key=lambda place: page.index(f'href="/casus/{cases[place].pk}/"'))
    assert by_page == places
    assert [row[0] for row in rows] == [cases[place].number for place in places]


def test_a_heading_sorts_and_sorts_back_and_keeps_what_was_chosen(team, desk) -> None:
    a_case(desk)
    page = the_list(desk, "?van=mij&volgorde=naam")

    assert 'aria-sort="ascending"' in page
    assert 'href="/casussen/?van=mij&amp;volgorde=-naam"' in page
    assert 'href="/casussen/excel/?van=mij&amp;volgorde=naam"' in page


def test_more_than_can_be_sorted_is_said(team, desk, monkeypatch) -> None:
    monkeypatch.setattr("uitweg.casework.cases.table.views.ALL_AT_ONCE", 1)
    old, new = a_case(desk), a_case(desk)
    page = the_list(desk, "?volgorde=naam")

    assert "Alleen de 1 nieuwste" in page
    assert new.number in page
    assert old.number not in page


def test_cases_without_a_name_or_with_the_same_one_are_told_apart(team, desk) -> None:
    for name in ("YB", "yb", "Noor"):
        a_case(desk, called=name)
    a_case(desk, phones="06-555 12345")
    page = the_list(desk)

    assert page.count("geopend vandaag, begon met: ") == 3
    Entry.objects.all().delete()
    assert the_list(desk).count("geopend vandaag<") == 3


def test_looking_before_the_file_is_made_reads_no_name(team, desk) -> None:
    from uitweg.platform.audit.models import AuditEntry

    a_case(desk)
    assert "1 regel" in desk.get("/casussen/excel/").content.decode()
    assert not AuditEntry.objects.filter(act="case:read-name").exists()


def test_an_action_of_ones_own_shows_whatever_its_group(team, desk) -> None:
    case = a_full_case(desk)
    hers = a_reader(team, case, groups=[DataGroup.HEALTH.value])
    assert "Moeder bellen" not in the_list(hers)
    Action.objects.filter(case=case).update(owner=Member.objects.get(name="Noor"))
    assert "Moeder bellen" in the_list(hers)


@pytest.mark.postgres
def test_more_filled_in_cases_ask_no_more_questions(
    team, desk, django_assert_max_num_queries
) -> None:
    a_full_case(desk)
    the_list(desk)
    for _ in range(4):
        a_full_case(desk)
    the_list(desk)
    with django_assert_max_num_queries(21):
        the_list(desk, "?volgorde=gevaar")


def choose(desk, *columns: str, query: str = ""):  # type: ignore[no-untyped-def]
    return desk.post(f"/casussen/kolommen/{query}", {"kolom": columns})


@pytest.mark.postgres
def test_chosen_columns_stay_for_this_member_on_the_page_and_in_the_file(team, desk) -> None:
    case = a_full_case(desk)
    Case.objects.filter(pk=case.pk).update(ground="wmo", review_on="2027-02-01")
    assert choose(desk, "stand", "grondslag", "evaluatie", query="?van=mij").url == (
        "/casussen/?van=mij"
    )
    page = the_list(desk)
    content = desk.post("/casussen/excel/", OWN).content
    head, row = CalamineWorkbook.from_filelike(BytesIO(content)).get_sheet_by_index(0).to_python()

    assert head == ["Nummer", "Roepnaam", "Stand", "Grondslag", "Evaluatiedatum", "Begon met"]
    assert row[1:4] == ["Smiley", "Intake", "Wmo"]
    assert "Wmo" in page
    assert "Calandcollege" not in page
    assert "Leeftijd</a>" in the_list(a_reader(team, case))


def test_what_is_no_column_changes_nothing_and_nothing_ticked_is_the_name_alone(team, desk) -> None:
    a_full_case(desk)
    choose(desk, "plek", "secret")
    assert "Leeftijd</a>" in the_list(desk)
    choose(desk)

    assert "Smiley" in the_list(desk)
    assert "Leeftijd</a>" not in the_list(desk)


def test_a_column_that_is_not_there_discloses_no_data_group(team, desk) -> None:
    from uitweg.casework.cases.consents.models import Disclosure

    a_full_case(desk)
    desk.post("/casussen/excel/", OWN)
    choose(desk, "leeftijd")
    desk.post("/casussen/excel/", OWN)
    groups = [row.groups for row in Disclosure.objects.order_by("id")]

    assert groups == ["contact,safety,situation,family,school-work", "contact,situation"]


def test_the_ground_shows_to_who_may_see_it(team, desk) -> None:
    case = a_full_case(desk)
    Case.objects.filter(pk=case.pk).update(ground="wmo")
    hers = a_reader(team, case, groups=[DataGroup.SAFETY.value])
    choose(hers, "grondslag")
    assert "Wmo" not in the_list(hers)
    CaseGrant.objects.update(groups=[DataGroup.LAW_POLICE.value])

    assert "Wmo" in the_list(hers)


def test_only_who_works_in_a_case_has_its_next_action_under_a_key(team, desk) -> None:
    case = a_full_case(desk)
    hers = a_reader(team, case)

    assert "data-was=" in the_list(desk)
    assert "Moeder bellen" in the_list(hers)
    assert "data-was=" not in the_list(hers)


def test_after_an_act_the_list_says_so_and_offers_the_way_back(team, desk) -> None:
    case = a_full_case(desk)
    action = Action.objects.filter(case=case).order_by("due_on").first()
    said = {"state": "done", "was": "2026-11-25", "verder": f"/casussen/?net=done-{action.pk}"}
    answer = desk.post(f"/casus/actie/{action.pk}/", said)
    page = " ".join(desk.get(answer.url).content.decode().split())

    assert f"De actie in {case.number} is klaar." in page
    assert "Was de actie toch niet klaar?" in page
    assert f'action="/casus/actie/{action.pk}/"' in page
    for wrong in ("done", "done-x", "vallen-3", "done-" + "9" * 40):
        assert "toch niet klaar?" not in the_list(desk, f"?net={wrong}")
