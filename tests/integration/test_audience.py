"""For whom an entry is, what it is about, and putting it right."""

import pytest

from tests.support import people
from uitweg.casework.cases.case.models import Case
from uitweg.casework.cases.case.rules.data_groups import DataGroup
from uitweg.casework.cases.case.rules.visibility import Audience
from uitweg.casework.cases.plan.models import Action
from uitweg.casework.cases.timeline.models import Entry
from uitweg.platform.audit.models import AuditEntry


def write(desk, case: Case, text: str, **said: str):  # type: ignore[no-untyped-def]
    typed = {"text": text, "kind": "note", "key": people.tokens.new_token(16).hex()} | said
    return desk.post(f"/casus/{case.pk}/", typed)


def page(desk, case: Case) -> str:  # type: ignore[no-untyped-def]
    return desk.get(f"/casus/{case.pk}/").content.decode()


def test_nothing_chosen_is_for_the_team_and_about_the_situation(case, desk) -> None:
    write(desk, case, "Hij belde.")
    entry = Entry.objects.get(kind="note")

    assert (entry.audience, entry.group) == ("team", "situation")


def test_a_secret_of_profession_shows_to_who_works_in_the_case_and_not_to_who_reads(
    case, desk, joris, team
) -> None:
    write(desk, case, "Vertelde de arts iets.", audience="secret", group="health")
    reader = people.let_in(case, joris, "read")
    worker = people.let_in(case, people.a_member(team, "Noortje"), "work")

    assert "de arts iets" not in page(reader, case)
    assert "de arts iets" in page(worker, case)
    assert "Beroepsgeheim" in page(desk, case)


def test_a_grant_with_fewer_groups_shows_fewer_entries_fields_goals_and_actions(
    case, desk, joris
) -> None:
    for group in ("health", "law-police"):
        write(desk, case, f"Iets over {group}.", group=group)
    person = {"blad-name": "Jesse Verzonnen", "blad-lvb": "vermoed", "version": 0, "key": "ab" * 16}
    desk.post(f"/casus/{case.pk}/persoon/", person)
    for domain, key in (("care", "12"), ("law", "34")):
        desk.post(
            f"/casus/{case.pk}/doel/", {"text": f"Doel {domain}", "domain": domain, "key": key * 16}
        )
    for group, key in (("health", "56"), ("law-police", "78")):
        act = {"text": f"Actie {group}", "owner": case.coordinator_id, "key": key * 16}
        desk.post(f"/casus/{case.pk}/actie/", act | {"group": group})
    seen = page(people.let_in(case, joris, "read", "health"), case)

    assert "Iets over health." in seen
    assert "vermoed" in seen
    assert "Doel care" in seen
    assert "Actie health" in seen
    for hidden in (
        "Iets over law-police.",
        "Jesse",
        "Doel law",
        "Actie law-police",
        "dure spullen",
    ):
        assert hidden not in seen


def test_who_sees_part_of_a_sheet_writes_that_part_and_wipes_nothing(case, desk, joris) -> None:
    person = {"blad-name": "Jesse Verzonnen", "blad-lvb": "vermoed", "version": 0, "key": "ab" * 16}
    desk.post(f"/casus/{case.pk}/persoon/", person)
    worker = people.let_in(case, joris, "work", "health")
    form = worker.get(f"/casus/{case.pk}/persoon/").content.decode()
    mine = {"blad-lvb": "bekend", "blad-name": "Ander", "version": 1, "key": "cd" * 16}
    worker.post(f"/casus/{case.pk}/persoon/", mine)

    assert "blad-lvb" in form
    assert "Jesse" not in form
    assert "blad-name" not in form
    assert "Jesse Verzonnen" in page(desk, case)
    assert "bekend" in page(desk, case)


def test_a_sheet_of_which_nothing_is_seen_is_shut(case, joris) -> None:
    worker = people.let_in(case, joris, "work", "health")

    assert worker.get(f"/casus/{case.pk}/beoordeling/").status_code == 403


def test_what_is_not_seen_is_not_ticked_either(case, desk, joris) -> None:
    act = {"text": "x", "owner": case.coordinator_id, "group": "law-police", "key": "12" * 16}
    desk.post(f"/casus/{case.pk}/actie/", act)
    desk.post(f"/casus/{case.pk}/doel/", {"text": "x", "domain": "law", "key": "34" * 16})
    worker = people.let_in(case, joris, "work", "health")
    tried = [
        worker.post(f"/casus/actie/{Action.objects.get().pk}/", {"state": "done"}),
        worker.post(f"/casus/doel/{case.goals.get().pk}/", {"state": "reached"}),
    ]

    assert [answer.status_code for answer in tried] == [403, 403]
    assert (Action.objects.get().state, case.goals.get().state) == ("open", "open")


