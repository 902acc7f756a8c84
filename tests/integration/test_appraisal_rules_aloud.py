"""What the rules say together stands on the main page, each sentence with a link to its fact."""

from dataclasses import replace
from datetime import date

import pytest

from tests.support.appraisals import WeighedCase, a_draft, a_fact, whole_content
from uitweg.casework.appraisal.facts.rules.content import AppraisalContent, FactLane
from uitweg.casework.cases.case.models import Case
from uitweg.casework.cases.timeline.rules.fuzzy_dates import FuzzyDate, Precision
from uitweg.platform.accounts.models import Member

DOOR = a_fact(
    "door",
    title="Voordeur van 12 augustus",
    lane=FactLane.OFFENCE,
    at=FuzzyDate(date(2026, 8, 12), Precision.DAY),
    supports=frozenset(),
)


def section(weighed: WeighedCase) -> str:
    page = weighed.desk(weighed.author).get(weighed.address).content.decode()
    return " ".join(
        page.partition('aria-labelledby="regels"')[2].partition("</section>")[0].split()
    )


@pytest.mark.postgres
def test_each_offence_has_its_day_age_and_law(case: Case, fatima: Member, joris: Member) -> None:
    whole = whole_content()
    shown = section(a_draft(case, fatima, joris, replace(whole, facts=(*whole.facts, DOOR))))

    assert "22 februari 2026, 17 jaar" in shown
    assert "12 augustus 2026, 18 jaar" in shown
    assert "Onder de 18: handeling en oogmerk zijn genoeg." in shown
    assert "Handeling, middel en oogmerk zijn alle drie nodig." in shown
    assert "Mensenhandel, artikel 273f, vanaf 15 november 2013" in shown
    assert '<b>Middel.</b> Steunt, los van de jongere. <a href="#fact-threat"' in shown
    assert "van voor de achttiende verjaardag" in shown


def test_the_indicators_say_that_nobody_checked_them(
    case: Case, fatima: Member, joris: Member
) -> None:
    whole = whole_content()
    signs = replace(whole.facts[0], indicators=frozenset({"ind-held-family", "ind-held-debt"}))
    shown = section(a_draft(case, fatima, joris, replace(whole, facts=(signs, *whole.facts[1:]))))

    assert "nog te controleren" in shown
    assert "Niemand heeft die getoetst." in shown
    assert "Dreiging tegen familie of vrienden." in shown


def test_an_empty_weighing_says_that_there_is_nothing_yet(
    case: Case, fatima: Member, joris: Member
) -> None:
    shown = section(a_draft(case, fatima, joris, AppraisalContent()))

    assert "Nog geen strafbaar feit opgeschreven." in shown
    assert "geen slachtoffer" not in shown
