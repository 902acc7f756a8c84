"""The time axis: what stands where, what it says of distance and order, and how it is drawn."""

import re
from dataclasses import replace
from datetime import date
from typing import Any
from xml.etree import ElementTree

import pytest
from hypothesis import given
from hypothesis import strategies as st

from uitweg.casework.appraisal.axis.rules.axis import build_axis, pictures
from uitweg.casework.appraisal.axis.rules.days import distance, short_words
from uitweg.casework.appraisal.axis.rules.horizontal import LyingLayout
from uitweg.casework.appraisal.axis.rules.laws_beside import MEANS_BY_CHILD, laws_beside
from uitweg.casework.appraisal.axis.rules.pictures import axis_svg, draw, lead_sentence
from uitweg.casework.appraisal.axis.rules.rows import axis_rows
from uitweg.casework.appraisal.axis.rules.svg import rows_without_overlap, sign
from uitweg.casework.appraisal.axis.rules.vertical import DAY
from uitweg.casework.appraisal.facts.rules.content import (
    AppraisalContent,
    AppraisalFact,
    FactLane,
    Independence,
    SourceKind,
)
from uitweg.casework.cases.timeline.rules.fuzzy_dates import parse
from uitweg.platform.content.values.appraisal import LawStatus, LawText, LawTopic
from uitweg.platform.content.values.values import HowChecked

TODAY = date(2026, 11, 28)


def law(title: str, first: date | None, last: date | None, *, checked: bool = True) -> LawText:
    return LawText(
        id=title.replace(" ", "-"),
        title=title,
        topic=LawTopic.TRAFFICKING,
        valid_from=first,
        valid_to=last,
        checked_on=TODAY if checked else None,
        status=LawStatus.PAST if last else LawStatus.IN_FORCE,
        order=1,
        text="",
        sources=(),
        owner="",
        review_months=3,
        note="",
        ask_whom="",
        how_checked=HowChecked.COPY,
        lang="nl",
    )


OLD = law("oude tekst", date(2013, 11, 15), date(2026, 6, 30))
NEW = law("nieuwe tekst", date(2026, 7, 1), None, checked=False)


def fact(key: str, lane: FactLane, at: str, **said: Any) -> AppraisalFact:
    plain = dict.fromkeys(("text", "first_heard_by", "how_obtained", "corroboration"), "")
    return AppraisalFact(
        key=key,
        title=said.pop("title", f"feit {key}"),
        lane=lane,
        source="chat",
        source_kind=SourceKind.DEVICE,
        independence=Independence.INDEPENDENT,
        at=parse(at, today=TODAY),
        **plain,
        **said,
    )


def content(*facts: AppraisalFact, born: date | None = date(2008, 3, 14)) -> AppraisalContent:
    return AppraisalContent(facts=facts, born=born)


THREAT = fact("t", FactLane.THREAT, "11 augustus 2026", time="19:00", title="Vannacht")
ACT = fact("o", FactLane.OFFENCE, "12 augustus 2026", time="02:10", title="Voordeur", follows="t")


@pytest.mark.parametrize(
    ("threat", "act", "words"),
    [
        ("11 augustus 2026 19:00", "12 augustus 2026 02:10", "zeven uur"),
        ("11 augustus 2026 23:50", "12 augustus 2026 00:05", "15 minuten"),
        ("20 februari 2026 11:40", "22 februari 2026", "twee dagen"),
        ("20 februari 2026", "20 februari 2026", "dezelfde dag"),
        ("20 februari 2026", "21 februari 2026", "één dag"),
        ("20 februari 2026 09:00", "22 februari 2026 09:00", "twee dagen"),
        ("20 februari 2026", "maart 2026", "9 tot 39 dagen"),
        ("februari 2026", "februari 2026", "volgorde niet zeker"),
        ("rond 20 februari 2026", "1 maart 2026", "ongeveer 2 tot 16 dagen"),
        ("22 februari 2026", "20 februari 2026", "twee dagen ervoor"),
        ("maart 2026", "januari 2026", "ervoor"),
        ("", "20 februari 2026", ""),
    ],
)
def test_a_distance_looks_no_more_precise_than_its_dates(threat: str, act: str, words: str) -> None:
    facts = []
    for key, typed in (("t", threat), ("o", act)):
        day, time = re.fullmatch(r"(.*?)(?: (\d\d:\d\d))?", typed).groups()  # type: ignore[union-attr]
        facts.append(fact(key, FactLane.THREAT, day, time=time or ""))

    assert distance(*facts) == words


