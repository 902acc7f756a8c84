"""What a column means, and what a cell says: days, ages, telephone numbers, states."""

import re
import unicodedata
from collections.abc import Mapping, Sequence

from uitweg.platform.choices import Choices


class ImportField(Choices):
    """Where a column goes."""

    NAME = "name", "Naam"
    CALLED = "called", "Roepnaam of bijnaam"
    PHONES = "phones", "Telefoonnummer"
    AGE = "age", "Leeftijd"
    BORN = "born", "Geboortedatum"
    LANGUAGES = "languages", "Talen"
    LIVES = "lives", "Woonplaats of adres"
    SCHOOL = "school", "School of werk"
    GUARDIANS = "guardians", "Ouders, voogd of verzorgers"
    OLD_NUMBER = "old-number", "Nummer in de oude lijst"
    OWNER = "owner", "Coördinator"
    STATE = "state", "Stand"
    RISK = "risk", "Veiligheid"
    OPENED = "opened", "Begonnen op"
    ACTION = "action", "Actie"
    DUE = "due", "Wanneer (van de actie)"
    NOTE = "note", "Notitie (mag vaker)"

    @property
    def heading(self) -> str:
        """Return the words for above a column, without what they add between brackets."""
        return self.words.partition(" (")[0]


REPEATABLE_FIELDS = frozenset({ImportField.NOTE, ImportField.PHONES})
PERSON_FIELDS = (
    ImportField.NAME,
    ImportField.CALLED,
    ImportField.AGE,
    ImportField.BORN,
    ImportField.LANGUAGES,
    ImportField.PHONES,
    ImportField.LIVES,
    ImportField.SCHOOL,
    ImportField.GUARDIANS,
)
_HEADING_SYNONYMS: Mapping[ImportField, str] = {
    ImportField.NAME: "naam volledigenaam achternaam jongere client naamjongere naamclient",
    ImportField.CALLED: "roepnaam bijnaam alias straatnaam voornaam genoemd",
    ImportField.PHONES: (
        "telefoon telefoonnummer tel telnr mobiel gsm 06 nummertelefoon telefoonnummers"
    ),
    ImportField.AGE: "leeftijd lft jaar",
    ImportField.BORN: "geboortedatum gebdatum geboren geb gebdat gd",
    ImportField.LANGUAGES: "taal talen",
    ImportField.LIVES: "woonplaats adres gemeente stad wijk woont stadsdeel",
    ImportField.SCHOOL: "school opleiding werk dagbesteding",
    ImportField.GUARDIANS: "ouders ouder voogd verzorgers moeder vader gezag",
    ImportField.OLD_NUMBER: "nummer nr casusnummer dossiernummer dossier id zaaknummer",
    ImportField.OWNER: "coordinator zorgcoordinator eigenaar behandelaar casushouder regisseur wie",
    ImportField.STATE: "stand status fase stavanzaken",
    ImportField.RISK: "veiligheid risico gevaar urgentie",
    ImportField.OPENED: (
        "begonnen begonnenop start startdatum datum aanmelddatum datumaanmelding gestart"
        " instroom ingangsdatum"
    ),
    ImportField.ACTION: "actie actiepunt volgendestap todo afspraak",
    ImportField.DUE: (
        "wanneer deadline voor uiterlijk datumactie actiedatum voorwanneer vervaldatum"
    ),
    ImportField.NOTE: (
        "notitie notities opmerking opmerkingen bijzonderheden toelichting memo verslag"
    ),
}


def comparable_text(text: str) -> str:
    """Return a heading or word as it is compared: small letters and digits only."""
    bare = unicodedata.normalize("NFKD", text.lower())
    return re.sub(r"[^a-z0-9]", "", "".join(c for c in bare if not unicodedata.combining(c)))


_KNOWN = {word: into for into, words in _HEADING_SYNONYMS.items() for word in words.split()}
_KNOWN |= {comparable_text(into.heading): into for into in ImportField}


def guessed_columns(headings: Sequence[str]) -> list[ImportField | None]:
    """Guess what each column is by its heading; what may stand once goes to the first."""
    found: list[ImportField | None] = []
    for heading in headings:
        into = _KNOWN.get(comparable_text(heading))
        found.append(None if into in found and into not in REPEATABLE_FIELDS else into)
    return found


def column_choice_error(chosen: Sequence[ImportField | None]) -> str:
    """Say what does not fit in a choice of columns; '' is nothing."""
    for into in ImportField:
        if into not in REPEATABLE_FIELDS and chosen.count(into) > 1:
            return f"Er staan twee kolommen op “{into.words}”. Kies er één."
    if not any(
        into in chosen
        for into in (
            ImportField.NAME,
            ImportField.CALLED,
            ImportField.PHONES,
            ImportField.OLD_NUMBER,
        )
    ):
        return "Kies minstens een kolom met de naam, het telefoonnummer of het nummer."
    return ""
