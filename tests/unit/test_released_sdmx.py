"""A national body reads released figures as SDMX, with the library of the field."""

import csv
import io
import subprocess
import sys
from dataclasses import replace

import pandas as pd
import pytest
from hypothesis import given, settings
from pysdmx.errors import Invalid
from pysdmx.io import get_datasets, read_sdmx
from pysdmx.io.csv.sdmx20.writer import write
from pysdmx.io.pd import PandasDataset
from pysdmx.model import Codelist, DataStructureDefinition

from tests.support.released_tables import WORDS, a_release, a_table, any_tables
from uitweg.knowledge.published_figures.rules.figure_words import FigureWords
from uitweg.knowledge.published_figures.rules.released_tables import (
    CellKey,
    Release,
    ReleasedTable,
    all_keys,
)
from uitweg.knowledge.published_figures.rules.sdmx import Flow, data_csv, flows, structure_json


def read(releases: list[Release], flow: Flow) -> PandasDataset:
    """Read counts together with their structure, both checked by pysdmx."""
    structure = structure_json(releases, FigureWords()).decode()
    (dataset,) = get_datasets(data_csv(flow).decode(), structure, validate=True)
    return dataset


def counts_in(dataset: PandasDataset, flow: Flow) -> dict[tuple[int, CellKey], int | None]:
    found = {}
    for row in dataset.data.to_dict("records"):
        key = tuple("*" if row[name] == "_T" else row[name] for name in flow.dimensions)
        hidden = pd.isna(row["OBS_VALUE"])
        assert row["OBS_STATUS"] == ("Q" if hidden else "A")
        found[int(row["TIME_PERIOD"]), key] = None if hidden else int(row["OBS_VALUE"])
    return found


@settings(max_examples=10, deadline=None)
@given(any_tables())
def test_pysdmx_reads_back_what_was_released(table: ReleasedTable) -> None:
    releases = [a_release(table)]
    (flow,) = flows(releases)
    counts = counts_in(read(releases, flow), flow)
    assert counts == {(table.year, key): shown for key, shown in table.counts.items()}


def test_the_rows_are_those_that_pysdmx_would_write() -> None:
    releases = [a_release(a_table(), a_table(year=2024))]
    (flow,) = flows(releases)
    ours = data_csv(flow).decode()
    theirs = write([read(releases, flow)])
    assert theirs is not None
    assert list(csv.reader(io.StringIO(ours))) == list(csv.reader(io.StringIO(theirs)))


def test_years_of_one_edition_are_one_flow_and_another_edition_is_another() -> None:
    releases = [
        a_release(a_table(year=2024), a_table(year=2025), a_table(year=2026, edition=2)),
        a_release(a_table(year=2024, start=50), number=2),
    ]
    first, second = flows(releases)
    assert [table.year for table in first.tables] == [2024, 2025]
    assert first.tables[0].counts["drugs", "girl"] == 50
    assert (first.path, second.path) == (
        "/cijfers/sdmx/forms-1.0.0.csv",
        "/cijfers/sdmx/forms-2.0.0.csv",
    )


def test_other_dimensions_in_the_same_edition_are_another_structure() -> None:
    dimensions = {"form": ("drugs",)}
    narrow = replace(
        a_table(year=2026), dimensions=dimensions, counts=dict.fromkeys(all_keys(dimensions), 40)
    )
    releases = [a_release(a_table(), narrow)]
    assert [flow.version for flow in flows(releases)] == ["1.0.0", "1.1.0"]
    assert len(counts_in(read(releases, flows(releases)[1]), flows(releases)[1])) == 2


def test_the_structure_has_the_words_and_the_codes_of_sdmx() -> None:
    found = read_sdmx(structure_json([a_release()], WORDS).decode(), validate=True).structures
    lists = {each.id: each for each in found if isinstance(each, Codelist)}
    (structure,) = [each for each in found if isinstance(each, DataStructureDefinition)]
    assert [code.name for code in lists["CL_sex"]] == ["Meisje", "Jongen", "Totaal"]
    assert [code.id for code in lists["CL_OBS_STATUS"]] == ["A", "Q"]
    assert structure.name == "Vormen van uitbuiting"
    assert structure.description == WORDS.definitions["forms"]


def test_the_same_releases_give_the_same_bytes() -> None:
    assert structure_json([a_release()], WORDS) == structure_json([a_release()], WORDS)


def test_its_own_validation_sees_a_structure_without_a_name() -> None:
    broken = structure_json([a_release()], WORDS).decode().replace('"name":"Geslacht",', "")
    with pytest.raises(Invalid):
        read_sdmx(broken, validate=True)


def test_pysdmx_is_loaded_when_a_structure_is_made_and_pandas_never() -> None:
    program = (
        "import sys; from uitweg.knowledge.published_figures.rules import dcat, sdmx;"
        "early = {'pysdmx', 'httpx'} & sys.modules.keys();"
        "from tests.support.released_tables import WORDS, a_release;"
        "sdmx.structure_json([a_release()], WORDS);"
        "sys.exit(bool(early or {'pandas', 'pyarrow'} & sys.modules.keys()))"
    )
    assert subprocess.run([sys.executable, "-c", program], check=False).returncode == 0
