"""Somebody opens released figures in a spreadsheet, and somebody audits the same file."""

import csv
import io
from dataclasses import replace
from pathlib import Path
from tempfile import TemporaryDirectory

import pytest
from hypothesis import given, settings

from tests.support.released_tables import WORDS, a_release, a_table, any_tables
from uitweg.figures.rules import csv_tables
from uitweg.figures.rules.csv_tables import REST, read_csv_table
from uitweg.figures.rules.published_tables import HIDDEN, PublishedTable, range_of_rounded
from uitweg.knowledge.published_figures.rules import machine_files
from uitweg.knowledge.published_figures.rules.csv_file import all_tables_csv, table_csv
from uitweg.knowledge.published_figures.rules.figure_words import FigureWords
from uitweg.knowledge.published_figures.rules.released_tables import (
    InvalidRelease,
    ReleasedTable,
    all_keys,
)


def audited(content: bytes) -> PublishedTable:
    """Read a file as `./run audit-figures --base 5` does."""
    with TemporaryDirectory() as folder:
        path = Path(folder, "table.csv")
        path.write_bytes(content)
        return read_csv_table(path, base=5, population="cases")


def rows_of(content: bytes) -> list[dict[str, str]]:
    return list(csv.DictReader(io.StringIO(content.decode("utf-8-sig"), newline=""), delimiter=";"))


def with_word(word: str) -> FigureWords:
    return replace(WORDS, categories={**WORDS.categories, ("form", "drugs"): word})


def test_a_table_is_written_in_the_words_of_its_page() -> None:
    lines = table_csv(a_table(), WORDS).decode("utf-8-sig").split("\r\n")
    assert lines[:4] == [
        "Vorm;Geslacht;aantal",
        "Drugs;Meisje;10",
        "Drugs;Jongen;niet getoond",
        "Drugs;totaal;20",
    ]


def test_excel_sees_that_it_is_utf_8() -> None:
    assert table_csv(a_table(), WORDS).startswith(b"\xef\xbb\xbf")
    assert all_tables_csv([a_release()], WORDS).startswith(b"\xef\xbb\xbf")


def test_who_has_no_words_reads_ids() -> None:
    assert list(rows_of(table_csv(a_table(), FigureWords()))[0].values()) == ["drugs", "girl", "10"]


@settings(max_examples=25, deadline=None)
@given(any_tables())
def test_the_auditor_reads_back_what_was_released(table: ReleasedTable) -> None:
    read = audited(table_csv(table, FigureWords()))
    if table.dimensions:
        named = {
            name: tuple(c for c in found if c != REST) for name, found in read.dimensions.items()
        }
        assert named == table.dimensions
    shown = [table.counts[key] for key in all_keys(table.dimensions)]
    ranges = [HIDDEN if count is None else range_of_rounded(count, 5) for count in shown]
    known = [known for key, known in read.cells.items() if REST not in key]
    assert known == ranges


@pytest.mark.parametrize("word", ["Explosieven", "Totaal", "alle", " ", "", "*"])
def test_a_word_that_could_be_another_category_or_a_total_is_not_used(word: str) -> None:
    read = audited(table_csv(a_table(), with_word(word)))
    assert read.dimensions["Vorm"] == ("drugs", "explosives", "unknown")


def test_two_dimensions_with_one_word_keep_their_ids() -> None:
    words = replace(WORDS, dimensions={"form": "Aantal", "sex": "Aantal"})
    assert audited(table_csv(a_table(), words)).dimensions.keys() == {"form", "sex"}


@pytest.mark.parametrize("start", ["=", "+", "-", "@", "\t=", "\n-", "\u2028@", "＝"])
def test_no_word_becomes_a_formula(start: str) -> None:
    words = replace(with_word(f"{start}1+1"), titles={"forms": f'{start}HYPERLINK("x")'})
    for content in (table_csv(a_table(), words), all_tables_csv([a_release()], words)):
        values = [value for row in rows_of(content) for value in row.values()]
        assert not [value for value in values if value.lstrip()[:1] in tuple("=+-@＝＋－＠\t\r\n")]


def test_a_word_with_a_separator_or_a_line_end_stays_one_value() -> None:
    read = audited(table_csv(a_table(), with_word('Drugs; of "pakketjes"\ndragen')))
    assert read.dimensions["Vorm"][0] == 'Drugs; of "pakketjes" dragen'


@settings(max_examples=15, deadline=None)
@given(any_tables(), any_tables())
def test_the_long_file_holds_every_count_of_every_release(
    one: ReleasedTable, other: ReleasedTable
) -> None:
    releases = [a_release(one), a_release(other, number=2)]
    rows = rows_of(all_tables_csv(releases, FigureWords()))
    for release in releases:
        (table,) = release.tables
        found = [row for row in rows if row["release"] == str(release.number)]
        assert {row["table"] for row in found} == {table.name}
        assert {row["released_on"] for row in found} == {release.released_on.isoformat()}
        assert {key_in(row): count_in(row) for row in found} == table.counts
    assert len(rows) == len(one.counts) + len(other.counts)


def key_in(row: dict[str, str]) -> tuple[str, ...]:
    values = [row.get(f"category_{n}", "") for n in (1, 2, 3)]
    return tuple("*" if value == "total" else value for value in values if value)


def count_in(row: dict[str, str]) -> int | None:
    return None if row["aantal"] == "niet getoond" else int(row["aantal"])


def test_what_the_auditor_takes_for_a_total_is_no_category() -> None:
    assert csv_tables.TOTAL_WORDS - {"*"} == machine_files.TOTAL_WORDS
    assert "niet getoond" in csv_tables.HIDDEN_WORDS


@pytest.mark.parametrize("category", ["totaal", "alle", "18+", "a b", "_T", "", "é", "=1"])
def test_an_id_that_a_file_cannot_hold_is_refused(category: str) -> None:
    dimensions = {"form": (category,)}
    table = replace(
        a_table(), dimensions=dimensions, counts=dict.fromkeys(all_keys(dimensions), None)
    )
    with pytest.raises(InvalidRelease):
        table_csv(table, WORDS)


@pytest.mark.parametrize("dimension", ["1st", "aantal", "YEAR", "obs_value", "", "a;b"])
def test_a_dimension_that_a_file_cannot_hold_is_refused(dimension: str) -> None:
    dimensions = {dimension: ("boy",)}
    table = replace(
        a_table(), dimensions=dimensions, counts=dict.fromkeys(all_keys(dimensions), None)
    )
    with pytest.raises(InvalidRelease):
        table_csv(table, WORDS)


def test_a_name_that_is_no_file_name_is_refused() -> None:
    with pytest.raises(InvalidRelease):
        table_csv(replace(a_table(), name="../forms"), WORDS)