@pytest.mark.parametrize(
    ("typed", "words"),
    [
        ("15 oktober 2025", "15 okt 2025"),
        ("rond 15 maart 2025", "15 mrt 2025 ±"),
        ("mei 2026", "mei 2026"),
        ("zomer 2025", "zomer 2025"),
        ("winter 2025 op 2026", "winter 2025 op 2026"),
        ("tweede kwartaal 2026", "tweede kwartaal 2026"),
        ("2025", "2025"),
    ],
)
def test_a_date_is_said_in_a_few_letters(typed: str, words: str) -> None:
    assert short_words(parse(typed, today=TODAY)) == words


def test_without_a_dated_fact_there_is_no_axis() -> None:
    undated = fact("a", FactLane.DONE_TO, "")

    assert build_axis(content(undated), today=TODAY) is None
    assert axis_svg(content(undated), today=TODAY) == ""


def test_a_fact_about_the_person_alone_draws_nothing_but_has_its_row() -> None:
    person = fact("p", FactLane.PERSON, "2019")

    assert build_axis(content(person), today=TODAY) is None
    assert [row.key for row in axis_rows(content(person), today=TODAY)] == ["p"]


def test_a_fact_about_the_person_is_drawn_between_the_others() -> None:
    asked = fact("p", FactLane.PERSON, "11 augustus 2026", title="Vroeg er zelf om")
    earlier = fact("e", FactLane.PERSON, "2019")
    axis = build_axis(content(THREAT, ACT, asked, earlier), today=TODAY)

    assert axis is not None
    assert {mark.key for mark in axis.marks} == {"t", "o", "p"}
    assert LyingLayout(axis).at["p"][1] > LyingLayout(axis).axis_y


def test_a_link_whose_order_is_not_sure_is_dashed() -> None:
    month = fact("m", FactLane.OFFENCE, "augustus 2026", follows="t")
    axis = build_axis(content(THREAT, month), today=TODAY)

    assert axis is not None
    assert [link.is_sure for link in axis.links] == [False]
    assert lead_sentence(axis).startswith("Of de dreiging eerder was, is niet zeker: ")


def test_the_axis_runs_over_whole_months() -> None:
    axis = build_axis(content(THREAT, ACT), today=TODAY)

    assert axis is not None
    assert (axis.first, axis.last) == (date(2026, 8, 1), date(2026, 8, 31))


def test_who_turns_18_during_the_facts_has_a_line_and_a_row() -> None:
    facts = content(fact("a", FactLane.OFFENCE, "20 februari 2026"), ACT)
    axis = build_axis(facts, today=TODAY)

    assert axis is not None
    assert axis.adult_on == date(2026, 3, 14)
    assert [(band.words, band.is_strong) for band in axis.ages] == [
        ("17 jaar", False),
        ("18 jaar, sinds 14 maart", True),
    ]
    row = next(row for row in axis_rows(facts, today=TODAY) if row.key == "achttien")
    assert (row.when, row.age) == ("14 mrt 2026", "18 jaar")


def test_who_was_born_on_29_february_turns_18_on_1_march() -> None:
    facts = content(
        fact("a", FactLane.OFFENCE, "1 februari 2026"),
        fact("b", FactLane.OFFENCE, "1 april 2026"),
        born=date(2008, 2, 29),
    )
    axis = build_axis(facts, today=TODAY)

    assert axis is not None
    assert axis.adult_on == date(2026, 3, 1)


