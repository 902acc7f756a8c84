"""The legal ground on which the team keeps a case."""

from uitweg.platform.choices import Choices


class LegalGround(Choices):
    """On what the team keeps this case; which ones hold in a city is for its lawyers to say."""

    NOT_CHOSEN = "not-chosen", "Nog niet gekozen"
    WMO = "wmo", "Wmo"
    JEUGDWET = "jeugdwet", "Jeugdwet"
    WGS = "wgs", "Wet gegevensverwerking door samenwerkingsverbanden"
    OTHER = "other", "Anders"
