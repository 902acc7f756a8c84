"""A list comes in while colleagues go on: they do not wait while it is sealed, nor get lost."""

import pytest
from django.db import connection, transaction

from tests.integration.test_importing import HEADINGS, do_it, to_the_check
from tests.support import people
from tests.support.sheets import ALI, some
from uitweg.casework.cases.case.actions import case_keys
from uitweg.casework.cases.case.models import Case
from uitweg.casework.cases.sheets.models import Sheet
from uitweg.casework.cases.timeline.models import Entry
from uitweg.casework.spreadsheets.actions import importing, undoing
from uitweg.casework.spreadsheets.models import Import, Upload
from uitweg.platform.accounts.rules import Role
from uitweg.platform.audit.models import AuditEntry
from uitweg.platform.sealing import box
from uitweg.platform.store.reserved_ids import reserve_ids

pytestmark = pytest.mark.postgres


@pytest.fixture
def ruud(team):  # type: ignore[no-untyped-def]
    return people.at_the_desk(people.a_member(team, "Ruud", Role.COORDINATOR))


def before_it_is_stored(monkeypatch, act) -> None:  # type: ignore[no-untyped-def]
    """Let something happen between the sealing of a list and its storing."""
    store = importing._store

    def acted(*given) -> None:  # type: ignore[no-untyped-def]
        act()
        store(*given)

    monkeypatch.setattr(importing, "_store", acted)


def depths(monkeypatch, place, name: str) -> list[int]:  # type: ignore[no-untyped-def]
    """Note in how many transactions we are each time this is called."""
    does, found = getattr(place, name), []

    def noted(*given, **more):  # type: ignore[no-untyped-def]
        found.append(len(connection.savepoint_ids))
        return does(*given, **more)

    monkeypatch.setattr(place, name, noted)
    return found


def test_nothing_of_a_list_is_sealed_or_opened_inside_the_transaction(desk, monkeypatch) -> None:
    do_it(desk)
    where = to_the_check(desk, [HEADINGS, ALI, *some(3)[1:]])
    outside = len(connection.savepoint_ids)
    touched = [depths(monkeypatch, box, "lock"), depths(monkeypatch, box, "unlock")]
    touched += [
        depths(monkeypatch, case_keys, "seal_case_key"),
        depths(monkeypatch, case_keys, "open_case_key"),
    ]
    stored = depths(monkeypatch, importing, "_record_import")
    desk.post(where, {"klaar": "ja"})

    assert all(touched)
    assert {depth for found in touched for depth in found} == {outside}
    assert stored == [outside + 1]


def test_nothing_is_opened_inside_the_transaction_that_takes_it_back(desk, monkeypatch) -> None:
    do_it(desk)
    done = do_it(desk, [HEADINGS, [*ALI[:4], "Bel", "", ""]])
    outside = len(connection.savepoint_ids)
    opened = depths(monkeypatch, box, "unlock")
    emptied = depths(monkeypatch, undoing, "_remove_additions")
    desk.post(f"/casussen/ingelezen/{done.pk}/terug/")

    assert set(opened) == {outside}
    assert emptied == [outside + 1]


def test_a_case_that_a_colleague_opens_meanwhile_has_a_number_of_its_own(
    desk, ruud, monkeypatch
) -> None:
    where, report = to_the_check(desk, some(5)), people.a_report()
    before_it_is_stored(monkeypatch, lambda: ruud.post(f"/werk/melding/{report.pk}/casus/"))
    desk.post(where, {"klaar": "ja"})
    his = Case.objects.get(report_id=report.pk)

    assert Import.objects.get().opened == 5
    assert Case.objects.count() == 6
    assert desk.get(f"/casus/{Case.objects.exclude(pk=his.pk)[0].pk}/").status_code == 200
    assert ruud.get(f"/casus/{his.pk}/").status_code == 200


def test_two_lists_at_once_have_numbers_of_their_own(desk, ruud, monkeypatch) -> None:
    hers = to_the_check(desk, some(3))
    seen = list[int]()
    before_it_is_stored(monkeypatch, lambda: seen or (seen.append(1), do_it_too(ruud)))
    desk.post(hers, {"klaar": "ja"})

    assert list(Import.objects.values_list("opened", flat=True)) == [2, 3]
    assert Case.objects.count() == 5


def do_it_too(client) -> None:  # type: ignore[no-untyped-def]
    from tests.integration.test_importing import bring, map_as_guessed
    from tests.support.sheets import xlsx

    bring(client, xlsx(some(2)))
    upload = Upload.objects.latest("id")
    map_as_guessed(client, upload)
    assert (
        client.post(f"/casussen/inlezen/{upload.pk}/controle/", {"klaar": "ja"}).status_code == 302
    )


