"""The charts and tables of the page of figures: geometry, fills, and nothing but what was released."""

from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from uitweg.figures.rules.sources import SOURCES, CountSource
from uitweg.knowledge.published_figures.rules.charts import HIDDEN_WIDTH, Chart, chart_of
from uitweg.knowledge.published_figures.rules.csv_file import COUNT_COLUMN, all_tables_csv
from uitweg.knowledge.published_figures.rules.figure_words import FigureWords
from uitweg.knowledge.published_figures.rules.figures import Figure, figures_of
from uitweg.knowledge.published_figures.rules.page_tables import TableCell, page_tables
from uitweg.knowledge.published_figures.rules.released_tables import (
    CellKey,
    Release,
    ReleasedTable,
    all_keys,
)
from uitweg.platform.content import levels, load
from uitweg.platform.content.kinds.figures import FILE_COLUMNS

BOOK = load().figures
SEX: dict[str, tuple[str, ...]] = {"sex": ("boy", "girl", "unknown")}


def table(
    counts: dict[CellKey, int | None],
    dimensions: dict[str, tuple[str, ...]] = SEX,
    *,
    year: int = 2025,
    edition: int = 1,
    name: str = "sexes",
) -> ReleasedTable:
    return ReleasedTable(
        name=name,
        source="coded-cases",
        year=year,
        edition=edition,
        extracted_on=date(2026, 2, 1),
        dimensions=dimensions,
        counts=dict.fromkeys(all_keys(dimensions), None) | counts,
    )


def figure(*tables: ReleasedTable) -> Figure:
    [found] = figures_of([Release(1, date(2026, 3, 1), tables)])
    return found


def chart(*tables: ReleasedTable) -> Chart:
    drawn = chart_of(figure(*tables), BOOK)
    assert drawn
    return drawn


def test_the_longest_bar_leaves_room_for_its_number() -> None:
    drawn = chart(table({("boy",): 40, ("girl",): 10}))

    boy, girl = drawn.bars
    assert float(girl.width) * 4 == pytest.approx(float(boy.width))
    assert float(boy.number_x) < 85


def test_who_is_unknown_has_no_bar() -> None:
    drawn = chart(table({("boy",): 40, ("unknown",): 90}))

    assert [bar.label.words for bar in drawn.bars] == ["jongen", "meisje"]


def test_a_count_that_is_not_shown_is_a_box_of_one_size() -> None:
    drawn = chart(
        table({("boy",): 40, ("girl",): None}),
        table({("boy",): None, ("girl",): 500}, year=2024),
    )

    hidden = [bar for bar in drawn.bars if bar.shown is None]
    assert {bar.width for bar in hidden} == {str(HIDDEN_WIDTH)}
    assert len(hidden) == 2


def test_years_stand_beside_each_other_the_newest_first() -> None:
    drawn = chart(*(table({("boy",): 10 * (year - 2020)}, year=year) for year in range(2022, 2026)))

    assert drawn.key == ("2025", "2024", "2023")
    assert [bar.shown for bar in drawn.bars[:3]] == [50, 40, 30]
    assert [bar.fill for bar in drawn.bars[:3]] == [1, 2, 3]


def test_a_year_of_another_edition_is_not_drawn_beside_it() -> None:
    drawn = chart(table({("boy",): 40}, edition=2), table({("boy",): 90}, year=2024))

    assert [bar.shown for bar in drawn.bars] == [40, None]
    assert drawn.year == "2025"


def test_of_two_dimensions_the_newest_year_is_drawn() -> None:
    dimensions = {"form": ("criminal", "unknown"), **SEX}
    drawn = chart(
        table({("criminal", "girl"): 15}, dimensions),
        table({("criminal", "girl"): 90}, dimensions, year=2024),
    )

    assert [heading.words for heading in drawn.headings] == ["crimineel"]
    assert [bar.shown for bar in drawn.bars] == [None, 15]


def test_a_long_label_stands_above_its_bar() -> None:
    act: dict[str, tuple[str, ...]] = {"act": ("drugs", "harbour")}
    drawn = chart(table({("drugs",): 20}, act, name="acts"))

    assert all(bar.x == "0" and bar.y > bar.label.y for bar in drawn.bars)


@pytest.mark.parametrize("shown", [{}, {("*",): 40}, {("unknown",): 40}])
def test_there_is_no_picture_without_a_bar(shown: dict[CellKey, int | None]) -> None:
    assert chart_of(figure(table(shown)), BOOK) is None


