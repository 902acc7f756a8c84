"""The call note: one step to start, saved at each pause, one click to say where it goes."""

import re
from datetime import timedelta

import pytest
from django.utils import timezone

from tests.support import people
from uitweg.casework.calls.models import CallNote
from uitweg.casework.cases.case.models import Case, CaseGrant
from uitweg.casework.cases.timeline.models import Entry
from uitweg.platform.accounts.rules import Role
from uitweg.platform.audit.models import AuditEntry

KEY = "ab" * 16
SAID = "Jongen fluistert, moet vannacht nog iets doen."
JSON = {"HTTP_ACCEPT": "application/json"}


def note(**more: object) -> dict[str, object]:
    return {"text": SAID, "key": KEY, "version": 0, "where": "bij een vriend"} | more


def pause(desk, **more: object):  # type: ignore[no-untyped-def]
    return desk.post("/belnotitie/", note(**more), **JSON)


@pytest.fixture
def joris(team):  # type: ignore[no-untyped-def]
    return people.at_the_desk(people.a_member(team, "Joris"))


def test_a_pause_saves_what_was_typed_sealed_and_says_so(team, desk) -> None:
    answer = pause(desk)
    call = CallNote.objects.get()

    assert answer.json() == {"version": 1, "number": call.number}
    assert SAID.encode() not in bytes(call.sealed_text)
    assert SAID in desk.get(f"/belnotitie/{call.pk}/").content.decode()


def test_saving_again_is_the_same_note_with_the_newer_words(team, desk) -> None:
    pause(desk)
    pause(desk, text="Meer.", version=1)

    assert CallNote.objects.count() == 1
    assert "Meer." in desk.get(f"/belnotitie/{CallNote.objects.get().pk}/").content.decode()


def test_a_save_that_comes_late_writes_nothing_over_a_newer(team, desk) -> None:
    pause(desk)
    pause(desk, text="Nieuwer.", version=5)
    late = pause(desk, text="Ouder.", version=2)

    assert (late.status_code, late.json()) == (409, {"why": "form-other"})
    assert "Nieuwer." in desk.get(f"/belnotitie/{CallNote.objects.get().pk}/").content.decode()


def stored(desk) -> str:  # type: ignore[no-untyped-def]
    return str(desk.get(f"/belnotitie/{CallNote.objects.get().pk}/").content.decode())


def test_the_same_save_once_more_is_acknowledged_and_stored_once(team, desk) -> None:
    answers = [pause(desk, version=0) for _ in range(3)]

    assert [answer.json()["version"] for answer in answers] == [1, 1, 1]
    assert CallNote.objects.count() == 1


@pytest.mark.parametrize("change", [{"text": "Anders."}, {"danger": "yes"}, {"where": "thuis"}])
def test_another_text_after_back_is_refused_with_the_text_in_a_new_form(team, desk, change) -> None:
    desk.post("/belnotitie/", note())
    page = desk.post("/belnotitie/", note(**change))
    html = " ".join(page.content.decode().split())
    assert page.status_code == 409
    assert "niet bewaard" in html
    assert str(change.get("text", SAID)) in html
    assert SAID in stored(desk)
    (key,) = re.findall(r'name="key" value="([0-9a-f]{32})"', html)
    assert desk.post("/belnotitie/", note(**change) | {"key": key}).status_code == 302

    assert CallNote.objects.count() == 2


def test_two_pages_of_one_note_never_overwrite_each_other(team, desk) -> None:
    one, other = {"tab": "11" * 8}, {"tab": "22" * 8}
    pause(desk, **one, base=0)
    pause(desk, text="Van de ander.", **other, base=1, version=1)
    # the first page did not hear of that, and counted on while the line was gone
    late = pause(desk, text="Van de eerste.", **one, base=1, version=8)

    assert (late.status_code, late.json()) == (409, {"why": "form-other"})
    assert "Van de ander." in stored(desk)


def test_a_page_that_never_heard_that_its_save_arrived_goes_on(team, desk) -> None:
    pause(desk, tab="11" * 8, base=0)
    answer = pause(desk, text="Verder.", tab="11" * 8, base=0, version=1)

    assert answer.json()["version"] == 2
    assert "Verder." in stored(desk)


def test_an_empty_note_is_not_kept_and_a_single_chip_is(team, desk) -> None:
    assert pause(desk, text=" ", where="").status_code == 409
    assert not CallNote.objects.exists()
    assert pause(desk, text="", where="", danger="yes").status_code == 200


@pytest.mark.parametrize(
    "wrong",
    [
        {"text": "x" * 20_001},
        {"text": "a\x00b"},
        {"key": "zz"},
        {"where": "x" * 121},
        {"version": -1},
    ],
)
def test_what_is_not_right_is_said_and_changes_nothing(team, desk, wrong) -> None:
    assert pause(desk, **wrong).status_code == 400
    page = desk.post("/belnotitie/", note(**wrong))

    assert page.status_code == 400
    assert not CallNote.objects.exists()
    assert "where" in wrong or "bij een vriend" in page.content.decode()


def test_advice_and_signal_are_one_click_and_leave_the_draft(team, desk, joris) -> None:
    desk.post("/belnotitie/", note(outcome="advice"))
    desk.post("/belnotitie/", note(outcome="signal", key="cd" * 16))
    board = joris.get("/werk/").content.decode()

    assert sorted(CallNote.objects.values_list("state", flat=True)) == ["advice", "signal"]
    assert board.count("Signaal, nog door niemand beoordeeld") == 1
    assert SAID not in board


