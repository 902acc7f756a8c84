"""The paper of a weighing: what stands first, that each sentence names its fact, that nothing adds up."""

from dataclasses import replace
from datetime import date
from typing import Any

from hypothesis import given, settings
from hypothesis import strategies as st

from tests.support.appraisal_facts import a_fact, any_facts, on
from uitweg.casework.appraisal.compartment.rules.stages import Authority, Place
from uitweg.casework.appraisal.facts.rules.content import (
    AppraisalContent,
    Conclusion,
    Doubt,
    DoubtState,
    ElementAnswer,
    Fit,
    FitKind,
    Scenario,
    Unseen,
    WrittenJudgement,
)
from uitweg.casework.appraisal.paper.rules.front import NO_OPEN_DOUBT, NOT_AN_EXPERT, SAW_EARLIER
from uitweg.casework.appraisal.paper.rules.frozen import FrozenAppraisal, FrozenJudgement
from uitweg.casework.appraisal.paper.rules.report import (
    WHERE,
    ReportCircumstances,
    ReportFinding,
    ReportVersion,
    make_report,
)
from uitweg.casework.appraisal.paper.rules.values import (
    NO_FACT,
    AppraisalReport,
    FactNumbers,
    ReportRow,
    ReportSection,
    cited,
    texts_of,
)
from uitweg.platform.content import load

QUESTIONS = tuple(question.id for question in load().appraisal.elements)
AROUND = ReportCircumstances(
    city="Voorbeeldstad",
    phone="06-1",
    made_on="28 november 2026",
    facts_closed_on="20 november 2026",
    judged_on={Place.FIRST: "21 november 2026", Place.SECOND: "22 november 2026"},
    sha256="ab" * 32,
    findings=[ReportFinding(authority, "") for authority in Authority],
    versions=[ReportVersion(1, "Dit is deze versie.")],
)


def a_judgement(place: Place, conclusion: Conclusion, **said: Any) -> FrozenJudgement:
    written = WrittenJudgement(
        tuple((question, conclusion) for question in QUESTIONS),
        text="Zij kon niet weg.",
        against="Zij kreeg geld.",
        unknown="Wie begon.",
        why_wrong="Misschien hield het op.",
    )
    name = "Fatima" if place is Place.FIRST else "Joris"
    frozen = FrozenJudgement(place, name, place is Place.SECOND, "2026-11-21", written)
    return replace(frozen, **said)


def a_report(facts: Any = (), *, saw_earlier: bool = False, **said: Any) -> AppraisalReport:
    scenarios = (
        Scenario("a", "Onder druk", "Zij moest."),
        Scenario("b", "Voor het geld", "Zij wilde."),
    )
    content = AppraisalContent(
        facts=tuple(facts),
        scenarios=scenarios,
        fits=tuple(Fit(s.key, f.key, FitKind.FITS, "zo") for s in scenarios for f in facts),
        elements=tuple(
            ElementAnswer(question, "Niets gevonden.", "Wie begon.", "Wij zagen een deel.")
            for question in QUESTIONS
        ),
        doubts=(Doubt("d", "Kon zij weg?", "In mei.", "De chat."),),
        unseen=(Unseen("u", "Het dossier", "Gevraagd."),),
        born=date(2009, 5, 1),
    )
    frozen = FrozenAppraisal(
        case="U-0012",
        version=1,
        facts_closed_at="2026-11-20T10:00:00+00:00",
        content=replace(content, **said),
        judgements=(
            a_judgement(Place.FIRST, Conclusion.PLAUSIBLE),
            a_judgement(Place.SECOND, Conclusion.CANNOT_SAY, saw_earlier=saw_earlier),
        ),
    )
    return make_report(frozen, load().appraisal, AROUND)


def test_open_doubts_stand_first_and_then_what_it_is_not() -> None:
    first, second = a_report().sections[:2]

    assert (first.title, first.rows[0].head) == ("Open twijfels", "Kon zij weg?")
    assert second.rows[0].head == NOT_AN_EXPERT
    settled = Doubt("d", "x", "y", state=DoubtState.ACCEPTED, reason="z")
    refuted = replace(settled, key="e", state=DoubtState.REFUTED)
    none_open = a_report(doubts=(settled, refuted)).sections[0]
    assert (none_open.rows, none_open.empty) == ((), NO_OPEN_DOUBT)
    assert a_report(doubts=(settled,)).section("Twijfels die zijn beantwoord").rows[0].head == (
        "x (aanvaard)"
    )


def test_that_there_is_nothing_is_said_of_a_section_that_has_nothing() -> None:
    nothing = ReportSection("Twijfels", empty="Er is geen twijfel.")
    something = replace(nothing, rows=(ReportRow("Zij kon weg."),))

    assert list(texts_of(nothing)) == ["Twijfels", "Er is geen twijfel."]
    assert list(texts_of(something)) == ["Twijfels", "Zij kon weg."]


def test_the_difference_is_printed_and_an_equal_judgement_says_so() -> None:
    rows = a_report().section("Waar zij verschillen").rows

    assert len(rows) == len(QUESTIONS)
    assert rows[0].text == "Fatima: aannemelijk. Joris: niet te zeggen."


def test_a_judge_who_saw_the_other_of_an_earlier_version_is_printed_so() -> None:
    first, second = a_report(saw_earlier=True).section("De twee oordelen naast elkaar").rows

    assert SAW_EARLIER in second.text
    assert SAW_EARLIER not in first.text
    assert (
        "over deze versie voordat" in a_report().section("Verklaring van wie tekent").rows[0].text
    )


