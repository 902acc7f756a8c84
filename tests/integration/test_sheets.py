"""The safety card, the person and the judgement: versions, two who write at once, who sees what."""

import re

import pytest
from django.utils import timezone

from tests.support import people
from uitweg.casework.cases.case.models import Case, CaseGrant
from uitweg.casework.cases.sheets.models import Sheet
from uitweg.platform.audit.models import AuditEntry

CARD = {
    "blad-where": "Bij een tante",
    "blad-address": "Verzonnenstraat 1",
    "blad-no": "Geen politie",
}


def grant(case: Case, member, level: str) -> None:  # type: ignore[no-untyped-def]
    now = timezone.now()
    CaseGrant.objects.create(case=case, member=member, level=level, since=now, reason="deputy")


def write(desk, case: Case, version: int, key: str, **fields: str):  # type: ignore[no-untyped-def]
    said = CARD | {f"blad-{name}": text for name, text in fields.items()}
    return desk.post(f"/casus/{case.pk}/veiligheid/", said | {"version": version, "key": key * 16})


def test_the_card_stands_at_the_top_of_the_case_and_is_sealed(case, desk) -> None:
    write(desk, case, 0, "ab")
    page = desk.get(f"/casus/{case.pk}/").content.decode()

    assert page.index("Bij een tante") < page.index("Tijdlijn")
    assert b"tante" not in bytes(Sheet.objects.get().sealed_text)
    assert "Nog vragen" in page


def test_the_same_form_twice_is_one_version_and_no_change_is_none(case, desk) -> None:
    write(desk, case, 0, "ab")
    write(desk, case, 0, "ab")
    write(desk, case, 1, "cd")

    assert Sheet.objects.count() == 1


def test_two_who_change_other_fields_both_keep_their_words(case, desk, joris) -> None:
    grant(case, joris, "work")
    write(desk, case, 0, "ab")
    write(desk, case, 1, "cd", where="Bij oma")
    write(people.at_the_desk(joris), case, 1, "ef", no="Geen appjes")
    page = desk.get(f"/casus/{case.pk}/").content.decode()

    assert "Bij oma" in page
    assert "Geen appjes" in page
    assert Sheet.objects.count() == 3


def test_two_who_change_one_field_see_both_texts_and_nothing_is_lost(case, desk, joris) -> None:
    grant(case, joris, "work")
    write(desk, case, 0, "ab")
    write(desk, case, 1, "cd", where="Bij oma")
    page = write(people.at_the_desk(joris), case, 1, "ef", where="Bij een vriend")
    said = page.content.decode()

    assert page.status_code == 409
    assert Sheet.objects.count() == 2
    assert "Fatima schreef:" in said
    assert "Bij oma" in said
    assert re.search(r">\s*Bij een vriend</textarea>", said)
    assert 'name="version" value="2"' in said


def test_an_older_version_can_be_read_and_becomes_the_newest_when_kept(case, desk) -> None:
    write(desk, case, 0, "ab")
    write(desk, case, 1, "cd", where="Bij oma")
    page = desk.get(f"/casus/{case.pk}/veiligheid/?versie=1").content.decode()

    assert "Dit is versie 1" in page
    assert "Bij een tante" in page
    assert 'name="version" value="2"' in page


@pytest.mark.parametrize("asked", ["x", "99", "-1", "1" * 30])
def test_a_version_that_is_not_there_is_the_newest(case, desk, asked: str) -> None:
    assert desk.get(f"/casus/{case.pk}/veiligheid/", {"versie": asked}).status_code == 200


@pytest.mark.parametrize(
    "wrong", [{"no": "x" * 4001}, {"no": "a\x00b"}, {"version": "-1"}, {"key": "zz"}]
)
def test_a_sheet_that_is_not_right_keeps_its_words(case, desk, wrong) -> None:
    said = CARD | {"version": "0", "key": "ab" * 16}
    said |= {n if n in said else f"blad-{n}": text for n, text in wrong.items()}
    page = desk.post(f"/casus/{case.pk}/veiligheid/", said)

    assert page.status_code == 400
    assert not Sheet.objects.exists()
    assert "Verzonnenstraat 1" in page.content.decode()


def test_the_card_alone_shows_no_address_and_nothing_else_of_the_case(case, desk, joris) -> None:
    write(desk, case, 0, "ab")
    grant(case, joris, "card")
    browser = people.at_the_desk(joris)
    page = browser.get(f"/casus/{case.pk}/kaart/").content.decode()

    assert "Bij een tante" in page
    assert "Verzonnenstraat" not in page
    assert people.STORY not in page
    for path in ("", "veiligheid/", "persoon/", "beoordeling/"):
        assert browser.get(f"/casus/{case.pk}/{path}").status_code == 403


def test_opening_a_sheet_or_the_card_stands_in_the_audit_log(case, desk) -> None:
    before = AuditEntry.objects.count()
    desk.get(f"/casus/{case.pk}/persoon/")
    desk.get(f"/casus/{case.pk}/kaart/")

    acts = AuditEntry.objects.order_by("id").values_list("act", "reason")[before:]
    assert list(acts) == [("case:read", "person"), ("case:read-card", "")]


def test_without_a_grant_there_is_no_card(case, desk, joris) -> None:
    assert people.at_the_desk(joris).get(f"/casus/{case.pk}/kaart/").status_code == 403


def test_a_judgement_sets_how_unsafe_it_is_and_shows_on_the_board(case, desk) -> None:
    judged = {"blad-facts": "Bedreigd.", "blad-risk": "acute", "version": 0, "key": "ab" * 16}
    desk.post(f"/casus/{case.pk}/beoordeling/", judged)
    case.refresh_from_db()

    assert case.risk == "acute"
    assert "Acuut gevaar" in desk.get("/werk/").content.decode()
    assert 'href="tel:112"' in desk.get(f"/casus/{case.pk}/").content.decode()


def test_a_made_up_risk_is_refused(case, desk) -> None:
    judged = {"blad-risk": "87%", "version": 0, "key": "ab" * 16}

    assert desk.post(f"/casus/{case.pk}/beoordeling/", judged).status_code == 400
    assert not Sheet.objects.exists()


def test_a_sheet_moved_to_another_case_does_not_open(case, desk) -> None:
    write(desk, case, 0, "ab")
    desk.post(f"/werk/melding/{people.a_report().pk}/casus/")
    other = Case.objects.exclude(pk=case.pk).get()
    assert "Bij een tante" in desk.get(f"/casus/{case.pk}/").content.decode()
    Sheet.objects.update(case=other)

    page = desk.get(f"/casus/{other.pk}/").content.decode()
    assert "Waar is de jongere nu?" in page
    assert "Bij een tante" not in page


def test_a_sheet_typed_when_the_session_ended_goes_along_through_the_login(case, desk) -> None:
    desk.cookies.clear()
    page = write(desk, case, 0, "ab").content.decode()

    assert "Verzonnenstraat 1" in page
    assert 'name="getypt-blad-address"' in page
    assert not Sheet.objects.exists()
