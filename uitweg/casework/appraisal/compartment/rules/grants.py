"""How far a grant lets a member into the compartment of a case."""

from datetime import timedelta

from uitweg.platform.choices import Choices

LONGEST_GRANT = timedelta(days=183)
"""A grant for a compartment always ends: at most half a year ahead."""
USUAL_GRANT = timedelta(days=61)


class CompartmentLevel(Choices):
    """What a member does in the compartment; a second judge writes nothing but a judgement."""

    READ = "read", "Meelezen"
    JUDGE = "judge", "Tweede oordeel geven"
    WRITE = "write", "Schrijven"


READING_LEVELS = frozenset(CompartmentLevel)
WRITING_LEVELS = frozenset({CompartmentLevel.WRITE})
