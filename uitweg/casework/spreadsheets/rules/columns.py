"""What the columns of an imported spreadsheet mean, and in which row their headings are."""

import re
import unicodedata
from collections.abc import Mapping, Sequence

from uitweg.casework.cases.case.rules.contents import SheetKind
from uitweg.casework.cases.sheets.rules import SHEET_FIELDS
from uitweg.platform.choices import Choices


class ImportField(Choices):
    """What a column holds, and so where its cells go."""

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
    LAST_CONTACT = "last-contact", "Laatste contact"
    ACTION = "action", "Actie"
    DUE = "due", "Wanneer (van de actie)"
    NOTE = "note", "Notitie (mag vaker)"

    @property
    def heading(self) -> str:
        """Return the heading for such a column, without the explanation in brackets."""
        return self.words.partition(" (")[0]


REPEATABLE_FIELDS = frozenset({ImportField.NOTE, ImportField.PHONES})
"""Fields that more than one column may hold."""
ROWS_SEARCHED_FOR_HEADINGS = 20
PERSON_FIELDS = tuple(
    ImportField(name) for name in SHEET_FIELDS[SheetKind.PERSON] if name in ImportField
)
"""The columns for a field of the person sheet; each has the name of that field."""
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
    ImportField.SCHOOL: "school schoolofplek opleiding werk dagbesteding",
    ImportField.GUARDIANS: "ouders ouder voogd verzorgers moeder vader gezag",
    ImportField.OLD_NUMBER: "nummer nr casusnummer dossiernummer dossier id zaaknummer",
    ImportField.OWNER: "coordinator zorgcoordinator eigenaar behandelaar casushouder regisseur wie",
    ImportField.STATE: "stand status fase stavanzaken",
    ImportField.RISK: "veiligheid risico gevaar urgentie",
    ImportField.OPENED: (
        "begonnen begonnenop start startdatum datum aanmelddatum datumaanmelding gestart"
        " instroom ingangsdatum"
    ),
    ImportField.LAST_CONTACT: "laatstecontact laatstecont contact cont gesproken",
    ImportField.ACTION: "actie actiepunt volgendeactie volgendestap todo afspraak",
    ImportField.DUE: (
        "wanneer dag deadline voor uiterlijk datumactie actiedatum voorwanneer vervaldatum"
    ),
    ImportField.NOTE: (
        "notitie notities opmerking opmerkingen opm bijzonderheden toelichting memo verslag"
        " begonmet grondslag evaluatiedatum"
    ),
}


def comparable_text(text: str) -> str:
    """Return a text for comparison: its letters and digits, in lower case, without accents."""
    decomposed = unicodedata.normalize("NFKD", text.lower())
    return re.sub(r"[^a-z0-9]", "", decomposed)


_FIELD_BY_HEADING = {
    word: column for column, words in _HEADING_SYNONYMS.items() for word in words.split()
} | {comparable_text(column.heading): column for column in ImportField}
_IDENTIFYING_FIELDS = (
    ImportField.NAME,
    ImportField.CALLED,
    ImportField.PHONES,
    ImportField.OLD_NUMBER,
)


def guessed_columns(headings: Sequence[str]) -> list[ImportField | None]:
    """Guess from its heading what each column holds; None when the heading is not known.

    A heading that is not known as a whole is known by its words when they all mean the same, so
    that the telephone of a parent is never taken for that of the youngster. Of two columns with a
    field that may occur once, the second gets None.
    """
    whole = [_FIELD_BY_HEADING.get(comparable_text(heading)) for heading in headings]
    guesses: list[ImportField | None] = []
    for heading, exact in zip(headings, whole, strict=True):
        guess = exact or _field_by_words(heading)
        is_taken = guess in guesses or (exact is None and guess in whole)
        guesses.append(None if is_taken and guess not in REPEATABLE_FIELDS else guess)
    return guesses


def _field_by_words(heading: str) -> ImportField | None:
    words = (comparable_text(word) for word in re.split(r"[\W_]+", heading))
    fields = {_FIELD_BY_HEADING[word] for word in words if word in _FIELD_BY_HEADING}
    return fields.pop() if len(fields) == 1 else None


def guessed_heading_place(rows: Sequence[Sequence[str]]) -> int:
    """Guess in which row the headings are: where most of them are known, else the first wide row.

    The last row is never it, because a list has a row below its headings.
    """
    candidates = rows[: min(ROWS_SEARCHED_FOR_HEADINGS, len(rows) - 1)]
    known = [sum(guess is not None for guess in guessed_columns(row)) for row in candidates]
    if any(known):
        return known.index(max(known))
    widths = [sum(bool(cell.strip()) for cell in row) for row in candidates]
    return next((place for place, width in enumerate(widths) if width > 1), 0)


def column_choice_error(columns: Sequence[ImportField | None]) -> str:
    """Return a Dutch sentence on what is wrong with a choice of columns; '' when it is right."""
    for column in ImportField:
        if column not in REPEATABLE_FIELDS and columns.count(column) > 1:
            return f"Er staan twee kolommen op “{column.words}”. Kies er één."
    if not any(column in columns for column in _IDENTIFYING_FIELDS):
        return "Kies minstens een kolom met de naam, het telefoonnummer of het nummer."
    return ""
