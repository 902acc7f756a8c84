"""The legal ground on which the team keeps a case."""

from enum import StrEnum


class LegalGround(StrEnum):
    """On what the team keeps this case; which ones hold in a city is for its lawyers to say."""

    NOT_CHOSEN = "not-chosen"
    WMO = "wmo"
    JEUGDWET = "jeugdwet"
    WGS = "wgs"
    OTHER = "other"


GROUND_WORDS = {
    LegalGround.NOT_CHOSEN: "Nog niet gekozen",
    LegalGround.WMO: "Wmo",
    LegalGround.JEUGDWET: "Jeugdwet",
    LegalGround.WGS: "Wet gegevensverwerking door samenwerkingsverbanden",
    LegalGround.OTHER: "Anders",
}
