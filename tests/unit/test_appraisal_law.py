"""Which text of the law held when, what changed, and how old somebody was on a fuzzy date."""

from datetime import date

import pytest

from tests.support.appraisal_facts import on
from uitweg.casework.appraisal.facts.rules.ages import AgeSpan, age_on, days_of, is_child_on
from uitweg.casework.appraisal.law.rules.law import law_changes, law_on, pending, unsure_on
from uitweg.casework.cases.timeline.rules.fuzzy_dates import FuzzyDate, Precision, parse
from uitweg.platform.content import load
from uitweg.platform.content.values.appraisal import LawStatus, LawText, LawTopic

LAWS = load().appraisal.laws
FACTS_ON, TODAY = date(2022, 2, 22), date(2026, 11, 28)


def ids(laws: tuple[LawText, ...], topic: LawTopic) -> list[str]:
    return [law.id for law in laws if law.topic is topic]


@pytest.mark.parametrize(
    ("topic", "day", "held", "unsure"),
    [
        (LawTopic.PROSECUTION, date(2022, 3, 31), [], ["text-om-2013"]),
        (LawTopic.PROSECUTION, date(2022, 4, 1), ["text-om-2022"], []),
        (LawTopic.EU, date(2013, 4, 5), [], []),
        (LawTopic.EU, date(2026, 7, 14), ["text-eu-8-2011"], []),
        (LawTopic.EU, date(2026, 7, 15), ["text-eu-8-2024"], []),
        (LawTopic.ADOLESCENT, date(2014, 3, 31), [], ["text-77c-old"]),
        (LawTopic.ADOLESCENT, date(2014, 4, 1), ["text-77c-2014"], []),
        (LawTopic.COUNCIL_OF_EUROPE, date(2010, 7, 31), [], []),
        (LawTopic.COUNCIL_OF_EUROPE, date(2010, 8, 1), ["text-coe-26"], []),
        (LawTopic.DURESS, TODAY, [], ["text-40-sr"]),
    ],
)
def test_the_text_of_the_day(
    topic: LawTopic, day: date, held: list[str], unsure: list[str]
) -> None:
    assert ids(law_on(LAWS, day), topic) == held
    assert ids(unsure_on(LAWS, day), topic) == unsure


def test_a_moment_across_a_change_has_both_texts_to_be_checked() -> None:
    spring = FuzzyDate(date(2022, 3, 1), Precision.SEASON)

    assert ids(law_on(LAWS, spring), LawTopic.PROSECUTION) == []
    assert ids(unsure_on(LAWS, spring), LawTopic.PROSECUTION) == ["text-om-2013", "text-om-2022"]


def test_old_and_new_stand_beside_each_other_where_it_changed() -> None:
    changes = law_changes(LAWS, FACTS_ON, TODAY)

    assert [(each.on, each.old and each.old.id, each.new.id) for each in changes] == [
        (date(2022, 4, 1), "text-om-2013", "text-om-2022"),
        (date(2022, 7, 1), "text-sepot-2020", "text-sepot-2022"),
        (date(2026, 7, 15), "text-eu-8-2011", "text-eu-8-2024"),
    ]
    assert law_changes(LAWS, date(2026, 7, 15), TODAY) == ()


def test_what_is_pending_is_never_law() -> None:
    bills = pending(LAWS)

    assert [bill.id for bill in bills] == ["text-273f-bill"]
    for day in (date(1990, 1, 1), TODAY, date(2100, 1, 1)):
        assert not set(bills) & {*law_on(LAWS, day), *unsure_on(LAWS, day)}


def test_on_each_day_a_topic_has_at_most_one_text() -> None:
    for topic in LawTopic:
        days = [law.valid_from or law.valid_to for law in LAWS if law.topic is topic]
        for day in [day for day in days if day]:
            assert len(ids(law_on(LAWS, day), topic)) <= 1


def test_texts_of_one_topic_follow_each_other_without_a_gap() -> None:
    for law in LAWS:
        if law.status is LawStatus.PAST and law.valid_to:
            after = [each for each in LAWS if each.topic is law.topic and each.valid_from]
            assert any(
                (each.valid_from - law.valid_to).days == 1 for each in after if each.valid_from
            )


@pytest.mark.parametrize(
    ("born", "when", "span", "is_child", "words"),
    [
        (date(2008, 3, 14), on(2026, 3, 13), AgeSpan(17, 17), True, "17 jaar"),
        (date(2008, 3, 14), on(2026, 3, 14), AgeSpan(18, 18), False, "18 jaar"),
        (date(2008, 3, 14), date(2026, 3, 14), AgeSpan(18, 18), False, "18 jaar"),
        (
            date(2008, 3, 14),
            FuzzyDate(date(2026, 3, 1), Precision.MONTH),
            AgeSpan(17, 18),
            None,
            "17 of 18 jaar",
        ),
        (
            date(2008, 3, 14),
            FuzzyDate(date(2025, 1, 1), Precision.YEAR, is_approximate=True),
            AgeSpan(15, 18),
            None,
            "tussen 15 en 18 jaar",
        ),
        (date(2008, 2, 29), on(2026, 2, 28), AgeSpan(17, 17), True, "17 jaar"),
        (date(2008, 2, 29), on(2026, 3, 1), AgeSpan(18, 18), False, "18 jaar"),
    ],
)
def test_the_age_on_each_date(
    born: date, when: FuzzyDate | date, span: AgeSpan, is_child: bool | None, words: str
) -> None:
    assert age_on(born, when) == span
    assert is_child_on(born, when) is is_child
    assert span.words == words


def test_without_a_birthday_or_a_moment_there_is_no_age() -> None:
    assert age_on(None, TODAY) is None
    assert age_on(date(2008, 3, 14), None) is None
    assert is_child_on(None, TODAY) is None


@pytest.mark.parametrize(
    ("typed", "first", "last"),
    [
        ("14 maart 2025", date(2025, 3, 14), date(2025, 3, 14)),
        ("rond 14 maart 2025", date(2025, 3, 7), date(2025, 3, 21)),
        ("februari 2024", date(2024, 2, 1), date(2024, 2, 29)),
        ("rond februari 2024", date(2024, 1, 1), date(2024, 3, 31)),
        ("winter 2025", date(2025, 12, 1), date(2026, 2, 28)),
        ("vierde kwartaal 2025", date(2025, 10, 1), date(2025, 12, 31)),
        ("2025", date(2025, 1, 1), date(2025, 12, 31)),
        ("rond 2024", date(2023, 1, 1), date(2025, 12, 31)),
    ],
)
def test_the_days_that_a_typed_moment_can_have_been(typed: str, first: date, last: date) -> None:
    when = parse(typed, today=TODAY)

    assert when
    assert days_of(when) == (first, last)
