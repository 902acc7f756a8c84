"""Facts of an appraisal for tests of its rules: one line each, and all of them at random."""

from datetime import date
from typing import Any

from hypothesis import strategies as st

from uitweg.casework.appraisal.facts.rules.content import (
    AppraisalFact,
    FactLane,
    Independence,
    SourceKind,
    Weight,
)
from uitweg.casework.cases.timeline.rules.fuzzy_dates import FuzzyDate, Precision

TODAY = date(2026, 11, 28)


def on(year: int, month: int, day: int) -> FuzzyDate:
    return FuzzyDate(date(year, month, day), Precision.DAY)


def a_fact(key: str = "f1", **changes: Any) -> AppraisalFact:
    """Return a complete fact, independent of the youngster, that points at nothing yet."""
    for name in ("supports", "against", "indicators"):
        changes[name] = frozenset(changes.get(name, ()))
    values: dict[str, Any] = {
        "title": f"Feit {key}",
        "text": "Een foto van de voordeur.",
        "lane": FactLane.THREAT,
        "source": "schermfoto",
        "source_kind": SourceKind.DEVICE,
        "independence": Independence.INDEPENDENT,
        "first_heard_by": "mentor",
        "first_heard_on": on(2026, 2, 20),
        "how_obtained": "ongevraagd getoond",
        "corroboration": "tijd op de schermfoto",
        "relevance": Weight.HIGH,
        "objectivity": Weight.HIGH,
        "biasing": Weight.LOW,
    }
    return AppraisalFact(key=key, **values | changes)


def from_youngster(key: str = "f1", **changes: Any) -> AppraisalFact:
    values: dict[str, Any] = {
        "source_kind": SourceKind.YOUNGSTER,
        "independence": Independence.FROM_YOUNGSTER,
    }
    return a_fact(key, **values | changes)


def any_facts(*questions: str, least: int = 0) -> st.SearchStrategy[list[AppraisalFact]]:
    """Return lists of facts with different keys that point anywhere among these questions."""
    fact = st.builds(
        a_fact,
        key=st.text("abcdef", min_size=1, max_size=4),
        source_kind=st.sampled_from(SourceKind),
        independence=st.sampled_from(Independence),
        supports=st.frozensets(st.sampled_from(questions)),
        against=st.frozensets(st.sampled_from(questions)),
        from_care_talk=st.booleans(),
        use_agreed_on=st.none() | st.just(TODAY),
        relevance=st.none() | st.sampled_from(Weight),
        objectivity=st.none() | st.sampled_from(Weight),
        biasing=st.none() | st.sampled_from(Weight),
    )
    return st.lists(fact, min_size=least, max_size=6, unique_by=lambda each: each.key)
