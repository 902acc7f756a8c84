"""Danger stays on Nu, also after an answer, until a member says how it ended."""

from datetime import timedelta

import pytest
from django.utils import timezone

from tests.support import people
from uitweg.casework.cases.case.models import Case
from uitweg.channel.conversation.models import Message, Report
from uitweg.channel.deletion.actions.coarsening import coarsen_conversations
from uitweg.channel.deletion.actions.report_destruction import reports_a_term_can_end
from uitweg.platform.accounts.rules import Role
from uitweg.platform.audit.models import AuditEntry
from uitweg.platform.sealing import tokens

KEYS = (Role.COORDINATOR, Role.LEAD)


def answer(browser, report: Report) -> None:  # type: ignore[no-untyped-def]
    typed = {"text": "Ben je nu veilig?", "key": tokens.new_token(16).hex(), "seen": 2**40}
    assert browser.post(f"/werk/melding/{report.pk}/", typed).status_code == 302


def end(browser, report: Report, why: str = "said-safe", seen: int | None = None, **more: str):  # type: ignore[no-untyped-def]
    last = Message.objects.filter(report=report).order_by("-id").first()
    typed = {"why": why, "seen": last.pk if seen is None else seen, **more}
    return browser.post(f"/werk/melding/{report.pk}/gevaar/", typed)


def waits(browser) -> str:  # type: ignore[no-untyped-def]
    """Return the block of Nu with danger that was answered; "" without one."""
    page = browser.get("/werk/").content.decode()
    return page.partition('aria-labelledby="wacht-op-jongere"')[2].partition("</section>")[0]


def records() -> list[tuple[str, str]]:
    entries = AuditEntry.objects.filter(act="report:end-danger", result="done")
    return list(entries.values_list("thing", "reason"))


@pytest.fixture
def report(desk) -> Report:  # type: ignore[no-untyped-def]
    """A report with danger that Fatima answered."""
    report = people.a_report(danger=True)
    answer(desk, report)
    return report


@pytest.mark.parametrize("role", KEYS)
def test_the_whole_team_sees_whose_it_is_since_when_and_the_reminder(report, team, role) -> None:
    block = waits(people.at_the_desk(people.a_member(team, "Ander", role)))

    assert report.number in block
    assert "van Fatima" in block
    assert "sinds" in block
    assert "herinnering was" not in block
    assert people.STORY not in block


def test_before_an_answer_it_is_danger_now_and_does_not_wait_for_the_youngster(desk) -> None:
    people.a_report(danger=True)

    assert waits(desk) == ""


def test_a_report_without_danger_does_not_stay(desk) -> None:
    answer(desk, people.a_report())

    assert waits(desk) == ""


def test_after_the_term_the_reminder_says_that_it_is_over(report, desk) -> None:
    long_ago = timezone.now() - timedelta(minutes=61)
    report.answers.update(written_at=long_ago)
    Message.objects.update(handled_at=long_ago)

    assert "herinnering was" in waits(desk)


def test_another_answer_starts_the_term_again(report, desk) -> None:
    long_ago = timezone.now() - timedelta(minutes=61)
    report.answers.update(written_at=long_ago)
    Message.objects.update(handled_at=long_ago)
    answer(desk, report)

    assert "herinnering was" not in waits(desk)


@pytest.mark.parametrize("why", ["said-safe", "seen-safe", "police", "no-danger"])
@pytest.mark.parametrize("role", KEYS)
def test_a_member_ends_it_with_a_reason_that_is_recorded(report, team, role, why) -> None:
    member = people.a_member(team, "Ander", role)
    browser = people.at_the_desk(member)
    done = end(browser, report, why, back="now")
    row = Message.objects.get()

    assert done.url.partition("?")[0] == "/werk/"
    said = browser.get(done.url).content.decode()
    assert f"Hoe het gevaar van {report.number} afliep is vastgelegd." in said
    assert waits(browser) == ""
    assert (row.danger_end, row.danger_ended_by) == (why, member.pk)
    assert records() == [(f"report:{report.pk}", why)]