def correct(desk, entry: Entry, text: str, key: str = "ef"):  # type: ignore[no-untyped-def]
    where = f"/casus/{entry.case_id}/stuk/{entry.pk}/"
    return desk.post(where, {"text": text, "key": key * 16})


def test_a_correction_takes_its_place_and_the_old_words_stay(case, desk) -> None:
    write(desk, case, "Hij is zestien.", audience="granted", group="contact")
    old = Entry.objects.get(kind="note")
    box = desk.get(f"/casus/{case.pk}/stuk/{old.pk}/").content.decode()
    answer = correct(desk, old, "Hij is vijftien.")
    new, seen = Entry.objects.get(replaces=old), page(desk, case)

    assert "Hij is zestien." in box
    assert answer.url == f"/casus/{case.pk}/"
    assert (new.kind, new.audience, new.group) == ("note", "granted", "contact")
    assert "Vervangen" in seen
    assert "Hij is zestien." in seen
    assert "Hij is vijftien." in seen
    assert AuditEntry.objects.filter(reason="correction").count() == 1


def test_the_same_correction_twice_is_one_and_a_second_one_comes_too_late(case, desk) -> None:
    write(desk, case, "Hij is zestien.")
    old = Entry.objects.get(kind="note")
    answers = [correct(desk, old, "vijftien"), correct(desk, old, "vijftien")]
    late = correct(desk, old, "veertien", key="01")

    assert [answer.status_code for answer in answers] == [302, 302]
    assert late.status_code == 409
    assert Entry.objects.filter(replaces=old).count() == 1


def test_a_reporters_words_and_a_step_are_not_put_right(case, desk) -> None:
    entry = Entry.objects.get(kind="report")

    assert correct(desk, entry, "Iets anders").status_code == 409
    assert Entry.objects.count() == 1


@pytest.mark.parametrize("text", ["", "x" * 20_001, "a\x00b"])
def test_a_correction_that_is_not_right_changes_nothing(case, desk, text) -> None:
    write(desk, case, "Hij is zestien.")
    old = Entry.objects.get(kind="note")

    assert correct(desk, old, text).status_code == 400
    assert not Entry.objects.filter(replaces=old).exists()


def test_what_a_colleague_may_not_read_they_do_not_put_right(case, desk, joris) -> None:
    write(desk, case, "Vertelde de arts iets.", group="health")
    old = Entry.objects.get(kind="note")
    worker = people.let_in(case, joris, "work", "safety")
    where = f"/casus/{case.pk}/stuk/{old.pk}/"

    assert worker.get(where).status_code == 403
    assert correct(worker, old, "Iets anders").status_code == 403
    assert AuditEntry.objects.filter(reason="entry", result="refused").count() == 2


def test_an_entry_of_another_case_is_not_found_under_this_number(case, desk, team) -> None:
    desk.post(f"/werk/melding/{people.a_report().pk}/casus/")
    other = Case.objects.exclude(pk=case.pk).get()
    write(desk, other, "Van een ander.")
    entry = Entry.objects.get(kind="note")

    assert desk.get(f"/casus/{case.pk}/stuk/{entry.pk}/").status_code == 404


@pytest.mark.parametrize("field", ["audience", "group"])
def test_a_made_up_audience_or_group_is_refused(case, desk, field) -> None:
    assert write(desk, case, "Iets", **{field: "iedereen"}).status_code == 400
    assert not Entry.objects.filter(kind="note").exists()


def test_the_query_and_the_rule_show_the_same_entries(case, desk, joris) -> None:
    """Every audience and group, read with every level: the two ways to decide agree."""
    for audience in Audience:
        for group in (DataGroup.HEALTH, DataGroup.SAFETY):
            write(desk, case, f"{audience} {group}", audience=audience, group=group)
    from uitweg.casework.cases.case.rules.grants import AccessLevel
    from uitweg.casework.cases.case.rules.visibility import HeldGrant, sees_entry, visibility_of
    from uitweg.casework.cases.case.rules.workflow import CaseState

    for member in (joris.pk, case.coordinator_id):
        for level in AccessLevel:
            for groups in (frozenset(), frozenset({DataGroup.HEALTH}), frozenset(DataGroup)):
                seen = visibility_of([HeldGrant(member, level, groups)], CaseState.ACTIVE)
                asked = {
                    e.pk
                    for e in Entry.objects.all()
                    if sees_entry(
                        seen,
                        audience=Audience(e.audience),
                        group=DataGroup(e.group),
                        written_by=e.written_by_id,
                    )
                }
                assert {e.pk for e in Entry.objects.visible_with(seen)} == asked
