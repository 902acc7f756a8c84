"""The texts of the law on the time axis and in the table below it, as content/ has them."""

from uitweg.platform.content import load
from uitweg.platform.content.values.appraisal import LawText, LawTopic

TOPICS = (
    LawTopic.TRAFFICKING,
    LawTopic.EU,
    LawTopic.COUNCIL_OF_EUROPE,
    LawTopic.PROSECUTION,
    LawTopic.ADOLESCENT,
)
"""What the date of the facts decides on; the first is on the axis also when it did not change."""


def axis_laws() -> tuple[LawText, ...]:
    """Return the texts of these topics, a topic at a time and the oldest first."""
    laws = [law for law in load().appraisal.laws if law.topic in TOPICS]
    return tuple(sorted(laws, key=lambda law: (TOPICS.index(law.topic), law.order)))
