"""What a column means, and what a cell says: days, ages, telephone numbers, states."""

import re
import unicodedata
from collections.abc import Mapping, Sequence
from enum import StrEnum


class ImportField(StrEnum):
    """Where a column goes."""

    NAME = "name"
    CALLED = "called"
    PHONES = "phones"
    AGE = "age"
    BORN = "born"
    LANGUAGES = "languages"
    LIVES = "lives"
    SCHOOL = "school"
    GUARDIANS = "guardians"
    OLD_NUMBER = "old-number"
    OWNER = "owner"
    STATE = "state"
    RISK = "risk"
    OPENED = "opened"
    ACTION = "action"
    DUE = "due"
    NOTE = "note"


INTO_WORDS = {
    ImportField.NAME: "Naam",
    ImportField.CALLED: "Roepnaam of bijnaam",
    ImportField.PHONES: "Telefoonnummer",
    ImportField.AGE: "Leeftijd",
    ImportField.BORN: "Geboortedatum",
    ImportField.LANGUAGES: "Talen",
    ImportField.LIVES: "Woonplaats of adres",
    ImportField.SCHOOL: "School of werk",
    ImportField.GUARDIANS: "Ouders, voogd of verzorgers",
    ImportField.OLD_NUMBER: "Nummer in de oude lijst",
    ImportField.OWNER: "Coördinator",
    ImportField.STATE: "Stand",
    ImportField.RISK: "Veiligheid",
    ImportField.OPENED: "Begonnen op",
    ImportField.ACTION: "Actie",
    ImportField.DUE: "Wanneer (van de actie)",
    ImportField.NOTE: "Notitie (mag vaker)",
}


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
_KNOWN |= {comparable_text(words.partition(" (")[0]): into for into, words in INTO_WORDS.items()}


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
            return f"Er staan twee kolommen op “{INTO_WORDS[into]}”. Kies er één."
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
