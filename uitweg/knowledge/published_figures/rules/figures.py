"""What a page shows of the releases: each table with its newest years."""

from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date

from uitweg.knowledge.published_figures.rules.machine_files import newest_tables
from uitweg.knowledge.published_figures.rules.released_tables import Release, ReleasedTable

MOST_YEARS = 3


@dataclass(frozen=True)
class FigureYear:
    """A table of one year, and the day on which it was released."""

    table: ReleasedTable
    released_on: date

    @property
    def year(self) -> int:
        return self.table.year

    @property
    def has_numbers(self) -> bool:
        """Whether any count of it is shown."""
        return any(shown is not None for shown in self.table.counts.values())


@dataclass(frozen=True)
class Figure:
    """The years of one table, the newest first, at least one; all have the same dimensions."""

    years: tuple[FigureYear, ...]

    @property
    def newest(self) -> ReleasedTable:
        return self.years[0].table

    @property
    def name(self) -> str:
        return self.newest.name

    @property
    def dimensions(self) -> tuple[str, ...]:
        return tuple(self.newest.dimensions)

    @property
    def with_numbers(self) -> tuple[FigureYear, ...]:
        """The years of which at least one count is shown."""
        return tuple(year for year in self.years if year.has_numbers)

    @property
    def comparable(self) -> tuple[FigureYear, ...]:
        """Of those, the ones of the newest edition: an earlier count may mean something else."""
        years = self.with_numbers
        return tuple(each for each in years if each.table.edition == years[0].table.edition)

    def categories(self, place: int) -> tuple[str, ...]:
        """Return the categories of the dimension at `place`, those of earlier years last."""
        name = self.dimensions[place]
        return tuple(
            dict.fromkeys(
                category for year in self.years for category in year.table.dimensions[name]
            )
        )


def figures_of(releases: Iterable[Release]) -> list[Figure]:
    """Return each table, by name, with its newest years as last released.

    `releases` goes from the first to the last. A year in which the table had other dimensions than
    in its newest one is left out: it is another table, and stands in the files.
    """
    by_name = defaultdict[str, list[FigureYear]](list)
    for release, table in newest_tables(releases):
        by_name[table.name].append(FigureYear(table, release.released_on))
    return [_figure(years[::-1]) for _, years in sorted(by_name.items())]


def _figure(years: list[FigureYear]) -> Figure:
    """`years`: the newest first."""
    dimensions = list(years[0].table.dimensions)
    same = [year for year in years if list(year.table.dimensions) == dimensions]
    return Figure(tuple(same[:MOST_YEARS]))