def test_above_two_years_each_year_with_a_fact_has_its_picture() -> None:
    facts = content(
        fact("t", FactLane.THREAT, "3 maart 2022"),
        fact("o", FactLane.OFFENCE, "5 maart 2022", follows="t"),
        fact("b", FactLane.OFFENCE, "1 juli 2025", follows="t"),
    )
    axis = build_axis(facts, today=TODAY)
    assert axis is not None

    parts = pictures(axis)

    assert [part.first.year for part in parts] == [2022, 2025]
    assert [[link.act for link in part.links] for part in parts] == [["o"], []]
    assert [year.heading for year in draw(axis)] == ["2022", "2025"]


def test_marks_on_one_day_stand_in_rows_of_their_own() -> None:
    facts = [fact(str(n), FactLane.DONE_TO, "11 augustus 2026") for n in range(5)]
    axis = build_axis(content(*facts), today=TODAY)
    assert axis is not None

    points = LyingLayout(axis).at.values()

    assert len({y for _, y in points}) == 5
    assert len({x for x, _ in points}) == 1


@given(st.lists(st.tuples(st.integers(0, 1000), st.integers(1, 200)), max_size=30))
def test_nothing_in_one_row_overlaps(sizes: list[tuple[int, int]]) -> None:
    spans = [(float(first), float(first + width)) for first, width in sizes]
    rows = rows_without_overlap(spans)

    for place, (first, last) in enumerate(spans):
        for other, (begin, end) in enumerate(spans[:place]):
            assert rows[place] != rows[other] or last < begin or first > end


def test_each_mark_leads_to_a_row_of_the_table_and_each_fact_has_one() -> None:
    facts = content(
        THREAT,
        ACT,
        fact("f", FactLane.PHASE, "juli 2026"),
        fact("d", FactLane.DEBT, "1 augustus 2026", amount=1800),
        fact("u", FactLane.DONE_TO, ""),
    )
    axis = build_axis(facts, [OLD, NEW], today=TODAY)
    assert axis is not None
    drawn = "".join(year.lying + year.standing for year in draw(axis))
    rows = {row.key for row in axis_rows(facts, [OLD, NEW], today=TODAY)}

    led_to = set(re.findall(r'href="#r-([^"]+)"', drawn))

    assert led_to <= rows
    assert {"t", "o", "f", "d"} <= led_to
    assert rows >= {each.key for each in facts.facts}


def test_what_was_typed_is_text_in_the_picture_and_nothing_else() -> None:
    nasty = fact("x\"'><script>", FactLane.THREAT, "1 mei 2026", title="</text><script>a&b")
    axis = build_axis(content(nasty), today=TODAY)
    assert axis is not None

    for year in draw(axis):
        for drawn in (year.lying, year.standing):
            tree = ElementTree.fromstring(drawn)
            assert "script" not in {each.tag.rpartition("}")[2] for each in tree.iter()}
            assert "<script" not in drawn


def test_a_picture_has_a_name_and_says_the_order_in_words() -> None:
    axis = build_axis(content(THREAT, ACT), today=TODAY)
    assert axis is not None
    tree = ElementTree.fromstring(draw(axis)[0].lying)
    title, description = tree[0].text or "", tree[1].text or ""

    assert "één tijdas" in title
    assert "Voordeur: zeven uur na de dreiging “Vannacht”" in description


def test_the_bar_beside_a_month_is_as_long_as_the_month() -> None:
    axis = build_axis(
        content(fact("v", FactLane.THREAT, "1 mei 2026"), fact("m", FactLane.OFFENCE, "juni 2026")),
        today=TODAY,
    )
    assert axis is not None
    standing, lying = draw(axis)[0].standing, draw(axis)[0].lying
    bar = re.compile(r'class="k dash" d="M([\d.]+) ([\d.]+)L([\d.]+) ([\d.]+)"')
    ((x1, top, x2, bottom),) = bar.findall(standing)
    ((left, y1, right, y2),) = bar.findall(lying)

    assert (x1, y1) == (x2, y2)
    assert float(bottom) - float(top) == pytest.approx(29 * DAY, abs=0.2)
    assert float(right) > float(left)


