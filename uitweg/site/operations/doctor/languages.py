"""The languages that are on."""

from uitweg.platform.content import levels
from uitweg.site.operations.doctor.finding import Findings, Patient, attention, good

ON = good("languages-on", "Languages that are on: {names}.")
UNREAD = attention(
    "language-unread",
    "No native speaker has read {name} ({id}) yet; its pages say so.",
    "Have it read, and note that in content/ (see levels.yaml), or take it out of "
    "UITWEG_LANGUAGES.",
)


def examine(_patient: Patient) -> Findings:
    """Say which are on, and which of those no native speaker has read."""
    on = levels()
    yield ON.found(names=", ".join(level.id for level in on))
    for level in on:
        if level.is_unread:
            yield UNREAD.found(name=level.name, id=level.id)
