"""Reads what the chair types while people talk: `actie | wie | wanneer`, one line per action.

Nothing is ever thrown away: each line that is not empty comes back, understood or with what is
not clear about it. A line without `|` is a decision, without an owner.
"""

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from datetime import date, time, timedelta

from uitweg.platform.choices import Choices
from uitweg.platform.dutch_days import read_dutch_day

BAR = "|"
LONGEST_TYPED = 20_000
MOST_LINES = 200
_WEEKDAYS = ("maandag", "dinsdag", "woensdag", "donderdag", "vrijdag", "zaterdag", "zondag")
_DAYS_AHEAD = {"vandaag": 0, "nu": 0, "vanavond": 0, "morgen": 1, "overmorgen": 2}
_TIME = re.compile(
    r"(?:\b(?:om|voor|tot)\s+)?\b(?P<hour>\d{1,2})"
    r"(?:(?::(?P<minute>[0-5]\d)(?:\s*(?:u|uur))?)|(?:[.](?P<minute2>[0-5]\d))?\s*(?:u|uur|h))\s*$"
)
"""18:00, 18u, 18 uur, 18.30u: at the end; a point alone is a day (7.11)."""
_AHEAD = re.compile(r"over\s+(?P<number>\d{1,3}|een)\s+(?P<unit>dag|dagen|week|weken)")
_LEADING = re.compile(r"^(?:uiterlijk|voor|op|aanstaande|a\.s\.|komende)\s+")


class LineTrouble(Choices):
    """What is not clear about a line. With any of these but PAST_DAY it does not go along."""

    NO_ACTION = "no-action", "wat moet er gebeuren?"
    NO_OWNER = "no-owner", "wie doet dit?"
    UNKNOWN_OWNER = "unknown-owner", "wie is dit?"
    SEVERAL_OWNERS = "several-owners", "wie van hen?"
    UNREADABLE_DAY = "unreadable-day", "welke dag?"
    PAST_DAY = "past-day", "die dag is voorbij"
    NO_CONSENT = "no-consent", "vraag eerst"
    NOT_WORKING = "not-working", "mag niet in deze casus werken"
    TOO_LONG = "too-long", "te lang voor één regel"


@dataclass(frozen=True)
class Seat:
    """Somebody who can get an action.

    `key` names them for the program ("member:3", "organisation:5"), `name` on the page; `called`
    are the names by which a line may call them.
    """

    key: str
    name: str
    called: tuple[str, ...]


@dataclass(frozen=True)
class WrittenWhen:
    """A day, and the time on it if that was said."""

    on: date | None = None
    at: time | None = None


@dataclass(frozen=True)
class UnderstoodLine:
    """One line. `number` counts lines of the text from 0; `typed` is the line, spaces trimmed.

    `owner` is the key of a seat; `choices` are the keys of those it could also be.
    """

    number: int
    typed: str
    action: str
    who: str = ""
    when: str = ""
    owner: str = ""
    choices: tuple[str, ...] = field(default=())
    due_on: date | None = None
    due_at: time | None = None
    trouble: LineTrouble | None = None
    is_decision: bool = False

    @property
    def goes_along(self) -> bool:
        return self.trouble in (None, LineTrouble.PAST_DAY)


def read_lines(
    text: str, seats: Sequence[Seat], *, today: date, longest: int = 300
) -> tuple[UnderstoodLine, ...]:
    """Return each line of the text that is not empty, as it is understood on `today`.

    `longest` is how many characters an action of a case may have.
    """
    lines = enumerate(text.replace("\r\n", "\n").replace("\r", "\n").split("\n"))
    return tuple(
        _read_line(number, typed.strip(), seats, today, longest)
        for number, typed in lines
        if typed.strip()
    )


def replace_owner(text: str, number: int, name: str) -> str:
    """Return the text with `name` as who does the action of line `number` (from 0)."""
    lines = text.replace("\r\n", "\n").replace("\r", "\n").split("\n")
    if not 0 <= number < len(lines):
        return text
    cells = [cell.strip() for cell in lines[number].split(BAR)]
    cells[1:2] = [name]
    lines[number] = f" {BAR} ".join(cells).rstrip()
    return "\n".join(lines)


def strike_line(text: str, number: int) -> str:
    """Return the text without line `number` (from 0)."""
    lines = text.replace("\r\n", "\n").replace("\r", "\n").split("\n")
    if not 0 <= number < len(lines):
        return text
    return "\n".join(lines[:number] + lines[number + 1 :])


