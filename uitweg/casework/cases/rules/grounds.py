"""The legal ground on which the team keeps a case."""

from uitweg.platform.choices import Choices


class LegalGround(Choices):
    """The law on which the team may keep a case; a city's lawyers decide which ones apply."""

    NOT_CHOSEN = "not-chosen", "Nog niet gekozen"
    WMO = "wmo", "Wmo"
    JEUGDWET = "jeugdwet", "Jeugdwet"
    WGS = "wgs", "Wet gegevensverwerking door samenwerkingsverbanden"
    OTHER = "other", "Anders"
