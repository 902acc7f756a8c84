"""The safety card on the page of a case: the danger with its date, and the one thing to do now."""

from datetime import datetime, timedelta

import pytest
from django.utils import timezone

from tests.support import people
from uitweg.casework.cases.case.models import Case
from uitweg.casework.cases.case.rules.contents import EntryKind
from uitweg.casework.cases.sheets.models import Sheet
from uitweg.platform.sealing import tokens

CALL = "Moeder, 06-555 012 61"
LINK = 'href="tel:0655501261"'
NOT_CALLED = "Schrijf op: niet gebeld"
ASK = "Vraag het bij het volgende gesprek"


def around(moment: datetime, *, begin: int, end: int) -> str:
    """Return hours from so many hours after this moment to so many; it may run past midnight."""
    hours = [moment + timedelta(hours=number) for number in (begin, end)]
    return " tot ".join(f"{hour:%H:%M}" for hour in hours)


def now_and_later() -> tuple[str, str]:
    """Return hours in which it is now, and hours in which it is not."""
    now = timezone.localtime()
    return around(now, begin=-1, end=2), around(now, begin=3, end=5)


def fill_card(desk, case: Case, **fields: str) -> int:  # type: ignore[no-untyped-def]
    version = case.sheets.filter(kind="safety").count()
    typed = {f"blad-{name}": text for name, text in fields.items()}
    given = typed | {"version": version, "key": tokens.new_token(16).hex()}
    return int(desk.post(f"/casus/{case.pk}/veiligheid/", given).status_code)


def judge(desk, case: Case, risk: str) -> None:  # type: ignore[no-untyped-def]
    given = {"blad-risk": risk, "version": 0, "key": tokens.new_token(16).hex()}
    assert desk.post(f"/casus/{case.pk}/beoordeling/", given).status_code == 302


def page_of(browser, case: Case, under: str = "") -> str:  # type: ignore[no-untyped-def]
    """Return the page with each stretch of white space as one space."""
    return " ".join(browser.get(f"/casus/{case.pk}/{under}").content.decode().split())


def green_buttons(page: str) -> int:
    return page.count('class="b go')


def test_in_the_safe_hours_the_one_green_button_calls(case, desk) -> None:
    fill_card(desk, case, call=CALL, hours=now_and_later()[0])
    page = page_of(desk, case)

    assert LINK in page
    assert green_buttons(page) == 1
    assert NOT_CALLED not in page


@pytest.mark.parametrize("under", ["", "kaart/"])
def test_outside_the_safe_hours_nothing_calls(case, desk, under) -> None:
    fill_card(desk, case, call=CALL, hours=now_and_later()[1])
    page = page_of(desk, case, under)

    assert "Nu niet bellen." in page
    assert LINK not in page
    assert green_buttons(page) == (0 if under else 1)
    assert (NOT_CALLED in page) is not under.startswith("kaart")


def test_without_hours_one_reads_first_and_may_call(case, desk) -> None:
    fill_card(desk, case, call=CALL, contact="Alleen na school.")
    page = page_of(desk, case)

    assert LINK in page
    assert "Er staan geen tijden" in page


def test_a_card_without_a_number_offers_to_ask_for_it_once(case, desk, fatima) -> None:
    page = page_of(desk, case)
    assert ASK in page
    assert green_buttons(page) == 1

    text = "Vraag bij het volgende gesprek wie we veilig kunnen bellen"
    action = {"text": text, "owner": fatima.pk, "group": "contact", "key": "0a" * 16}
    desk.post(f"/casus/{case.pk}/actie/", action)
    page = page_of(desk, case)
    assert ASK not in page
    assert "Dat navragen staat bij Acties." in page


@pytest.mark.parametrize(
    "wrong", [{"call": "Moeder"}, {"call": "Moeder, 06-5"}, {"hours": "na school"}]
)
def test_what_cannot_be_called_or_read_is_refused_and_stores_nothing(case, desk, wrong) -> None:
    assert fill_card(desk, case, contact="Bel moeder.", **wrong) == 400
    assert Sheet.objects.count() == 0


@pytest.mark.parametrize(
    ("risk", "said", "calls_112"),
    [("high", "Onveilig", False), ("acute", "Acuut gevaar", True)],
)
def test_the_danger_stands_first_with_its_date(case, desk, risk, said, calls_112) -> None:
    fill_card(desk, case, alarm="Ze staan beneden.")
    judge(desk, case, risk)
    for under in ("", "kaart/"):
        loud = page_of(desk, case, under).partition('<div class="loud')[2].partition("</div>")[0]

        assert "Ze staan beneden." in loud
        assert f"<b>{said}</b> sinds " in loud
        assert f"{timezone.localdate().year}" in loud
        assert ('href="tel:112"' in loud) is calls_112


def test_a_card_of_more_than_a_week_says_in_bold_how_old_it_is(case, desk) -> None:
    fill_card(desk, case, alarm="Ze staan beneden.")
    assert "dagen geleden bijgewerkt" not in page_of(desk, case)

    Sheet.objects.update(written_at=timezone.now() - timedelta(days=7))
    assert "dagen geleden bijgewerkt" not in page_of(desk, case)
    Sheet.objects.update(written_at=timezone.now() - timedelta(days=12))
    assert "<b>12 dagen geleden bijgewerkt</b>" in page_of(desk, case)
    assert "<b>12 dagen geleden bijgewerkt</b>" in page_of(desk, case, "kaart/")


def test_who_reads_the_case_only_is_offered_nothing_to_write(case, desk, joris) -> None:
    fill_card(desk, case, call=CALL, hours=now_and_later()[1])
    page = page_of(people.let_in(case, joris, "read"), case)

    assert "Nu niet bellen." in page
    assert NOT_CALLED not in page
    assert case.entries.exclude(kind=EntryKind.REPORT).count() == 0


def name_the_youngster(desk, case: Case) -> None:  # type: ignore[no-untyped-def]
    person = {"blad-called": "Zoekaster", "blad-name": "Bram Zoekaster"}
    given = person | {"version": 0, "key": tokens.new_token(16).hex()}
    desk.post(f"/casus/{case.pk}/persoon/", given)


def known(browser) -> str:  # type: ignore[no-untyped-def]
    """Return what stands beside a call note about the youngster."""
    typed = {"text": "Bram Zoekaster belde", "key": "0b" * 16, "version": 0}
    return str(browser.post("/belnotitie/bekend/", typed).content.decode())


def test_the_call_note_shows_safe_contact_and_plan_b_of_ones_own_case_only(
    case, desk, joris
) -> None:
    fill_card(desk, case, contact="Bel moeder.", call=CALL, plan_b="Tante haalt hem op.")
    name_the_youngster(desk, case)

    mine, not_mine = known(desk), known(people.at_the_desk(joris))
    for words in ("Bel moeder.", CALL, "Tante haalt hem op."):
        assert words in mine
        assert words not in not_mine
    assert "vraag daar" in not_mine


@pytest.mark.parametrize("typed", ["van 10:00 tot 14:30", "10.00-14.30", "tussen 10:00 en 14:30"])
def test_beside_a_call_note_the_safe_hours_are_said_in_one_way(case, desk, typed) -> None:
    fill_card(desk, case, call=CALL, hours=typed)
    name_the_youngster(desk, case)

    assert "Bellen is veilig van 10:00 tot 14:30" in known(desk)