def test_of_one_dimension_the_years_are_columns() -> None:
    [found] = page_tables(
        figure(table({("boy",): 40}), table({("boy",): 30, ("*",): 60}, year=2024)), BOOK
    )

    assert found.columns == ("2025", "2024")
    assert found.rows[0].cells == (TableCell(40), TableCell(30))
    assert found.rows[-1].head == "samen"
    assert found.rows[-1].cells == (TableCell(None), TableCell(60))


def test_a_category_that_an_edition_did_not_have_is_not_called_hidden() -> None:
    [found] = page_tables(
        figure(table({("boy",): 40}, edition=2), table({("a",): 30}, {"sex": ("a",)}, year=2024)),
        BOOK,
    )

    by_head = {row.head: row.cells for row in found.rows}
    assert by_head["jongen"] == (TableCell(40), TableCell(None, counted=False))
    assert by_head["a"] == (TableCell(None, counted=False), TableCell(30))


def test_of_two_dimensions_each_year_has_its_table_and_one_without_numbers_has_none() -> None:
    dimensions = {"form": ("criminal",), **SEX}
    years = [table({("criminal", "boy"): 15}, dimensions, year=year) for year in (2025, 2024)]
    found = page_tables(figure(*years, table({}, dimensions, year=2023)), BOOK)

    assert [each.year for each in found] == ["2025", "2024"]
    assert found[0].columns == ("jongen", "meisje", "niet bekend", "samen")


def test_of_three_dimensions_a_row_that_adds_up_one_of_them_says_which() -> None:
    dimensions = {"form": ("criminal",), "sex": ("boy",), "age": ("12-14",)}
    [found] = page_tables(figure(table({("criminal", "*", "12-14"): 15}, dimensions)), BOOK)

    assert [row.head for row in found.rows] == [
        *("crimineel, jongen", "crimineel, samen", "samen, jongen", "samen"),
    ]


def test_a_later_release_of_a_year_takes_the_place_of_the_earlier() -> None:
    first, second = table({("boy",): 40}), table({("boy",): 45})
    [found] = figures_of(
        [Release(1, date(2026, 3, 1), (first,)), Release(2, date(2026, 4, 1), (second,))]
    )

    assert [(year.table, year.released_on.month) for year in found.years] == [(second, 4)]


@given(st.dictionaries(st.sampled_from(all_keys(SEX)), st.integers(2, 400).map(lambda n: n * 5)))
def test_a_picture_is_made_of_shown_numbers_only(shown: dict[CellKey, int]) -> None:
    """What was hidden cannot be in it: the same released table, whatever was counted."""
    drawn = chart_of(figure(table({**shown})), BOOK)
    if drawn is None:
        return

    assert {bar.shown for bar in drawn.bars} <= {None, *shown.values()}
    assert {bar.width for bar in drawn.bars if bar.shown is None} <= {str(HIDDEN_WIDTH)}


@pytest.mark.parametrize("source", SOURCES.values(), ids=SOURCES)
def test_each_count_that_can_be_released_stands_on_the_page_in_its_own_words(
    source: CountSource,
) -> None:
    for name, categories in source.dimensions.items():
        counts = {(each,): 10 * place for place, each in enumerate(categories, 1)}
        [found] = page_tables(figure(table(counts, {name: categories})), BOOK)

        words = [BOOK.dimension_by_id[name].categories.get(each) for each in categories]
        assert [(row.head, row.cells[0].shown) for row in found.rows[:-1]] == [
            (word, 10 * place) for place, word in enumerate(words, 1)
        ]


def test_every_level_has_the_same_tables_and_categories() -> None:
    for level in levels():
        book = load(level=level.id).figures
        assert [each.id for each in book.tables] == [each.id for each in BOOK.tables]
        assert [(each.id, [*each.categories]) for each in book.dimensions] == [
            (each.id, [*each.categories]) for each in BOOK.dimensions
        ]


def test_no_category_has_the_words_of_a_total_or_of_another() -> None:
    for level in levels():
        book = load(level=level.id).figures
        for dimension in book.dimensions:
            words = [*dimension.categories.values(), book.page["total"], book.page["hidden"]]
            assert len({each.lower() for each in words}) == len(words), (level.id, dimension.id)


def test_each_column_of_the_file_is_explained() -> None:
    file = all_tables_csv([Release(1, date(2026, 3, 1), (table({}),))], FigureWords())

    assert tuple(file.decode("utf-8-sig").splitlines()[0].split(";")) == FILE_COLUMNS
    assert FILE_COLUMNS[-1] == COUNT_COLUMN