def test_what_was_not_seen_stands_on_the_first_page() -> None:
    assert ("Niet door ons gezien", "Het dossier") in a_report().lead


def test_a_question_of_the_law_is_its_own_heading() -> None:
    act = load().appraisal.element("act")
    assert a_report().section(act.question).rows[0].text == act.title


def test_a_fact_stands_beside_words_only_when_a_person_put_it_there() -> None:
    report = a_report()
    tables = {each.title: each.table for each in report.sections if each.table}
    words = tables["In hun eigen woorden"]
    assert words

    assert tables["Per vraag van de wet"].columns[-1] == "Feiten bij de vraag"
    assert len(words.columns) == 3
    assert not [cell for row in words.rows for cell in row if "feit 1" in cell]
    asked = [
        row
        for section in report.sections
        if section.table and section.table.columns[0] == "Gevraagd"
        for row in section.table.rows
        if row[0] in ("Wat weten we niet?", "Waarom kan dit niet kloppen?")
    ]
    assert asked
    assert {row[-1] for row in asked} == {"geen feit"}
    assert "tellen daarin niet mee" in report.section("De vragen van de wet").rows[0].text


def test_the_nine_parts_are_a_list_of_where_each_stands() -> None:
    report = a_report()
    table = report.section("De onderdelen van een deskundigenrapport").table
    assert table is not None

    assert {part.id for part in load().appraisal.report_parts} == set(WHERE)
    assert len(table.rows) == 9
    titles = {section.title for section in report.sections} | {"Wat zegt de regel"}
    named = {name.strip(" .") for _, where in WHERE.values() for name in where.split(";")}
    heads = {name.split(",")[0].split(".")[0] for name in named}
    assert heads - titles <= {
        "bij elke vraag van de wet",
        "Alleen als feit met een bron",
        "Wat de regel zegt",
    }


@settings(max_examples=25)
@given(any_facts("means", "gain", least=1))
def test_each_sentence_about_the_youngster_names_its_fact_or_says_that_there_is_none(facts) -> None:
    report, numbers = a_report(facts), FactNumbers(facts)
    for section in report.sections:
        for row in section.rows:
            if row.cites is not None:
                assert row.under.endswith((f"Feiten erbij: {cited(row.cites)}.", NO_FACT))
                assert set(row.cites) <= set(numbers.all)
        if section.table and section.table.columns[-1] in ("Rust op", "Feiten erbij"):
            assert all(row[-1].startswith(("feit ", "geen feit")) for row in section.table.rows)


@settings(max_examples=25)
@given(any_facts("means", "gain", least=1))
def test_each_fact_is_printed_once_with_its_source_and_who_heard_it_first(facts) -> None:
    rows = a_report(facts).section("Feiten en bronnen").rows

    assert len(rows) == len(facts)
    for row in rows:
        assert "Bron: schermfoto" in row.under
        assert "Het eerst gehoord door mentor" in row.under


@settings(max_examples=25)
@given(any_facts("means", "gain", least=2), st.randoms())
def test_the_order_in_which_facts_were_written_changes_nothing(facts, chance) -> None:
    other = list(facts)
    chance.shuffle(other)

    assert list(a_report(facts).texts) == list(a_report(other).texts)


@settings(max_examples=25)
@given(any_facts(*QUESTIONS))
def test_nothing_on_it_is_a_score_and_nobody_is_called_no_victim(facts) -> None:
    text = " ".join(a_report(facts).texts).lower()

    assert "geen slachtoffer is" in text  # in the sentence that says what a no does not mean
    assert text.count("geen slachtoffer") == 1
    assert not [word for word in ("score:", "punten", "totaal", "procent", "%") if word in text]


def test_authorities_stand_apart_and_never_as_one() -> None:
    rows = a_report().section("Wat anderen vinden, elk apart").rows

    assert [row.head for row in rows] == [authority.words for authority in Authority]
    assert {row.text for row in rows} == {"Niet bekend."}


def test_a_fact_that_fits_all_alike_says_that_it_does_not_distinguish() -> None:
    report = a_report([a_fact("f1"), a_fact("f2"), a_fact("f3"), a_fact("f4"), a_fact("f5")])
    table = report.section("Wat past bij feit 1 tot en met 4").table

    assert table is not None
    assert table.rows[0][1] == "past (onderscheidt niet): zo"
    assert report.section("Wat past bij feit 5")


def test_a_text_whose_first_day_is_unknown_is_to_be_checked_for_each_fact() -> None:
    table = (
        a_report([a_fact("f1", at=on(2026, 2, 20))]).section("De wet op de dag van de feiten").table
    )

    assert table is not None
    held = {title: facts for title, _, facts in table.rows}
    assert held["Overmacht, artikel 40 Sr"] == "nog te controleren: feit 1"
    assert held["Mensenhandel, artikel 273f, vanaf 15 november 2013"] == "feit 1"
    assert held["Aanwijzing mensenhandel van het OM, van 21 juni 2013 (2013A012)"] == "geen feit"


def test_numbers_of_facts_in_words() -> None:
    in_words = {
        (): "",
        (2,): "feit 2",
        (1, 3, 4): "feit 1, 3 en 4",
        (2, 3, 4): "feit 2, 3 en 4",
        (2, 3, 4, 5): "feit 2 tot en met 5",
        (1, 2, 3, 5): "feit 1, 2, 3 en 5",
    }
    for numbers, words in in_words.items():
        assert cited(f"feit {number}" for number in numbers) == words
