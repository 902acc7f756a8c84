"""`./run audit-figures`: may these tables be published? For any table, ours or not."""

from collections.abc import Sequence
from pathlib import Path

from uitweg.figures.rules.audit import audit
from uitweg.figures.rules.csv_tables import (
    REST,
    Parts,
    read_csv_table,
    read_parts,
    require_one_spelling,
    require_used,
)
from uitweg.figures.rules.published_tables import HIDDEN, InvalidTable, PublishedTable
from uitweg.figures.rules.verdicts import Children, Leak, ReleaseVerdict
from uitweg.knowledge.published_figures.rules.released_tables import TOTAL

POPULATION = "these files"
MOST_LEAKS_SHOWN = 40


def run(
    files: list[Path], *, base: int, parts: list[str], children: Path | None
) -> tuple[list[str], int]:
    """Return what to print, and 0 when all files may be published together, 1 when not, 2 when
    a file cannot be read."""
    try:
        known = [read_parts(text) for text in parts]
        tables = [
            read_csv_table(file, base=base, population=POPULATION, parts=known) for file in files
        ]
        require_one_spelling(tables)
        require_used(known, tables)
        truth = {POPULATION: _read_children(children, known, tables)} if children else None
        verdict = audit(tables, truth)
    except (InvalidTable, ValueError) as problem:
        return [str(problem)], 2
    return _report(tables, verdict, has_children=children is not None)


def _read_children(
    path: Path, parts: Sequence[Parts], tables: Sequence[PublishedTable]
) -> Children:
    table = read_csv_table(path, base=1, population=POPULATION)
    if HIDDEN in table.cells.values():
        raise InvalidTable(f"{path.name} must have the true counts, without hidden ones.")
    if any(TOTAL in key for key in table.cells):
        raise InvalidTable(f"{path.name} must have no totals.")
    require_one_spelling([*tables, table])
    for name, found in table.dimensions.items():
        known = {each for other in tables for each in other.dimensions.get(name, ())}
        known |= {each for part in parts if part.dimension == name for each in part.finer}
        if known and (strange := next((each for each in found if each not in known), None)):
            raise InvalidTable(f"{path.name}: no other file has '{strange}' as '{name}'.")
    counts = {key: known.least for key, known in table.cells.items()}
    return Children(tuple(table.dimensions), counts)


def _report(
    tables: list[PublishedTable], verdict: ReleaseVerdict, *, has_children: bool
) -> tuple[list[str], int]:
    hidden = sum(len(table.hidden_keys()) for table in tables)
    cells = sum(len(table.cells) for table in tables)
    lines = [f"{len(tables)} tables, {cells} numbers, {hidden} of them hidden."]
    if verdict.problem:
        return [*lines, f"NOT SAFE. {verdict.problem}"], 1
    small = [
        f"  {table.name}: {table.label(key)} is shown and may be {known.least} children."
        for table in tables
        for key, known in table.cells.items()
        if known != HIDDEN and known.least < 8 and key not in table.below and REST not in key
    ]
    found = small + [_sentence(leak) for leak in verdict.leaks]
    if found:
        more = (
            [f"  … and {len(found) - MOST_LEAKS_SHOWN} more."]
            if len(found) > MOST_LEAKS_SHOWN
            else []
        )
        return [*lines, "NOT SAFE to publish:", *found[:MOST_LEAKS_SHOWN], *more], 1
    lines.append("No attacker that was tried learns a hidden number.")
    lines += [
        f"Not examined: a row of '{name}' in {table.name} that was left out. No total tells of it."
        for table in tables
        for place, name in enumerate(table.dimensions)
        if not any(key[place] == TOTAL for key in table.cells)
    ]
    if not has_children:
        lines.append(
            "Not examined: what somebody learns who knows all children but one."
            " Give the true counts with --children."
        )
    return lines, 0


def _sentence(leak: Leak) -> str:
    releases = ", ".join(leak.releases)
    if leak.interval is None:
        return f"  Who knows all children but one learns {leak.cell} of the last, from {releases}."
    least, most = leak.interval.least, int(leak.interval.most)
    can_be = f"is {least}" if least == most else f"lies from {least} to {most}"
    own = f" who has their own case in {leak.own}" if leak.own else ""
    return f"  {leak.table}: {leak.cell} {can_be} for a reader{own}, from {releases}."
