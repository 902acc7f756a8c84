"""A case goes by two people: proposed, approved, gone for good, counted as before."""

from contextlib import suppress
from dataclasses import replace
from datetime import date, timedelta
from itertools import count

import pytest
from django.apps import apps
from django.db import IntegrityError, models, transaction
from django.utils import timezone

from tests.support import people
from tests.support.people import acting
from uitweg.casework.cases import counts
from uitweg.casework.cases.case.actions import case_keys
from uitweg.casework.cases.case.models import Case, CaseGrant
from uitweg.casework.cases.case.rules.contents import SheetKind
from uitweg.casework.cases.grants.actions.opening import open_case
from uitweg.casework.cases.plan.models import Action, Goal
from uitweg.casework.cases.sheets import actions as sheets
from uitweg.casework.cases.sheets.models import Sheet
from uitweg.casework.cases.timeline.models import Entry
from uitweg.casework.cases.workflow.actions import destruction as case_contents
from uitweg.casework.retention.actions import case_destruction, execution
from uitweg.casework.retention.actions import conversations as keeping
from uitweg.casework.retention.models import CaseHold, Destruction, Run, RunLine
from uitweg.casework.retention.rules.case_destruction import CaseHoldReason
from uitweg.casework.subject_access.models import SubjectAccessRequest
from uitweg.channel.answers.actions import reports
from uitweg.channel.conversation.models import Answer, Message, Report, Tombstone
from uitweg.channel.conversation.rules.reports import ReportState
from uitweg.channel.deletion.actions import report_destruction
from uitweg.channel.inbox.actions import inbox
from uitweg.channel.mailbox.actions import mailbox
from uitweg.platform.accounts.actions.authorization import NotAllowed, NotPossible
from uitweg.platform.accounts.models import Member
from uitweg.platform.accounts.rules import Role
from uitweg.platform.audit.actions import audit_log
from uitweg.platform.audit.models import AuditEntry
from uitweg.platform.policy import retention
from uitweg.platform.sealing import code, tokens
from uitweg.site.operations.declared import all_jobs

DAY = timedelta(days=1)
PAGE = "/beheer/bewaren/casussen/"
NAME = "Zohra el Verzonnen"


@pytest.fixture
def ruud(team) -> Member:  # type: ignore[no-untyped-def]
    return people.a_member(team, "Ruud", Role.LEAD)


@pytest.fixture
def pim(team) -> Member:  # type: ignore[no-untyped-def]
    return people.a_member(team, "Pim", Role.PRIVACY_OFFICER)


def over(by: Member, *, words: list[str] | None = None, ago: int = 16 * 366) -> Case:
    """Return a case with something in everything, closed so long ago that its term is over."""
    ring, now = people.keyring_of(by), timezone.now()
    report = people.a_report(words)
    said = reports.open_conversation(report=report, by=acting(by, keyring=ring))
    case = open_case(report=report, conversation=said, by=acting(by, now=now, keyring=ring))
    desk, where = people.at_the_desk(by), f"/casus/{case.pk}"
    person = {"blad-name": NAME, "version": 0, "key": tokens.new_token(16).hex()}
    desk.post(f"{where}/persoon/", person)
    goal = {"text": "School", "domain": "school", "key": tokens.new_token(16).hex()}
    desk.post(f"{where}/doel/", goal)
    act = {"text": "Bellen", "owner": by.pk, "due_on": "", "key": tokens.new_token(16).hex()}
    desk.post(f"{where}/actie/", act)
    closed_on = timezone.localdate() - ago * DAY
    Goal.objects.filter(case=case).update(state="reached")
    Case.objects.filter(pk=case.pk).update(
        state="closed",
        ending="safe",
        ground="wmo",
        risk="high",
        closed_on=closed_on,
        kept_until=retention.read_retention_table().rows["cases-wmo"].last_day(closed_on),
        opened_at=now - (ago + 200) * DAY,
    )
    case.refresh_from_db()
    return case


def approved(case: Case, *, by: Member, second: Member) -> Run:
    run = case_destruction.propose_destruction(cases=[case.pk], by=acting(by, now=timezone.now()))
    case_destruction.approve_destruction(run=run, by=acting(second, now=timezone.now()))
    return run


def rounds(times: int = 4) -> None:
    for _ in range(times):
        execution.execute_approved(now=timezone.now())


