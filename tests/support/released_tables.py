"""Released tables for tests: a small one with hidden counts, and any for property tests."""

from datetime import date

from hypothesis import strategies as st

from uitweg.knowledge.published_figures.rules.figure_words import FigureWords
from uitweg.knowledge.published_figures.rules.released_tables import (
    Release,
    ReleasedTable,
    all_keys,
)

FORMS = ("drugs", "explosives", "unknown")
WORDS = FigureWords(
    titles={"forms": "Vormen van uitbuiting"},
    definitions={"forms": "Jongeren van wie een coördinator de vorm noteerde."},
    dimensions={"form": "Vorm", "sex": "Geslacht"},
    categories={
        ("form", "drugs"): "Drugs",
        ("form", "explosives"): "Explosieven",
        ("form", "unknown"): "Onbekend",
        ("sex", "girl"): "Meisje",
        ("sex", "boy"): "Jongen",
    },
)
_ids = st.sampled_from(["a", "b", "c-1", "girl", "unknown", "x_y", "z0", "other"])
_counts = st.none() | st.integers(2, 400).map(lambda fives: 5 * fives)


def a_table(
    *, year: int = 2025, name: str = "forms", edition: int = 1, start: int = 10
) -> ReleasedTable:
    """Return forms by sex: every second count is hidden, the others rise by 5 from `start`."""
    dimensions = {"form": FORMS, "sex": ("girl", "boy")}
    keys = all_keys(dimensions)
    return ReleasedTable(
        name=name,
        source="coded-cases",
        year=year,
        edition=edition,
        extracted_on=date(year + 1, 2, 1),
        dimensions=dimensions,
        counts={key: None if n % 2 else start + 5 * n for n, key in enumerate(keys)},
    )


def a_release(*tables: ReleasedTable, number: int = 1) -> Release:
    return Release(number, date(2026, 3, number), tables or (a_table(),))


@st.composite
def any_tables(draw: st.DrawFn) -> ReleasedTable:
    """Draw a table of 0 to 3 dimensions with 1 to 3 categories each."""
    names = draw(st.lists(_ids, max_size=3, unique=True))
    categories = st.lists(_ids, min_size=1, max_size=3, unique=True).map(tuple)
    dimensions = {name: draw(categories) for name in names}
    return ReleasedTable(
        name=draw(_ids),
        source="answers",
        year=draw(st.integers(2020, 2040)),
        edition=draw(st.integers(1, 9)),
        extracted_on=date(2041, 1, 1),
        dimensions=dimensions,
        counts={key: draw(_counts) for key in all_keys(dimensions)},
    )
