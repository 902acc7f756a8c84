"""After an act the next page says what happened; a number on a safety card is one tap away."""

import pytest

from tests.integration.test_calls import note
from tests.support import people
from uitweg.casework.calls.models import CallNote
from uitweg.casework.cases.case.models import Case
from uitweg.platform.ui.phone_links import callable_numbers


def after(desk, answer) -> str:  # type: ignore[no-untyped-def]
    return desk.get(answer.url).content.decode()


@pytest.mark.parametrize(
    ("outcome", "says"),
    [
        ("advice", "is klaar, met alleen advies."),
        ("signal", "staat als signaal op Nu."),
        ("shift", "ligt klaar voor de volgende dienst."),
    ],
)
def test_where_a_call_went_is_said_on_nu(team, desk, outcome: str, says: str) -> None:
    answer = desk.post("/belnotitie/", note(outcome=outcome))

    assert f"{CallNote.objects.get().number} {says}" in after(desk, answer)


def test_a_call_that_was_passed_on_says_to_whom_until_it_is_taken_over(team, desk) -> None:
    joris = people.at_the_desk(people.a_member(team, "Joris"))
    joris.post("/belnotitie/", note(outcome="new"))
    case = Case.objects.get()
    answer = desk.post("/belnotitie/", note(outcome=f"pass-{case.pk}", key="cd" * 16))
    page = " ".join(after(desk, answer).split())

    assert "is doorgegeven. Op Nu zie je wanneer het is overgenomen." in page
    assert "Doorgegeven aan Joris, nog niet overgenomen" in page
    Case.objects.filter(pk=case.pk).update(is_restricted=True)
    assert "Doorgegeven aan" not in desk.get("/werk/").content.decode()


@pytest.mark.parametrize(
    "query", ["gedaan=zomaar&om=U-0001", "gedaan=case-closed&om=%3Cb%3E", "gedaan=case-closed"]
)
def test_an_address_that_was_made_up_says_nothing(team, desk, query: str) -> None:
    assert "say ok done" not in desk.get(f"/werk/?{query}").content.decode()


def test_a_link_from_another_site_says_nothing(team, desk) -> None:
    here, there = "same-origin", "cross-site"
    said = {
        site: desk.get("/werk/?gedaan=case-closed&om=U-0001", headers={"Sec-Fetch-Site": site})
        for site in (here, there)
    }

    assert "U-0001 is gesloten." in said[here].content.decode()
    assert "U-0001 is gesloten." not in said[there].content.decode()


def test_an_address_that_only_takes_a_form_says_so_when_it_is_opened(team, desk) -> None:
    answer = desk.get("/casus/1/strikt/")

    assert (answer.status_code, answer["Allow"]) == (405, "POST")
    assert "Er is niets veranderd." in answer.content.decode()


@pytest.mark.parametrize(
    ("typed", "dials"),
    [
        ("Bram, 06-555 01 222", "0655501222"),
        ("+31 6 5550 1222", "+31655501222"),
        ("Veilig Thuis 0800-2000", "08002000"),
        ("020-555 0101, na zes uur", "0205550101"),
        ("(06) 555.01.222 of 0900-8844", "0655501222"),
    ],
)
def test_a_number_is_a_link_to_call(typed: str, dials: str) -> None:
    assert f'href="tel:{dials}"' in callable_numbers(typed)


@pytest.mark.parametrize(
    "typed", ["tussen 10:00 en 14.30", "01-11-2026", "€ 0,80", "06-555", "kenteken 01-ABC-2"]
)
def test_what_is_no_number_stays_text(typed: str) -> None:
    assert callable_numbers(typed) == typed


def test_the_rest_of_the_words_is_escaped() -> None:
    said = callable_numbers('<b>"x"</b> 0800-2000 <i>')

    assert said.startswith("&lt;b&gt;&quot;x&quot;&lt;/b&gt; <a ")
    assert said.endswith("&lt;i&gt;")


def test_the_numbers_on_a_safety_card_can_be_tapped(team, desk) -> None:
    desk.post(f"/werk/melding/{people.a_report().pk}/casus/")
    case = Case.objects.get()
    fields = {"blad-lawyer": "Bram, 06-555 01 222", "version": 0, "key": "3c" * 16}
    desk.post(f"/casus/{case.pk}/veiligheid/", fields)
    for page in ("", "kaart/"):
        said = desk.get(f"/casus/{case.pk}/{page}").content.decode()
        assert 'href="tel:0655501222"' in said
