"""The legal ground on which the team keeps a case."""

from enum import StrEnum


class Ground(StrEnum):
    """On what the team keeps this case; which ones hold in a city is for its lawyers to say."""

    NOT_CHOSEN = "not-chosen"
    WMO = "wmo"
    JEUGDWET = "jeugdwet"
    WGS = "wgs"
    OTHER = "other"


GROUND_WORDS = {
    Ground.NOT_CHOSEN: "Nog niet gekozen",
    Ground.WMO: "Wmo",
    Ground.JEUGDWET: "Jeugdwet",
    Ground.WGS: "Wet gegevensverwerking door samenwerkingsverbanden",
    Ground.OTHER: "Anders",
}
