"""What began with danger says so until somebody judges the safety."""

import pytest

from tests.support import people
from uitweg.casework.calls.models import CallNote
from uitweg.casework.cases.case.models import Case
from uitweg.platform.sealing import tokens

SAYS = "Begon met gevaar"


def pages(browser, case: Case) -> list[bool]:  # type: ignore[no-untyped-def]
    """Return whether the page of the case and Nu say that it began with danger."""
    shown = [browser.get(path).content.decode() for path in (f"/casus/{case.pk}/", "/werk/")]
    return [SAYS in page for page in shown]


def judge(browser, case: Case, risk: str, version: int = 0) -> None:  # type: ignore[no-untyped-def]
    typed = {"blad-risk": risk, "version": version, "key": tokens.new_token(16).hex()}
    assert browser.post(f"/casus/{case.pk}/beoordeling/", typed).status_code == 302


def a_call(browser, **said: object) -> None:  # type: ignore[no-untyped-def]
    called = {"text": "Hij staat buiten.", "version": 0, "key": tokens.new_token(16).hex()}
    browser.post("/belnotitie/", called | said)


@pytest.fixture
def endangered(desk) -> Case:  # type: ignore[no-untyped-def]
    """A case opened from a report that says there is danger now."""
    desk.post(f"/werk/melding/{people.a_report(danger=True).pk}/casus/")
    return Case.objects.get()


def test_a_case_from_a_report_with_danger_says_so_until_the_safety_is_judged(
    endangered, desk
) -> None:
    assert pages(desk, endangered) == [True, True]
    judge(desk, endangered, "low")

    assert pages(desk, endangered) == [False, False]


def test_a_judgement_that_does_not_say_how_safe_it_is_is_not_enough(endangered, desk) -> None:
    judge(desk, endangered, "unknown")

    assert pages(desk, endangered) == [True, True]


def test_a_case_without_danger_says_nothing(case, desk) -> None:
    assert pages(desk, case) == [False, False]


def test_a_case_opened_from_a_call_with_danger_says_so(desk) -> None:
    a_call(desk, danger="on", outcome="new")

    assert CallNote.objects.get().danger_now
    assert pages(desk, Case.objects.get()) == [True, True]


def test_danger_in_a_call_that_is_added_asks_to_judge_again_and_the_same_judgement_counts(
    case, desk
) -> None:
    judge(desk, case, "high")
    a_call(desk, danger="on", outcome=case.pk)
    assert pages(desk, case) == [True, True]
    judge(desk, case, "high", version=1)

    assert pages(desk, case) == [False, False]


def test_who_may_not_see_how_safe_it_is_does_not_see_it(endangered, joris) -> None:
    half = people.let_in(endangered, joris, "read", "school-work")

    assert pages(half, endangered) == [False, False]


def test_the_label_stays_in_the_list_after_an_answer(desk) -> None:
    report = people.a_report(danger=True)
    typed = {"text": "Ben je nu veilig?", "key": tokens.new_token(16).hex(), "seen": 99}
    assert desk.post(f"/werk/melding/{report.pk}/", typed).status_code == 302

    assert '<span class="tag red">gevaar</span>' in desk.get("/werk/meldingen/").content.decode()
