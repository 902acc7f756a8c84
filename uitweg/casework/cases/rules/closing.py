"""Why a case is closed."""

from enum import StrEnum


class Ending(StrEnum):
    """Why a case is closed; counted, so fixed."""

    SAFE = "safe"
    HANDED_OVER = "handed-over"
    NOT_WANTED = "not-wanted"
    OUT_OF_SIGHT = "out-of-sight"
    NO_EXPLOITATION = "no-exploitation"


ENDING_WORDS = {
    Ending.SAFE: "Veilig, doelen bereikt",
    Ending.HANDED_OVER: "Overgedragen aan een ander",
    Ending.NOT_WANTED: "De jongere wil geen hulp",
    Ending.OUT_OF_SIGHT: "Uit beeld",
    Ending.NO_EXPLOITATION: "Bleek geen uitbuiting",
}