def left_of(case: Case) -> set[str]:
    """Name every kind of row that still hangs on the case."""
    return {
        relation.related_model.__name__
        for relation in Case._meta.related_objects
        if relation.related_model._default_manager.filter(**{relation.field.name: case.pk}).exists()
    }


# what goes, and what stays


@pytest.mark.postgres
def test_two_people_and_the_tick_take_everything_of_a_case(fatima, ruud, signed) -> None:
    words = code.new_words()
    case = over(fatima, words=words)
    approved(case, by=fatima, second=ruud)
    rounds()
    case.refresh_from_db()

    assert left_of(case) == {"Goal", "RunLine"}
    assert (bytes(case.sealed_key), bytes(case.key_id), case.risk) == (b"", b"", "unknown")
    assert bytes(Goal.objects.get(case=case).sealed_text) == b""
    assert (Message.objects.count(), Answer.objects.count()) == (0, 0)
    assert Report.objects.get().state == ReportState.DELETED
    assert not mailbox.open_mailbox(code.stretch(words)).exists


def test_the_key_is_gone_so_nothing_opens(fatima, ruud, signed) -> None:
    case = over(fatima)
    approved(case, by=fatima, second=ruud)
    rounds()
    case.refresh_from_db()

    with pytest.raises(Exception):  # noqa: B017  whatever the sealing says of an empty key
        case_keys.open_case_key(case, people.keyring_of(fatima))


@pytest.mark.postgres
def test_every_count_is_the_same_before_and_after(fatima, ruud, signed) -> None:
    gone, _stays = over(fatima), over(fatima)
    before = [counted() for counted in counts.ALL_COUNTS]
    approved(gone, by=fatima, second=ruud)
    rounds()

    assert Case.objects.get(pk=gone.pk).state == "destroyed"
    assert [counted() for counted in counts.ALL_COUNTS] == before
    assert all(before)


def test_what_stays_is_a_number_a_month_and_how_it_ended(fatima, ruud, signed) -> None:
    case = over(fatima)
    approved(case, by=fatima, second=ruud)
    rounds()
    case.refresh_from_db()

    assert timezone.localtime(case.opened_at).day == 1
    assert timezone.localtime(case.opened_at).hour == 0
    assert case.closed_on.day == 1
    assert (case.ending, case.ground) == ("safe", "wmo")
    assert (case.kept_until, case.review_on, case.closing_by) == (None, None, None)


@pytest.mark.postgres
def test_a_table_that_is_added_later_goes_along_by_itself() -> None:
    """Whatever points at a case is found by looking, so nobody can forget it."""
    pointing = {
        model
        for model in apps.get_models()
        for field in model._meta.local_fields
        if field.related_model is Case
    }
    swept = {relation.related_model for relation in Case._meta.related_objects}

    assert pointing == swept
    assert {Entry, Sheet, Goal, Action, CaseGrant, CaseHold, RunLine} <= swept


def test_only_a_call_note_names_a_case_by_a_bare_number() -> None:
    bare = {
        f"{model._meta.label_lower}.{field.name}"
        for model in apps.get_models()
        for field in model._meta.local_fields
        if field.name in {"case_id", "case_number"} and isinstance(field, models.IntegerField)
    }

    assert bare == {"calls.callnote.case_id"}


def test_the_proof_counts_and_names_nobody(fatima, ruud, signed) -> None:
    for _ in range(2):
        approved(over(fatima), by=fatima, second=ruud)
    rounds()
    page = people.at_the_desk(ruud).get(f"/beheer/bewaren/lijst/{Run.objects.last().pk}/")
    html = page.content.decode()

    assert Destruction.objects.get(row="cases-wmo").count == 2
    assert Destruction.objects.get(row="conversation-case").count == 2
    assert "Vernietigd: 1" in html
    assert "coördinator" in html
    assert "teamleider" in html
    main = html[html.index("<main") :]
    assert not any(word in main for word in ("U-00", "Fatima", "Ruud", NAME))


@pytest.mark.postgres
def test_the_trail_says_who_wanted_it_and_that_it_went(fatima, ruud, signed) -> None:
    case = over(fatima)
    run = approved(case, by=fatima, second=ruud)
    rounds()
    lines = AuditEntry.objects.filter(reason=f"run:{run.pk}").order_by("id")

    assert [(line.act, line.member) for line in lines] == [
        ("case:propose", fatima),
        ("case:destroy", None),
    ]
    assert AuditEntry.objects.get(act="run:approve").member == ruud
    assert audit_log.first_broken_entry() is None