def test_it_goes_on_in_the_case_only_when_there_is_one(report, desk) -> None:
    assert "We gaan verder in de casus" not in waits(desk)
    assert end(desk, report, "in-case").status_code == 409
    assert report.number in waits(desk)

    desk.post(f"/werk/melding/{report.pk}/casus/")
    assert "We gaan verder in de casus" in waits(desk)
    assert end(desk, report, "in-case").status_code == 302
    assert waits(desk) == ""
    assert Case.objects.get().danger_to_judge


def test_the_worker_leaves_the_reminder_its_moment_until_the_danger_ended(report, desk) -> None:
    coarsen_conversations(now=timezone.now())
    assert not Message.objects.get().day_only
    assert "herinnering was" not in waits(desk)

    end(desk, report)
    coarsen_conversations(now=timezone.now())
    assert Message.objects.get().day_only


def test_no_term_ends_a_conversation_whose_danger_nobody_ended(report, desk) -> None:
    desk.post(f"/werk/melding/{report.pk}/advies/", {"outcome": "advised", "seen": 2**40})
    assert Report.objects.get().state == "advice"
    assert not reports_a_term_can_end().exists()

    end(desk, report)
    assert reports_a_term_can_end().exists()


@pytest.mark.parametrize("wrong", [{"why": ""}, {"why": "bored"}, {"seen": -1}])
def test_without_a_known_reason_it_stays(report, desk, wrong) -> None:
    end(desk, report, **wrong)

    assert report.number in waits(desk)
    assert records() == []


@pytest.mark.parametrize("role", sorted(set(Role) - set(KEYS)))
def test_who_does_not_read_reports_ends_nothing(report, team, role) -> None:
    assert end(people.at_the_desk(people.a_member(team, "Ander", role)), report).status_code == 403
    assert Message.objects.get().danger_end == ""


def test_a_stranger_ends_nothing(report, client, public) -> None:
    answers = [end(client, report), end(public, report)]

    assert answers[1].status_code == 404
    assert answers[0].status_code in (302, 401, 403)
    assert Message.objects.get().danger_end == ""


def test_a_second_click_is_told_and_changes_nothing(report, desk) -> None:
    assert [end(desk, report).status_code, end(desk, report, "police").status_code] == [302, 409]
    assert Message.objects.get().danger_end == "said-safe"


def test_danger_of_which_the_page_did_not_know_is_not_ended_along(desk) -> None:
    report = people.a_report(danger=True)
    first = Message.objects.get()
    answer(desk, report)
    Message.objects.create(
        report=report, key=b"k" * 16, digest=b"d" * 32, danger_now=True,
        received_at=timezone.now(), for_team=b"", for_reporter=b"",
    )  # fmt: skip
    answer(desk, report)  # a colleague, while the page of the first danger is still open
    end(desk, report, seen=first.pk)
    ends = Message.objects.order_by("id").values_list("danger_end", flat=True)

    assert list(ends) == ["said-safe", ""]
    assert report.number in waits(desk)


def test_danger_that_waits_for_an_answer_is_not_ended(desk) -> None:
    assert end(desk, people.a_report(danger=True)).status_code == 409
    assert Message.objects.get().danger_end == ""


def test_the_page_of_the_report_says_so_with_112_until_it_is_ended(report, desk) -> None:
    before = desk.get(f"/werk/melding/{report.pk}/").content.decode()
    end(desk, report)
    after = desk.get(f"/werk/melding/{report.pk}/").content.decode()

    assert "wacht op de jongere" in before
    assert "Bel 112" in before
    assert "wacht op de jongere" not in after


def test_a_report_that_became_a_case_or_advice_stays_and_a_deleted_one_does_not(
    report, desk
) -> None:
    for state in ("case", "advice"):
        Report.objects.update(state=state)
        assert report.number in waits(desk)
    for state in ("junk", "deleted"):
        Report.objects.update(state=state)
        assert waits(desk) == ""


def test_the_label_stays_in_the_list_after_it_ended(report, desk) -> None:
    end(desk, report)

    assert '<span class="tag red">gevaar</span>' in desk.get("/werk/meldingen/").content.decode()
