"""What is counted for figures: by which dimensions, and in which categories."""

from collections.abc import Mapping
from dataclasses import dataclass

from uitweg.casework.cases.coding.rules import CODE_VERSION, CODED_FACTS
from uitweg.casework.partners.matching.rules import InsteadOfPlace
from uitweg.channel.answers.rules import WAIT_BANDS
from uitweg.knowledge.training.rules.sessions import SessionAudience
from uitweg.platform.days import QUARTERS

FIRST_YEAR = 2000
"""Nothing was kept of an earlier year."""

DIMENSION_OF_FACT = {name: name.replace("_", "-") for name in CODED_FACTS}
"""The id of the dimension of each coded fact."""


@dataclass(frozen=True)
class CountSource:
    """One kind of thing that is counted: its dimensions with their categories.

    `edition` rises when a category changes its meaning. Words: content/figures.yaml.
    """

    id: str
    dimensions: Mapping[str, tuple[str, ...]]
    edition: int = 1


CODED_CASES = CountSource(
    "coded-cases",
    {
        DIMENSION_OF_FACT[name]: tuple(str(each.value) for each in fact.answers)
        for name, fact in CODED_FACTS.items()
    },
    CODE_VERSION,
)
ANSWERS = CountSource("answers", {"quarter": QUARTERS, "wait": tuple(WAIT_BANDS)})
NO_PLACE = CountSource(
    "no-place", {"quarter": QUARTERS, "instead": tuple(str(each.value) for each in InsteadOfPlace)}
)
PARTICIPANTS = CountSource(
    "participants", {"audience": tuple(str(each.value) for each in SessionAudience)}
)
SOURCES = {each.id: each for each in (CODED_CASES, ANSWERS, NO_PLACE, PARTICIPANTS)}
"""Every source by its id, in the order of the page."""