def test_who_opened_it_before_gets_a_closed_door(fatima, ruud, signed, desk) -> None:
    case = over(fatima)
    approved(case, by=fatima, second=ruud)
    rounds()

    assert desk.get(f"/casus/{case.pk}/").status_code == 410
    assert case.number not in desk.get("/casussen/").content.decode()


# what never goes


def test_nothing_goes_while_the_table_is_not_signed(fatima, ruud) -> None:
    case = over(fatima)
    with pytest.raises(NotPossible, match="run-empty"):
        case_destruction.propose_destruction(cases=[case.pk], by=acting(fatima, now=timezone.now()))


def test_nothing_goes_when_the_table_changed_after_the_approval(
    fatima, ruud, signed, obeyed
) -> None:
    case = over(fatima)
    approved(case, by=fatima, second=ruud)
    obeyed.retention = replace(signed, text_hash="0" * 64)
    rounds()

    assert stayed(case) == ("closed", "unsigned")


def stayed(case: Case) -> tuple[str, str]:
    case.refresh_from_db()
    return case.state, RunLine.objects.get(case=case).why


def test_a_case_whose_term_is_not_over_is_not_listed(fatima, ruud, signed) -> None:
    case = over(fatima, ago=14 * 365)
    with pytest.raises(NotPossible, match="run-empty"):
        case_destruction.propose_destruction(cases=[case.pk], by=acting(fatima, now=timezone.now()))


def test_it_stays_through_the_last_day_of_its_term(fatima, ruud, signed) -> None:
    case = over(fatima)
    Case.objects.filter(pk=case.pk).update(kept_until=timezone.localdate())
    with pytest.raises(NotPossible, match="run-empty"):
        case_destruction.propose_destruction(cases=[case.pk], by=acting(fatima, now=timezone.now()))
    tomorrow = timezone.now() + DAY

    assert case_destruction.propose_destruction(cases=[case.pk], by=acting(fatima, now=tomorrow))


def test_a_longer_table_counts_for_what_was_closed_before(fatima, ruud, signed, obeyed) -> None:
    case = over(fatima)
    approved(case, by=fatima, second=ruud)
    longer = replace(signed.rows["cases-wmo"], number=30, keep="30 years")
    obeyed.retention = replace(signed, rows={**signed.rows, "cases-wmo": longer})
    rounds()

    assert stayed(case) == ("closed", "term")


def test_a_case_that_is_opened_again_stays(fatima, ruud, signed, desk) -> None:
    case = over(fatima)
    approved(case, by=fatima, second=ruud)
    desk.post(f"/casus/{case.pk}/verder/", {"then": "intake", "why": "Belde weer."})
    rounds()

    assert stayed(case) == ("intake", "not-closed")
    assert desk.get(f"/casus/{case.pk}/").status_code == 200


def test_a_hold_keeps_it_until_and_with_its_day(fatima, ruud, signed) -> None:
    case, today = over(fatima), timezone.localdate()
    approved(case, by=fatima, second=ruud)
    case_destruction.hold_case(
        case=case,
        by=acting(fatima, now=timezone.now()),
        until=today + 30 * DAY,
        reason=CaseHoldReason.LAW,
    )
    rounds()
    assert stayed(case) == ("closed", "held")
    case_destruction.delete_ended_holds(today=today + 30 * DAY)
    assert CaseHold.objects.exists()
    case_destruction.delete_ended_holds(today=today + 31 * DAY)

    assert not CaseHold.objects.exists()
    assert AuditEntry.objects.get(act="case:hold").reason == "law"


def test_a_hold_is_ended_by_hand_and_counts_no_more(fatima, ruud, signed, desk) -> None:
    case, until = over(fatima), timezone.localdate() + 30 * DAY
    desk.post(f"/beheer/bewaren/casus/{case.pk}/langer/", {"until": until, "reason": "complaint"})
    assert "Er loopt een klacht of bezwaar" in desk.get(PAGE).content.decode()
    desk.post(f"/beheer/bewaren/casus/{case.pk}/los/")
    approved(case, by=fatima, second=ruud)
    rounds()

    assert Case.objects.get(pk=case.pk).state == "destroyed"
    assert AuditEntry.objects.filter(act="case:release").count() == 1


