"""Why a case is closed."""

from uitweg.platform.choices import Choices


class Ending(Choices):
    """Why a case is closed: a fixed choice, so that it can be counted."""

    SAFE = "safe", "Veilig, doelen bereikt"
    HANDED_OVER = "handed-over", "Overgedragen aan een ander"
    NOT_WANTED = "not-wanted", "De jongere wil geen hulp"
    OUT_OF_SIGHT = "out-of-sight", "Uit beeld"
    NO_EXPLOITATION = "no-exploitation", "Bleek geen uitbuiting"
