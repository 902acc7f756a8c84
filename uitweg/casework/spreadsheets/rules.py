"""What a column means, and what a cell says: days, ages, telephone numbers, states."""

import re
import unicodedata
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, timedelta
from enum import StrEnum

from uitweg.casework.cases.rules.safety import Risk
from uitweg.casework.cases.rules.workflow import CaseState


class Into(StrEnum):
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
    Into.NAME: "Naam",
    Into.CALLED: "Roepnaam of bijnaam",
    Into.PHONES: "Telefoonnummer",
    Into.AGE: "Leeftijd",
    Into.BORN: "Geboortedatum",
    Into.LANGUAGES: "Talen",
    Into.LIVES: "Woonplaats of adres",
    Into.SCHOOL: "School of werk",
    Into.GUARDIANS: "Ouders, voogd of verzorgers",
    Into.OLD_NUMBER: "Nummer in de oude lijst",
    Into.OWNER: "Coördinator",
    Into.STATE: "Stand",
    Into.RISK: "Veiligheid",
    Into.OPENED: "Begonnen op",
    Into.ACTION: "Actie",
    Into.DUE: "Wanneer (van de actie)",
    Into.NOTE: "Notitie (mag vaker)",
}


class Becomes(StrEnum):
    """What happens to a row."""

    NEW = "new"
    ADDED = "added"
    LEFT_OUT = "left-out"


MORE_THAN_ONCE = frozenset({Into.NOTE, Into.PHONES})
OF_THE_PERSON = (
    Into.NAME,
    Into.CALLED,
    Into.AGE,
    Into.BORN,
    Into.LANGUAGES,
    Into.PHONES,
    Into.LIVES,
    Into.SCHOOL,
    Into.GUARDIANS,
)
_HEADINGS: Mapping[Into, str] = {
    Into.NAME: "naam volledigenaam achternaam jongere client naamjongere naamclient",
    Into.CALLED: "roepnaam bijnaam alias straatnaam voornaam genoemd",
    Into.PHONES: "telefoon telefoonnummer tel telnr mobiel gsm 06 nummertelefoon telefoonnummers",
    Into.AGE: "leeftijd lft jaar",
    Into.BORN: "geboortedatum gebdatum geboren geb gebdat gd",
    Into.LANGUAGES: "taal talen",
    Into.LIVES: "woonplaats adres gemeente stad wijk woont stadsdeel",
    Into.SCHOOL: "school opleiding werk dagbesteding",
    Into.GUARDIANS: "ouders ouder voogd verzorgers moeder vader gezag",
    Into.OLD_NUMBER: "nummer nr casusnummer dossiernummer dossier id zaaknummer",
    Into.OWNER: "coordinator zorgcoordinator eigenaar behandelaar casushouder regisseur wie",
    Into.STATE: "stand status fase stavanzaken",
    Into.RISK: "veiligheid risico gevaar urgentie",
    Into.OPENED: "begonnen begonnenop start startdatum datum aanmelddatum datumaanmelding gestart"
    " instroom ingangsdatum",
    Into.ACTION: "actie actiepunt volgendestap todo afspraak",
    Into.DUE: "wanneer deadline voor uiterlijk datumactie actiedatum voorwanneer vervaldatum",
    Into.NOTE: "notitie notities opmerking opmerkingen bijzonderheden toelichting memo verslag",
}
STATES: Mapping[CaseState, str] = {
    CaseState.INTAKE: "intake nieuw aangemeld aanmelding wachtlijst",
    CaseState.TRIAGE: "triage screening",
    CaseState.PLAN: "plan planmaken planvanaanpak",
    CaseState.ACTIVE: "inuitvoering actief lopend loopt open inbehandeling uitvoering",
    CaseState.MONITORING: "volgen monitoring monitoren nazorg vinger",
    CaseState.CLOSED: "gesloten afgesloten dicht afgerond beeindigd klaar",
}
RISKS: Mapping[Risk, str] = {
    Risk.UNKNOWN: "nognietbeoordeeld onbekend nvt",
    Risk.LOW: "nuveiliggenoeg veilig laag groen",
    Risk.HIGH: "onveilig hoog oranje middel verhoogd",
    Risk.ACUTE: "acuutgevaar acuut zeerhoog rood crisis",
}
_MONTHS = ["jan", "feb", "maa", "apr", "mei", "jun", "jul", "aug", "sep", "okt", "nov", "dec"]
_MONTHS_TOO = {"mrt": 3, "mar": 3, "oct": 10, "may": 5}
SERIALS = range(10_000, 80_000)
"""Excel counts days since 30 December 1899; 10,000 is in 1927, 80,000 in 2119."""
LONGEST = {Into.ACTION: 300}
LONGEST_FIELD = 4000


