"""What a person in an imported spreadsheet has in common with the person of a case."""

from uitweg.platform.choices import Choices


class MatchedBy(Choices):
    """What is the same; stored with a spreadsheet that waits to be imported."""

    BOTH = "both", "Naam en nummer"
    PHONE = "phone", "Dit nummer"
    NAME = "name", "Deze naam"
    INITIALS = "initials", "Deze voorletters"