def test_a_debt_is_drawn_as_high_as_it_was_said_to_be_and_stays_in_the_picture() -> None:
    said = [("1 mei 2026", 900), ("1 juni 2026", None), ("1 juli 2026", 1800)]
    axis = build_axis(
        content(*(fact(at, FactLane.DEBT, at, amount=amount) for at, amount in said)), today=TODAY
    )
    assert axis is not None
    steps = re.search(
        r'class="k" d="M\S+ (\S+?)H[\d.]+V([\d.]+)H[\d.]+V([\d.]+)H[\d.]+V([\d.]+)H',
        draw(axis)[0].lying,
    )
    assert steps
    base, first, unknown, last = map(float, steps.groups())

    assert base > first > last > 0
    assert unknown == first  # an amount that nobody knows changes nothing
    assert base - last == pytest.approx(2 * (base - first))


@pytest.mark.parametrize(
    ("lane", "shape"),
    [
        (FactLane.THREAT, '<path class="full" d="M50 13l7 7-7 7-7-7z"/>'),  # diamond
        (FactLane.OFFENCE, '<rect class="full" x="44" y="14" width="12" height="12"/>'),  # square
        (FactLane.PERSON, '<path class="open" d="M50 14l7 12h-14z"/>'),  # triangle
        (FactLane.DONE_TO, '<circle class="open" cx="50" cy="20" r="6"/>'),  # ring
    ],
)
def test_an_offence_has_a_mark_of_its_own_that_shows_without_colour(
    lane: FactLane, shape: str
) -> None:
    assert sign(lane, 50, 20) == shape


def test_each_lane_is_drawn_with_its_mark_around_the_same_point() -> None:
    others = set(FactLane) - {FactLane.THREAT, FactLane.OFFENCE, FactLane.PERSON}

    assert {sign(lane, 1, 2) for lane in others} == {sign(FactLane.DONE_TO, 1, 2)}


def test_a_date_that_is_not_sure_gets_dashes_and_a_period_a_whole_line() -> None:
    month = fact("m", FactLane.OFFENCE, "mei 2026")
    about = fact("a", FactLane.OFFENCE, "rond 3 juli 2026")
    lasting = fact("l", FactLane.DONE_TO, "1 mei 2026", until=parse("1 juli 2026", today=TODAY))
    for one, css in ((month, "k dash"), (about, "k dash"), (lasting, 'class="k"')):
        assert css in axis_svg(content(one), today=TODAY)
    assert "k dash" not in axis_svg(content(THREAT, ACT), today=TODAY)


def test_the_first_line_never_says_that_one_caused_the_other() -> None:
    alone = fact("v", FactLane.OFFENCE, "mei 2026", title="Vriend aangebracht")
    axis = build_axis(content(THREAT, ACT, alone), today=TODAY)
    assert axis is not None

    assert lead_sentence(axis) == (
        "Na een dreiging: Voordeur. Of er een dreiging aan voorafging, is niet opgeschreven: "
        "Vriend aangebracht, mei 2026. Dicht bij elkaar is nog geen oorzaak."
    )


def test_a_threat_before_an_act_is_never_called_none_when_nobody_linked_them() -> None:
    threat = fact("t", FactLane.THREAT, "3 september 2026", title="Dreiging aan de deur")
    first = fact("a", FactLane.OFFENCE, "10 september 2026", title="Pakket")
    second = fact("b", FactLane.OFFENCE, "20 september 2026", title="Rit")
    earlier = fact("c", FactLane.OFFENCE, "20 augustus 2026", title="Pinpas")
    told = content(threat, first, second, earlier)
    links = {row.key: row.link for row in axis_rows(told, today=TODAY)}
    axis = build_axis(told, today=TODAY)
    assert axis is not None

    assert links["a"] == (
        "zeven dagen na “Dreiging aan de deur”; "
        "of een dreiging ermee te maken had, is niet opgeschreven"
    )
    assert links["c"] == "of een dreiging ermee te maken had, is niet opgeschreven"
    assert "geen dreiging" not in f"{links} {lead_sentence(axis)}".lower()
    assert "is niet opgeschreven: Pakket en Rit." in lead_sentence(axis)
    assert "Of er een dreiging aan voorafging, is niet opgeschreven: Pinpas." in lead_sentence(axis)