@pytest.mark.parametrize(
    "wrong", [{"reason": "spite"}, {"reason": ""}, {"until": "2020-01-01"}, {"until": "nooit"}]
)
def test_a_hold_that_is_not_right_says_so_and_holds_nothing(fatima, signed, desk, wrong) -> None:
    case, until = over(fatima), timezone.localdate() + 30 * DAY
    form = {"until": until, "reason": "law", **wrong}

    assert desk.post(f"/beheer/bewaren/casus/{case.pk}/langer/", form).status_code == 400
    assert not CaseHold.objects.exists()


def test_a_message_that_waits_keeps_the_case(fatima, ruud, signed) -> None:
    words = code.new_words()
    case = over(fatima, words=words)
    approved(case, by=fatima, second=ruud)
    inbox.receive_message(people.sealed(words, text="Nog iets.")[0])
    rounds()

    assert stayed(case) == ("closed", "message")
    assert not Tombstone.objects.exists()
    assert mailbox.open_mailbox(code.stretch(words)).exists


@pytest.mark.postgres
def test_a_message_in_the_very_moment_saves_case_and_conversation(fatima, ruud, signed) -> None:
    words = code.new_words()
    case = over(fatima, words=words)
    approved(case, by=fatima, second=ruud)
    rounds(2)  # the case is shut, and the mailbox: nothing is removed yet
    assert Tombstone.objects.get().by_term
    arriving = people.sealed(words, text="Nog iets.")[0]
    inbox._add_message(arriving)  # it was let in a moment before
    rounds()
    case.refresh_from_db()

    assert stayed(case) == ("closed", "message")
    assert bytes(case.sealed_key)
    assert mailbox.open_mailbox(code.stretch(words)).exists
    assert Message.objects.count() == 2


def test_the_round_that_ends_conversations_leaves_those_of_cases_alone(
    fatima, ruud, signed
) -> None:
    case = over(fatima)
    approved(case, by=fatima, second=ruud)
    for _ in range(4):
        execution.execute_approved(now=timezone.now())
        keeping.destroy_due(now=timezone.now())
        reports.execute_tombstones(now=timezone.now())

    assert Case.objects.get(pk=case.pk).state == "destroyed"
    assert not Destruction.objects.filter(row="conversation-advice").exists()
    assert AuditEntry.objects.filter(act="report:destroy").count() == 1


# two people


def test_who_proposes_does_not_approve(fatima, ruud, signed) -> None:
    run = case_destruction.propose_destruction(
        cases=[over(fatima).pk], by=acting(ruud, now=timezone.now())
    )
    for act in (case_destruction.approve_destruction, case_destruction.refuse_destruction):
        with pytest.raises(NotAllowed):
            act(run=run, by=acting(ruud, now=timezone.now()))

    assert Run.objects.get().state == "proposed"


@pytest.mark.postgres
def test_the_database_refuses_one_person_for_both(fatima, signed) -> None:
    run = case_destruction.propose_destruction(
        cases=[over(fatima).pk], by=acting(fatima, now=timezone.now())
    )
    with pytest.raises(IntegrityError), transaction.atomic():
        Run.objects.filter(pk=run.pk).update(decided_by=fatima)


def test_a_coordinator_does_not_approve_and_a_privacy_officer_does(fatima, pim, team, signed) -> None:  # fmt: skip
    run = case_destruction.propose_destruction(
        cases=[over(fatima).pk], by=acting(fatima, now=timezone.now())
    )
    joris = people.at_the_desk(people.a_member(team, "Joris"))
    assert joris.post(f"/beheer/bewaren/lijst/{run.pk}/akkoord/").status_code == 403
    assert people.at_the_desk(pim).post(f"/beheer/bewaren/lijst/{run.pk}/akkoord/").status_code == 302  # fmt: skip

    assert Run.objects.get().state == "approved"


def test_a_list_that_is_refused_leaves_everything_and_can_be_made_again(
    fatima, ruud, signed
) -> None:
    case = over(fatima)
    run = case_destruction.propose_destruction(
        cases=[case.pk], by=acting(fatima, now=timezone.now())
    )
    case_destruction.refuse_destruction(run=run, by=acting(ruud, now=timezone.now()))
    rounds()

    assert stayed(case) == ("closed", "refused")
    assert case_destruction.propose_destruction(
        cases=[case.pk], by=acting(fatima, now=timezone.now())
    )