@dataclass(frozen=True)
class Said:
    """One row as it was understood. `wrong` and `remarks` are sentences that name the column."""

    person: Mapping[str, str] = field(default_factory=dict)
    owner: str = ""
    state: CaseState = CaseState.INTAKE
    risk: Risk = Risk.UNKNOWN
    opened: date | None = None
    action: str = ""
    due: date | None = None
    old_number: str = ""
    notes: tuple[tuple[str, str], ...] = ()
    wrong: tuple[str, ...] = ()
    remarks: tuple[str, ...] = ()
    leave: str = ""


def plain(text: str) -> str:
    """Return a heading or word as it is compared: small letters and digits only."""
    bare = unicodedata.normalize("NFKD", text.lower())
    return re.sub(r"[^a-z0-9]", "", "".join(c for c in bare if not unicodedata.combining(c)))


_KNOWN = {word: into for into, words in _HEADINGS.items() for word in words.split()}
_KNOWN |= {plain(words.partition(" (")[0]): into for into, words in INTO_WORDS.items()}


def guessed(headings: Sequence[str]) -> list[Into | None]:
    """Guess what each column is by its heading; what may stand once goes to the first."""
    found: list[Into | None] = []
    for heading in headings:
        into = _KNOWN.get(plain(heading))
        found.append(None if into in found and into not in MORE_THAN_ONCE else into)
    return found


def wrong_choice(chosen: Sequence[Into | None]) -> str:
    """Say what does not fit in a choice of columns; '' is nothing."""
    for into in Into:
        if into not in MORE_THAN_ONCE and chosen.count(into) > 1:
            return f"Er staan twee kolommen op “{INTO_WORDS[into]}”. Kies er één."
    if not any(into in chosen for into in (Into.NAME, Into.CALLED, Into.PHONES, Into.OLD_NUMBER)):
        return "Kies minstens een kolom met de naam, het telefoonnummer of het nummer."
    return ""


def understood(
    row: Sequence[str], headings: Sequence[str], chosen: Sequence[Into | None], *, today: date
) -> Said:
    """Read one row by the chosen columns."""
    reader = _Reader(today)
    for cell, heading, into in zip(row, headings, chosen, strict=True):
        if into is not None and cell.strip():
            reader.take(into, heading, cell.strip())
    return reader.said()


class _Reader:
    """Gathers what a row says; state, since a cell may be wrong and the next still counts."""

    def __init__(self, today: date) -> None:
        self.today = today
        self.person: dict[str, str] = {}
        self.rest: dict[str, object] = {}
        self.notes: list[tuple[str, str]] = []
        self.wrong: list[str] = []
        self.remarks: list[str] = []

    def take(self, into: Into, heading: str, cell: str) -> None:
        if "\0" in cell:
            cell = cell.replace("\0", "")
        most = LONGEST.get(into, 20_000 if into is Into.NOTE else LONGEST_FIELD)
        if len(cell) > most:
            self.wrong.append(f"Kolom “{heading}” is langer dan {most} tekens.")
        elif into in (Into.OPENED, Into.DUE, Into.BORN):
            self._day(into, heading, cell)
        elif into is Into.STATE:
            self._state(heading, cell)
        elif into is Into.RISK:
            self._risk(heading, cell)
        elif into is Into.AGE:
            self._age(heading, cell)
        elif into is Into.PHONES:
            there = self.person.get("phones", "")
            self.person["phones"] = f"{there}, {phone(cell)}" if there else phone(cell)
        elif into is Into.NOTE:
            self.notes.append((heading, cell))
        elif into in (Into.OWNER, Into.ACTION, Into.OLD_NUMBER):
            self.rest[into.value.replace("-", "_")] = cell
        else:
            self.person[into.value] = cell

    def _day(self, into: Into, heading: str, cell: str) -> None:
        read = day_in(cell, today=self.today)
        if read is None:
            self.wrong.append(f"Kolom “{heading}”: “{cell[:40]}” is geen dag.")
            return
        day, whole = read
        last = self.today.replace(day=1, year=self.today.year + 20)
        if day.year < 1920 or day > (last if into is Into.DUE else self.today):
            self.wrong.append(f"Kolom “{heading}”: {in_dutch(day)} kan niet.")
            return
        if not whole:
            self.remarks.append(f"“{cell}” is gelezen als {in_dutch(day)}.")
        if into is not Into.BORN:
            self.rest["opened" if into is Into.OPENED else "due"] = day
            return
        self.person["born"] = in_dutch(day) if whole else cell
        self.person.setdefault("age", str(years(day, self.today)))

    def _state(self, heading: str, cell: str) -> None:
        state = _among(STATES, cell)
        if state is None:
            self.wrong.append(f"Kolom “{heading}”: “{cell[:40]}” is geen stand die we kennen.")
        else:
            self.rest["state"] = state

    def _risk(self, heading: str, cell: str) -> None:
        risk = _among(RISKS, cell)
        if risk is None:
            self.wrong.append(
                f"Kolom “{heading}”: “{cell[:40]}” kennen we niet. Kies veilig, onveilig of acuut."
            )
        else:
            self.rest["risk"] = risk

    def _age(self, heading: str, cell: str) -> None:
        found = re.fullmatch(r"(?:ca\.?|±|circa)?\s*(\d{1,3})\s*(?:jaar|jr\.?)?", cell.lower())
        if not found or int(found[1]) > 110:
            self.wrong.append(f"Kolom “{heading}”: “{cell[:40]}” is geen leeftijd.")
        else:
            self.person["age"] = found[1]

    def said(self) -> Said:
        leave = "Gesloten casussen gaan niet mee." if self._is_closed else ""
        if not (self.person or self.rest.get("old_number") or self.wrong or leave):
            leave = "Er staat niets in waaraan je de jongere herkent."
        return Said(
            person=self.person,
            notes=tuple(self.notes),
            wrong=tuple(self.wrong),
            remarks=tuple(self.remarks),
            leave=leave,
            **self.rest,  # type: ignore[arg-type]  # each key was put in with its own type
        )

    @property
    def _is_closed(self) -> bool:
        return self.rest.get("state") is CaseState.CLOSED


