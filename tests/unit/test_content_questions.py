"""What nobody answered or verified is named with whom to ask, and no date says more than was done."""

import shutil
from datetime import date
from pathlib import Path

import pytest

from uitweg.platform.content import load, questions_report
from uitweg.platform.content.checks.checking import shown_facts
from uitweg.platform.content.kinds.own_number import EXAMPLE_NUMBER, without_real_numbers
from uitweg.platform.content.loading import CONTENT_FOLDER
from uitweg.platform.content.values.values import HowChecked
from uitweg.site.operations import cli

CONTENT = load()
REPORT = questions_report()


def test_each_question_says_why_whom_and_what_the_site_says_meanwhile() -> None:
    assert len(CONTENT.city_questions) > 10
    for question in CONTENT.city_questions:
        for text in (question.question, question.why, question.ask, question.meanwhile):
            assert text in REPORT


def test_everything_unverified_is_named_with_somebody_to_ask() -> None:
    lines = REPORT.splitlines()
    for fact in CONTENT.unverified:
        (line,) = [line for line in lines if line.startswith(f"  {fact.id}: ")]
        assert fact.ask_whom
        assert line.endswith(f"Ask: {fact.ask_whom}.")


def test_the_command_prints_the_questions(capsys: pytest.CaptureFixture[str]) -> None:
    assert cli.main(["check-content", "--questions"]) == 0

    assert capsys.readouterr().out.startswith("Ask the city before going live:\n1. ")


def test_no_date_of_the_first_release_claims_a_live_page() -> None:
    days = {fact.checked_on: fact.how_checked for fact in shown_facts(CONTENT)}

    assert days[date(2026, 11, 24)] is HowChecked.NOTES
    assert days[date(2026, 11, 27)] is HowChecked.COPY


def test_a_day_that_is_not_listed_means_the_page_itself(tmp_path: Path) -> None:
    root = Path(shutil.copytree(CONTENT_FOLDER, tmp_path / "content"))
    contacts = root / "contacts.yaml"
    text = contacts.read_text(encoding="utf-8")
    contacts.write_text(text.replace("2026-11-24", "2026-11-29", 1), encoding="utf-8")

    assert load(root).contacts[0].how_checked is HowChecked.PAGE


def test_a_region_without_a_confirmed_way_in_is_still_named() -> None:
    regions = {region.id: region for region in CONTENT.regions}

    assert regions["drenthe"].reachable
    assert not regions["tilburg"].reachable
    assert "utrecht" not in regions  # nothing but the old list says who it is


def test_a_demo_calls_no_coordinator_of_any_region(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("UITWEG_DEMO", "yes")
    for region in CONTENT.regions:
        shown = without_real_numbers(region, "nl")
        assert (shown.mail, shown.url) == ("", "")
        assert shown.number.startswith(EXAMPLE_NUMBER) is region.reachable