@pytest.mark.postgres
def test_two_clicks_decide_once_and_one_case_is_on_one_list(fatima, ruud, pim, signed) -> None:
    case = over(fatima)
    run = case_destruction.propose_destruction(
        cases=[case.pk], by=acting(fatima, now=timezone.now())
    )
    with pytest.raises(NotPossible, match="run-listed"):
        case_destruction.propose_destruction(cases=[case.pk], by=acting(fatima, now=timezone.now()))
    case_destruction.approve_destruction(run=run, by=acting(ruud, now=timezone.now()))
    for act in (case_destruction.approve_destruction, case_destruction.refuse_destruction):
        with pytest.raises(NotPossible, match="run-decided"):
            act(run=run, by=acting(pim, now=timezone.now()))

    assert Run.objects.count() == 1


def test_a_list_is_proposed_and_approved_by_clicking(fatima, ruud, signed, desk) -> None:
    case, other = over(fatima), over(fatima, ago=100)
    page = desk.get(PAGE).content.decode()
    assert f'value="{case.pk}"' in page
    assert f'name="casus"\n                    value="{other.pk}"' not in page
    assert desk.post("/beheer/bewaren/casussen/voorstel/").status_code == 400
    desk.post("/beheer/bewaren/casussen/voorstel/", {"casus": [case.pk, other.pk, "x", "-1", "9" * 30]})  # fmt: skip
    lead = people.at_the_desk(ruud)
    assert "wacht op jouw akkoord" in lead.get("/werk/").content.decode()
    assert "1 lijst wacht" in " ".join(lead.get("/beheer/bewaren/").content.decode().split())
    lead.post(f"/beheer/bewaren/lijst/{Run.objects.get().pk}/akkoord/")
    rounds()

    assert list(RunLine.objects.values_list("case", flat=True)) == [case.pk]
    assert Run.objects.get().state == "executed"
    assert Case.objects.get(pk=other.pk).state == "closed"


def test_the_privacy_officer_sees_numbers_and_no_word_of_a_case(fatima, pim, signed) -> None:
    case = over(fatima)
    browser = people.at_the_desk(pim)
    page = browser.get(PAGE).content.decode()

    assert case.number in page
    assert not any(word in page for word in (NAME, people.STORY, "School"))
    assert browser.get(f"/casus/{case.pk}/").status_code == 403
    assert browser.get(f"/casus/{case.pk}/wissen/").status_code == 403


# the person apart


@pytest.mark.postgres
def test_the_person_goes_and_the_rest_of_the_case_stays(fatima, ruud, signed, desk) -> None:
    case = over(fatima)
    before = [counted() for counted in counts.ALL_COUNTS]
    assert "Stel voor om de persoon" in desk.get(f"/casus/{case.pk}/wissen/").content.decode()
    desk.post(f"/casus/{case.pk}/wissen/")
    people.at_the_desk(ruud).post(f"/beheer/bewaren/lijst/{Run.objects.get().pk}/akkoord/")
    rounds()
    key = case_keys.open_case_key(Case.objects.get(), people.keyring_of(fatima))

    assert not Sheet.objects.filter(kind="person").exists()
    assert not sheets.newest_sheets(case, key)[SheetKind.PERSON].is_filled
    assert Entry.objects.exists()
    assert [counted() for counted in counts.ALL_COUNTS] == before
    assert Destruction.objects.get().row == "persons"
    assert desk.get(f"/casus/{case.pk}/").status_code == 200


def test_an_insight_that_did_not_leave_goes_with_the_person(fatima, ruud, signed, desk) -> None:
    """Its choices and its bytes hold the person's words; of one that left only the row is there."""
    case = over(fatima)
    for name, step in ((b"1" * 16, "given"), (b"2" * 16, "looking")):
        SubjectAccessRequest.objects.create(
            case=case, step=step, form_key=name, started_on=date(2026, 5, 1), made_by=fatima
        )
    desk.post(f"/casus/{case.pk}/wissen/")
    people.at_the_desk(ruud).post(f"/beheer/bewaren/lijst/{Run.objects.get().pk}/akkoord/")
    rounds()

    assert list(SubjectAccessRequest.objects.values_list("step", flat=True)) == ["given"]


def test_on_a_ground_that_does_not_let_it_the_person_stays(fatima, ruud, signed, desk) -> None:
    case = over(fatima)
    Case.objects.update(ground="wgs")

    assert "op deze grondslag kan dat niet" in desk.get(f"/casus/{case.pk}/wissen/").content.decode()  # fmt: skip
    assert desk.post(f"/casus/{case.pk}/wissen/").status_code == 409
    assert not Run.objects.exists()