def _among[T: StrEnum](words: Mapping[T, str], cell: str) -> T | None:
    said = plain(cell)
    return next((one for one, known in words.items() if said and said in known.split()), None)


def day_in(cell: str, *, today: date) -> tuple[date, bool] | None:
    """Return the day a cell says, and whether it named the day itself; None is no day.

    2024-03-01, 1-3-2024, 01/03/24, 1 maart 2024, maart 2024 (its first day), and Excel's count.
    """
    text = cell.strip().lower().rstrip(".")
    if found := re.fullmatch(r"(\d{4})[-/.](\d{1,2})[-/.](\d{1,2})(?:[ t].*)?", text):
        return _whole(int(found[1]), int(found[2]), int(found[3]))
    if found := re.fullmatch(r"(\d{1,2})[-/. ](\d{1,2})[-/. ](\d{2}|\d{4})", text):
        return _whole(_year(found[3], today), int(found[2]), int(found[1]))
    if found := re.fullmatch(r"(?:(\d{1,2})[ -])?([a-z]{3,9})\.?[ -]['’]?(\d{2}|\d{4})", text):
        if month := _month(found[2]):
            made = _whole(_year(found[3], today), month, int(found[1] or 1))
            return made and (made[0], bool(found[1]))
        return None
    if re.fullmatch(r"\d{5}(?:\.0)?", text) and int(float(text)) in SERIALS:
        return date(1899, 12, 30) + timedelta(days=int(float(text))), True
    return None


def _whole(year: int, month: int, day: int) -> tuple[date, bool] | None:
    try:
        return date(year, month, day), True
    except ValueError:
        return None


def _year(text: str, today: date) -> int:
    """Read '24' as 2024 and '98' as 1998: at most ten years ahead of today."""
    if len(text) == 4:
        return int(text)
    year = today.year // 100 * 100 + int(text)
    return year if year <= today.year + 10 else year - 100


def _month(word: str) -> int:
    return _MONTHS_TOO.get(word[:3]) or (_MONTHS.index(word[:3]) + 1 if word[:3] in _MONTHS else 0)


NAMES = "januari februari maart april mei juni juli augustus september oktober november december"


def in_dutch(day: date) -> str:
    return f"{day.day} {NAMES.split()[day.month - 1]} {day.year}"


def years(born: date, today: date) -> int:
    return today.year - born.year - ((today.month, today.day) < (born.month, born.day))


def phone(cell: str) -> str:
    """Give a number back the 0 that Excel took: 612345678 is 0612345678."""
    return f"0{cell}" if re.fullmatch(r"[1-9]\d{8}", cell) else cell


def same_phone(text: str) -> frozenset[str]:
    """Return the numbers in a text as they are compared: the last nine digits."""
    found = re.findall(r"\+?\d(?:[ ./()-]{0,3}\d){8,13}", text)
    return frozenset(re.sub(r"\D", "", one)[-9:] for one in found)