def _read_line(
    number: int, typed: str, seats: Sequence[Seat], today: date, longest: int
) -> UnderstoodLine:
    action, bar, rest = (part.strip() for part in typed.partition(BAR))
    action = " ".join(action.split())
    if not bar:
        trouble = LineTrouble.TOO_LONG if len(action) > longest else None
        return UnderstoodLine(number, typed, action, trouble=trouble, is_decision=True)
    who, _, when = (part.strip() for part in rest.partition(BAR))
    owners = owners_called(who, seats)
    due = read_when(when, today=today)
    return UnderstoodLine(
        number=number,
        typed=typed,
        action=action,
        who=who,
        when=when,
        owner=owners[0] if len(owners) == 1 else "",
        choices=owners if len(owners) > 1 else (),
        due_on=due.on if due else None,
        due_at=due.at if due else None,
        trouble=_trouble(action, who, owners, due, today, longest),
    )


def _trouble(
    action: str,
    who: str,
    owners: Sequence[str],
    due: WrittenWhen | None,
    today: date,
    longest: int,
) -> LineTrouble | None:
    if not action:
        return LineTrouble.NO_ACTION
    if len(action) > longest:
        return LineTrouble.TOO_LONG
    if not who:
        return LineTrouble.NO_OWNER
    if len(owners) != 1:
        return LineTrouble.SEVERAL_OWNERS if owners else LineTrouble.UNKNOWN_OWNER
    if due is None:
        return LineTrouble.UNREADABLE_DAY
    return LineTrouble.PAST_DAY if due.on and due.on < today else None


def owners_called(who: str, seats: Iterable[Seat]) -> tuple[str, ...]:
    """Return the keys of the seats that this name can mean; a whole name goes before a part."""
    wanted = " ".join(who.casefold().split())
    if not wanted:
        return ()
    whole, part = dict[str, None](), dict[str, None]()
    for seat in seats:
        names = [" ".join(name.casefold().split()) for name in (seat.name, *seat.called)]
        if wanted in names:
            whole[seat.key] = None
        if any(name.startswith(wanted) or wanted in name.split() for name in names if name):
            part[seat.key] = None
    return tuple(whole or part)


def read_when(text: str, *, today: date) -> WrittenWhen | None:
    """Return the day and time in a text such as "vr", "do 18u", "7 nov"; None if it is no day.

    A day of the week is the next one, never today; a day without a year is the next such day. An
    empty text is no day at all, and understood. A time alone is today.
    """
    rest = " ".join(text.lower().replace(",", " ").split()).rstrip(".")
    if not rest:
        return WrittenWhen()
    at = None
    if found := _TIME.search(rest):
        hour = int(found["hour"])
        if hour > 23:
            return None
        at = time(hour, int(found["minute"] or found["minute2"] or 0))
        rest = rest[: found.start()].strip()
        if not rest:
            return WrittenWhen(today, at)
    day = _read_day(_LEADING.sub("", rest), today)
    return WrittenWhen(day, at) if day else None


def _read_day(text: str, today: date) -> date | None:
    if text in _DAYS_AHEAD:
        return _ahead(today, _DAYS_AHEAD[text])
    if text == "volgende week":
        return _ahead(today, 7)
    if found := _AHEAD.fullmatch(text):
        number = 1 if found["number"] == "een" else int(found["number"])
        return _ahead(today, number * (7 if found["unit"].startswith("we") else 1))
    word, _, rest = text.partition(" ")
    weekday = _weekday(word)
    if weekday is None:
        return _read_date(text, today)
    if rest:  # "vr 7 nov": the date tells
        return _read_date(rest, today)
    return _ahead(today, (weekday - today.weekday() - 1) % 7 + 1)


def _weekday(word: str) -> int | None:
    """Return 0 for maandag, ma or ma., to 6 for zondag; None for another word."""
    plain = word.rstrip(".")
    if len(plain) < 2:
        return None
    return next((n for n, name in enumerate(_WEEKDAYS) if name == plain or name[:2] == plain), None)


def _read_date(text: str, today: date) -> date | None:
    written = read_dutch_day(text, today=today)
    if written is None or written.day is None:
        return None
    years = (written.year,) if written.year is not None else (today.year, today.year + 1)
    for year in years:
        try:
            day = date(year, written.month, written.day)
        except ValueError:
            continue
        if written.year is not None or day >= today:
            return day
    return None


def _ahead(today: date, days: int) -> date | None:
    try:
        return today + timedelta(days=days)
    except OverflowError:
        return None
