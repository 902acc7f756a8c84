"""What can be wrong with the public door, and what a lead may say that it was."""

from uitweg.platform.choices import Choices


class AlarmKind(Choices):
    OTHER_PAGE = "other-page", "De publieke site geeft iets anders dan wij publiceerden"
    UNREACHABLE = "unreachable", "De publieke site is niet te bereiken"
    FORGED_WISHES = "forged-wishes", "Iemand vroeg om gesprekken van anderen te wissen"
    MANY_WISHES = "many-wishes", "Veel melders tegelijk willen hun gesprek wissen"


class AlarmVerdict(Choices):
    """What it was, as a lead says once it is looked into."""

    OWN_CHANGE = "own-change", "Wij veranderden zelf iets"
    FAULT = "fault", "Een storing, die is verholpen"
    ATTACK = "attack", "Een aanval, en er is iets aan gedaan"
    NOTHING = "nothing", "Vals alarm"
