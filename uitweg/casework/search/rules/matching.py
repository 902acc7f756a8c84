"""In what a person of a list is the same as the person of a case."""

from uitweg.platform.choices import Choices


class MatchedBy(Choices):
    """What is the same; kept with a list that waits to be imported."""

    BOTH = "both", "Naam en nummer"
    PHONE = "phone", "Dit nummer"
    NAME = "name", "Deze naam"
