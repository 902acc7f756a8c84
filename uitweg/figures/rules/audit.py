"""Attack a release together with all earlier ones, as somebody who wants to find a child would.

Three attackers: an outsider who read every table; somebody who also knows in which cell their own
case is; and somebody who knows all children but one. What each learns, and what this does not
cover, is in docs/figures.md. It brings numpy and HiGHS (26 MB): `protection.audited` loads it.
"""

from collections import defaultdict
from collections.abc import Iterator, Mapping, Sequence

from uitweg.figures.rules.all_but_one import OtherChildren, pinned_children
from uitweg.figures.rules.attack import Attack, Target, gives_away
from uitweg.figures.rules.intervals import Contradiction, TooHard
from uitweg.figures.rules.linking import LinkedTables, TablesTooLarge, link_tables
from uitweg.figures.rules.published_tables import PublishedTable
from uitweg.figures.rules.verdicts import Attacker, Children, Leak, ReleaseVerdict
from uitweg.knowledge.published_figures.rules.released_tables import CellKey


def audit(
    tables: Sequence[PublishedTable],
    children: Mapping[str, Children] | None = None,
    *,
    is_whole: bool = True,
) -> ReleaseVerdict:
    """Return what all these tables, of all releases, give away together.

    `children` has the true counts by population. Without them the third attacker, who knows all
    but one, is left out. Unless `is_whole`, the next attacker is only tried where the ones before
    found nothing: enough to know what to hide next, or that nothing is left to hide.
    """
    leaks: list[Leak] = []
    for population in _by_population(tables):
        of_population = children[population[0].population] if children is not None else None
        try:
            for found in _attacks(link_tables(population), of_population):
                leaks += found
                if found and not is_whole:
                    break
        except TablesTooLarge as problem:
            return ReleaseVerdict(problem=f"Too large to examine together: {problem}.")
        except Contradiction:
            names = ", ".join(sorted({f"{t.name} ({t.release})" for t in population}))
            return ReleaseVerdict(problem=f"These tables contradict each other: {names}.")
        except TooHard as problem:
            return ReleaseVerdict(problem=f"What they give away could not be computed: {problem}.")
        except OtherChildren as problem:
            return ReleaseVerdict(problem=f"This is no table of these children: {problem}.")
    return ReleaseVerdict(tuple(leaks))


def _by_population(tables: Sequence[PublishedTable]) -> list[list[PublishedTable]]:
    found: dict[str, list[PublishedTable]] = defaultdict(list)
    for table in tables:
        found[table.population].append(table)
    return list(found.values())


def _hidden(linked: LinkedTables) -> dict[Target, tuple[PublishedTable, CellKey]]:
    """Return each cell that is not shown once, by its counts, with a table it stands in.

    Also what no table mentions and subtraction may find: the finer categories that a changed
    definition speaks of, and the cells of the cross-table of tables that overlap in a ring.
    """
    found: dict[Target, tuple[PublishedTable, CellKey]] = {}
    for table in linked.tables:
        for key in table.hidden_keys():
            found.setdefault(tuple(sorted(linked.counts_of(table, key))), (table, key))
    unmentioned = list(linked.unmentioned())
    if unmentioned:
        shown = {
            tuple(sorted(linked.counts_of(table, key)))
            for table in linked.tables
            for key in table.cells.keys() - set(table.hidden_keys())
        }
        for table, key in unmentioned:
            counts = tuple(sorted(linked.counts_of(table, key)))
            if counts not in shown:
                found.setdefault(counts, (table, key))
    return found


def _attacks(linked: LinkedTables, children: Children | None) -> Iterator[list[Leak]]:
    """Yield what each attacker learns, the quickest to compute first."""
    hidden = _hidden(linked)
    places = list(hidden.values())
    attack = Attack(linked.system, list(hidden))
    yield list(_outsider_leaks(linked, attack, places))
    if children is not None:
        yield list(_pinned(linked, children))
    yield list(_own_case_leaks(linked, attack, hidden))


def _outsider_leaks(
    linked: LinkedTables, attack: Attack, places: Sequence[tuple[PublishedTable, CellKey]]
) -> Iterator[Leak]:
    for (table, key), interval in zip(places, attack.intervals(), strict=True):
        if gives_away(interval):
            releases = _releases_that_give_away(linked, table, key)
            yield Leak(
                Attacker.OUTSIDER,
                table.name,
                table.label(key),
                key,
                releases,
                interval,
                dimensions=tuple(table.dimensions),
            )


def _own_case_leaks(
    linked: LinkedTables, attack: Attack, hidden: dict[Target, tuple[PublishedTable, CellKey]]
) -> Iterator[Leak]:
    places = list(hidden.values())
    owns = {target[0]: place for target, place in hidden.items() if len(target) == 1}
    for leak in attack.own_case_leaks(owns):
        (table, key), (own_table, own_key) = places[leak.target], owns[leak.own]
        yield Leak(
            Attacker.OWN_CASE,
            table.name,
            table.label(key),
            key,
            tuple(dict.fromkeys(t.release for t in linked.tables)),
            leak.interval,
            own_table.label(own_key),
            tuple(table.dimensions),
        )


def _releases_that_give_away(
    linked: LinkedTables, table: PublishedTable, key: CellKey
) -> tuple[str, ...]:
    """Return a smallest set of releases that together give this cell away."""
    needed = list(dict.fromkeys(t.release for t in linked.tables))
    for release in list(needed):
        fewer = [t for t in linked.tables if t.release in needed and t.release != release]
        rest = link_tables(fewer) if fewer else None
        if rest is not None and rest.has(table, key):
            found = Attack(rest.system, [rest.counts_of(table, key)]).intervals()
            if gives_away(found[0]):
                needed.remove(release)
    return tuple(needed)


def _pinned(linked: LinkedTables, children: Children) -> Iterator[Leak]:
    for pin in pinned_children(linked, children):
        table, key = pin.by_table, pin.by_key
        releases = tuple(dict.fromkeys(t.release for t in linked.tables))
        cell = f"{pin.dimension}={pin.category}"
        yield Leak(
            Attacker.ALL_BUT_ONE,
            table.name,
            f"{cell} ({table.label(key)})",
            key,
            releases,
            dimensions=tuple(table.dimensions),
        )