def test_numbers_are_given_once_also_when_they_are_never_used(desk) -> None:
    do_it(desk, some(2))
    first, second = reserve_ids(Case, 3), reserve_ids(Case, 2)
    do_it(desk)
    used = list(Case.objects.order_by("id").values_list("id", flat=True))

    assert len({*first, *second, *used}) == 3 + 2 + 3
    assert used[-1] > max(second) > max(first) > used[1]
    assert reserve_ids(Case, 0) == []


def test_a_number_that_was_rolled_back_does_not_harm_the_next(desk) -> None:
    with pytest.raises(OSError), transaction.atomic():
        reserve_ids(Case, 5)
        raise OSError
    do_it(desk, some(2))

    assert Case.objects.count() == 2


CHANGES = {
    "another wrote who it is about": lambda case: Sheet.objects.create(
        case=case,
        kind="person",
        version=2,
        written_at=case.opened_at,
        written_by=case.coordinator,
        form_key=b"x" * 16,
        sealed_text=b"",
    ),
    "the case got another key": lambda case: Case.objects.filter(pk=case.pk).update(key_round=1),
    "the case was closed": lambda case: Case.objects.filter(pk=case.pk).update(state="closed"),
    "the case is gone": lambda case: case.delete(),
    "the member may no longer write": lambda case: case.grants.update(until=case.opened_at),
    "the list was thrown away": lambda case: Upload.objects.all().delete(),
}


@pytest.mark.parametrize("name", CHANGES)
def test_what_changed_since_it_was_sealed_stops_all_of_it(desk, monkeypatch, name) -> None:
    do_it(desk)
    case = Case.objects.get()
    where = to_the_check(desk, [HEADINGS, ALI, *some(3)[1:]])
    before_it_is_stored(monkeypatch, lambda: CHANGES[name](case))
    answer = desk.post(where, {"klaar": "ja"})

    assert answer.status_code == 409
    assert not Case.objects.exclude(pk=case.pk).exists()
    assert (Import.objects.count(), Entry.objects.exclude(case=case.pk).count()) == (1, 0)


def test_what_hangs_on_a_new_case_without_a_trail_goes_with_it(desk) -> None:
    done = do_it(desk, some(3))
    first = Case.objects.order_by("id")[0]
    first.goals.create(
        domain="law",
        written_at=first.opened_at,
        written_by=first.coordinator,
        form_key=b"g" * 16,
        sealed_text=b"",
    )
    desk.post(f"/casussen/ingelezen/{done.pk}/terug/")

    assert not Case.objects.exists()
    assert Import.objects.get().undone_at


def test_two_members_who_take_it_back_at_once_do_so_once(desk, team, monkeypatch) -> None:
    done = do_it(desk, some(3))
    lead = people.at_the_desk(people.a_member(team, "Lea", Role.LEAD))
    prepare, seen = undoing._prepare_undo, list[int]()

    def first_the_other(*given):  # type: ignore[no-untyped-def]
        prepared = prepare(*given)
        if not seen:
            seen.append(0)
            seen[0] = lead.post(f"/casussen/ingelezen/{done.pk}/terug/").status_code
        return prepared

    monkeypatch.setattr(undoing, "_prepare_undo", first_the_other)
    mine = desk.post(f"/casussen/ingelezen/{done.pk}/terug/").status_code

    assert (seen, mine) == ([302], 409)
    assert AuditEntry.objects.filter(act="case:undo-import").count() == 3
    assert AuditEntry.objects.filter(act="spreadsheet:undo-import").count() == 1


def test_one_case_taken_out_while_all_of_it_goes_is_gone_once(desk, monkeypatch) -> None:
    done = do_it(desk, some(2))
    case, prepare, seen = Case.objects.earliest("id"), undoing._prepare_undo, list[int]()

    def first_the_other(*given):  # type: ignore[no-untyped-def]
        prepared = prepare(*given)
        if not seen:
            seen.append(0)
            seen[0] = desk.post(f"/casussen/ingelezen/{done.pk}/terug/").status_code
        return prepared

    monkeypatch.setattr(undoing, "_prepare_undo", first_the_other)
    answer = desk.post(f"/casussen/ingelezen/{done.pk}/terug/{case.pk}/")

    assert (seen, answer.status_code) == ([302], 409)
    assert not Case.objects.exists()
    assert AuditEntry.objects.filter(act="case:undo-import").count() == 2
