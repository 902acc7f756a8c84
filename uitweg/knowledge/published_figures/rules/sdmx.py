"""Released tables as SDMX 3.0: the structure as SDMX-JSON 2.0, the counts as SDMX-CSV 2.0.

pysdmx makes the structure. Its writers of counts need pandas and pyarrow (236 MB), so the rows,
which are plain CSV, are written here; the tests compare them with what pysdmx would write, and
read all of it back with pysdmx. It is loaded when a structure is made (150 ms, 15 MB), not before.

A count that is not shown has OBS_STATUS "Q", "missing value; suppressed", and the others "A",
"normal value". There is no CONF_STATUS: its codes say whether a count is hidden because it is small
or to protect another one, and no reader may know which.
Source: SDMX code lists CL_OBS_STATUS 2.2 and CL_FREQ 2.0, https://sdmx.org/?page_id=3215; SDMX,
"Possible ways of implementing the observation status concept", version 2.0, and "Guidelines for
confidentiality and embargo in SDMX", version 2.0.
"""

import csv
import io
import json
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime, time
from typing import TYPE_CHECKING

from uitweg.knowledge.published_figures.rules.figure_words import FigureWords
from uitweg.knowledge.published_figures.rules.machine_files import (
    SDMX_ROOT,
    newest_tables,
    require_machine_ids,
)
from uitweg.knowledge.published_figures.rules.released_tables import (
    TOTAL,
    Release,
    ReleasedTable,
    all_keys,
)

if TYPE_CHECKING:
    from pysdmx.model import Codelist, ConceptScheme, DataStructureDefinition, ItemReference

AGENCY = "UITWEG"
"""Who maintains the structure: the same tables of another city have the same one."""

TOTAL_CODE = "_T"
"""What SDMX's own code lists call a total, such as CL_SEX 2.1."""

NORMAL, SUPPRESSED = "A", "Q"
YEARLY = "A"
"""In FREQ, "annual"; it is a code of another list than NORMAL."""
STRUCTURE_PATH = f"{SDMX_ROOT}/structuur.json"
STRUCTURE_TYPE = "application/vnd.sdmx.structure+json; version=2.0.0; charset=utf-8"
DATA_TYPE = "application/vnd.sdmx.data+csv; version=2.0.0; charset=utf-8"
_CONCEPTS = "CS_FIGURES"
_CONCEPTS_VERSION = "1.0.0"
_LISTS = "urn:sdmx:org.sdmx.infomodel.codelist.Codelist="
_STATUS_LIST = f"{_LISTS}SDMX:CL_OBS_STATUS(2.2)"
_FREQUENCY_LIST = f"{_LISTS}SDMX:CL_FREQ(2.0)"
_LAST_COLUMNS = ("TIME_PERIOD", "OBS_VALUE", "OBS_STATUS")


@dataclass(frozen=True)
class Flow:
    """The tables of all years that have one structure: name, edition and dimensions.

    `version` is "<edition>.<n>.0": n counts, from 0, what dimensions this table had in an edition.
    """

    name: str
    version: str
    edition: int
    tables: tuple[ReleasedTable, ...]

    @property
    def dimensions(self) -> tuple[str, ...]:
        return tuple(self.tables[0].dimensions)

    @property
    def path(self) -> str:
        """The address of its counts, such as /cijfers/sdmx/forms-1.0.0.csv."""
        return f"{SDMX_ROOT}/{self.name}-{self.version}.csv"


def flows(releases: Iterable[Release]) -> list[Flow]:
    """Return the newest tables by structure, in the order of their names and editions."""
    grouped: dict[tuple[str, int], dict[tuple[str, ...], list[ReleasedTable]]] = {}
    for _, table in newest_tables(releases):
        require_machine_ids(table)
        same_edition = grouped.setdefault((table.name, table.edition), {})
        same_edition.setdefault(tuple(table.dimensions), []).append(table)
    return [
        Flow(name, f"{edition}.{n}.0", edition, tuple(tables))
        for (name, edition), by_dimensions in sorted(grouped.items())
        for n, tables in enumerate(by_dimensions.values())
    ]


def data_csv(flow: Flow) -> bytes:
    """Return the counts of every year of one structure. Not shown: no value, and its status."""
    file = io.StringIO(newline="")
    rows = csv.writer(file)
    rows.writerow(
        ["STRUCTURE", "STRUCTURE_ID", "ACTION", "FREQ", *flow.dimensions, *_LAST_COLUMNS],
    )
    start = ["datastructure", f"{AGENCY}:{flow.name}({flow.version})", "I", YEARLY]
    for table in flow.tables:
        for key in all_keys(table.dimensions):
            shown = table.counts[key]
            end = ["", SUPPRESSED] if shown is None else [str(shown), NORMAL]
            rows.writerow([*start, *map(_code_id, key), str(table.year), *end])
    return file.getvalue().encode()