def test_without_any_threat_the_axis_says_that_none_is_written_down() -> None:
    told = content(fact("a", FactLane.OFFENCE, "10 september 2026", title="Pakket"))
    axis = build_axis(told, today=TODAY)
    assert axis is not None

    assert lead_sentence(axis).startswith("Er is geen dreiging opgeschreven: Pakket.")
    assert [row.link for row in axis_rows(told, today=TODAY)] == ["geen dreiging opgeschreven"]


def test_the_laws_stand_beside_each_other_by_the_day_of_the_facts() -> None:
    early = fact("v", FactLane.OFFENCE, "22 februari 2026")
    beside = laws_beside(content(early, ACT), [OLD, NEW], today=TODAY)
    assert beside is not None

    assert beside.columns == ("Feit van 22 feb 2026", "Feit van 12 aug 2026", "Vandaag")
    means, texts = ([cell.words for _, cell in row.cells] for row in beside.rows)
    assert means == [MEANS_BY_CHILD[True], MEANS_BY_CHILD[False], "—"]
    assert texts == ["oude tekst", "nieuwe tekst", "nieuwe tekst"]
    assert beside.has_changed


def test_what_is_not_asked_of_today_is_no_difference() -> None:
    early = fact("v", FactLane.OFFENCE, "22 februari 2026")
    beside = laws_beside(content(early), [OLD, NEW], today=TODAY)

    assert beside is not None
    assert [row.differs for row in beside.rows] == [False, True]


def test_a_month_in_which_the_law_changed_has_both_texts() -> None:
    changing = law("nieuw", date(2026, 5, 15), None)
    before = law("oud", date(2020, 1, 1), date(2026, 5, 14))
    beside = laws_beside(
        content(fact("v", FactLane.OFFENCE, "mei 2026")), [before, changing], today=TODAY
    )

    assert beside is not None
    assert beside.rows[1].cells[0][1].words == "oud of nieuw"


def test_without_an_offence_there_are_no_laws_to_compare() -> None:
    assert laws_beside(content(THREAT), [OLD, NEW], today=TODAY) is None


def test_the_axis_does_not_depend_on_the_order_of_the_facts() -> None:
    facts = [THREAT, ACT, fact("z", FactLane.DEBT, "2 mei 2026", amount=5)]
    one, other = (axis_svg(content(*each), today=TODAY) for each in (facts, facts[::-1]))

    assert one == other


def test_a_threat_without_a_day_is_a_threat_too() -> None:
    undated = replace(THREAT, key="u", at=None, time="")
    act = fact("a", FactLane.OFFENCE, "10 september 2026", title="Pakket")
    linked = replace(act, key="b", title="Rit", follows="u")
    told = content(undated, act, linked)
    axis = build_axis(told, today=TODAY)
    assert axis is not None
    links = {row.key: row.link for row in axis_rows(told, today=TODAY)}

    assert "geen dreiging" not in f"{lead_sentence(axis)} {links}".lower()
    assert "Na een dreiging waarvan de dag niet bekend is: Rit." in lead_sentence(axis)
    assert "Of er een dreiging aan voorafging, is niet opgeschreven: Pakket." in lead_sentence(axis)
    assert links["a"] == "of een dreiging ermee te maken had, is niet opgeschreven"
    assert links["b"] == f"na “{THREAT.title}”, dag niet bekend"