def test_while_somebody_wants_the_case_to_stay_its_person_stays_too(
    fatima, ruud, signed, desk
) -> None:
    case, now = over(fatima), timezone.now()
    run = case_destruction.propose_to_forget(case=case, by=acting(fatima, now=now))
    until = timezone.localdate() + 30 * DAY
    case_destruction.hold_case(
        case=case, by=acting(ruud, now=now), until=until, reason=CaseHoldReason.LAW
    )
    case_destruction.approve_destruction(run=run, by=acting(ruud, now=now))
    rounds()

    assert Sheet.objects.filter(kind="person").exists()
    assert RunLine.objects.get().why == "held"
    assert desk.post(f"/casus/{case.pk}/wissen/").status_code == 409
    assert (
        "iemand wil dat de casus blijft" in desk.get(f"/casus/{case.pk}/wissen/").content.decode()
    )


def test_the_ground_is_asked_again_when_it_happens(fatima, ruud, signed) -> None:
    case = over(fatima)
    run = case_destruction.propose_to_forget(case=case, by=acting(fatima, now=timezone.now()))
    case_destruction.approve_destruction(run=run, by=acting(ruud, now=timezone.now()))
    Case.objects.update(ground="wgs")
    rounds()

    assert Sheet.objects.filter(kind="person").exists()
    assert RunLine.objects.get().why == "ground"


def test_without_a_grant_nobody_asks_to_take_a_person_out(fatima, ruud, team, signed) -> None:
    case = over(fatima)
    for member in (ruud, people.a_member(team, "Joris")):
        browser = people.at_the_desk(member)
        assert browser.get(f"/casus/{case.pk}/wissen/").status_code == 403
        assert browser.post(f"/casus/{case.pk}/wissen/").status_code == 403
    assert not Run.objects.exists()


def test_a_conversation_that_is_gone_already_holds_up_no_case(team) -> None:
    report = people.a_report()
    number = report.pk
    Report.objects.filter(pk=number).update(state=ReportState.DELETED)

    assert report_destruction.begin_destruction_with_case(number, now=timezone.now())
    Report.objects.all().delete()
    assert report_destruction.begin_destruction_with_case(number, now=timezone.now())
    assert not Tombstone.objects.exists()


# cut off


class PowerCut(BaseException):
    """The machine stopped here."""


STEPS = [
    (execution, "_begin"),
    (report_destruction, "begin_destruction_with_case"),
    (report_destruction, "confirm_destruction_with_case"),
    (report_destruction, "delete_conversation_content"),
    (report_destruction, "mark_tombstone_executed"),
    (report_destruction, "finish_destruction_with_case"),
    (case_contents, "destroy_contents"),
    (execution, "_certify"),
    (execution, "_close_finished_runs"),
]


@pytest.mark.postgres
@pytest.mark.parametrize("after", [False, True], ids=["before", "after"])
@pytest.mark.parametrize(("where", "name"), STEPS, ids=[name for _, name in STEPS])
def test_a_round_that_is_cut_off_is_finished_later_and_counted_once(
    fatima, ruud, signed, monkeypatch, where, name: str, after: bool
) -> None:
    case = over(fatima)
    before = [counted() for counted in counts.ALL_COUNTS]
    approved(case, by=fatima, second=ruud)
    whole, turns = getattr(where, name), count()

    def stopping(*given: object, **named: object) -> object:
        if after:
            whole(*given, **named)
        next(turns)
        raise PowerCut

    monkeypatch.setattr(where, name, stopping)
    for _ in range(4):
        with suppress(PowerCut):
            execution.execute_approved(now=timezone.now())
    monkeypatch.setattr(where, name, whole)
    for _ in range(4):
        execution.execute_approved(now=timezone.now())
        keeping.destroy_due(now=timezone.now())

    assert next(turns) > 0
    assert left_of(case) == {"Goal", "RunLine"}
    assert Message.objects.count() == 0
    assert {one.row: one.count for one in Destruction.objects.all()} == {
        "cases-wmo": 1, "conversation-case": 1,
    }  # fmt: skip
    assert AuditEntry.objects.filter(act="case:destroy").count() == 1
    assert Tombstone.objects.get().executed_at is not None
    assert [counted() for counted in counts.ALL_COUNTS] == before


def test_the_tick_does_it(fatima, ruud, signed) -> None:
    case = over(fatima)
    approved(case, by=fatima, second=ruud)
    for _ in range(4):
        all_jobs()["case-destruction"].work(now=timezone.now())

    assert Case.objects.get(pk=case.pk).state == "destroyed"