def structure_json(releases: Sequence[Release], words: FigureWords) -> bytes:
    """Return the concepts, code lists and data structures of all these tables, as SDMX-JSON.

    `releases` goes from the first to the last and has at least one. The message's moment is the
    day of the last one, so that the same releases give the same bytes.
    """
    from pysdmx.io.json.sdmxjson2.writer.v2_0.structure import write
    from pysdmx.model import Organisation
    from pysdmx.model.message import Header

    found = flows(releases)
    concepts = _concepts(found, words)
    codes = _codelists(found, words)
    last = releases[-1]
    header = Header(
        id=f"release-{last.number}",
        prepared=datetime.combine(last.released_on, time(), tzinfo=UTC),
        sender=Organisation(id=AGENCY),
    )
    structures = [_structure(flow, words) for flow in found]
    text = write([concepts, *codes, *structures], prettyprint=False, header=header)
    return _without_empty_groups(str(text))


def _without_empty_groups(text: str) -> bytes:
    """Return the message as its JSON schema wants it; no structure of ours has groups.

    pysdmx 1.21 writes `"groups": []` for none, which its own validation refuses.
    """
    message = json.loads(text)
    for structure in message["data"]["dataStructures"]:
        structure["dataStructureComponents"].pop("groups", None)
    return json.dumps(message, ensure_ascii=False, separators=(",", ":")).encode()


def _concepts(found: Sequence[Flow], words: FigureWords) -> "ConceptScheme":
    from pysdmx.model import Concept, ConceptScheme, DataType

    names = dict.fromkeys(name for flow in found for name in flow.dimensions)
    return ConceptScheme(
        _CONCEPTS,
        name="Dimensions of the figures",
        agency=AGENCY,
        version=_CONCEPTS_VERSION,
        items=[
            *(Concept(name, name=words.dimension(name)) for name in names),
            Concept("FREQ", name="Frequency", dtype=DataType.STRING),
            Concept("TIME_PERIOD", name=words.year, dtype=DataType.YEAR),
            Concept("OBS_VALUE", name=words.count, dtype=DataType.INTEGER),
            Concept("OBS_STATUS", name="Observation status", dtype=DataType.STRING),
        ],
    )


def _codelists(found: Sequence[Flow], words: FigureWords) -> "list[Codelist]":
    from pysdmx.model import Code, Codelist

    categories: dict[tuple[str, int], dict[str, None]] = {}
    for flow in found:
        for table in flow.tables:
            for name, categories_now in table.dimensions.items():
                known = categories.setdefault((name, flow.edition), {})
                known.update(dict.fromkeys(categories_now))
    lists = [
        Codelist(
            f"CL_{name}",
            name=words.dimension(name),
            agency=AGENCY,
            version=f"{edition}.0.0",
            items=[
                Code(_code_id(each), name=words.category(name, each)) for each in [*known, TOTAL]
            ],
        )
        for (name, edition), known in sorted(categories.items())
    ]
    return [*lists, *_lists_of_sdmx(words)]


def _lists_of_sdmx(words: FigureWords) -> "list[Codelist]":
    """Return the code lists of SDMX itself, with only the codes in use."""
    from pysdmx.model import Code, Codelist

    return [
        Codelist(
            "CL_OBS_STATUS",
            name="Observation status",
            agency="SDMX",
            version="2.2",
            is_partial=True,
            items=[
                Code(NORMAL, name="Normal value"),
                Code(SUPPRESSED, name="Missing value; suppressed", description=words.protection),
            ],
        ),
        Codelist(
            "CL_FREQ",
            name="Frequency",
            agency="SDMX",
            version="2.0",
            is_partial=True,
            items=[Code(YEARLY, name="Annual")],
        ),
    ]


def _structure(flow: Flow, words: FigureWords) -> "DataStructureDefinition":
    from pysdmx.model import Component, Components, DataStructureDefinition, DataType, Role

    def component(
        name: str,
        role: Role,
        *,
        kind: DataType | None = None,
        codes: str = "",
        required: bool = True,
    ) -> Component:
        return Component(
            name,
            required=required,
            role=role,
            concept=_concept(name),
            local_dtype=kind,
            local_enum_ref=codes or None,
            attachment_level="O" if role is Role.ATTRIBUTE else None,
        )

    return DataStructureDefinition(
        id=flow.name,
        name=words.title(flow.name),
        description=words.definition(flow.name) or None,
        agency=AGENCY,
        version=flow.version,
        components=Components(
            [
                component("FREQ", Role.DIMENSION, codes=_FREQUENCY_LIST),
                *(
                    component(name, Role.DIMENSION, codes=_list_urn(name, flow.edition))
                    for name in flow.dimensions
                ),
                component("TIME_PERIOD", Role.DIMENSION, kind=DataType.YEAR),
                component("OBS_VALUE", Role.MEASURE, kind=DataType.INTEGER, required=False),
                component("OBS_STATUS", Role.ATTRIBUTE, codes=_STATUS_LIST),
            ]
        ),
    )


def _concept(name: str) -> "ItemReference":
    from pysdmx.model import ItemReference

    return ItemReference("Concept", AGENCY, _CONCEPTS, _CONCEPTS_VERSION, name)


def _list_urn(name: str, edition: int) -> str:
    return f"{_LISTS}{AGENCY}:CL_{name}({edition}.0.0)"


def _code_id(category: str) -> str:
    return TOTAL_CODE if category == TOTAL else category