def test_a_new_case_takes_the_words_along_and_leaves_none_behind(team, desk) -> None:
    answer = desk.post("/belnotitie/", note(outcome="new", danger="yes"))
    case, call = Case.objects.get(), CallNote.objects.get()
    page = desk.get(answer.url).content.decode()

    assert answer.url == f"/casus/{case.pk}/"
    assert SAID in page
    assert "Waar nu: bij een vriend" in page
    assert bytes(call.sealed_text) == b""
    assert (call.state, call.case_id) == ("case", case.pk)


def test_a_call_goes_to_a_case_only_where_one_may_work(team, desk, joris) -> None:
    desk.post("/belnotitie/", note(outcome="new"))
    case = Case.objects.get()
    pause(joris, key="cd" * 16)
    mine = CallNote.objects.get(state="draft")
    assert joris.post(f"/belnotitie/{mine.pk}/", {"outcome": case.pk}).status_code == 403
    assert desk.post(f"/belnotitie/{mine.pk}/", {"outcome": case.pk}).status_code == 302

    assert Entry.objects.filter(case=case, kind="call").count() == 2


def test_two_clicks_are_one_case(team, desk) -> None:
    answers = [desk.post("/belnotitie/", note(outcome="new")) for _ in range(2)]

    assert [a.status_code for a in answers] == [302, 409]
    assert (Case.objects.count(), Entry.objects.count()) == (1, 1)


@pytest.mark.parametrize("outcome", ["case", "draft", "x", "9" * 30, "-1", "0"])
def test_a_made_up_outcome_goes_nowhere(team, desk, outcome: str) -> None:
    answer = desk.post("/belnotitie/", note(outcome=outcome))

    assert answer.status_code in (302, 404)
    assert CallNote.objects.get().state == "draft"


def test_a_draft_is_its_writers_until_their_shift_is_over(team, desk, joris) -> None:
    pause(desk)
    call = CallNote.objects.get()
    assert call.number in desk.get("/werk/").content.decode()
    assert call.number not in joris.get("/werk/").content.decode()
    CallNote.objects.update(started_at=timezone.now() - timedelta(hours=13))

    assert call.number in joris.get("/werk/").content.decode()


def test_a_colleague_does_not_write_in_ones_note(team, desk, joris) -> None:
    pause(desk)
    answer = pause(joris, text="Iets anders.", version=7)
    page = joris.get(f"/belnotitie/{CallNote.objects.get().pk}/").content.decode()

    assert answer.status_code == 409
    assert SAID in page
    assert "<textarea" not in page


def test_what_is_filed_takes_no_more_words(team, desk) -> None:
    desk.post("/belnotitie/", note(outcome="advice"))

    assert pause(desk, text="Nog iets.", version=3).status_code == 409


def test_a_closed_case_takes_no_call(team, desk) -> None:
    desk.post("/belnotitie/", note(outcome="new"))
    Case.objects.update(state="closed")
    pause(desk, key="cd" * 16)
    call = CallNote.objects.get(state="draft")

    assert (
        desk.post(f"/belnotitie/{call.pk}/", {"outcome": Case.objects.get().pk}).status_code == 409
    )


def test_a_note_moved_to_another_row_does_not_open(team, desk) -> None:
    pause(desk)
    pause(desk, key="cd" * 16, text="Ander gesprek.")
    one, other = CallNote.objects.order_by("id")
    address = f"/belnotitie/{other.pk}/"
    assert "Ander gesprek." in desk.get(address).content.decode()
    CallNote.objects.filter(pk=other.pk).update(sealed_text=bytes(one.sealed_text))

    page = desk.get(address).content.decode()
    assert "Deze notitie gaat niet open met jouw sleutel." in page
    assert SAID not in page


@pytest.mark.parametrize("role", [r for r in Role if r not in (Role.COORDINATOR, Role.LEAD)])
def test_who_holds_no_key_writes_and_reads_no_calls(team, desk, role) -> None:
    pause(desk)
    other = people.at_the_desk(people.a_member(team, f"zz-{role}", role))

    assert pause(other, key="cd" * 16).status_code == 403
    assert other.get(f"/belnotitie/{CallNote.objects.get().pk}/").status_code == 403


@pytest.mark.postgres
def test_reading_writing_and_filing_stand_in_the_audit_log(team, desk) -> None:
    pause(desk)
    desk.get(f"/belnotitie/{CallNote.objects.get().pk}/")
    desk.post("/belnotitie/", note(outcome="advice", version=1))
    acts = AuditEntry.objects.filter(thing__startswith="callnote").order_by("id")

    assert list(acts.values_list("act", flat=True)) == ["call:write", "call:read", "call:file"]


def test_a_session_that_ended_takes_the_call_through_the_login(team, desk) -> None:
    desk.cookies.clear()
    page = desk.post("/belnotitie/", note(outcome="signal")).content.decode()

    assert SAID in page
    assert 'name="getypt-where"' in page
    assert not CallNote.objects.exists()


def test_a_lead_with_a_grant_is_offered_the_case(team, desk) -> None:
    desk.post("/belnotitie/", note(outcome="new"))
    ruud = people.a_member(team, "Ruud", Role.LEAD)
    browser = people.at_the_desk(ruud)
    case = Case.objects.get()
    assert case.number not in browser.get("/belnotitie/").content.decode()
    CaseGrant.objects.create(
        case=case, member=ruud, level="work", since=timezone.now(), reason="deputy"
    )

    assert case.number in browser.get("/belnotitie/").content.decode()
