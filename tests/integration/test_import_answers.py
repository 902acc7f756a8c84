"""What a member sees and answered about a row holds for one case and one moment, not for another."""

import pytest
from django.utils import timezone

from tests.integration.test_importing import bring, do_it, to_the_check
from tests.support import people
from tests.support.sheets import ALI, HEADINGS, xlsx
from uitweg.casework.cases.case.models import Case, CaseGrant
from uitweg.casework.spreadsheets.actions import importing, uploads
from uitweg.casework.spreadsheets.models import Import, Upload
from uitweg.platform.accounts.rules import Role

BO = ["Bo Cee", "06-555 99999", "", "", "", "", ""]


def shown(client, where: str) -> str:  # type: ignore[no-untyped-def]
    return " ".join(client.get(where).content.decode().split())


# a case that may no longer be added to


@pytest.fixture
def lost(desk, team, fatima) -> str:  # type: ignore[no-untyped-def]
    """A list waits whose row resembles a case that the member no longer has; return its page."""
    do_it(desk)
    where = to_the_check(desk, [HEADINGS, ["Ali B.", "+31 6 555 12345", *ALI[2:]], BO])
    assert "06-555 12345" in shown(desk, where)
    ruud = people.a_member(team, "Ruud", Role.COORDINATOR)
    Case.objects.update(coordinator=ruud)
    CaseGrant.objects.filter(member=fatima).update(until=timezone.now())
    return where


def test_of_a_case_whose_grant_ended_the_page_shows_only_whom_to_ask(desk, lost) -> None:
    page = shown(desk, lost)

    assert "06-555 12345" not in page
    assert Case.objects.get().number not in page
    assert "Naam en nummer: bekend bij Ruud, vraag daar." in page


def test_it_is_not_imported_before_the_member_saw_that(desk, lost) -> None:
    old = {"klaar": "ja", "regel-2": f"added-{Case.objects.get().pk}"}
    answer = desk.post(lost, old)
    assert answer.url == f"{lost}?nog=kolommen"
    assert Import.objects.count() == 1
    desk.post(lost, old)
    done = Import.objects.latest("id")

    assert (done.opened, done.added, done.left_out) == (1, 0, 1)


@pytest.mark.postgres
def test_a_case_lost_while_the_form_is_read_stops_all_of_it(desk, monkeypatch) -> None:
    do_it(desk)
    where = to_the_check(desk, [HEADINGS, ALI, BO])
    check_rows = importing.check_rows

    def closed_first(*given, **more):  # type: ignore[no-untyped-def]
        Case.objects.update(state="closed")
        return check_rows(*given, **more)

    monkeypatch.setattr(importing, "check_rows", closed_first)

    assert desk.post(where, {"klaar": "ja"}).status_code == 409
    assert (Case.objects.count(), Import.objects.count()) == (1, 1)


# an answer about one case is none about another


@pytest.mark.postgres
def test_an_answer_does_not_follow_a_row_to_another_case(desk) -> None:
    do_it(desk, [HEADINGS, ALI, BO])
    ali, bo = Case.objects.order_by("pk")
    rows = [["Naam", "Naam anders", "Telefoon"], ["Ali B.", "Bo Cee", "06-555 12345"]]
    where = bring(desk, xlsx(rows)).url
    desk.post(where, {"kolom-0": "name", "kolom-1": "", "kolom-2": "phones"})
    assert f'value="added-{ali.pk}" checked' in shown(desk, where)
    desk.post(where, {"regel-2": f"added-{ali.pk}"})
    desk.post(where, {"kolom-0": "", "kolom-1": "name", "kolom-2": ""})
    page = shown(desk, where)
    assert f"Ja, voeg samen met {bo.number}" in page
    assert 'value="new" checked' in page
    desk.post(where, {"klaar": "ja"})

    assert (Import.objects.latest("id").opened, Import.objects.latest("id").added) == (1, 0)


def test_an_answer_does_not_follow_a_row_to_another_row(desk) -> None:
    rows = [["Naam", "Anders"], ["Ali B.", "Dee"], ["Bo Cee", "Eva"], ["Ali B.", "Eva"]]
    where = bring(desk, xlsx(rows)).url
    desk.post(where, {"kolom-0": "name", "kolom-1": ""})
    desk.post(where, {"regel-4": "merged-2"})
    assert 'value="merged-2" checked' in shown(desk, where)
    desk.post(where, {"kolom-0": "", "kolom-1": "name"})
    page = shown(desk, where)

    assert "Ja, voeg samen met rij 3" in page
    assert 'value="new" checked' in page


def test_a_second_try_keeps_an_answer_only_for_the_same_case(desk) -> None:
    do_it(desk)
    first, rows = Case.objects.get(), [HEADINGS, [*ALI[:6], "Nieuw feit"]]
    done = do_it(desk, rows, **{"regel-2": f"added-{first.pk}"})
    desk.post(f"/casussen/ingelezen/{done.pk}/terug/")
    assert f'value="added-{first.pk}" checked' in shown(desk, bring(desk, xlsx(rows)).url)
    Case.objects.filter(pk=first.pk).update(state="closed")
    do_it(desk, [HEADINGS, ["Ali B.", "06-555 77777", "", "", "", "", ""]], **{"regel-2": "new"})
    other = Case.objects.latest("pk")
    page = shown(desk, bring(desk, xlsx(rows)).url)

    assert "Je antwoorden van de vorige keer staan er weer" in page
    assert f"Ja, voeg samen met {other.number}" in page
    assert f'value="added-{other.pk}" checked' not in page


# a form sent twice


@pytest.mark.parametrize("sent", [{"klaar": "ja"}, {"regel-2": "new"}])
def test_a_list_that_goes_while_a_form_is_read_is_said_to_be_gone(
    desk, monkeypatch, sent: dict[str, str]
) -> None:
    where = to_the_check(desk)
    open_upload = uploads.open_upload

    def gone_after(upload, *, by):  # type: ignore[no-untyped-def]
        opened = open_upload(upload, by=by)
        Upload.objects.all().delete()
        return opened

    monkeypatch.setattr(uploads, "open_upload", gone_after)
    answer = desk.post(where, sent)

    assert answer.status_code == 409
    assert "Deze lijst is al ingelezen" in answer.content.decode()
    assert not Case.objects.exists()
