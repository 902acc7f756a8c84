"""No file has a number that was not released."""

import re
from dataclasses import replace

import pytest

from tests.support.released_tables import WORDS, a_release, a_table
from uitweg.knowledge.published_figures.rules import csv_file, dcat, json_stat
from uitweg.knowledge.published_figures.rules.released_tables import InvalidRelease, ReleasedTable

PUBLISHER = dcat.Publisher("Voorbeeldstad", "https://uitweg.example")
DATES_AND_VERSIONS = {
    *("2025", "2026", "01", "02", "03", "12", "31"),  # years, days of release and extraction
    *("0", "00", "1", "2"),  # release, edition, versions of formats, pairs of columns
    "5",  # the base, in the sentence about protection
}


def files_of(table: ReleasedTable) -> dict[str, bytes]:
    """Return every file of a release of this one table."""
    releases = [a_release(table)]
    return {
        "csv": csv_file.table_csv(table, WORDS),
        "long csv": csv_file.all_tables_csv(releases, WORDS),
        "JSON-stat": json_stat.table_json(table, WORDS),
        "collection": json_stat.collection_json(releases, WORDS, url=PUBLISHER.url),
        "DCAT": dcat.catalogue_json(releases, WORDS, PUBLISHER),
    }


def numbers_in(content: bytes) -> set[str]:
    text = content.decode("utf-8-sig")
    without_addresses = re.sub(r'https?://[^"]*', "", text)
    without_positions = re.sub(r'"status":\{("\d+":"Q",?)+\}', "", without_addresses)
    without_sizes = re.sub(r'"size":\[[\d,]+\]', "", without_positions)
    return set(re.findall(r"\d+", without_sizes))


@pytest.mark.parametrize("name", files_of(a_table()))
def test_the_only_numbers_in_a_file_are_dates_versions_and_shown_counts(name: str) -> None:
    table = a_table(start=1000)
    shown = {str(count) for count in table.counts.values() if count is not None}
    assert numbers_in(files_of(table)[name]) <= shown | DATES_AND_VERSIONS


@pytest.mark.parametrize("name", ["csv", "long csv", "JSON-stat"])
def test_every_shown_count_is_in_the_files_with_counts(name: str) -> None:
    table = a_table(start=1000)
    shown = {str(count) for count in table.counts.values() if count is not None}
    assert shown <= numbers_in(files_of(table)[name])


@pytest.mark.parametrize("true_count", [0, 1, 5, 7, 8, 9, 12, 1003, -10, -5])
def test_a_count_that_is_small_or_not_rounded_cannot_be_in_a_released_table(
    true_count: int,
) -> None:
    table = a_table()
    with pytest.raises(InvalidRelease):
        replace(table, counts={**table.counts, ("drugs", "boy"): true_count})


def test_a_released_table_has_each_of_its_cells_and_no_other() -> None:
    table = a_table()
    with pytest.raises(InvalidRelease):
        replace(table, counts={**table.counts, ("drugs", "nobody"): 10})
    with pytest.raises(InvalidRelease):
        replace(table, counts=dict(list(table.counts.items())[1:]))
