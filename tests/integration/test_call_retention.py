"""Calls that became no case go by two people when their term is over; what waits never does."""

from datetime import timedelta

import pytest
from django.utils import timezone

from tests.support import people
from uitweg.casework.calls.models import CallNote
from uitweg.casework.calls.rules import CallState
from uitweg.casework.retention.actions import calls
from uitweg.casework.retention.models import Destruction, Run, TableSignature
from uitweg.platform.accounts.rules import Role
from uitweg.platform.audit.actions import audit_log
from uitweg.platform.audit.models import AuditEntry
from uitweg.platform.sealing import tokens
from uitweg.site.operations.declared import all_jobs

SAID = "Een jongen fluistert dat hij weg moet."
PAGE, PROPOSE = "/beheer/bewaren/casussen/", "/beheer/bewaren/belnotities/voorstel/"


def a_call(desk, state: CallState, *, ago: int = 400) -> CallNote:  # type: ignore[no-untyped-def]
    key = tokens.new_token(16).hex()
    desk.post("/belnotitie/", {"text": SAID, "key": key, "version": 0})
    rows = CallNote.objects.filter(form_key=bytes.fromhex(key))
    rows.update(state=state, started_at=timezone.now() - timedelta(days=ago))
    return rows.get()


@pytest.fixture
def lead(team):  # type: ignore[no-untyped-def]
    return people.at_the_desk(people.a_member(team, "Ruud", Role.LEAD))


def go_round(rounds: int = 1) -> None:
    for _ in range(rounds):
        all_jobs()["case-destruction"].work(now=timezone.now())


def with_words() -> set[int]:
    return set(CallNote.objects.exclude(sealed_text=b"").values_list("pk", flat=True))


@pytest.mark.postgres
def test_one_proposes_another_agrees_and_the_words_are_gone(signed, desk, lead) -> None:
    old = a_call(desk, CallState.ADVICE)
    young = a_call(desk, CallState.ADVICE, ago=300)
    assert desk.post(PROPOSE).status_code == 302
    run = Run.objects.get()
    assert desk.post(f"/beheer/bewaren/lijst/{run.pk}/akkoord/").status_code == 403
    go_round()
    assert with_words() == {old.pk, young.pk}
    assert lead.post(f"/beheer/bewaren/lijst/{run.pk}/akkoord/").status_code == 302
    go_round()
    old.refresh_from_db()
    run.refresh_from_db()

    assert with_words() == {young.pk}
    assert (old.state, timezone.localtime(old.started_at).hour) == ("advice", 0)
    assert (run.state, run.calls, run.calls_gone) == ("executed", 1, 1)
    assert list(Destruction.objects.values_list("row", "term", "count")) == [
        ("call-notes", "365 days", 1)
    ]
    assert AuditEntry.objects.filter(act="run:execute", reason="calls:1").exists()
    assert audit_log.first_broken_entry() is None


@pytest.mark.parametrize(
    "state", [s for s in CallState if s not in (CallState.ADVICE, CallState.READ)], ids=str
)
def test_what_still_has_to_go_somewhere_is_never_on_a_list(signed, desk, fatima, state) -> None:
    call = a_call(desk, CallState.DRAFT)
    CallNote.objects.filter(pk=call.pk).update(state=state, case_id=1)

    assert desk.post(PROPOSE).status_code == 409
    assert not Run.objects.exists()


def test_what_was_taken_up_again_meanwhile_stays(signed, desk, lead) -> None:
    stays, goes = a_call(desk, CallState.ADVICE), a_call(desk, CallState.READ)
    desk.post(PROPOSE)
    CallNote.objects.filter(pk=stays.pk).update(state=CallState.SIGNAL)
    lead.post(f"/beheer/bewaren/lijst/{Run.objects.get().pk}/akkoord/")
    go_round()
    page = lead.get(f"/beheer/bewaren/lijst/{Run.objects.get().pk}/").content.decode()

    assert with_words() == {stays.pk}
    assert goes.pk not in with_words()
    assert "1 van 2 op de lijst" in page


def test_a_call_without_words_goes_nowhere_any_more(signed, desk, lead) -> None:
    call = a_call(desk, CallState.ADVICE)
    desk.post(PROPOSE)
    lead.post(f"/beheer/bewaren/lijst/{Run.objects.get().pk}/akkoord/")
    go_round()
    call.refresh_from_db()

    assert not call.may_become(CallState.SIGNAL)
    assert desk.get(f"/belnotitie/{call.pk}/").status_code == 200


@pytest.mark.postgres
def test_many_go_in_turns_and_are_counted_once(signed, desk, lead, monkeypatch) -> None:
    monkeypatch.setattr(calls, "CALLS_PER_BATCH", 2)
    for _ in range(5):
        a_call(desk, CallState.ADVICE)
    desk.post(PROPOSE)
    lead.post(f"/beheer/bewaren/lijst/{Run.objects.get().pk}/akkoord/")
    go_round()
    assert len(with_words()) == 3
    go_round(3)

    assert with_words() == set()
    assert Destruction.objects.get().count == Run.objects.get().calls_gone == 5
    assert AuditEntry.objects.filter(act="run:execute", reason="calls:5").exists()


def test_nothing_is_proposed_or_goes_before_both_signed(desk, lead, fatima) -> None:
    a_call(desk, CallState.ADVICE)

    assert desk.post(PROPOSE).status_code == 409
    assert "Stel voor om te vernietigen" not in desk.get(PAGE).content.decode()


def test_what_was_approved_goes_by_no_terms_that_are_signed_no_more(signed, desk, lead) -> None:
    call = a_call(desk, CallState.ADVICE)
    desk.post(PROPOSE)
    lead.post(f"/beheer/bewaren/lijst/{Run.objects.get().pk}/akkoord/")
    TableSignature.objects.all().delete()
    go_round()

    assert with_words() == {call.pk}
    assert Run.objects.get().state == "approved"


@pytest.mark.postgres
def test_two_lists_of_calls_at_once_are_one(signed, desk, lead) -> None:
    a_call(desk, CallState.ADVICE)

    assert [desk.post(PROPOSE).status_code, lead.post(PROPOSE).status_code] == [302, 409]
    assert Run.objects.count() == 1


def test_the_page_says_how_many_and_shows_no_word(signed, desk, lead) -> None:
    a_call(desk, CallState.ADVICE)
    page = " ".join(desk.get(PAGE).content.decode().split())

    assert "1 notitie is van voor" in page
    assert "fluistert" not in page
    desk.post(PROPOSE)
    assert "Belnotities" in lead.get(PAGE).content.decode()


@pytest.mark.parametrize("role", [Role.ADMINISTRATOR, Role.ANALYST, Role.EDITOR], ids=str)
def test_who_proposes_no_cases_proposes_no_calls(signed, team, desk, role) -> None:
    a_call(desk, CallState.ADVICE)
    other = people.at_the_desk(people.a_member(team, "Ander", role))

    assert other.post(PROPOSE).status_code == 403
    assert not Run.objects.exists()
